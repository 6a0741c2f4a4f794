"""Where each part listens: offsets from one base, so that stacks can stand side by side."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_GATEWAYS = {"eu": 80, "us": 81, "asia": 82}
_OFFSETS = {
    "messages": 25,
    "smtp": 26,
    "firestore": 200,
    "kms": 201,
    "storage": 202,
    "carriers": 204,
    "pubsub": 205,
    "relay": 206,
}
_ISSUERS = {"google": 210, "apple": 211, "facebook": 212, "staff": 213, "platform": 214}
_SITE = 90
_LOWEST_BASE = 1024
_HIGHEST_BASE = 65_535 - max(_ISSUERS.values())


@dataclass(frozen=True)
class Ports:
    """The ports of one stack, all on 127.0.0.1."""

    base: int = 8000

    def __post_init__(self) -> None:
        if not _LOWEST_BASE <= self.base <= _HIGHEST_BASE:
            allowed = f"between {_LOWEST_BASE} and {_HIGHEST_BASE}"
            message = f"PORT_BASE must be {allowed}, not {self.base}"
            raise ValueError(message)

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> "Ports":
        """Return the ports that ``PORT_BASE`` asks for (8000 when it is unset).

        Raises:
            ValueError: It is not a number, or out of range; the message says which.
        """
        asked = environ.get("PORT_BASE") or "8000"
        if not (asked.isascii() and asked.isdigit()):
            message = f"PORT_BASE must be a number, not {asked!r}"
            raise ValueError(message)
        return cls(int(asked))

    def of_part(self, name: str) -> int:
        """Return the port of a part that has one: ``messages`` is HTTP, ``smtp`` its mail side."""
        return self.base + _OFFSETS[name]

    def gateway(self, region: str) -> int:
        """Return the port of a region's gateway: eu, us or asia."""
        return self.base + _GATEWAYS[region]

    def issuer(self, name: str) -> int:
        """Return the port of an OpenID provider: google, apple, facebook, staff or platform."""
        return self.base + _ISSUERS[name]

    def host_of(self, part: str) -> str:
        """Return ``127.0.0.1:port``, the form that emulator variables take."""
        return f"127.0.0.1:{self.of_part(part)}"

    def url_of(self, part: str) -> str:
        """Return the part's HTTP address without a path."""
        return f"http://{self.host_of(part)}"

    def gateway_url(self, region: str) -> str:
        """Return the region's address as an app would use it."""
        return f"http://127.0.0.1:{self.gateway(region)}"

    def issuer_url(self, name: str) -> str:
        """Return the issuer exactly as its tokens state it in ``iss``."""
        return f"http://127.0.0.1:{self.issuer(name)}"

    def site_url(self) -> str:
        """Return the origin a site under development would have; CORS allows it."""
        return f"http://127.0.0.1:{self.base + _SITE}"

    def taken_by(self, regions: tuple[str, ...]) -> dict[str, int]:
        """Return every port that a stack of these regions needs, by what it is for."""
        return (
            {f"gateway-{region}": self.gateway(region) for region in regions}
            | {name: self.of_part(name) for name in _OFFSETS}
            | {f"openid-{name}": self.issuer(name) for name in _ISSUERS}
        )


ISSUERS = tuple(_ISSUERS)
REGIONS = tuple(_GATEWAYS)


def known_regions(asked: Iterable[str]) -> tuple[str, ...]:
    """Return the regions in the order asked, each once.

    Raises:
        ValueError: One is unknown, or there is none.
    """
    regions = tuple(dict.fromkeys(asked))
    unknown = sorted(set(regions) - set(REGIONS))
    if unknown or not regions:
        message = f"REGIONS are some of {', '.join(REGIONS)}, not {', '.join(unknown) or 'none'}"
        raise ValueError(message)
    return regions


def regions_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return what ``REGIONS`` asks for (eu and us when it is unset). Raises as above."""
    return known_regions(environ.get("REGIONS", "eu,us").replace(" ", "").split(","))
