"""What every simulated carrier has: a mode, its counts, and which number tells which story.

It is today, or whenever a caller says by ``X-Local-Clock``: the local stack's functions do so for
requests that have moved the clock.
"""

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from infra.local.carriers.behaviours import FAULTS, WHOLE_CALL, Fault, respond
from infra.local.carriers.stories import GivenStory, Happening, Step, Tale

_UNUSABLE = 422


class Carrier(ABC):
    """One carrier. A subclass adds its table of numbers, its paths and its words."""

    code: ClassVar[str]
    numbers: ClassVar[Mapping[str, str]]
    """Each scenario's number."""
    modes: ClassVar[tuple[str, ...]] = ("ok", "unauthorised", "down")
    steps: ClassVar[Collection[Step]]
    """What it has a code for."""

    def __init__(self, today: datetime, *, slow_seconds: float = 2.0) -> None:
        self.today = today
        self.mode = "ok"
        self.total = 0
        self.by_number: Counter[str] = Counter()
        self.token_requests = 0
        self._slow_seconds = slow_seconds
        self._refused_once: set[str] = set()
        self._scenarios = {number: name for name, number in self.numbers.items()}
        self._given: dict[str, tuple[Happening, ...]] = {}

    @abstractmethod
    def routes(self) -> Sequence[BaseRoute]:
        """Return the carrier's paths; they begin with its code."""

    @abstractmethod
    def fault(self, fault: Fault) -> Response:
        """Return a refusal in the carrier's words."""

    def set_mode(self, mode: str) -> None:
        """Begin a mode; it is one of ``modes`` and lasts until the next."""
        self.mode = mode

    def tell(self, number: str, scenario: str) -> None:
        """Have a number tell a story; it is one of ``numbers``."""
        self._scenarios[number] = scenario

    def give(self, number: str, story: Sequence[Happening]) -> None:
        """Have a number tell a given story, newest first, whatever its scenario is."""
        self._given[number] = tuple(story)

    def take_back(self, number: str) -> None:
        """Have a number tell its scenario again."""
        self._given.pop(number, None)

    def scenario(self, number: str) -> Tale:
        """Return a number's story; of a given one, that for which the carrier has a code."""
        given = self._given.get(number)
        if given is None:
            return self._scenarios.get(number, "not_found")
        told = tuple(one for one in given if one.step in self.steps)
        return GivenStory(told) if told else "not_found"

    def now(self, request: Request) -> datetime:
        """Return when it is for who asks.

        Raises:
            HTTPException: They have moved the clock to where no time is.
        """
        return moved(request) or self.today

    def counts(self) -> dict[str, Any]:
        """Return what arrived since the last wipe, refused calls too."""
        return {
            "total": self.total,
            "by_number": dict(self.by_number),
            "tokens": self.token_requests,
        }

    def wipe(self) -> None:
        """Begin to count anew."""
        self.total = self.token_requests = 0
        self.by_number.clear()
        self._refused_once.clear()

    def count(self, numbers: Iterable[str]) -> None:
        """Count one call and the numbers in it."""
        self.total += 1
        self.by_number.update(numbers)

    def spoiling(self, numbers: Collection[str]) -> str | None:
        """Return the first story among a call's numbers that spoils the whole call."""
        once = {one for one in numbers if self.scenario(one) == "rate_limited_once"}
        healed = once & self._refused_once
        self._refused_once |= once
        stories = (self.scenario(one) for one in numbers if one not in healed)
        named = (story for story in stories if isinstance(story, str))
        return next((story for story in named if story in WHOLE_CALL), None)

    def answer(self, body: object, spoiling: str | None) -> Response:
        """Return a body as the story prescribes that spoils the call, if there is one."""
        scenario = spoiling or ""
        if scenario in FAULTS:
            return self.fault(FAULTS[scenario])
        told = json.dumps(body).encode()
        return respond(scenario, told, slow_seconds=self._slow_seconds)


def moved(request: Request) -> datetime | None:
    """Return to when a request moves the clock; None: it does not.

    Raises:
        HTTPException: To where no time is.
    """
    told = request.headers.get("x-local-clock")
    try:
        moment = None if told is None else datetime.fromisoformat(told)
    except ValueError:
        raise HTTPException(_UNUSABLE, "X-Local-Clock is a time") from None
    if moment is not None and moment.tzinfo is None:
        raise HTTPException(_UNUSABLE, "X-Local-Clock is a time with its offset")
    return moment
