"""The page that makes an export readable without tools. It loads nothing and runs nothing. Pure.

What a person has told comes first, what the service notes for itself is folded under it, and the
files for machines stand beside each heading. What is empty is left out: the files have it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from shared.kernel.texts import say
from shared.platform.records.sealed import Slot
from shared.privacy.describe import Description, Personal, Record
from shared.rights.exports.schema import exported_fields
from shared.rights.exports.style import STYLE
from shared.rights.exports.words import is_empty, label, shown

SHOWN = 20
"""Items of each kind: all of them stand in the kind's own file."""
_UNSPOKEN = frozenset({"owner_id", "due", "wheel"})
"""Codes that tell a person nothing: the files have them."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
KINDS = {
    "people": "export-kind-people",
    "identities": "export-kind-identities",
    "preferences": "export-kind-preferences",
    "devices": "export-kind-devices",
    "sessions": "export-kind-sessions",
    "known_devices": "export-kind-known_devices",
    "follows": "export-kind-follows",
    "consents": "export-kind-consents",
    "consent_states": "export-kind-consent_states",
    "withdrawals": "export-kind-withdrawals",
    "rights_requests": "export-kind-rights_requests",
    "claimed_requests": "export-kind-claimed_requests",
    "exports": "export-kind-exports",
    "disclosures": "export-kind-disclosures",
    "unmaskings": "export-kind-unmaskings",
    "policy_notices": "export-kind-policy_notices",
    "messages": "export-kind-messages",
    "outgoing": "export-kind-outgoing",
    "places": "export-kind-places",
    "traces": "export-kind-traces",
    "interests": "export-kind-interests",
    "replies": "export-kind-replies",
    "origins": "export-kind-origins",
}
"""The headings of all kinds; what a person knows best comes first."""
_COLUMNS = {
    "text": "export-column-text",
    "basis": "export-column-basis",
    "name": "export-column-name",
    "purpose": "export-column-purpose",
    "categories": "export-column-categories",
    "country": "export-column-country",
    "keeps": "export-column-keeps",
    "database": "export-column-database",
    "days": "export-column-days",
    "holds": "export-column-holds",
    "kept_days": "export-column-kept_days",
    "counted_from": "export-column-counted_from",
    "protection": "export-column-protection",
}
_LISTS = {"sources": "export-about-sources", "rights": "export-about-rights"}
_TABLES = {
    "purposes": ("export-about-purposes", ("text", "basis")),
    "recipients": (
        "export-about-recipients",
        ("name", "purpose", "categories", "country", "keeps"),
    ),
    "backups": ("export-about-backups", ("database", "days")),
    "data": (
        "export-about-data",
        ("holds", "purpose", "kept_days", "counted_from", "protection"),
    ),
}
_TEXTS = {
    "transfers": "export-about-transfers",
    "automated_decisions": "export-about-automated_decisions",
    "left_out": "export-about-left_out",
}


@dataclass(slots=True)
class Chapter:
    """One kind of data, and the first of its items."""

    record: type[Record]
    count: int = 0
    damaged: int = 0
    first: list[tuple[str | None, Record]] = field(default_factory=list)
    """Each with its number, if its person was told one."""

    @property
    def kind(self) -> str:
        """Which kind."""
        return self.record.collection

    def add(self, slot: Slot[Any]) -> None:
        """Count an item, and keep it if it is one of the first."""
        self.count += 1
        if len(self.first) < SHOWN and slot.record is not None:
            self.first.append((self.record.number_of(slot.name), slot.record))


def page(
    chapters: Iterable[Chapter],
    told: Mapping[str, Any],
    *,
    made: str,
    portrait: bool,
    language: str,
) -> str:
    """Return ``index.html``.

    Args:
        chapters: Of every kind.
        told: As ``facts`` returns it.
        made: When, in words.
        portrait: Whether there is a file ``portrait.jpg``.
        language: Of the texts.
    """
    listed = sorted(chapters, key=_place)
    there = [one for one in listed if one.count or one.damaged]
    none = [one for one in listed if one not in there]
    title = say("export-page-title", language)
    about = _about(told, language)
    parts = [
        f"<!doctype html><html lang={escape(language)}><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        f'<meta http-equiv=Content-Security-Policy content="{_POLICY}">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f"<header><h1>{escape(title)}</h1>",
        _paragraph(say("export-page-intro", language, made=made, shown=str(SHOWN))),
        _paragraph(f"{told['controller']}, {told['contact']}"),
        f"{_files(portrait, language)}</header>{_contents(there, about, language)}<main>",
        *(_chapter(one, language) for one in there),
        _nothing(none, language),
        *(
            f"<section id=about-{name}><h2>{head}</h2>{body}</section>"
            for name, head, body in about
        ),
        "</main></html>",
    ]
    return "\n".join(parts)


def _place(one: Chapter) -> int:
    return list(KINDS).index(one.kind)


def _head(key: str, language: str) -> str:
    """Return a text of the catalogue as a heading, which has no full stop."""
    return escape(say(key, language).removesuffix("."))


def _files(portrait: bool, language: str) -> str:  # noqa: FBT001 - whether it is there
    files = ["about.json", "manifest.json"]  # the manifest is written after this page
    if portrait:
        files.insert(0, "portrait.jpg")
    links = " · ".join(f'<a href="{one}">{one}</a>' for one in files)
    return f"<p class=files>{_head('export-page-files', language)}: {links}</p>"


def _contents(
    chapters: Iterable[Chapter], about: Iterable[tuple[str, str, str]], language: str
) -> str:
    """Return the table of contents."""
    lines = [
        f'<li><a href="#{one.kind}">{_head(KINDS[one.kind], language)}</a> ({one.count})</li>'
        for one in chapters
    ]
    lines += [f'<li><a href="#about-{name}">{head}</a></li>' for name, head, _ in about]
    title = _head("export-page-contents", language)
    return f"<nav><h2>{title}</h2><ol>{''.join(lines)}</ol></nav>"


def _chapter(one: Chapter, language: str) -> str:
    links = " · ".join(
        f'<a href="{folder}/{one.kind}.json">{_head(text, language)}</a>'
        for folder, text in (("data", "export-page-data"), ("schema", "export-page-schema"))
    )
    count = escape(say("export-page-count", language, count=str(one.count)))
    parts = [
        f"<section id={one.kind}><h2>{_head(KINDS[one.kind], language)}</h2>",
        f"<p class=files>{count} {links}</p>",
    ]
    if one.damaged:
        parts.append(_paragraph(say("export-page-damaged", language, count=str(one.damaged))))
    parts += [_item(one.record, number, item, language) for number, item in one.first]
    if one.count > len(one.first):
        more = str(one.count - len(one.first))
        parts.append(_paragraph(say("export-page-more", language, count=more)))
    return "".join((*parts, "</section>"))


def _item(record: type[Record], number: str | None, item: Record, language: str) -> str:
    """Return one item: what is personal, and folded under it what the service notes for itself."""
    rows = (
        [(_head("export-page-number", language), f"<code>{escape(number)}</code>")]
        if number
        else []
    )
    folded: list[tuple[str, str]] = []
    for name in exported_fields(record):
        if name in _UNSPOKEN:
            continue
        value, about = getattr(item, name), record.described[name]
        if not is_empty(value):
            to = rows if isinstance(about, Personal) else folded
            to.append((label(_holds(about)), shown(value, language)))
    more = _head("export-page-notes", language)
    notes = f"<details><summary>{more}</summary>{_rows(folded)}</details>" if folded else ""
    return f"<article>{_rows(rows)}{notes}</article>"


def _holds(about: Description) -> str:
    return about.holds if isinstance(about, Personal) else about.why


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return f"<dl>{lines}</dl>" if rows else ""


def _nothing(chapters: Sequence[Chapter], language: str) -> str:
    """Return of what kinds nothing is held."""
    if not chapters:
        return ""
    lines = "".join(f"<li>{_head(KINDS[one.kind], language)}</li>" for one in chapters)
    title = _head("export-page-nothing", language)
    return f"<section id=nothing><h2>{title}</h2><ul>{lines}</ul></section>"


def _about(told: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    """Return what is told beside the data: names, headings and what stands under them."""
    found = []
    for name, key in _LISTS.items():
        items = "".join(f"<li>{escape(text)}</li>" for text in told[name])
        found.append((name, key, f"<ul>{items}</ul>"))
    for name, (key, columns) in _TABLES.items():
        found.append((name, key, _table(told[name], columns, language)))
    found += [(name, key, _paragraph(told[name])) for name, key in _TEXTS.items()]
    return [(name, _head(key, language), body) for name, key, body in found]


def _table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], language: str) -> str:
    heads = (_head(_COLUMNS[name], language) for name in columns)
    head = "".join(f"<th scope=col>{one}</th>" for one in heads)
    lines = (
        "".join(f"<td>{_cell(name, row[name], language)}</td>" for name in columns) for row in rows
    )
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cell(name: str, value: object, language: str) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if name == "purpose" and isinstance(value, str):
        value = value.replace("_", " ")
    return shown(value, language)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
