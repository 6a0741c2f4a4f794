"""Descriptions: none may be missing, and everything else is read from them."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import pytest

from shared.kernel.clock import DAY
from shared.kernel.texts import say
from shared.privacy.data_map import lines
from shared.privacy.describe import (
    Database,
    Kind,
    Operational,
    Personal,
    Record,
    Retention,
    UndescribedFieldError,
)
from shared.privacy.mask import first_letter, hidden, last_four
from shared.privacy.purposes import PURPOSES, TRACKING
from shared.privacy.retention import due, due_range, retentions
from shared.rights.inventory import records

KEEP = Retention("test", DAY, "the test")
NAME = Personal(Kind.BASIC, purpose=TRACKING, keep=KEEP, mask=first_letter, holds="a name")


def test_a_field_without_a_description_fails_when_its_class_is_made() -> None:
    with pytest.raises(UndescribedFieldError, match=r"Bare\.name has 0"):

        class Bare(Record, collection="test_bare", database=Database.DATA, owner="a test"):
            name: str


def test_a_field_with_two_descriptions_fails_too() -> None:
    with pytest.raises(UndescribedFieldError, match=r"Twice\.name has 2"):

        class Twice(Record, collection="test_twice", database=Database.DATA, owner="a test"):
            name: Annotated[str, NAME, Operational(keep=KEEP, why="both")]


def test_a_schema_version_without_a_way_from_the_older_ones_fails() -> None:
    with pytest.raises(UndescribedFieldError, match=r"versions \[1, 2\]"):

        class Jump(
            Record, collection="test_jump", database=Database.DATA, owner="a test", version=3
        ):
            name: Annotated[str, NAME]


class Person(Record, collection="test_people", database=Database.DATA, owner="a test"):
    """A record with one field of every sort."""

    name: Annotated[str, NAME]
    phone: Annotated[
        str | None,
        Personal(Kind.CONTACT, purpose=TRACKING, keep=KEEP, mask=last_four, lookup=True),
    ] = None
    country: Annotated[
        str, Personal(Kind.BASIC, purpose=TRACKING, keep=KEEP, clear="needed for routing")
    ]
    made: Annotated[str, Operational(keep=KEEP, why="when it was made")]


def test_personal_fields_are_sealed_unless_there_is_a_reason() -> None:
    assert Person.sealed_fields() == {"tracking": ["name", "phone"]}
    assert Person.clear_fields() == ["country", "made"]
    assert Person.lookup_fields() == ["phone"]


def test_a_masked_view_has_every_personal_field_and_shows_none_in_full() -> None:
    person = Person(name="Augusta", phone="+493012345678", country="DE", made="x")
    assert person.masked() == {"name": "A…", "phone": "…5678", "country": "…"}
    assert Person(name="Al", country="DE", made="x").masked()["phone"] is None


def test_masks_never_show_more_than_half() -> None:
    assert last_four("1234567") == "…"
    assert last_four("12345678") == "…5678"
    assert first_letter("") == hidden("x") == "…"
    assert hidden("") == ""


def test_the_map_has_a_line_for_every_field_and_for_every_index() -> None:
    found = {(line.collection, line.field): line for line in lines([Person])}
    assert set(found) == {
        ("test_people", "name"),
        ("test_people", "phone"),
        ("test_people_by_phone", "ref"),
        ("test_people", "country"),
        ("test_people", "made"),
    }
    assert found["test_people", "name"].protection == "sealed"
    assert found["test_people", "country"].protection == "clear: needed for routing"
    assert found["test_people_by_phone", "ref"].protection.startswith("keyed blind index")
    assert found["test_people", "made"].kind == "operational"


def test_every_record_of_the_service_keeps_within_bounds_and_has_a_purpose_with_a_text() -> None:
    assert len(records()) >= 5
    for record in records():
        assert all(keep.period >= timedelta(hours=1) for keep in retentions(record))
        assert record.purposes() <= set(PURPOSES)
    assert all(say(f"purpose-{id_}") for id_ in PURPOSES)


def test_a_retention_under_the_floor_is_a_fault() -> None:
    class Brief(Record, collection="test_brief", database=Database.DATA, owner="a test"):
        name: Annotated[
            str,
            Personal(
                Kind.BASIC, purpose=TRACKING, keep=Retention("oops", timedelta(seconds=1), "now")
            ),
        ]

    with pytest.raises(ValueError, match="under the floor"):
        list(retentions(Brief))


def test_due_is_a_shard_and_a_day_and_falls_into_its_range_the_day_after() -> None:
    value = due(datetime(2026, 3, 1, 23, 59, tzinfo=UTC), shard=0x12F)
    assert value == "0f20260301"
    first, last = due_range(0x0F, date(2026, 3, 1))
    assert not first <= value <= last
    first, last = due_range(0x0F, date(2026, 3, 2))
    assert first <= value <= last
    other = due_range(0x0E, date(2027, 1, 1))
    assert not other[0] <= value <= other[1]
