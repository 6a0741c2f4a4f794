"""The demo's steps behind the counter: what a thief would get, and the nightly job."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from infra.local.carriers.stories import CANARIES
from infra.local.demo.client import Document, traces
from infra.local.demo.page import Page, Step, World
from infra.local.demo.show import paragraph
from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.parts import log_of
from shared.kernel.clock import DAY
from shared.parcels.shipments.model import CACHED
from shared.rights.inventory import records

_JOB = "/jobs/anonymise_nightly"
_OK, _REFUSED = 200, 401
_SHOWN = 4
_BLOB_BYTES = 12
_SHIPMENT_FIELDS = {"v", "sealed", "expires", "due"}
REGIONS = ("eu", "us")
_KEYRINGS = {"people_keyrings", "keyrings"}
_EMPTY = ["us-data", "us-keys", "agogopost-us"]  # nobody lives there
_CONTROL = "dhl-visitor"  # stands in the name of the budget's counter: the search must find it


def theft(world: World, page: Page) -> str:
    """Dump every store of both regions, and search them and the logs for all that was said."""
    stores = {name: found for region in REGIONS for name, found in world.stored(region).items()}
    for name, documents in stores.items():
        page.say(f"{name}: {_counted(documents)}")
    page.lines("")
    _show_shipments(page, [d for d in stores["eu-shipments"] if d.collection == "shipments"])
    stored = [document for documents in stores.values() for document in documents]
    fields = {name for one in records() for name in one.model_fields}  # stand in every dump
    told = (word for word in world.words if word.lower() not in fields)
    words = sorted({*told, *world.personal, *CANARIES})
    found = traces(stored, words)
    page.say(
        f"Searched names, fields and contents for {len(words)} words: every number as typed and "
        "as kept, every status, place and text shown above, the names, streets and phones that "
        "the carriers sent along; her address, nickname, labels, device, tokens, and what her "
        f"photo said. Found: {len(found)}."
    )
    page.say(
        "Why: what is hers is sealed under a key of her own, which only KMS opens; a shipment's "
        "key and name are computed from its number, which lies sealed with those who follow it."
    )
    page.say(
        "He does learn how many people and parcels there are, how often each carrier was asked "
        "today, and how much some source did: under a keyed hash, and the key is not in the copy."
    )
    hits = [f"{word!r} in {document.collection}/{document.name}" for word, document in found]
    page.expect("what the thief reads", hits, [])
    page.expect("the search finds what is there", bool(traces(stored, [_CONTROL])), True)
    page.expect("stores without anything", [n for n, d in stores.items() if not d], _EMPTY)
    lines = _logs(world, page)
    return f"{len(stored)} documents, {lines} log lines, {len(words)} words, {len(found)} found"


def _logs(world: World, page: Page) -> int:
    """Search the gateways' logs for all that is personal; return how many lines they have."""
    logs = [log_of(world.ports, f"gateway-{region}").read_bytes() for region in REGIONS]
    whole = b"\n".join(logs).lower()
    found = [word for word in {*world.personal, *CANARIES} if word.lower().encode() in whole]
    lines = whole.count(b"\n")
    page.say(f"The gateways' logs, {lines} lines, for what is personal. Found: {len(found)}.")
    page.expect("what the logs tell", found, [])
    page.expect("the logs tell what was asked for", b"post /v1/waybills" in whole, True)
    return lines


def _counted(documents: Sequence[Document]) -> str:
    kinds = Counter(document.collection for document in documents)
    return ", ".join(f"{count} in {kind}" for kind, count in sorted(kinds.items())) or "nothing"


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
    """Call the nightly job as a stranger, then as the platform when no shipment is kept."""
    refused = world.eu.post(_JOB)
    page.say(f"without a token: {refused.status}, {refused.body['title']}")
    page.expect("the status without a token", refused.status, _REFUSED)
    before, others = len(world.shipments("eu")), len(world.shipments("us"))
    at = datetime.now(UTC) + CACHED.period + 2 * DAY
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
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
    kept = len(world.mine("GET", "/v1/waybills").body["items"])
    page.say(f"she still follows {kept}: what is hers ends with her account")
    page.expect("what she follows", kept, 3)
    return f"refused to strangers; {deleted['shipments']} shipments deleted, {left[0]} left"


def _stored_in_eu(world: World) -> list[Document]:
    return [one for found in world.stored("eu").values() for one in found]


def keys(world: World, page: Page) -> str:
    """Wrap her key anew in three months, and after a compromise seal all of hers anew."""
    before = _hers(world)
    later = (datetime.now(UTC) + timedelta(days=91)).isoformat()
    keyrings = sum(one.collection in _KEYRINGS for one in _stored_in_eu(world))
    wrapped = world.run_job("rewrap", later)
    page.say(f"make job NAME=rewrap AT=+91 days: {_report(wrapped)}")
    page.expect("an epoch begun in each keyring", wrapped["epochs_begun"], keyrings)
    page.expect("keys wrapped anew, and left", (wrapped["rewrapped"], wrapped["left"]), (1, 0))
    page.expect("she notices nothing", _hers(world) == before, True)
    begun = world.run_job("reseal")
    page.say(f"make job NAME=reseal: {_report(begun)}")
    page.expect("she waits for all instances", (begun["rekeyed"], begun["waiting"]), (1, 1))
    soon = (datetime.now(UTC) + timedelta(minutes=3)).isoformat()
    done = world.run_job("reseal", soon)
    page.say(f"make job NAME=reseal AT=+3 minutes: {_report(done)}")
    page.expect("she is done", (done["resealed"], done["left"], done["damaged"]), (1, 0, 0))
    page.expect("she still notices nothing", _hers(world) == before, True)
    return f"her key wrapped anew, then {done['objects']} things of hers sealed anew"


def _hers(world: World) -> list[bytes]:
    """Return everything that she sees of her own."""
    paths = ("me", "me/devices", "me/preferences", "me/portrait", "me/identities", "waybills")
    return [world.mine("GET", f"/v1/{path}").content for path in paths]


def _report(told: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in told.items())


STEPS = (
    Step(
        "theft",
        "What a thief would get",
        "Whoever copies every database and bucket learns neither who she is, nor who tracks what, "
        "nor where it is.",
        theft,
    ),
    Step(
        "keys",
        "Keys do not grow old",
        "Every 90 days a new epoch, under which people's keys are wrapped anew; after a "
        "compromise everything is sealed anew.",
        keys,
    ),
    Step(
        "night",
        "Two nights later",
        "What nobody asks for is unreadable after a day, and gone two nights later.",
        night,
    ),
)
