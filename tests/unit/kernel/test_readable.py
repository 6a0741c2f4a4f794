"""What people are shown of one another and of themselves can be read as it stands."""

from itertools import product

import pytest
from pydantic import BaseModel, ValidationError

from functions.follows.contract import Label
from functions.profile.contract import Fact
from shared.people.person.fields import Birthday, Nickname
from tests.rows import each_row


class Names(BaseModel):
    nickname: Nickname | None = None
    label: Label | None = None
    fact: Fact | None = None
    birthday: Birthday | None = None


FIELDS = ["nickname", "label", "fact"]
UNREADABLE = [
    "a\x00b", "a\x07", "a\tb", "a\nb", "a\x7fb", "a\x85b", "a\u2028b",
    "\u202eadA", "A\u202a", "\u2066Ada\u2069", "\u2067Ada", "A\u206ab", "A\ufff9b",
    "A\ufffeb", "Ada\U000e0041\U000e0064", "\U000e0001Ada", "\U0001f3f4\U000e0067",
]  # fmt: skip
INVISIBLE = [
    " ", "\u00a0\u2003", "\u200b", "\u200d\u200c", "\u200e\u200f", "\ufeff", "\u2060\u00ad",
    "\u3164", "\u115f\u1160\uffa0", "\u2800", "\ufe0f", "\u034f", "\u0301", "\u180e", "\u061c",
]  # fmt: skip
NAMES = [
    "Ada", "J\u00f6rg", "\u0130pek", "\u674e\u5c0f\u9f99", "x", "0", "?",
    "\u05d3\u05d5\u05d3\u200f!",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0928\u094d\u200d\u0928", "\uf8ff",
    "\U0001f469\u200d\U0001f4bb", "\u2764\ufe0f", "\U0001f1e9\U0001f1ea", "\U0001fae9",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "O'Neill-Smith, Jr.", "Ada \u202f\u00bbL\u00ab",
]  # fmt: skip


def codes(**given: str) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Names(**given)
    return [one["type"] for one in refused.value.errors()]


@each_row(("field", "text"), product(FIELDS, UNREADABLE), ids=ascii)
def test_what_hides_or_turns_something_is_refused(field: str, text: str) -> None:
    assert codes(**{field: text}) in (["text-characters"], ["string_pattern_mismatch"])


@each_row(("field", "text"), product(FIELDS, INVISIBLE), ids=ascii)
def test_what_nobody_would_see_is_refused(field: str, text: str) -> None:
    assert codes(**{field: text}) == ["text-invisible"]


@each_row(("field", "text"), product(FIELDS, NAMES), ids=ascii)
def test_names_of_all_the_world_are_welcome(field: str, text: str) -> None:
    assert getattr(Names(**{field: text}), field) == text


@pytest.mark.parametrize("field", FIELDS)
def test_one_name_is_written_in_one_way_and_counted_as_that(field: str) -> None:
    assert getattr(Names(**{field: "Jo\u0308rg"}), field) == "J\u00f6rg"
    assert getattr(Names(**{field: "o\u0308" * 40}), field) == "\u00f6" * 40
    most = {"nickname": 40}.get(field, 80)
    assert codes(**{field: "x" * (most + 1)}) == ["string_too_long"]
    assert codes(**{field: ""}) == ["string_too_short"]


@pytest.mark.parametrize("day", ["--02-30", "--02-31", "--04-31", "--06-31", "--09-31", "--11-31"])
def test_a_day_that_no_year_has_is_refused(day: str) -> None:
    assert codes(birthday=day) == ["day-impossible"]


@pytest.mark.parametrize("day", ["--02-29", "--01-31", "--12-31", "--04-30", "--02-01"])
def test_every_other_day_is_somebodys_birthday(day: str) -> None:
    assert Names(birthday=day).birthday == day


@pytest.mark.parametrize(
    "day", ["--00-10", "--13-01", "--01-00", "--01-32", "1990-01-01", "--1-1", "--02-29\n"]
)
def test_what_is_no_day_at_all_is_refused(day: str) -> None:
    assert codes(birthday=day) == ["string_pattern_mismatch"]
