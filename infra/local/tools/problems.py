"""Every problem that the product can answer, for the API's description and a page of all codes."""

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib import import_module

import functions
import shared
from infra.local.tools.page_frame import framed
from shared.edge.parcel_problems import STATUS as OF_PARCELS
from shared.edge.problem import status_of
from shared.kernel.errors import AppError
from shared.kernel.texts import say

_DEPLOYED = ("shared.", "functions.")


@dataclass(frozen=True, slots=True)
class Row:
    """One code: what a client programs against."""

    code: str
    status: int
    title: str
    """What people are told, in English."""
    when: tuple[str, ...]
    """When that is, for whoever builds an app."""


def rows() -> list[Row]:
    """Return a row for each code, by code."""
    kinds: dict[str, list[type[AppError]]] = {}
    for kind in error_classes():
        kinds.setdefault(kind.code, []).append(kind)
    return [_row(code, kinds[code]) for code in sorted(kinds)]


def error_classes() -> list[type[AppError]]:
    """Return every error of the deployed code: functions import much of theirs when it is used."""
    for package in (shared, functions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    deployed = {one for one in _tree(AppError) if one.__module__.startswith(_DEPLOYED)}
    return sorted(deployed, key=lambda kind: (kind.__module__, kind.__qualname__))


def page() -> str:
    """Return the page of all problems."""
    table = "".join(
        f'<tr id="{escape(row.code)}"><td><code>{escape(row.code)}</code></td>'
        f"<td>{row.status}</td><td>{_with_code(row.title)}</td>"
        f"<td>{_with_code(' '.join(row.when))}</td></tr>\n"
        for row in rows()
    )
    return framed("problems", _CONTENT.format(table=table), _STYLE)


def _with_code(text: str) -> str:
    """Return a text as HTML, with what stands in backticks as code."""
    return re.sub(r"(`+)(.+?)\1", r"<code>\2</code>", escape(text))


def _tree(kind: type[AppError]) -> Iterator[type[AppError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


def _row(code: str, kinds: list[type[AppError]]) -> Row:
    statuses = {OF_PARCELS.get(kind) or status_of(kind) for kind in kinds}
    told = [kind for kind in kinds if kind is not AppError]  # the root says nothing of when
    when = dict.fromkeys((kind.__doc__ or "").partition("\n")[0].strip() for kind in told)
    return Row(code, statuses.pop(), say(code), tuple(when))


_STYLE = """
td:first-child { white-space: nowrap }
tr:target { background: #fff3c4 }
@media (max-width: 40rem) {
  tr, td { display: block }
  tr { padding: .5rem 0 }
  td { padding: .1rem 0 }
  td:nth-child(-n+2) { display: inline-block; margin-right: 1rem }
  td:last-child { color: #595959 }
  th { display: none }
}
"""
_CONTENT = """<h1>Problems</h1>
<p>Whatever is not answered as asked is a problem of RFC 9457
(<code>application/problem+json</code>). Program against <code>code</code>: it never changes, while
texts are translated. Codes may be added. In a list, an item's <code>problem</code> has the same
codes, and the status that it would have had alone.</p>
<table>
<thead><tr><th>Code</th><th>Status</th><th>What people are told</th><th>When</th></tr></thead>
<tbody>
{table}</tbody></table>
"""
