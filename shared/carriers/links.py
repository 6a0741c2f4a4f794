"""What a link that somebody pasted says of a parcel: its number, whose it is, a postcode. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from shared.carriers.directory import CARRIERS
from shared.carriers.labels import NUMBER_FIELDS, POSTCODE_FIELDS
from shared.carriers.number import NumberError, normalise
from shared.carriers.sureness import is_sure

_SCHEMES = ("https://", "http://")
_MOST_FIELDS = 100
_LEAST_DIGITS, _SHORTEST = 6, 8
"""Of what may be a number though no field says so."""
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "gub", "net", "or", "org"})
"""Under a country's domain names are registered below these."""
_BREAKS = str.maketrans(dict.fromkeys(",;~|", " "))


class Linked(NamedTuple):
    """What a link says."""

    numbers: tuple[str, ...]
    """Those that it may mean, each once: sure ones, or else all."""
    postcode: str | None
    carrier: str | None
    """Whose page it is; None: nobody's that we know, or several carriers share it."""


def is_link(word: str) -> bool:
    """Tell whether a word is an address: with its scheme, or with a host that is a carrier's."""
    lower = word.lower()
    if lower.startswith((*_SCHEMES, "www.")):
        return True
    host, slash, _ = lower.partition("/")
    return bool(slash) and _carrier_of(host) is not None


def linked(link: str) -> Linked:
    """Return what a link says of a parcel.

    Args:
        link: As ``is_link`` knows it.
    """
    try:
        parts = urlsplit(link if link.lower().startswith(_SCHEMES) else f"https://{link}")
        fields = list(dict.fromkeys(_fields(parts)))
    except ValueError:
        return Linked((), None, None)
    named = {name for name, _ in fields if name in _names()}
    sought = [value for name, value in fields if name in named]
    numbers = _numbers(sought, named=True) or _numbers(
        chain((value for _, value in fields), _segments(parts)), named=False
    )
    postcode = next((value for name, value in fields if name in POSTCODE_FIELDS), None)
    postcode = postcode or next(_postcodes_in_path(parts), None)
    return Linked(numbers, postcode, _carrier_of(parts.hostname or ""))


def _fields(parts: SplitResult) -> Iterator[tuple[str, str]]:
    """Yield the fields of the query and of the fragment. A name without a value is a value."""
    fragment = parts.fragment.partition("?")[2] or parts.fragment
    for text in (parts.query, fragment if "=" in fragment else ""):
        for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS):
            yield (name.casefold(), value) if value else ("", name)


def _segments(parts: SplitResult) -> Iterator[str]:
    """Yield the segments of the path and of a fragment that is one."""
    fragment = parts.fragment.partition("?")[0]
    for text in (parts.path, fragment if "=" not in fragment else ""):
        for segment in text.split("/"):
            whole = unquote(segment)
            yield (_country_and_postcode(whole) or (whole,))[0]


def _postcodes_in_path(parts: SplitResult) -> Iterator[str]:
    for segment in parts.path.split("/"):
        if found := _country_and_postcode(unquote(segment)):
            yield found[1]


def _country_and_postcode(segment: str) -> tuple[str, str] | None:
    """Return number and postcode of ``3SABCD1234567-NL-1234AB``, as PostNL has it in paths."""
    number, _, rest = segment.partition("-")
    country, _, postcode = rest.partition("-")
    if len(country) != 2 or not country.isalpha() or not postcode.isalnum():  # noqa: PLR2004 - ISO
        return None
    return number, postcode


def _numbers(values: Iterable[str], *, named: bool) -> tuple[str, ...]:
    """Return the numbers among values: those that are sure, or else all that may be."""
    found: dict[str, None] = {}
    for value in values:
        for word in _words(value):
            digits = sum(map(str.isdigit, word))
            if digits and (named or (digits >= _LEAST_DIGITS and len(word) >= _SHORTEST)):
                found[word] = None
    return tuple(filter(is_sure, found)) or tuple(found)


def _words(value: str) -> Iterator[str]:
    """Yield the numbers that a value is made of; one number may be written in groups."""
    groups = value.translate(_BREAKS).split()
    for text in (value, *groups):
        try:
            word = normalise(text)
        except NumberError:
            continue
        if text is not value or is_sure(word) or len(groups) == 1:
            yield word
        if text is value and (is_sure(word) or len(groups) == 1):
            return


@cache
def _names() -> frozenset[str]:
    """Return the names of fields that hold a number, with those of the carriers' own pages."""
    pages = (page.url for carrier in CARRIERS.values() for page in carrier.pages)
    fields = chain.from_iterable(_fields(urlsplit(url)) for url in pages)
    return NUMBER_FIELDS | {name for name, value in fields if value == "{number}" and len(name) > 1}


def _carrier_of(host: str) -> str | None:
    """Return whose a host is, by the name in it that somebody registered."""
    return _carriers_of_hosts().get(_registered(host.lower()))


@cache
def _carriers_of_hosts() -> Mapping[str, str]:
    """Return the only carrier of each registered name; one that several share is nobody's."""
    owners: dict[str, set[str]] = {}
    for carrier in CARRIERS.values():
        urls = [page.url for page in carrier.pages] + ([carrier.site] if carrier.site else [])
        hosts = {urlsplit(url).hostname or "" for url in urls} | set(carrier.hosts)
        for host in hosts:
            owners.setdefault(_registered(host), set()).add(carrier.code)
    return MappingProxyType({name: min(one) for name, one in owners.items() if len(one) == 1})


def _registered(host: str) -> str:
    """Return the part of a host that somebody registers: ``dpd.co.uk`` of ``track.dpd.co.uk``."""
    labels = host.rstrip(".").split(".")
    second = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2  # noqa: PLR2004
    return ".".join(labels[-3 if second else -2 :])
