"""How two things are compared: alternately, in pairs, by medians with their spread."""

import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

Sample = Mapping[str, float]
"""What one run of one side took, by measure."""
Side = Callable[[], Awaitable[Sample]]


@dataclass(frozen=True, slots=True)
class Spread:
    """A median, and the quartiles around it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return that of some values."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, _, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(statistics.median(values), low, high)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure is to reach."""

    side: Literal["<=", ">=", "="]
    bound: float

    def reached(self, value: float) -> bool:
        """Tell whether a value reaches it."""
        if self.side == "=":
            return value == self.bound
        return value <= self.bound if self.side == "<=" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.side} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. The ratio is ours by theirs: of times less is better."""

    what: str
    unit: str
    ours: float
    against: str = ""
    theirs: float | None = None
    ratio: Spread | None = None
    """None: one of the two is a count, or stands alone."""
    goal: Goal | None = None
    """Of the ratio, if there is one; else of ours."""

    @property
    def reached(self) -> bool | None:
        """Whether it reaches its goal; None: it has none."""
        if self.goal is None:
            return None
        return self.goal.reached(self.ours if self.ratio is None else self.ratio.median)


@dataclass(frozen=True, slots=True)
class Row:
    """What one benchmark found."""

    id: str
    title: str
    figures: Sequence[Figure]
    notes: Sequence[str] = ()
    counts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What was counted, by what it was counted of."""
    plots: Mapping[str, str] = field(default_factory=dict)
    """SVG by the name of its file."""


Samples = Mapping[str, Sequence[Sample]]


async def alternately(sides: Mapping[str, Side], rounds: int) -> Samples:
    """Run each side once in each round, in turn forwards and backwards; return their samples."""
    samples: dict[str, list[Sample]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides)[:: -1 if number % 2 else 1]:
            samples[name].append(await sides[name]())
    return samples


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the samples, and how it is told."""

    key: str
    unit: str
    what: str = ""
    """Empty: the key says it."""


P50 = Measure("p50", "ms")
RATE = Measure("rate", "/s", "requests per second")
CPU = Measure("cpu", "ms", "CPU per request")


def compared(
    what: str, samples: Samples, against: str, measure: Measure, goal: Goal | None = None
) -> Figure:
    """Return how ``ours`` compares with another side: the ratios of the pairs of each round."""
    ours = [one[measure.key] for one in samples["ours"]]
    theirs = [one[measure.key] for one in samples[against]]
    return Figure(
        what=f"{what}: {measure.what or measure.key}",
        unit=measure.unit,
        ours=statistics.median(ours),
        against=against,
        theirs=statistics.median(theirs),
        ratio=Spread.of([a / b for a, b in zip(ours, theirs, strict=True)]),
        goal=goal,
    )
