"""JSON as a hostile or broken carrier might send it, and what may come of it."""

from collections.abc import Collection, Iterable
from typing import Any

from hypothesis import strategies as st

from infra.local.carriers.stories import CANARIES
from shared.parcels.carriers.model import Report
from shared.parcels.carriers.reading import RETURNED

_LEVELS = 3
PLAIN_TIMES = st.just("2026-11-19T11:30:00Z") | st.datetimes().map(str)


def json_of(names: Iterable[str], values: Iterable[object]) -> st.SearchStrategy[Any]:
    """Return any JSON, in which a carrier's names and values are likely."""
    scalars = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.sampled_from([*values, *CANARIES, "2026-11-19T11:30:00Z"])
    )
    keys = st.text(max_size=5) | st.sampled_from(list(names))
    found = scalars
    for _ in range(_LEVELS):  # st.recursive counts as it draws, and now and then draws differently
        found |= st.lists(found, max_size=2) | st.dictionaries(keys, found, max_size=3)
    return found


class Broken:
    """A carrier's form, of which any part may be any JSON, but most are as they should be."""

    def __init__(self, names: Iterable[str], values: Iterable[object]) -> None:
        """Take the names and values that the carrier uses."""
        self.json = json_of(names, values)

    def mostly(self, one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Return a part that is as it should be seven times out of eight."""
        return st.integers(0, 7).flatmap(lambda die: one if die else self.json)

    def like(self, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Return an object with these fields, each of them mostly as it should be."""
        return st.fixed_dictionaries({name: self.mostly(one) for name, one in fields.items()})


def check(report: Report, words: Collection[str]) -> None:
    """Check that a report holds nothing but our words, codes, places and times."""
    for found in report.scans:
        assert found.text in {None, RETURNED.text, *words}
        code = found.carrier_code
        assert code is None or (len(code) <= 40 and code.isascii() and " " not in code)
        _check_place(found.place)
    report.model_dump_json()


def _check_place(place: str | None) -> None:
    assert place is None or (len(place) <= 70 and place.isprintable())
    assert place is None or not set(place) & set('<>@"\\{}0123456789')
