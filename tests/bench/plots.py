"""Plots as SVG, written out: what something costs against its size, both logarithmic."""

import math
from collections.abc import Mapping, Sequence
from html import escape

Line = Sequence[tuple[float, float]]
"""Points: size and cost, both above 0."""
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _EDGE = 640, 400, 80, 150, 50
_FONT = 'font-family="sans-serif" font-size="12"'
_COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df")


def plot(title: str, across: str, up: str, lines: Mapping[str, Line]) -> str:
    """Return a plot of some lines by name."""
    points = [point for line in lines.values() for point in line]
    xs, ys = _axis([x for x, _ in points]), _axis([y for _, y in points])

    def x_of(value: float) -> float:
        return _LEFT + _share(value, xs) * (_WIDTH - _LEFT - _RIGHT)

    def y_of(value: float) -> float:
        return _HEIGHT - _EDGE - _share(value, ys) * (_HEIGHT - 2 * _EDGE)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_FONT}>',
        '<rect width="100%" height="100%" fill="white"/>',
        _text(_WIDTH / 2, 20, title, "middle"),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, across, "middle"),
        _text(8, 38, up),
    ]
    for mark in _marks(xs):
        drawn += [_rule(x_of(mark), _EDGE, x_of(mark), _HEIGHT - _EDGE),
                  _text(x_of(mark), _HEIGHT - _EDGE + 16, f"{mark:,g}", "middle")]  # fmt: skip
    for mark in _marks(ys):
        drawn += [_rule(_LEFT, y_of(mark), _WIDTH - _RIGHT, y_of(mark)),
                  _text(_LEFT - 6, y_of(mark) + 4, f"{mark:,g}", "end")]  # fmt: skip
    for (name, line), colour in zip(lines.items(), _COLOURS, strict=False):
        path = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in line)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x_of(x):.1f}" cy="{y_of(y):.1f}" r="3" fill="{colour}"/>'
                  for x, y in line]  # fmt: skip
        x, y = line[-1]
        drawn.append(_text(x_of(x) + 8, y_of(y) + 4, name, colour=colour))
    return "\n".join([*drawn, "</svg>", ""])


def _axis(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten between which the values lie."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _share(value: float, axis: tuple[int, int]) -> float:
    return (math.log10(value) - axis[0]) / (axis[1] - axis[0])


def _marks(axis: tuple[int, int]) -> list[float]:
    return [10.0**power for power in range(axis[0], axis[1] + 1)]


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = "black") -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {where}>{escape(text)}</text>"
