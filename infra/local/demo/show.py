"""How the demo shows things to a person: pure, 80 columns, colour only where it is wanted."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TextIO

WIDTH = 80
_INDENT = "   "
_MOST_NAMES = 4
"""In one line, of carriers whose numbers only look alike."""
_Json = Mapping[str, Any]

STATUSES: Mapping[str, str] = {
    "not_found": "The carrier does not know this number",
    "info_received": "Announced; the carrier does not have it yet",
    "in_transit": "On its way",
    "out_for_delivery": "Out for delivery",
    "available_for_pickup": "Ready to be picked up",
    "delivery_failed": "Could not be delivered",
    "delivered": "Delivered",
    "exception": "Something is holding it up",
    "expired": "No news for a long time",
    "unknown": "The carrier's word for this is not known to us",
}
REASONS: Mapping[str, str] = {
    "customs": "it is in customs",
    "returned": "it goes back to the sender",
    "damaged": "it is damaged",
    "address": "the address is not right",
    "refused": "it was refused",
    "recipient_absent": "nobody was there",
    "delayed": "it is late",
    "lost": "it cannot be found",
    "security": "it is held for reasons of safety",
    "destroyed": "it was destroyed",
    "cancelled": "the sender called it off",
}
EVIDENCE: Mapping[str, str] = {
    "checksum+lookup": "check digit right, and the prefix is on the published list",
    "checksum": "check digit right",
    "prefix": "distinctive beginning, no check digit",
    "length": "only the length fits",
}
OUTCOMES: Mapping[str, str] = {"answered": "answered"}


@dataclass(frozen=True, slots=True)
class Ink:
    """Marks words on a terminal, or leaves them as they are."""

    colour: bool = False

    @classmethod
    def for_stream(cls, stream: TextIO, environ: Mapping[str, str]) -> "Ink":
        """Use colour on a terminal that can, unless NO_COLOR is set (no-color.org)."""
        wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        return cls(colour=wanted and stream.isatty())

    def strong(self, text: str) -> str:
        """Mark a headline."""
        return self._mark("1", text)

    def faint(self, text: str) -> str:
        """Mark what may be skipped."""
        return self._mark("2", text)

    def good(self, text: str) -> str:
        """Mark what is as it should be."""
        return self._mark("32", text)

    def bad(self, text: str) -> str:
        """Mark what is not."""
        return self._mark("31", text)

    def _mark(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def safe(text: object) -> str:
    """Return a text that came from outside without what a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def paragraph(text: str, indent: str = _INDENT, hanging: str | None = None) -> list[str]:
    """Return a text as lines of at most 80 columns; words stay whole, addresses too."""
    return textwrap.wrap(
        safe(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def clock_time(stated: str) -> str:
    """Return an instant as the clock showed it where it was stated: ``Sun 22 Nov 20:00 UTC``."""
    moment = datetime.fromisoformat(stated)
    zone = f"{moment:%z}"
    offset = "UTC" if moment.utcoffset() == timedelta(0) else f"{zone[:3]}:{zone[3:5]}"
    return f"{moment:%a %d %b %H:%M} {offset}"


def place_time(told: _Json) -> str:
    """Return a time as it was at the place: a day, and its clock if the carrier told it."""
    if told["day"] is None:
        return clock_time(told["moment"])
    day = f"{datetime.fromisoformat(told['day']):%a %d %b}"
    return f"{day} {told['clock']}" if told["clock"] else day


def expected_time(estimate: _Json) -> str:
    """Return when a parcel is expected: a time, or both ends of a window."""
    earliest, latest = (place_time(estimate[end]) for end in ("earliest", "latest"))
    if estimate["precision"] != "window":
        return latest
    same = estimate["earliest"]["day"] == estimate["latest"]["day"]
    return f"{earliest} to {(estimate['latest']['clock'] if same else None) or latest}"


def item_lines(item: _Json, names: Mapping[str, str], ink: Ink) -> list[str]:
    """Return one result of a query as a person would like to read it, an empty line at its end."""
    number = safe(item["number"] or "not a number")
    if item["shipment"] is not None:
        head = f"{ink.strong(number)} · {safe(names.get(item['carrier'], item['carrier']))}"
        return [_INDENT + head, *_shipment(item["shipment"], names, ink), ""]
    return [_INDENT + ink.strong(number), *_problem(item, names), ""]


def _shipment(shipment: _Json, names: Mapping[str, str], ink: Ink) -> Iterator[str]:
    words = STATUSES.get(shipment["status"], shipment["status"])
    if shipment["reason"]:
        words += f": {REASONS.get(shipment['reason'], shipment['reason'])}"
    yield from paragraph(words)
    if shipment["estimated_delivery"]:
        yield from paragraph(f"expected {expected_time(shipment['estimated_delivery'])}")
    yield from _events(shipment["events"])
    yield from map(ink.faint, paragraph(_asked(shipment, names)))


def _events(events: Sequence[_Json]) -> Iterator[str]:
    if not events:
        yield from paragraph("no scan so far")
    rows = [(place_time(e["at"]), safe(e["place"] or "-"), _words(e)) for e in events]
    wide = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    for when, place, text in rows:
        head = f"{_INDENT}  {when:<{wide[0]}}  {place:<{wide[1]}}  "
        yield from paragraph(text, head, " " * len(head))


def _words(event: _Json) -> str:
    """Return what happened; the carrier's own words between quotation marks."""
    text = event["text"] or "no words"
    return f'"{text}"' if event["text_is_carriers"] else str(text)


def _asked(shipment: _Json, names: Mapping[str, str]) -> str:
    fetch, who = shipment["last_fetch"], names.get(shipment["asked"], shipment["asked"])
    outcome = OUTCOMES.get(fetch["outcome"], f"gave nothing ({fetch['outcome']})")
    return f"{who} was asked {clock_time(fetch['at'])} and {outcome}"


def _problem(item: _Json, names: Mapping[str, str]) -> Iterator[str]:
    problem = item["problem"]
    yield from paragraph(problem["title"])
    for fault in problem["errors"]:
        yield from paragraph(f"{fault['field']}: {fault['detail']}", f"{_INDENT}  -> ", " " * 8)
    for words in candidates_words(item["candidates"], names):
        yield from paragraph(words, f"{_INDENT}  ?  ", " " * 8)
    if problem["retry_after"] is not None:
        yield from paragraph(f"Try again in {problem['retry_after']} s.", f"{_INDENT}  -> ")
    if item["carrier_link"]:
        yield from paragraph(item["carrier_link"]["url"], f"{_INDENT}  -> ")


def candidates_words(candidates: Sequence[_Json], names: Mapping[str, str]) -> Iterator[str]:
    """Yield whose a number may be, and why we think so; those by length alone together."""
    by_length = []
    for one in candidates:
        name = names.get(one["carrier"], one["carrier"])
        if one["evidence"] == "length":
            by_length.append(name)
        else:
            yield f"{name}: {EVIDENCE.get(one['evidence'], one['evidence'])}"
    if by_length:
        more = len(by_length) - _MOST_NAMES
        shown = ", ".join(by_length[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        yield f"{shown}: {EVIDENCE['length']}"


def outcome(item: _Json) -> str:
    """Return an item's status and reason, or its problem's code, in one word."""
    if item["problem"] is not None:
        return str(item["problem"]["code"])
    shipment = item["shipment"]
    parts = (shipment["status"], shipment["reason"])
    return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Row:
    """A step in the table at the end."""

    step: str
    shown: str
    ok: bool
    seconds: float


def table(rows: Iterable[Row], ink: Ink) -> list[str]:
    """Return the table of all steps."""
    rows = list(rows)
    step = max((len(row.step) for row in rows), default=0)
    room = WIDTH - len(_INDENT) - step - len("  ") - len("  FAILED  00.0 s")
    lines = []
    for row in rows:
        first, *others = textwrap.wrap(safe(row.shown), room) or [""]
        word = f"{'ok' if row.ok else 'FAILED':<6}"
        marked = ink.good(word) if row.ok else ink.bad(word)
        head = f"{_INDENT}{row.step:<{step}}  {first:<{room}}"
        lines.append(f"{head}  {marked}  {row.seconds:4.1f} s")
        lines += [f"{_INDENT}{'':<{step}}  {other}" for other in others]
    return lines
