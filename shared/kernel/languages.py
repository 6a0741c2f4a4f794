"""Language tags (BCP 47): which are well formed, and which of ours fits best. Pure.

What somebody gives is kept as it is; what they are shown is what we have that fits it best (RFC
4647, section 3.4: lookup), and else English.
"""

import re
from collections.abc import Collection, Iterable, Sequence

DEFAULT = "en"
MOST_CHARACTERS = 64
"""Of one tag; RFC 5646, section 4.4.1, wants room for 35."""
_MOST_RANGES = 30
"""Of one header that are looked at."""

_TAG = re.compile(
    r"""\A(?:
        (?:[a-z]{2,3}(?:-[a-z]{3}){0,3} | [a-z]{4,8})   # language, and what extends it
        (?:-[a-z]{4})?                                  # script
        (?:-(?:[a-z]{2}|[0-9]{3}))?                     # region
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*        # variants
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*            # extensions
        (?:-x(?:-[a-z0-9]{1,8})+)?                      # private use
        | x(?:-[a-z0-9]{1,8})+
        | i-[a-z]{3,8} | en-gb-oed | sgn-(?:be-fr|be-nl|ch-de)  # of RFC 3066, and still there
    )\Z""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_RANGE = re.compile(
    r"\A\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?\Z",
    re.IGNORECASE | re.ASCII,
)
_REGION, _SCRIPT = 2, 4


def canonical(tag: str) -> str | None:
    """Return a tag as RFC 5646, section 2.1.1, writes it: ``zh-Hant-TW``; None: it is none."""
    if len(tag) > MOST_CHARACTERS or not _TAG.match(tag):
        return None
    first, *others = tag.lower().split("-")
    parts, plain = [first], len(first) > 1
    for part in others:
        plain = plain and len(part) > 1
        parts.append(_cased(part) if plain else part)
    return "-".join(parts)


def _cased(part: str) -> str:
    """Return a part that stands before any extension, as it is usually written."""
    if len(part) == _REGION:
        return part.upper()
    return part.title() if len(part) == _SCRIPT and part.isalpha() else part


def accepted(header: str) -> Sequence[str]:
    """Return the ranges of an ``Accept-Language``, the most wanted first (RFC 9110, 12.5.4).

    What is malformed, or not wanted at all, is left out.
    """
    found = [_RANGE.match(part) for part in header.split(",")[:_MOST_RANGES]]
    weighed = [(one[1], float(one[2] or 1)) for one in found if one is not None]
    return [one for one, weight in sorted(weighed, key=lambda two: -two[1]) if weight > 0]


def region_of(wanted: Iterable[str]) -> str | None:
    """Return the country of the first tag that names one: ``AT`` of ``de-AT``; None: none does."""
    for one in wanted:
        for part in one.split("-")[1:]:
            if len(part) == 1:  # what follows is an extension
                break
            if len(part) == _REGION and part.isalpha():
                return part.upper()
    return None


def best(wanted: Iterable[str], have: Collection[str]) -> str:
    """Return which of the languages that we have fits best what somebody wants; else English.

    Args:
        wanted: Tags or ranges, the most wanted first.
        have: Tags, English among them.
    """
    ours = {one.lower(): one for one in have}
    for one in wanted:
        parts = one.lower().split("-")
        while parts:
            if (found := ours.get("-".join(parts))) is not None:
                return found
            parts.pop()
            if parts and len(parts[-1]) == 1:  # what begins an extension says nothing by itself
                parts.pop()
    return DEFAULT
