"""The fields by which people are described in requests, bounded once for every contract."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from shared.kernel.languages import MOST_CHARACTERS, canonical
from shared.kernel.readable import READABLE
from shared.people.person.regions import HOMES, UNPLACED

_LEAP_YEAR = 2000


class Gender(StrEnum):
    """As people say it of themselves, who may as well say nothing."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class ErasureWord(StrEnum):
    """What says that an erasure is meant."""

    DELETE = "DELETE"


def _language(given: str) -> str:
    tag = canonical(given)
    if tag is None:
        raise PydanticCustomError("language-malformed", "no tag of BCP 47")
    return tag


def _zone(told: str) -> str:
    from shared.kernel.zones import is_zone  # noqa: PLC0415 - when one is told

    if not is_zone(told):
        raise PydanticCustomError("time-zone-unknown", "no time zone")
    return told


def _day(given: str) -> str:
    try:
        date(_LEAP_YEAR, int(given[2:4]), int(given[5:7]))
    except ValueError as e:
        raise PydanticCustomError("day-impossible", "no month has it") from e
    return given


def _country(given: str) -> str:
    if given not in _COUNTRIES:
        raise PydanticCustomError("country-unknown", "no country")
    return given


_COUNTRIES = frozenset({*HOMES, *UNPLACED})
CountryCode = TypeAliasType(
    "CountryCode",
    Annotated[
        str,
        AfterValidator(_country),
        Field(
            description="ISO 3166-1 alpha-2: the assigned codes, and `XK`. Not all are served.",
            json_schema_extra={"enum": sorted(_COUNTRIES)},
        ),
    ],
)
Email = Annotated[str, Field(max_length=320, json_schema_extra={"minLength": 3})]
Phone = Annotated[
    str,
    Field(
        max_length=40,
        json_schema_extra={"minLength": 1},
        description="With its country's prefix, `+49...`, or as it is dialled in `country`.",
    ),
]
Code = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{6}|([0-9A-Za-z]{4}[ -]?){4})$",
        description="As it was sent: six digits, with the `handle` that the request for them was "
        "answered, or the long code, which needs none.",
    ),
]
RecoveryCode = Annotated[
    str,
    Field(
        pattern=r"^([0-9A-Za-z]{4}[ -]?){4}$",
        description="For a phone number that was not used here for six months, if it is the only "
        "way in: as it was shown when it was made. A known device (`X-Device`) does as well.",
    ),
]
Handle = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z_-]{22}$",
        description="Of six digits: what `POST /v1/sign-in/codes` answered when they were sent.",
    ),
]
Locale = Annotated[
    str,
    Field(
        max_length=MOST_CHARACTERS,
        description="BCP 47: `de`, `es-419`, `zh-Hant-TW`.",
        json_schema_extra={"pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
    ),
    AfterValidator(_language),
]
TimeZone = Annotated[
    str,
    Field(
        max_length=64,
        description="A name of the IANA database: `Europe/Berlin`.",
        json_schema_extra={"pattern": "^[A-Za-z][A-Za-z0-9_+/-]*$"},
    ),
    AfterValidator(_zone),
]
Nickname = Annotated[str, Field(min_length=1, max_length=40), *READABLE]
Birthday = Annotated[
    str,
    Field(
        pattern=r"^--(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        description="Day and month, without a year: `--05-17`. The 29th of February is one.",
    ),
    AfterValidator(_day),
]
