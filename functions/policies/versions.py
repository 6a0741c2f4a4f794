"""The operations on the versions of the policy."""

from datetime import timedelta

from functions.policies.deps import Deps
from functions.policies.examples import CHANGES, POLICY, VERSIONS_LISTED
from functions.policies.views import ChangesView, PolicyView, VersionList, VersionView
from shared.edge.operation import Call, CallerKind, Operation
from shared.people.policies.contract import NUMBER
from shared.privacy.purposes import EVIDENCE

_FORMS = {"version": NUMBER}
_KEEP = timedelta(minutes=5)


async def list_policies(_: Call[None], deps: Deps) -> VersionList:
    """See every version of the privacy policy, the newest first, with its dates."""
    policies = deps.policies
    in_force = (await policies.in_force()).policy.version
    found = await policies.published()
    return VersionList(versions=tuple(VersionView.of(one, in_force) for one in reversed(found)))


async def current_policy(call: Call[None], deps: Deps) -> PolicyView:
    """Read the policy in force."""
    found = await deps.policies.in_force()
    return PolicyView.in_language(found, found.policy.version, call.languages)


async def read_policy(call: Call[None], deps: Deps) -> PolicyView:
    """Read a version of the policy."""
    policies = deps.policies
    found = await policies.named(call.params["version"])
    in_force = (await policies.in_force()).policy.version
    return PolicyView.in_language(found, in_force, call.languages)


async def policy_changes(call: Call[None], deps: Deps) -> ChangesView:
    """See how a version differs from the one before it, section by section."""
    policies = deps.policies
    policy = (await policies.named(call.params["version"])).policy
    before = await policies.get(policy.version - 1) if policy.version > 1 else None
    return ChangesView.of(policy, before.policy if before is not None else None, call.languages)


VERSIONS = (
    Operation(
        "GET",
        "/v1/policies",
        list_policies,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=VersionList,
        cached=_KEEP,
        examples=VERSIONS_LISTED,
    ),
    Operation(
        "GET",
        "/v1/policies/current",
        current_policy,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=PolicyView,
        cached=_KEEP,
        examples=POLICY,
    ),
    Operation(
        "GET",
        "/v1/policies/{version}",
        read_policy,
        forms=_FORMS,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=PolicyView,
        cached=_KEEP,
        examples=POLICY,
    ),
    Operation(
        "GET",
        "/v1/policies/{version}/changes",
        policy_changes,
        forms=_FORMS,
        caller=CallerKind.VISITOR,
        purpose=EVIDENCE,
        reply=ChangesView,
        cached=_KEEP,
        examples=CHANGES,
    ),
)
