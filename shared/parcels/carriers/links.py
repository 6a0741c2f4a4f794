"""What a link that somebody pasted says of a parcel: its number, whose it is, a postcode. Pure.

Links also hold what is nobody's to know: tokens of newsletters, customers' numbers. So a value is a
number only where a number stands, or if it speaks for a carrier by itself.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice, pairwise
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from shared.parcels.carriers.detect import detect
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.labels import NUMBER_FIELDS, POSTCODE_FIELDS, VAGUE_FIELDS
from shared.parcels.carriers.number import NumberError, normalise
from shared.parcels.carriers.postal_operators import CARRIER_OF_COUNTRY
from shared.parcels.carriers.sureness import is_sure, stands_out

_SCHEMES = ("https://", "http://")
_MOST_FIELDS = 100
_MOST_WORDS = 10
"""More stand in no place of an honest link where a number may stand."""
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "gub", "net", "or", "org"})
"""Under a country's domain names are registered below these."""
_BREAKS = str.maketrans(dict.fromkeys(",;~|*", " "))
_POSTNL, _POSTNL_POSTCODE = "post_nl", "p"
"""Whose paths may go on behind the number with country and postcode, and its field of that."""

_NONE: frozenset[str] = frozenset()

_Named = tuple[str, str]
"""A value with what names it: its field, or the segment of the path in front of it."""


class Linked(NamedTuple):
    """What a link says."""

    numbers: tuple[str, ...] = ()
    """Those that it may mean, each once: the surest."""
    postcode: str | None = None
    carrier: str | None = None
    """Whose page it is; None: nobody's that we know, or several carriers share it."""


def is_link(word: str) -> bool:
    """Tell whether a word is an address: with its scheme, or with a host that is a carrier's."""
    lower = word.lower()
    if lower.startswith((*_SCHEMES, "www.")):
        return True
    host, slash, _ = lower.partition("/")
    return bool(slash) and _carrier_of(host) is not None


def linked(link: str) -> Linked:
    """Return what a link says of a parcel, or the link that is a field of it, as in guarded mails.

    Args:
        link: As ``is_link`` knows it.
    """
    parts, fields = _taken_apart(link)
    told = _told(parts, fields)
    within = next((value for _, value in fields if value.lower().startswith(_SCHEMES)), None)
    return _told(*_taken_apart(within)) if within and not told.numbers else told


def _taken_apart(link: str) -> tuple[SplitResult, list[_Named]]:
    """Return a link's parts and its fields; of what is none, nothing."""
    try:
        parts = urlsplit(link if link.lower().startswith(_SCHEMES) else f"https://{link}")
        return parts, list(dict.fromkeys(_fields(parts)))
    except ValueError:
        return urlsplit(""), []


def _told(parts: SplitResult, fields: list[_Named]) -> Linked:
    """Return what a link says by itself."""
    carrier = _carrier_of(parts.hostname or "")
    in_path = _triple(parts) if carrier == _POSTNL else None
    if in_path:
        return Linked(in_path[:1], in_path[1], carrier)
    named = POSTCODE_FIELDS | ({_POSTNL_POSTCODE} if carrier == _POSTNL else set())
    postcodes = (value for name, value in fields if name in named and _has_digit(value))
    return Linked(_numbers(parts, fields, carrier), next(postcodes, None), carrier)


def _fields(parts: SplitResult) -> Iterator[_Named]:
    """Yield the fields of the query and of the fragment. A name without a value is a value."""
    fragment = parts.fragment.partition("?")[2] or parts.fragment
    for text in (parts.query, fragment if "=" in fragment else ""):
        for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS):
            yield (name.casefold(), value) if value else ("", name)


def _segments(parts: SplitResult) -> Iterator[_Named]:
    """Yield the segments of the path and of a fragment that is one, each with what precedes it."""
    fragment = parts.fragment.partition("?")[0]
    texts = (parts.hostname or "", parts.path, "" if "=" in fragment else fragment)
    whole = filter(None, "/".join(texts).split("/"))
    for name, segment in pairwise(map(unquote, whole)):
        yield name.casefold(), segment


def _triple(parts: SplitResult) -> tuple[str, str] | None:
    """Return number and postcode of ``3SABCD1234567-NL-1234AB``, or the same with slashes."""
    words = unquote(f"{parts.path}/{parts.fragment}").upper().replace("-", "/").split("/")
    for number, country, postcode in zip(words, words[1:], words[2:], strict=False):
        if country in CARRIER_OF_COUNTRY and _has_digit(postcode) and stands_out(number):
            return number, postcode
    return None


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _numbers(parts: SplitResult, fields: list[_Named], carrier: str | None) -> tuple[str, ...]:
    """Return the numbers of a link, from where they stand most surely."""
    host, segments = _registered(parts.hostname or ""), [*_segments(parts)]
    page, site = _names().get(_page(parts), _NONE), _names().get(host, _NONE)
    surely = chain(_named(fields, NUMBER_FIELDS | page), _named(segments, site))
    perhaps = chain(
        _named(fields, VAGUE_FIELDS | site), _named(segments, VAGUE_FIELDS | NUMBER_FIELDS)
    )
    return (
        _surest(surely, carrier)
        or _those(perhaps, lambda word: _may_be(word, carrier))
        or _those((one for _, one in fields + segments), lambda word: _speaks(word, carrier))
    )


def _named(values: Iterable[_Named], names: Container[str]) -> Iterator[str]:
    return (value for name, value in values if name in names)


def _surest(values: Iterable[str], carrier: str | None) -> tuple[str, ...]:
    """Return the numbers among values that are named so: the sure ones, or else the possible."""
    found = _those(values, _has_digit)
    for is_good in (stands_out, is_sure, lambda word: _may_be(word, carrier)):
        if good := tuple(filter(is_good, found)):
            return good
    return found


def _those(values: Iterable[str], is_good: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the words of values, each once, that pass a question."""
    words = chain.from_iterable(map(_words, dict.fromkeys(values)))
    some = islice(dict.fromkeys(filter(_has_digit, words)), _MOST_WORDS)
    return tuple(filter(is_good, some))


def _may_be(word: str, carrier: str | None) -> bool:
    """Tell whether a word has the form of a carrier's numbers; where it is unknown, of anybody's.

    Args:
        word: A number by its characters.
        carrier: Whose page it is, if that is known.
    """
    return any(carrier in {None, one.carrier} for one in detect(word)) or stands_out(word)


def _speaks(word: str, carrier: str | None) -> bool:
    """Tell whether a word is a number though nothing names it: by a check, or on its own page."""
    candidates = detect(word) if stands_out(word) else ()
    return any(
        one.carrier == carrier
        or one.evidence in {CarrierEvidence.CHECKSUM_LOOKUP, CarrierEvidence.CHECKSUM}
        for one in candidates
    )


def _words(value: str) -> Iterator[str]:
    """Yield the numbers that a value is made of; one number may be written in groups."""
    groups = value.translate(_BREAKS).split() if _has_digit(value) else []
    for text in (value, *groups) if len(groups) > 1 else groups:
        try:
            word = normalise(text)
        except NumberError:
            continue
        if text is not value or len(groups) == 1 or is_sure(word):
            yield word
            if text is value:
                return


@cache
def _names() -> Mapping[str, frozenset[str]]:
    """Return what names a number on the carriers' own pages, by page and by whole site."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for url in (page.url for carrier in CARRIERS.values() for page in carrier.pages):
        parts = urlsplit(url)
        for name, value in (*_fields(parts), *_segments(parts)):
            if value == "{number}":
                names[_registered(parts.hostname or "")].add(name)
                names[_page(parts)].add(name)
    return MappingProxyType({where: frozenset(each) for where, each in names.items()})


def _page(parts: SplitResult) -> str:
    """Return the page of an address, as distinct from its site, in whatever language."""
    segments = parts.path.casefold().split("/")
    return "/".join((parts.hostname or "", *(one for one in segments if not _is_language(one))))


def _is_language(segment: str) -> bool:
    """Tell whether a segment, such as ``de`` or ``en_US``, is a language's; or empty."""
    first, _, second = segment.replace("_", "-").partition("-")
    return len(first) in {0, 2} and len(second) in {0, 2}


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
