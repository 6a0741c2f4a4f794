"""The guide for whoever builds an app, as a page: its codes and operations are links there."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from infra.local.tools.page_frame import framed
from infra.local.tools.problems import rows

FILE = ROOT / "functions" / "reference" / "building-an-app.md"


@cache
def guide() -> str:
    """Return the page."""
    return framed("building an app", as_html(FILE.read_text(encoding="utf-8")))


def as_html(text: str) -> str:
    """Return Markdown as HTML, in which what is HTML already is only text."""
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    return str(parser.render(text))


def anchor(heading: str) -> str:
    """Return the name by which a heading is linked to."""
    return "-".join(re.findall(r"[a-z0-9]+", heading.lower()))


@cache
def _links() -> dict[str, str]:
    """Return where each code of a problem and each operation is shown."""
    codes = {row.code: f"/docs/errors#{row.code}" for row in rows()}
    shown = {one.id: f"/docs#/{function}/{one.handler.__name__}" for function, one in operations()}
    return {"GET /docs/errors": "/docs/errors", **codes, **shown}


class _Renderer(RendererHTML):
    """Headings that can be linked to, tables that scroll, and links from codes and operations."""

    def heading_open(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        level, name = tokens[at].tag, anchor(tokens[at + 1].content)
        return f'<{level} id="{name}"><a href="#{name}">'

    def heading_close(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        return f"</a></{tokens[at].tag}>\n"

    def table_open(self, *_: object) -> str:
        return '<div class="wide"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def code_inline(self, tokens: Sequence[Token], at: int, *_: object) -> str:
        said = tokens[at].content
        told = f"<code>{escape(said)}</code>"
        return f'<a href="{_links()[said]}">{told}</a>' if said in _links() else told
