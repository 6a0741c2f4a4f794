"""The page that makes an export readable without tools. It loads nothing and runs nothing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from shared.texts import say

SHOWN = 20
"""Items of each kind: all of them stand in the kind's own file."""
_LONGEST = 500
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 1.5em}"
    "td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(slots=True)
class Chapter:
    """One kind of data, and the first of its items."""

    kind: str
    title: str
    count: int = 0
    damaged: int = 0
    first: list[Mapping[str, Any]] = field(default_factory=list)

    def add(self, item: Mapping[str, Any]) -> None:
        """Count an item, and keep it if it is one of the first."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(item)


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
        chapters: What is in the archive.
        told: As ``facts`` returns it.
        made: When, in words.
        portrait: Whether there is a file ``portrait.jpg``.
        language: Of the texts.
    """
    title = say("export-page-title", language)
    parts = [
        f"<!doctype html><html lang={escape(language)}><meta charset=utf-8>",
        f"<meta http-equiv=Content-Security-Policy content=\"{_POLICY}; img-src 'self'\">",
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
        _paragraph(say("export-page-intro", language, made=made, shown=str(SHOWN))),
        _paragraph(f"{told['controller']}, {told['contact']}"),
    ]
    if portrait:
        parts.append('<p><a href="portrait.jpg">portrait.jpg</a></p>')
    parts += [_chapter(one, language) for one in chapters]
    for name in ("sources", "rights"):
        parts.append(f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in told[name])}</ul>")
    parts += [_paragraph(told[name]) for name in ("transfers", "automated_decisions", "left_out")]
    for name in ("purposes", "recipients", "backups", "data"):
        parts += [f"<h2>{name}</h2>", _table(told[name])]
    return "\n".join(parts)


def _chapter(one: Chapter, language: str) -> str:
    head = f'<h2>{escape(one.kind)}</h2><p>{escape(one.title)} <a href="data/{one.kind}.json">'
    damaged = _paragraph(say("export-page-damaged", language, count=str(one.damaged)))
    return f"{head}{one.count}</a></p>{damaged if one.damaged else ''}{_table(one.first)}"


def _table(rows: Iterable[Mapping[str, Any]]) -> str:
    listed = list(rows)
    if not listed:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in listed[0])
    lines = ("".join(f"<td>{_cell(value)}</td>" for value in row.values()) for row in listed)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
