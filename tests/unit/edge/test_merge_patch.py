"""JSON Merge Patch: the RFC's own table, and what holds for all."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.edge.merge_patch import merged

Json = dict[str, Any]
RFC_7396_APPENDIX_A: list[tuple[Json, Json, Json]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ({"a": "foo"}, {"a": {"b": 1}}, {"a": {"b": 1}}),
]
"""Those whose target and patch are both objects, and the one before the last to the point."""

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), _JSON, max_size=3)


@pytest.mark.parametrize(("target", "patch", "result"), RFC_7396_APPENDIX_A)
def test_the_rfcs_examples_hold(target: Json, patch: Json, result: Json) -> None:
    assert merged(target, patch) == result


def of_the_rfc(target: Any, patch: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what the RFC's own pseudocode does."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = of_the_rfc(result.get(name), value)
    return result


@given(target=OBJECTS, patch=OBJECTS)
def test_it_is_the_rfcs_algorithm_and_changes_nothing_that_it_is_given(
    target: Json, patch: Json
) -> None:
    before = copy.deepcopy((target, patch))
    assert merged(target, patch) == of_the_rfc(target, patch)
    assert (target, patch) == before


@given(target=OBJECTS, patch=OBJECTS)
def test_a_patch_once_more_changes_nothing_more(target: Json, patch: Json) -> None:
    once = merged(target, patch)
    assert merged(once, patch) == once
