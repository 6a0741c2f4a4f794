"""The frame of the pages for whoever builds an app: one look, and the links between them."""

from html import escape

NAV = """<nav><a href="/docs">The API</a>
<a href="/docs/building-an-app">Building an app or a site</a>
<a href="/docs/errors">All problems</a></nav>"""
NAV_STYLE = """
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: .75rem 1rem;
  font: 16px/1.5 system-ui, sans-serif; border-bottom: 1px solid #ccc }
nav a, main a { color: #0550ae }
"""
_STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; color: #1c1c1c; margin: 0 auto; max-width: 72rem }
main { padding: 0 1rem 4rem }
h1, h2 { line-height: 1.25 }
h2 { margin-top: 2.5rem }
h1 a, h2 a { color: inherit; text-decoration: none }
h1 a:hover, h2 a:hover { text-decoration: underline }
p, li { max-width: 48rem }
li { margin: .3rem 0 }
code { font-size: .9em; background: #f2f2f4; border-radius: .2rem; padding: .1em .25em }
a code { text-decoration: underline }
pre { background: #f2f2f4; border-radius: .3rem; padding: .75rem 1rem; overflow-x: auto }
pre code { padding: 0; background: none }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
tr { border-bottom: 1px solid #ccc }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top }
"""


def framed(title: str, content: str, style: str = "") -> str:
    """Return a whole page.

    Args:
        title: What stands behind the API's name, as text.
        content: HTML.
        style: What this page needs beside the common look.
    """
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>agogopost API: {escape(title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{NAV_STYLE}{_STYLE}{style}</style></head>\n"
        f"<body>{NAV}<main>\n{content}</main></body>\n</html>\n"
    )
