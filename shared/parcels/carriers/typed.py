"""What somebody types of a parcel: its number, and where they are. Pure."""

import re
from collections.abc import Iterable

from shared.kernel.errors import bad_field
from shared.kernel.languages import region_of
from shared.parcels.carriers.number import NumberError
from shared.parcels.carriers.pasted import Pasted, read

_COUNTRY = re.compile(r"\A[A-Za-z]{2}\Z")


def pasted_of(raw: str) -> Pasted:
    """Return the number that was typed or pasted, in our way of writing it, and what stands by it.

    Raises:
        InvalidInputError: It is not a waybill number; the fault names the field and the remedy.
    """
    try:
        return read(raw)
    except NumberError as e:
        raise bad_field("number", f"number-{e.code}") from e


def country_of(given: str | None, languages: Iterable[str] = ()) -> str | None:
    """Return where somebody is: as they say, or else as a language that they ask for has it.

    Args:
        given: ISO 3166-1 alpha-2, in whatever case; another code fits no carrier.
        languages: Language tags, the most wanted first.

    Raises:
        InvalidInputError: What they say is no code of a country.
    """
    if given is None:
        return region_of(languages)
    if not _COUNTRY.match(given):
        raise bad_field("country", "country-unknown")
    return given.upper()
