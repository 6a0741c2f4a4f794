"""The operations on the versions of the policy."""

import re
from datetime import timedelta

from functions.policies.deps import Deps
from functions.policies.examples import ACCEPTANCE, CHANGES, POLICY, UPCOMING, VERSIONS_LISTED
from functions.policies.views import (
    AcceptanceView,
    BannerView,
    ChangesView,
    PolicyView,
    UpcomingView,
    VersionList,
    VersionView,
)
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.kernel.errors import ConflictError, NotFoundError
from shared.people.policies.model import AcceptanceKind
from shared.people.policies.policies import Dated, Policies
from shared.privacy.purposes import EVIDENCE

_NUMBER = re.compile(r"\A[1-9][0-9]{0,3}\Z")
_FORMS = {"version": "^[1-9][0-9]{0,3}$"}
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


async def upcoming_policy(call: Call[None], deps: Deps) -> UpcomingView:
    """Ask what is to be shown prominently: the banner of the version that comes next, or nothing.

    An app asks when it starts, a site with every page. Who comes with a session is shown the
    version in force too, while they were never told of it. That a banner is served is written down,
    once for everybody and once for each person: without that no cut of rights takes effect.
    """
    policies, banner = deps.policies, await _banner(call, deps.policies)
    if banner is None:
        return UpcomingView(banner=None)
    in_force = (await policies.in_force()).policy.version
    await policies.serving(banner.policy)
    if call.who is not None:
        await policies.showing(call.person, banner.policy.version)
    shown = BannerView.of(
        await policies.get(banner.policy.version),
        call.languages,
        in_force=banner.policy.version == in_force,
    )
    return UpcomingView(banner=shown)


async def _banner(call: Call[None], policies: Policies) -> Dated | None:
    upcoming = await policies.upcoming()
    if upcoming is not None or call.who is None or not (version := await policies.version()):
        return upcoming
    notice = (await policies.notice(call.person, version)).record
    return None if notice is not None and notice.settled else await policies.get(version)


async def read_policy(call: Call[None], deps: Deps) -> PolicyView:
    """Read a version of the policy."""
    policies = deps.policies
    found = await _wanted(call, policies)
    in_force = (await policies.in_force()).policy.version
    return PolicyView.in_language(found, in_force, call.languages)


async def policy_changes(call: Call[None], deps: Deps) -> ChangesView:
    """See how a version differs from the one before it, section by section."""
    policies = deps.policies
    policy = (await _wanted(call, policies)).policy
    before = await policies.get(policy.version - 1) if policy.version > 1 else None
    return ChangesView.of(policy, before.policy if before is not None else None, call.languages)


async def accept_policy(call: Call[None], deps: Deps) -> AcceptanceView:
    """Accept a version of the policy: the one in force, or one that comes.

    The first time counts, however often it is said. Who was told, and goes on using the service
    when the version is in force, accepts it by that. A version that is over is refused with 409.
    """
    policies = deps.policies
    version = (await _wanted(call, policies)).policy.version
    if version < (await policies.in_force()).policy.version:
        raise ConflictError
    notice = await policies.accept(call.person, version, AcceptanceKind.SAID)
    return AcceptanceView.of(notice, call.now)


async def _wanted(call: Call[None], policies: Policies) -> Dated:
    given = call.params["version"]
    if not _NUMBER.match(given):
        raise NotFoundError
    return await policies.get(int(given))


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
        "/v1/policies/upcoming",
        upcoming_policy,
        caller=CallerKind.ANYBODY,
        purpose=EVIDENCE,
        reply=UpcomingView,
        examples=UPCOMING,
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
    Operation(
        "POST",
        "/v1/policies/{version}/acceptance",
        accept_policy,
        forms=_FORMS,
        caller=CallerKind.PERSON,
        purpose=EVIDENCE,
        reply=AcceptanceView,
        raises=(errors.ConflictError,),
        examples=ACCEPTANCE,
    ),
)
