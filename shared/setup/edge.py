"""The edge of a function, as it is deployed: who may call, within which limits, and what it is for.

parts = RightsParts(google_cloud())
_edge = edge(OPERATIONS, parts, people=parts, keyrings=(Use.PEOPLE, Use.LOOKUPS))
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from shared.edge.authentication import (
    Gate,
    anybody_gate,
    person_gate,
    platform_gate,
    pusher_gate,
    staff_gate,
    visitor_gate,
)
from shared.edge.config import EdgeTerms, PeopleTerms
from shared.edge.operation import CallerKind, Operation
from shared.edge.pipeline import Edge
from shared.kernel import log
from shared.platform.limits.bucket import Limiter
from shared.platform.limits.open_bodies import OpenBodies
from shared.setup.google_cloud import google_cloud
from shared.setup.platform import Platform

if TYPE_CHECKING:
    from shared.people.accounts.quick_login import Verifier
    from shared.platform.vault.uses import Use

D = TypeVar("D")


def edge(
    operations: Sequence[Operation[D]],
    deps: D,
    *,
    people: PeopleTerms | None = None,
    keyrings: "Sequence[Use]" = (),
) -> Edge:
    """Return the edge of a function.

    Args:
        operations: What it answers.
        deps: What its handlers may use.
        people: Of a function that people call: what tells who they are and what they allow.
        keyrings: All that it may open: the accounts in Terraform may use no other KMS key.

    Raises:
        SettingsError: The environment cannot be used, which stops the start.
        ValueError: An operation is for people, and ``people`` is not given.
    """
    log.configure()
    return Edge(operations, terms_of(google_cloud(), people), deps, keyrings=keyrings)


def terms_of(platform: Platform, people: PeopleTerms | None) -> EdgeTerms:
    """Return the terms of an edge on a platform."""
    given = platform.settings
    limiter = Limiter(
        per_second=given.requests_per_second, burst=given.requests_burst, clock=platform.clock
    )
    return EdgeTerms(
        project=given.google_cloud_project,
        trusted_hops=given.trusted_hops,
        cors_origins=given.cors_origins,
        limiter=limiter if given.limited else None,
        bodies=OpenBodies() if given.limited else None,
        gates=_gates(platform, people),
        clock=platform.clock,
        people=people,
        local_clock=given.local_stack,
    )


def _gates(platform: Platform, people: PeopleTerms | None) -> Mapping[CallerKind, Gate]:
    given = platform.settings

    def platform_tokens() -> "Verifier":
        issuers, audiences = {given.platform_issuer}, {given.platform_audience}
        keys = given.platform_keys
        return platform.verifier("google-identity", keys, issuers, audiences, parties=False)

    def staff_tokens() -> "Verifier":
        issuers, audiences = {given.staff_issuer}, {given.staff_audience}
        return platform.verifier("staff-identity", given.staff_keys, issuers, audiences)

    visitor = visitor_gate(trusted_hops=given.trusted_hops)
    staff = staff_gate(staff_tokens if given.staff_issuer else None, given.staff_role_claim)
    gates = {
        CallerKind.VISITOR: visitor,
        CallerKind.SUPPLIER: pusher_gate,
        CallerKind.STAFF: staff,
        CallerKind.PLATFORM: platform_gate(platform_tokens, given.platform_accounts),
    }
    if people is not None:
        person = person_gate(
            lambda: people.sessions,
            given.base_url_of,
            given.cors_origins,
            trusted_hops=given.trusted_hops,
        )
        gates |= {CallerKind.PERSON: person, CallerKind.ANYBODY: anybody_gate(visitor, person)}
    return gates
