"""A body is parsed once, and fits its model exactly as if pydantic had parsed it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from infra.local.stack.functions import operations
from shared.edge.validation import fitted, invalid

BODIES: dict[str, tuple[type[BaseModel], list[Any]]] = {
    one.id: (one.body, list(one.examples.get("request", {}).values()))
    for _, one in operations()
    if one.body is not None
}
OTHERS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["true", "1", "2026-03-01", "page", "en", "DE", "", "1.0"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.none()),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Yield the way to each value that something says, itself first."""
    yield path
    items: Any = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, inner in items:
        yield from places(inner, (*path, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:  # noqa: ANN401 - JSON
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = changed(value[path[0]], path[1:], new)
    return copied


def outcome(of: Any, *args: Any) -> Any:  # noqa: ANN401 - a model, or its faults
    try:
        return of(*args)
    except ValidationError as e:
        return e


def same(model: type[BaseModel], said: Any) -> None:  # noqa: ANN401 - JSON
    ours = outcome(fitted, model, said)
    theirs = outcome(model.model_validate_json, json.dumps(said))
    if isinstance(ours, ValidationError) or isinstance(theirs, ValidationError):
        assert invalid(ours, model).faults == invalid(theirs, model).faults
    else:
        assert ours == theirs
        assert ours.model_fields_set == theirs.model_fields_set


@pytest.mark.parametrize("name", sorted(BODIES))
def test_what_an_operation_takes_and_what_it_refuses_is_as_pydantic_reads_json(name: str) -> None:
    model, examples = BODIES[name]
    for example in [{}, *examples]:
        same(model, example)

    @settings(max_examples=60)
    @given(st.data())
    def in_one_place(data: st.DataObject) -> None:
        example = data.draw(st.sampled_from([{}, *examples]))
        path = data.draw(st.sampled_from(list(places(example))))
        same(model, changed(example, path, data.draw(OTHERS)))

    in_one_place()


@pytest.mark.parametrize("name", sorted(BODIES))
def test_an_unknown_name_is_as_pydantic_has_it(name: str) -> None:
    model, examples = BODIES[name]
    same(model, {**(examples[0] if examples else {}), "no-such-field": 1})
