"""How the page of an export looks: on a screen, light or dark, and on paper."""

STYLE = (
    ":root{color-scheme:light dark;--line:#8885}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "h1{line-height:1.2}h2{margin:2.5rem 0 .5rem}nav ol{columns:2 18rem}"
    "article{border:1px solid var(--line);border-radius:.5rem;padding:.5rem 1rem;margin:.75rem 0}"
    "dl{display:grid;grid-template-columns:minmax(9rem,2fr) 3fr;gap:.25rem 1rem;margin:.25rem 0}"
    "dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}dd ul{margin:0;padding-left:1.2rem}"
    "summary,.files{font-size:.875rem;opacity:.85}"
    "table{border-collapse:collapse;width:100%;font-size:.875rem}"
    "td,th{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}"
    "@media print{body{max-width:none;font-size:11pt}nav{display:none}"
    "article,tr{break-inside:avoid}h2{break-after:avoid}}"
)
