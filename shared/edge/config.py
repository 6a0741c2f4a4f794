"""What the edge of every function is given. The wiring builds it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.edge.authentication import Gate
from shared.edge.idempotency import Replies
from shared.edge.lasting import Stays
from shared.edge.operation import Call, CallerKind
from shared.kernel.clock import Clock
from shared.platform.limits.bucket import Limiter
from shared.platform.limits.open_bodies import OpenBodies
from shared.privacy.purposes import Purpose


@dataclass(frozen=True, slots=True)
class EdgeTerms:
    """What the edge of every function is given."""

    project: str
    trusted_hops: int
    cors_origins: tuple[str, ...]
    limiter: Limiter | None
    bodies: OpenBodies | None
    """How many bodies of a source are waited for at once. None: any number."""
    gates: Mapping[CallerKind, Gate]
    clock: Clock
    allowed: Callable[[Call[Any], Purpose], Awaitable[bool]] | None
    """Asks whether something may be done for a purpose, now. None: nothing that needs a consent."""
    stays: Stays | None
    """Tells whether a person is not being erased, once something of theirs was made. None: nothing
    of people is."""
    replies: Callable[[], Replies] | None
    """Where replies to requests with an idempotency key are kept; built on first use."""
    local_clock: bool
    """Whether the header ``X-Local-Clock`` may move the time: in the local stack only."""
