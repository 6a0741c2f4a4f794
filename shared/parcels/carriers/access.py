"""How each supplier that can be asked about parcels is reached: a row for each. Pure.

A row gives the settings of its supplier, with its code before each name: ``UPS_CLIENT_ID``,
``UPS_CLIENT_SECRET``, ``UPS_URL``, ``UPS_DAILY_BUDGET``, ``UPS_PER_SECOND``. One whose keys are
not set is not configured. Its adapter is ``parcels/carriers/<code>.py``, loaded only if it is
configured.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_LOOPBACK = re.compile(r"\Ahttp://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?(/|\Z)")
_HTTPS = re.compile(r"\Ahttps://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/|\Z)")


@dataclass(frozen=True, slots=True)
class Row:
    """One supplier."""

    code: str
    """Its id on the register."""
    url: str
    keys: tuple[str, ...]
    """What it needs to know us by: all of them, or it is not configured."""
    daily: int
    """How often it may be asked in a day, unless the operator says otherwise."""
    per_number: int | None = None
    """How many answers a day it gives about one number, if it limits that."""
    per_second: float | None = None
    """How many calls a second it lets through with a new key, if it limits that; None: as many as
    we make at once."""
    aggregator: bool = False
    """Whether it answers for other carriers."""


ROWS = (
    Row(
        "dhl",
        "https://api-eu.dhl.com",
        ("api_key",),
        daily=250,
        per_number=10,
        per_second=1.0,
    ),
    Row("ups", "https://onlinetools.ups.com", ("client_id", "client_secret"), daily=1000),
    Row("fedex", "https://apis.fedex.com", ("client_id", "client_secret"), daily=1000),
    Row("usps", "https://apis.usps.com", ("client_id", "client_secret"), daily=1000),
    Row(
        "seventeen_track",
        "https://api.17track.net",
        ("api_key",),
        daily=100,
        per_second=3.0,
        aggregator=True,
    ),
)

_PARTS = ("url", "daily_budget", "per_second")


class Access(BaseModel):
    """What is set for a supplier that is configured."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    keys: Mapping[str, SecretStr]
    url: str
    daily_budget: Annotated[int, Field(ge=0, le=10_000_000)]
    per_second: Annotated[float | None, Field(ge=0.01, le=1000)] = None
    """How many calls a second are let through; None: as many as are made at once."""

    @field_validator("url")
    @classmethod
    def _secure(cls, url: str) -> str:
        if not is_secure(url, loopback=True):
            msg = "must be https (loopback http in the local stack only)"
            raise ValueError(msg)
        return url

    def key(self, name: str) -> str:
        """Return one of the keys."""
        return self.keys[name].get_secret_value()


def is_secure(url: str, *, loopback: bool) -> bool:
    """Tell whether an address is https, or http to this machine where that is allowed."""
    return bool(_HTTPS.match(url) or (loopback and _LOOPBACK.match(url)))


def told(environment: Mapping[str, str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what an environment says of each supplier that it names at all, by code."""
    for row in ROWS:
        parts = (*row.keys, *_PARTS)
        values = {part: environment.get(_name(row, part)) for part in parts}
        given = {part: value for part, value in values.items() if value}
        if given:
            yield (
                row.code,
                {
                    "keys": {key: given[key] for key in row.keys if key in given},
                    "url": given.get("url", row.url),
                    "daily_budget": given.get("daily_budget", row.daily),
                    "per_second": given.get("per_second", row.per_second),
                },
            )


def configured(carriers: Mapping[str, Access]) -> dict[str, Access]:
    """Return those that can be used: all of whose keys are given.

    Raises:
        ValueError: Some of a supplier's keys are given and some are not; names those.
    """
    missing = [
        _name(row, key)
        for row in ROWS
        if row.code in carriers and carriers[row.code].keys
        for key in row.keys
        if key not in carriers[row.code].keys
    ]
    if missing:
        msg = f"lack {', '.join(missing)}"
        raise ValueError(msg)
    return {code: access for code, access in carriers.items() if access.keys}


def names() -> set[str]:
    """Return the name of every environment variable that the rows bring."""
    return {_name(row, part) for row in ROWS for part in (*row.keys, *_PARTS)}


def _name(row: Row, part: str) -> str:
    return f"{row.code}_{part}".upper()
