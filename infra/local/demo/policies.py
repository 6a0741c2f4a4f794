"""The demo's step about a change of the policy: announced, shown, and accepted by going on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.demo.page import Page, Step, World
from infra.local.demo.people import EMAIL
from infra.local.tools.next_policy import BANNER

_SHOWN_AFTER, _IN_FORCE_AFTER = 2, 40
_NEW = "2"


def change(world: World, page: Page) -> str:
    """Announce a version that cuts a right, show it, wait, and go on using the service."""
    page.expect("nothing is announced today", _read(world, "upcoming", 0)["banner"], None)
    report = world.run_job("policy_notices", _at(_SHOWN_AFTER))["announced"][0]
    page.say(
        f"in two days version {report['version']} is published, which cuts a right: "
        f"{report['sent']} written to, {report['failed'] + report['refused']} could not be"
    )
    page.expect("written to, and in force", (report["sent"], report["effect"]), (1, None))
    mail = world.told(EMAIL, BANNER)
    page.say(f"her mail: {mail['subject']} {BANNER}")
    page.expect("without the banner nothing takes effect", _in_force(world), "1")
    banner = _read(world, "upcoming", _SHOWN_AFTER)["banner"]
    page.say(f"the banner that her app shows: {banner['text']} In force from {banner['effect']}.")
    (section,) = _read(world, f"{_NEW}/changes", _SHOWN_AFTER)["sections"]
    page.say(f"what differs, for machines: {section['section']} {section['promises_removed']}")
    page.expect("the day before and after", _in_force(world), _NEW)
    _mine(world, "GET", "me", _IN_FORCE_AFTER)  # this goes on; what it shows is of before
    again = _mine(world, "GET", "me", _IN_FORCE_AFTER)
    page.expect("the version by her account", again["policy_version"], _NEW)
    accepted = _mine(world, "POST", f"policies/{_NEW}/acceptance", _IN_FORCE_AFTER)
    page.say(f"she goes on: version {accepted['version']}, {accepted['how']}, recorded with time")
    page.expect("how she accepted it", accepted["how"], "going_on")
    return "mailed, shown, 30 days waited for, accepted by going on"


def _in_force(world: World) -> str:
    version: str = _read(world, "current", _IN_FORCE_AFTER)["version"]
    return version


def _read(world: World, what: str, days: int) -> Any:  # noqa: ANN401 - JSON
    return _mine(world, "GET", f"policies/{what}", days)


def _mine(world: World, method: str, path: str, days: int) -> Any:  # noqa: ANN401 - JSON
    return world.mine(method, f"/v1/{path}", x_local_clock=_at(days)).body


def _at(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


STEPS = (
    Step(
        "policy",
        "The policy changes",
        "A change that cuts rights is mailed and shown, and cannot take effect before everybody "
        "knew of it for thirty days.",
        change,
    ),
)
