"""The descriptions of fields: what it is, why it is held, how long, how it is protected.

A record is a frozen pydantic model whose every field carries exactly one description:

    class Shipment(Record, collection="shipments", database=Database.SHIPMENTS, version=1):
        parcel: Annotated[Parcel, Personal(Kind.BUSINESS, purpose=TRACKING, ...)]
        fresh_until: Annotated[AwareDatetime, Operational(keep=SHIPMENT, why="...")]

A class with an undescribed field fails when it is imported. Nobody writes a second list: sealing,
masking, expiry and the data map are all read from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from shared.privacy.databases import Database as Database  # noqa: PLC0414 - a word of descriptions
from shared.privacy.mask import Mask, hidden
from shared.privacy.purposes import Purpose


class Kind(StrEnum):
    """The kinds of personal data that the policy names. Nothing else is ever held."""

    BASIC = "basic"
    CONTACT = "contact"
    DEVICE = "device"
    CONNECTION = "connection"
    TRACES = "traces"
    INTERESTS = "interests"
    LOCATION = "location"
    BUSINESS = "business"
    SERVICE = "service"
    ACTIVITIES = "activities"


class Erase(StrEnum):
    """What happens to a field when its time is over."""

    DROP = "drop"
    """Deleted."""
    UNLINK = "unlink"
    """Kept as evidence under a random id that leads to no one, until a date."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept, counted from what."""

    id: str
    period: timedelta
    since: str
    """The moment it counts from, in words."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A field with personal data. Sealed, unless ``clear`` says why it cannot be."""

    kind: Kind
    purpose: Purpose
    keep: Retention
    erase: Erase = Erase.DROP
    holds: str = ""
    """What stands in it, in words, for the data map."""
    mask: Mask = hidden
    lookup: bool = False
    """Whether a record can be found by this field's exact value, through a blind index."""
    clear: str | None = None
    unmask: bool = True
    """Whether staff can see it in full at all, for a reason and under a ticket. False for what
    repeats data of other purposes, opens something, or is about the staff themselves."""


@dataclass(frozen=True, slots=True)
class Operational:
    """A field that says nothing about anyone. Stored in clear; ``why`` says what it is for."""

    keep: Retention
    why: str
    internal: bool = False
    """Whether it protects the record, as a MAC or a lease does: a person's export leaves it out."""


Description = Personal | Operational
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


class UndescribedFieldError(TypeError):
    """A record class has a field without exactly one description."""


class Record(BaseModel):
    """A stored record. Subclasses name their collection, database and schema version.

    ``upgrades`` maps a schema version to the function that turns a record of that version, as a
    plain dict of all its fields, into the next one; it is applied on read.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    collection: ClassVar[str]
    database: ClassVar[Database]
    version: ClassVar[int]
    owner: ClassVar[str]
    """Whose it is, in words: the data map shows it."""
    numbered: ClassVar[bool]
    """Whether its owner is told its name, or a part of it, as its number."""
    described: ClassVar[Mapping[str, Description]]
    upgrades: ClassVar[Mapping[int, Upgrade]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Leave the class statement's keywords to the method below: fields are not known yet."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override]  # the class statement must give these
        cls,
        *,
        collection: str,
        database: Database,
        owner: str,
        version: int = 1,
        numbered: bool = False,
        **kwargs: object,
    ) -> None:
        """Read the descriptions and refuse a class that lacks one."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.collection, cls.database, cls.owner, cls.version = collection, database, owner, version
        cls.numbered = numbered
        cls.described = {name: _description(cls, name) for name in cls.model_fields}
        missing = [v for v in range(1, version) if v not in cls.upgrades]
        if missing:
            msg = f"{cls.__name__} cannot upgrade from schema versions {missing}"
            raise UndescribedFieldError(msg)
        RECORDS[collection] = cls

    @classmethod
    def number_of(cls, name: str) -> str | None:
        """Return the number by which its owner knows the record of a name; None: by none.

        Whatever the API tells them to name it by.
        """
        return name if cls.numbered else None

    @classmethod
    def sealed_fields(cls) -> dict[str, list[str]]:
        """Return the sealed fields by purpose group: one blob each."""
        groups: dict[str, list[str]] = {}
        for name, about in cls.described.items():
            if isinstance(about, Personal) and about.clear is None:
                groups.setdefault(about.purpose.id, []).append(name)
        return groups

    @classmethod
    def clear_fields(cls) -> list[str]:
        """Return the fields that are stored in clear, each with a reason in its description."""
        sealed = {name for group in cls.sealed_fields().values() for name in group}
        return [name for name in cls.described if name not in sealed]

    @classmethod
    def lookup_fields(cls) -> list[str]:
        """Return the fields by whose exact value a record can be found."""
        return [n for n, d in cls.described.items() if isinstance(d, Personal) and d.lookup]

    @classmethod
    def purposes(cls) -> set[str]:
        """Return the ids of the purposes that this record serves."""
        return {d.purpose.id for d in cls.described.values() if isinstance(d, Personal)}

    def masked(self, *only: str) -> dict[str, str | None]:
        """Return the personal fields, or some of them, as they are shown by default."""
        shown: dict[str, str | None] = {}
        for name in only or self.described:
            about = self.described[name]
            if isinstance(about, Personal):
                value = getattr(self, name)
                shown[name] = None if value is None else about.mask(str(value))
        return shown


RECORDS: dict[str, type[Record]] = {}
"""Every record class by its collection: what the data map is made from."""


def _description(cls: type[Record], name: str) -> Description:
    found = [m for m in cls.model_fields[name].metadata if isinstance(m, Personal | Operational)]
    if len(found) != 1:
        msg = f"{cls.__name__}.{name} has {len(found)} descriptions, not one"
        raise UndescribedFieldError(msg)
    return found[0]
