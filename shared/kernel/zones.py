"""Time zones: which a country has, and which there are.

The tables are IANA's, as PyPI's ``tzdata`` has them: the platform's images need not bring any.
"""

from datetime import UTC, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EVERYWHERE = "UTC"
_FIRST = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "US": "America/Chicago",
}
"""Of countries with several zones: the one that most people live in, or that lies in between."""


@cache
def zone_of(country: str) -> str:
    """Return a country's time zone, by its name at IANA.

    Args:
        country: ISO 3166-1 alpha-2.

    Returns:
        ``UTC`` of a country that the table does not have.
    """
    return _FIRST.get(country) or _by_country().get(country, EVERYWHERE)


@lru_cache(maxsize=1_000)
def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def rules_of(name: str) -> tzinfo:
    """Return a time zone; UTC, if one of this name is not known any more."""
    return ZoneInfo(name) if is_zone(name) else UTC


@cache
def _by_country() -> dict[str, str]:
    """Return the first zone of each country."""
    from importlib.resources import files  # noqa: PLC0415 - when one is first asked for

    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    found: dict[str, str] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found
