"""The demo's steps behind the counter: what a thief would get, and the nightly job."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from infra.local.carriers.stories import CANARIES
from infra.local.demo_client import Document, traces
from infra.local.demo_page import Page, Step, World
from infra.local.demo_show import paragraph
from infra.local.oidc import SCHEDULER_ACCOUNT, platform_token

_JOB = "/jobs/anonymise_nightly"
_OK, _REFUSED = 200, 401
_SHOWN = 4
_BLOB_BYTES = 12
_SHIPMENT_FIELDS = {"v", "sealed", "expires", "due"}
_CONTROL = "dhl-visitor"  # stands in the name of the budget's counter: the search must find it


def theft(world: World, page: Page) -> str:
    """Dump the database and search it for all that was asked and shown."""
    stored = world.stored("eu")
    kinds = Counter(document.collection for document in stored)
    page.say(f"All {len(stored)} documents, copied: " + ", ".join(_counted(kinds)) + ".")
    page.lines("")
    shipments = [one for one in stored if one.collection == "shipments"]
    _show_shipments(page, shipments)
    words = sorted({*world.words, *CANARIES})
    found = traces(stored, words)
    page.say(
        f"Searched names and fields for {len(words)} words: every number as typed and as kept, "
        "every status, place and text shown above, and the names, streets and phones that the "
        f"carriers sent along. Found: {len(found)}."
    )
    page.say(
        "Why: a shipment's key and name are computed from its number (by HKDF and HMAC, from "
        "keys that only KMS opens); nobody stores the number."
    )
    page.say(
        "He does learn how many parcels there are, how often each carrier was asked today, and "
        "how many look-ups some source made: under a keyed hash, and the key is not in the copy."
    )
    hits = [f"{word!r} in {document.collection}/{document.name}" for word, document in found]
    page.expect("what the thief reads", hits, [])
    page.expect("the search finds what is there", bool(traces(stored, [_CONTROL])), True)
    page.expect("something was stored and asked", bool(shipments and world.words), True)
    return f"{len(stored)} documents, {len(words)} words sought, {len(found)} found"


def _counted(kinds: Counter[str]) -> list[str]:
    return [f"{count} in {kind}" for kind, count in sorted(kinds.items())]


def _show_shipments(page: Page, shipments: Sequence[Document]) -> None:
    for number, one in enumerate(shipments):
        sealed = b"".join(one.fields["sealed"].values())
        if number < _SHOWN:
            ends = datetime.fromisoformat(one.fields["expires"])
            page.lines(
                f"   {one.name[:12]}...  expires {ends:%d %b %H:%M} UTC  due {one.fields['due']}",
                f"     sealed {sealed[:_BLOB_BYTES].hex(' ')} ...  {len(sealed)} bytes",
            )
        page.expect(f"fields of {one.name[:12]}", set(one.fields), _SHIPMENT_FIELDS)
        page.expect(f"{one.name[:12]} is sealed", sealed[:1], b"\x01")
    if len(shipments) > _SHOWN:
        page.say(f"and {len(shipments) - _SHOWN} more like these")
    page.lines("")


def night(world: World, page: Page) -> str:
    """Call the nightly job as a stranger, then as the platform two days from now."""
    refused = world.eu.post(_JOB)
    page.say(f"without a token: {refused.status}, {refused.body['title']}")
    page.expect("the status without a token", refused.status, _REFUSED)
    before, others = len(world.shipments("eu")), len(world.shipments("us"))
    at = datetime.now(UTC) + timedelta(days=2)
    token = platform_token(world.platform, SCHEDULER_ACCOUNT)
    headers = {"Authorization": f"Bearer {token}", "X-Local-Clock": at.isoformat()}
    reply = world.eu.post(_JOB, headers=headers)
    page.expect("the status with the platform's token", reply.status, _OK)
    report = reply.body
    page.say(f"as Cloud Scheduler, on {at:%a %d %b}: what had ended before {report['day']}")
    for one in report["collections"]:
        page.lines(*paragraph(f"{one['collection']}: {one['deleted']} deleted", "     - "))
    deleted = {one["collection"]: one["deleted"] for one in report["collections"]}
    left = [len(world.shipments(region)) for region in ("eu", "us")]
    page.say(f"shipments left: {left[0]} in eu; {left[1]} in us, whose own night is yet to come")
    page.expect("shipments deleted", deleted["shipments"], before)
    page.expect("shipments left in eu and in us", left, [0, others])
    page.expect("finished, with nothing left", (report["finished"], report["left"]), (True, 0))
    return f"refused to strangers; {deleted['shipments']} shipments deleted, {left[0]} left"


STEPS = (
    Step(
        "theft",
        "What a thief would get",
        "Whoever copies the whole database learns neither who tracks what nor where it is.",
        theft,
    ),
    Step(
        "night",
        "Two nights later",
        "What nobody asks for is unreadable after a day, and gone two nights later.",
        night,
    ),
)
