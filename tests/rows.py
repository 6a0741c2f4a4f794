"""One test over a table of many rows: it tries them all and names each one that fails.

``parametrize`` makes a test of each row, which for a row of microseconds costs a hundred times what
it tries. What fixtures a test of a table asks for, its rows share.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Signature, signature
from typing import Any

import pytest

MOST_TOLD = 20
_PLAIN = (str, int, float, type(None))


def each_row(
    names: str | tuple[str, ...],
    rows: Iterable[object],
    ids: Callable[[Any], str | None] | Iterable[str] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that tries every row of a table in one test.

    Args:
        names: The test's parameters: one, whose rows are its values, or several.
        rows: As for ``parametrize``.
        ids: As for ``parametrize``: what a row is called where it fails.
    """
    table = [(row,) for row in rows] if isinstance(names, str) else list(map(_as_tuple, rows))
    keys = (names,) if isinstance(names, str) else names
    named = ids if ids is None or callable(ids) else list(ids)
    assert table, "a table without rows tries nothing"
    assert all(len(row) == len(keys) for row in table), "each row has a value for each name"
    assert named is None or callable(named) or len(named) == len(table), "each row has its name"

    def told(number: int) -> str:
        if isinstance(named, list):
            return named[number]
        return "-".join(_label(one, named, number) for one in table[number])

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def over_all(**fixtures: Any) -> None:  # noqa: ANN401 - whatever pytest makes
            faults: list[tuple[str, BaseException]] = []
            for number, row in enumerate(table):
                try:
                    test(**dict(zip(keys, row, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - each is told
                    faults.append((told(number), error))
            if faults:
                lines = [f"{name}: {_said(error)}" for name, error in faults[:MOST_TOLD]]
                count = f"{len(faults)} of {len(table)} rows fail:"
                raise AssertionError("\n".join([count, *lines])) from faults[0][1]

        over_all.__signature__ = _without(keys, test)  # type: ignore[attr-defined]  # pytest reads it
        return over_all

    return decorate


def _without(keys: tuple[str, ...], test: Callable[..., None]) -> Signature:
    """Return what is left for pytest to fill in: fixtures."""
    asked = signature(test)
    return asked.replace(
        parameters=[one for name, one in asked.parameters.items() if name not in keys]
    )


def _as_tuple(row: object) -> tuple[object, ...]:
    assert isinstance(row, tuple | list), row
    return tuple(row)


def _label(one: object, named: Callable[[Any], str | None] | None, number: int) -> str:
    label = named(one) if named is not None else None
    return label or (str(one) if isinstance(one, _PLAIN) else f"row {number}")


def _said(error: BaseException) -> str:
    kind = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
    return f"{kind}{error}"
