"""What the edge of every function is given. ``setup/edge.py`` builds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from shared.edge.authentication import Gate
from shared.edge.idempotency import Replies
from shared.edge.operation import CallerKind
from shared.kernel.clock import Clock
from shared.platform.limits.bucket import Limiter
from shared.platform.limits.open_bodies import OpenBodies

if TYPE_CHECKING:
    from shared.edge.consent_gate import ConsentGate
    from shared.people.accounts.sessions import Sessions


class PeopleTerms(Protocol):
    """What the edge asks about people. Each is built when it is first asked for."""

    @property
    def sessions(self) -> "Sessions":
        """Who calls by a session, and whether they stay."""
        ...

    @property
    def consent_gate(self) -> "ConsentGate":
        """Whether something may be done for a purpose, now."""
        ...

    @property
    def stored_replies(self) -> Replies:
        """Where replies to requests with an idempotency key are kept."""
        ...


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
    people: PeopleTerms | None
    """None: nobody calls by a session, nothing needs a consent, and nothing of people is made."""
    local_clock: bool
    """Whether the header ``X-Local-Clock`` may move the time: in the local stack only."""
