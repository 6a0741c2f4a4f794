"""The demo's steps about the end of data: an account deleted, and people who stay away."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.demo.client import dump
from infra.local.demo.page import Page, Step, World
from infra.local.seed.calls import Tally
from infra.local.seed.run import Plan, seed

_PATH = "/v1/account-deletion"
_ACCEPTED, _REFUSED = 202, 401
_SECONDS, _POLL_SECONDS = 60.0, 0.2
_AGED, _TELL, _END = 12, 710, 746


def deletion(world: World, page: Page) -> str:
    """Delete her account, and wait for the receipt."""
    ids = {one.name for one in dump(world.firestore, "eu-data") if one.collection == "people"}
    asked = world.mine("POST", _PATH, {"confirm": "DELETE"})
    page.expect("the answer", asked.status, _ACCEPTED)
    page.expect("her session right after", world.mine("GET", "/v1/me").status, _REFUSED)
    receipt = _finished(world, asked.body["receipt_id"])
    told = ", ".join(f"{n} {kind}" for kind, n in receipt["counts"].items())
    page.say(f"the receipt, for whoever has its number: erased {told}")
    page.say(f"not even we could bring it back after {receipt['irrecoverable_after'][:16]}")
    page.expect("the receipt", receipt["status"], "finished")
    left = [*dump(world.firestore, "eu-data"), *dump(world.firestore, "eu-keys")]
    gone = ids - {one.name for one in left if one.collection == "people"}
    where = {one.collection for one in left if any(id_ in str(one) for id_ in gone)}
    page.expect("people who are gone", len(gone), 1)
    page.expect("where her random id still stands", sorted(where), ["stops"])
    page.say("her random id stands in the stop ledger alone, so that no backup revives her")
    return f"erased, with a receipt that names nobody: {sum(receipt['counts'].values())} records"


def two_years(world: World, page: Page) -> str:
    """Let twelve people live in us, tell them after 23 months, and anonymise them after 24."""
    tally = Tally()
    plan = Plan(people=_AGED, region="us", seed=1, ports=world.ports)
    asyncio.run(seed(plan, tally, lambda _seen, _seconds: None))
    before = _people(world)
    page.say(f"{before} invented people now live in us, and are never seen again")
    dry = world.run_job("anonymise_nightly", _on(_TELL), "us", dry=True)
    page.say(f"a dry run after 23 months: {dry['inactive']['told']} would be told, nothing changes")
    told = world.run_job("anonymise_nightly", _on(_TELL), "us")
    _report(page, "after 23 months and ten days", told)
    page.expect("people told", told["inactive"]["told"] + told["inactive"]["untold"], before)
    gone = world.run_job("anonymise_nightly", _on(_END), "us")
    _report(page, "after 24 months and 15 days", gone)
    page.expect("people anonymised", gone["inactive"]["anonymised"], before)
    ends = time.monotonic() + _SECONDS
    while _people(world) and time.monotonic() < ends:
        time.sleep(_POLL_SECONDS)
    page.expect("people left in us", _people(world), 0)
    last = world.run_job("anonymise_nightly", _on(_END + 40), "us")
    page.expect("months closed", last["months_closed"], 1)
    (month,) = [one for one in dump(world.firestore, "us-data") if one.collection == "cells"]
    page.say(f"what survives of them, for {month.name}: {month.fields['counts'] or 'nothing'}")
    page.say("fewer than ten people are never shown; people who share a parcel count once")
    return f"{before} told, then anonymised; 0 people left"


def _report(page: Page, when: str, report: dict[str, Any]) -> None:
    inactive = report["inactive"]
    page.say(
        f"{when}: {report['seen']} due, {report['deleted']} records deleted, "
        f"{inactive['told']} told, {inactive['untold']} without an address, "
        f"{inactive['anonymised']} anonymised, {report['left']} left"
    )


def _finished(world: World, receipt: str) -> dict[str, Any]:
    """Return the receipt once it is finished, or as it is when that takes too long."""
    ends = time.monotonic() + _SECONDS
    while True:
        found: dict[str, Any] = world.eu.get(f"{_PATH}/{receipt}").body
        if found["status"] == "finished" or time.monotonic() > ends:
            return found
        time.sleep(_POLL_SECONDS)


def _people(world: World) -> int:
    return sum(one.collection == "people" for one in dump(world.firestore, "us-data"))


def _on(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


STEPS = (
    Step(
        "deletion",
        "The end of an account",
        "Nothing of a person is left: records, indexes, sessions, archives, and the key that all "
        "of it was sealed under. A receipt says what was done.",
        deletion,
    ),
    Step(
        "two years",
        "Who stays away",
        "Whom nobody saw for two years is told 30 days before, and then anonymised: what survives "
        "are counts of groups.",
        two_years,
    ),
)
