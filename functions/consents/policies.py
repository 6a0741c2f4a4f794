"""The operations on the versions of the policy that have to do with who calls."""

from typing import TYPE_CHECKING

from functions.consents.deps import Deps
from functions.consents.policy_examples import ACCEPTANCE, UPCOMING
from functions.consents.policy_views import AcceptanceView, BannerView, UpcomingView
from shared.edge.operation import Call, CallerKind, Operation
from shared.kernel import errors
from shared.kernel.errors import ConflictError
from shared.people.policies.contract import NUMBER, AcceptanceKind
from shared.privacy.purposes import EVIDENCE

if TYPE_CHECKING:
    from shared.people.policies.dated import Dated
    from shared.people.policies.policies import Policies

_TAG = "policies"


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


async def _banner(call: Call[None], policies: "Policies") -> "Dated | None":
    upcoming = await policies.upcoming()
    if upcoming is not None or call.who is None or not (version := await policies.version()):
        return upcoming
    notice = (await policies.notice(call.person, version)).record
    return None if notice is not None and notice.settled else await policies.get(version)


async def accept_policy(call: Call[None], deps: Deps) -> AcceptanceView:
    """Accept a version of the policy: the one in force, or one that comes.

    The first time counts, however often it is said. Who was told, and goes on using the service
    when the version is in force, accepts it by that. A version that is over is refused with 409.
    """
    policies = deps.policies
    version = (await policies.named(call.params["version"])).policy.version
    if version < (await policies.in_force()).policy.version:
        raise ConflictError
    notice = await policies.accept(call.person, version, AcceptanceKind.SAID)
    return AcceptanceView.of(notice, call.now)


POLICIES = (
    Operation(
        "GET",
        "/v1/policies/upcoming",
        upcoming_policy,
        caller=CallerKind.ANYBODY,
        purpose=EVIDENCE,
        reply=UpcomingView,
        tag=_TAG,
        examples=UPCOMING,
    ),
    Operation(
        "POST",
        "/v1/policies/{version}/acceptance",
        accept_policy,
        forms={"version": NUMBER},
        caller=CallerKind.PERSON,
        purpose=EVIDENCE,
        reply=AcceptanceView,
        tag=_TAG,
        raises=(errors.ConflictError,),
        examples=ACCEPTANCE,
    ),
)
