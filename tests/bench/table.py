"""The table that is printed."""

from collections.abc import Mapping, Sequence

from tests.bench.measure import Figure, Row

_HEAD = ("what", "ours", "against", "", "ratio", "quartiles", "to reach", "")


def table(rows: Sequence[Row]) -> str:
    """Return some benchmarks as one table of text."""
    lines = [_HEAD, *(_line(one) for row in rows for one in row.figures)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(_HEAD))]

    def told(line: tuple[str, ...]) -> str:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        return ("  " + "  ".join(cells)).rstrip()

    text = [told(_HEAD)]
    for row in rows:
        text += ["", f"{row.id}: {row.title}", *(told(_line(one)) for one in row.figures)]
        text += [f"  {_counted(*one)}" for one in row.counts.items()]
        text += [f"  {note}" for note in row.notes]
    return "\n".join(text)


def _counted(what: str, counts: Mapping[str, float]) -> str:
    return f"{what}: " + ", ".join(f"{number:,.4g} {name}" for name, number in counts.items())


def _line(one: Figure) -> tuple[str, ...]:
    ratio, reached = one.ratio, {True: "reached", False: "MISSED", None: ""}[one.reached]
    return (
        one.what,
        _number(one.ours, one.unit),
        one.against,
        "" if one.theirs is None else _number(one.theirs, one.unit),
        "" if ratio is None else f"{ratio.median:.2f}",
        "" if ratio is None else f"{ratio.low:.2f} to {ratio.high:.2f}",
        "" if one.goal is None else str(one.goal),
        reached,
    )


def _number(value: float, unit: str) -> str:
    few = f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.3g}"
    return f"{few} {unit}".rstrip()
