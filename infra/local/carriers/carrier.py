"""What every simulated carrier has: a mode, its counts, and which number tells which story."""

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.routing import BaseRoute

from infra.local.carriers.behaviours import FAULTS, WHOLE_CALL, Fault, respond


class Carrier(ABC):
    """One carrier. A subclass adds its table of numbers, its paths and its words."""

    code: ClassVar[str]
    numbers: ClassVar[Mapping[str, str]]
    """Each scenario's number."""
    modes: ClassVar[tuple[str, ...]] = ("ok", "unauthorised", "down")

    def __init__(self, today: datetime, *, slow_seconds: float = 2.0) -> None:
        self.today = today
        self.mode = "ok"
        self.total = 0
        self.by_number: Counter[str] = Counter()
        self.token_requests = 0
        self._slow_seconds = slow_seconds
        self._refused_once: set[str] = set()
        self._scenarios = {number: name for name, number in self.numbers.items()}

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

    def scenario(self, number: str) -> str:
        """Return a number's story."""
        return self._scenarios.get(number, "not_found")

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
        return next((story for story in stories if story in WHOLE_CALL), None)

    def answer(self, body: object, spoiling: str | None) -> Response:
        """Return a body as the story prescribes that spoils the call, if there is one."""
        scenario = spoiling or ""
        if scenario in FAULTS:
            return self.fault(FAULTS[scenario])
        told = json.dumps(body).encode()
        return respond(scenario, told, slow_seconds=self._slow_seconds)
