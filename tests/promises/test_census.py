"""M5: after a deletion nothing of anything that a person told is found, in any store, in any byte.

The person has told everything that can be told (``a_life.py``): every field of the data map that
could hold a text of somebody's own holds one that occurs nowhere else. So a class of records, or a
field, that is added and that nobody fills here fails the first test; one that is not erased the
last ones.
"""

import asyncio
import enum
import io
import typing
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from shared.people.person.subject_data import OWNER
from shared.privacy.describe import Database, Personal
from shared.rights.inventory import records
from tests.functions.test_deletion import PATH, SURE, finished
from tests.promises.a_life import Life, lived
from tests.promises.census import Census, Found, Thing, forms_of, search
from tests.promises.opening import Blob, blobs_of, opener, opens
from tests.world import Stored, World

pytestmark = pytest.mark.stack

_HASH = "a keyed hash: of issuer and subject, of who of the staff looked, or of an address"
_CLOSED = "words of a closed list, though it is not an enumeration"
NO_CANARY = {
    "claimed_requests.mailbox": "a keyed hash of the address",
    "claimed_requests.purpose": _CLOSED,
    "consent_states.decisions": "purposes and times",
    "consent_states.last": "the random name of a record",
    "consents.controller": "our own name",
    "consents.grants": "purposes",
    "consents.jurisdiction": "a country",
    "consents.language": "a language",
    "consents.notice_sha256": "of the notice",
    "disclosures.by": _HASH,
    "disclosures.data": _CLOSED,
    "disclosures.purpose": _CLOSED,
    "disclosures.reason": _CLOSED,
    "disclosures.request": "the random id of a rights request",
    "disclosures.subject": "the random id of a follow",
    "disclosures.whom": _CLOSED,
    "follows.carrier": _CLOSED,
    "follows.noted": _CLOSED,
    "follows.phone_tail": "four digits; sealed in one blob with the number",
    "follows.postcode": "short; sealed in one blob with the number",
    "follows.zone": "a time zone, by the person's country",
    "identities.provider": _CLOSED,
    "origins.network": _HASH,
    "origins.source": _HASH,
    "messages.follows": "random ids of follows",
    "messages.kind": _CLOSED,
    "outgoing.facts": "times, and random ids of follows",
    "outgoing.kind": _CLOSED,
    "outgoing.reached": "random ids of devices",
    "people.birthday": "a day of the year",
    "people.email_bounces": "days, and purposes that were complained of",
    "people.phone_bounces": "the same",
    "people.country": "a country",
    "people.gender": _CLOSED,
    "people.locale": "a language",
    "people.quick_logins": _HASH,
    "people.time_zone": "a time zone by its name at IANA",
    "portraits.image": "made anew from its pixels: what the picture says beside them is sought",
    "preferences.language": "a language",
    "preferences.layout": _CLOSED,
    "rights_requests.purpose": _CLOSED,
    "unmaskings.by": _HASH,
    "unmaskings.group": _CLOSED,
    "unmaskings.request": "the random id of a rights request",
    "unmaskings.second": _HASH,
}
"""Personal fields of some text in which no text of the person's own can stand, and why."""
NEVER_KEPT = {
    *("latitude", "longitude", "picture_exif", "picture_comment"),
    *("idempotency_key", "session"),
}
"""What was sent, or given, and is stored nowhere at all: not even sealed."""
OUTSIDE = {"carriers.log", "messages.log", "oidc.log"}
"""Logs of what stands for others: the carriers, the mail relay, the OpenID providers."""
NAMING = {
    ("log", "firestore.log"),  # the emulator writes the names of documents that it does not find
    ("message", "eu-export_worker"),  # published, delivered: none of it is left
}
"""Where a person's random id may stand, beside the stop ledger."""
_CONTROL = "zqplantedonpurpose" + "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Before:
    """A person who has told everything, and all that was stored then."""

    id: str
    life: Life
    things: list[Thing]
    opened: dict[tuple[str, str], list[Any]]
    """What opened, by collection and field."""
    blobs: list[Blob]
    """All that is sealed in their documents of ``eu-data``."""
    opening: int
    """How many of these opened."""
    names: set[str]
    """The random names of their documents and of what these name: what blind indexes lead to."""
    found: list[Found]
    """A text that was planted in clear in one store of each kind, with where it was found."""

    @property
    def words(self) -> list[str]:
        """All that is sought: what was told, in the person's own words, and what lets them in."""
        told = self.life.canaries | self.life.given
        mailbox, digits = told["email"].split("@")[0], told["phone"].removeprefix("+")
        return [*told.values(), mailbox, digits]


@dataclass(frozen=True, slots=True)
class After:
    """What is stored once the receipt says that everything is erased."""

    things: list[Thing]
    evidence: list[Thing]
    """What is kept as evidence, opened."""
    opening: int
    """How many of the blobs from before still open, by any key that there is."""


def ids(world: World) -> set[str]:
    """Return the ids of all people of the region."""
    return {one.name.rsplit("/", 1)[1] for one in world.dump() if one.collection == "people"}


def is_theirs(one: Stored, person: str) -> bool:
    """Tell whether a document is a person's, by its name or by what it says."""
    owner = one.fields.get("owner_id", {}).get("stringValue")
    return person in {owner, one.name.rsplit("/", 1)[1]}


async def live(world: World, census: Census) -> Before:
    """Have somebody tell everything; read all that is stored then."""
    known = ids(world)
    async with world.visitor() as app, opener(world) as keys:
        _, life = await lived(world, app)
        (me,) = ids(world) - known
        theirs = [one for one in world.dump() if is_theirs(one, me)]
        blobs = blobs_of(one for one in theirs if one.database == "eu-data")
        held = await keys.every_key()
        with census.planted(_CONTROL):
            found = search(census.everything(), [_CONTROL])
        return Before(
            id=me,
            life=life,
            things=census.everything(),
            opened=await keys.opened(me),
            blobs=blobs,
            opening=sum(opens(blob, held) for blob in blobs),
            names={one.name.rsplit("/", 1)[1] for one in theirs} - {me},
            found=found,
        )


async def leave(world: World, census: Census, before: Before) -> After:
    """Delete the account; read all that is stored once the receipt says that it is done."""
    async with world.visitor() as app, opener(world) as keys:
        session = {"Authorization": f"Bearer {before.life.given['session']}"}
        begun = await app.post(PATH, json=SURE, headers=session)
        assert begun.status_code == 202, begun.text
        await finished(app, begun.json()["receipt_id"])
        held = await keys.every_key()
        return After(
            things=census.everything(),
            evidence=[
                Thing("evidence opened", name, told.encode())
                for name, told in await keys.evidence()
            ],
            opening=sum(opens(blob, held) for blob in before.blobs),
        )


@pytest.fixture(scope="module")
def census(world: World) -> Iterator[Census]:
    """Return the census of the stack."""
    census = Census(world)
    yield census
    census.close()


@pytest.fixture(scope="module")
def before(world: World, census: Census) -> Before:
    """Return somebody who has told everything."""
    return asyncio.run(live(world, census))


@pytest.fixture(scope="module")
def after(world: World, census: Census, before: Before) -> After:
    """Return what is left of them."""
    return asyncio.run(leave(world, census, before))


def holds_text(annotation: Any) -> bool:  # noqa: ANN401 - a type
    """Tell whether a text, or bytes, could stand in a field of this type."""
    if typing.get_origin(annotation) is typing.Literal:
        return False
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(holds_text(one.annotation) for one in annotation.model_fields.values())
    return annotation in (str, bytes) or any(map(holds_text, typing.get_args(annotation)))


def could_hold() -> set[str]:
    """Return every field of the data map that people own and that could hold a text of theirs."""
    return {
        f"{one.collection}.{name}"
        for one in records()
        if one.owner == OWNER
        for name, about in one.described.items()
        if isinstance(about, Personal) and holds_text(one.model_fields[name].annotation)
    }


@pytest.mark.promise("M5")
def test_every_field_that_somebody_can_fill_holds_a_text_that_occurs_nowhere_else(
    before: Before,
) -> None:
    told = before.life.canaries.values()
    filled = {
        f"{collection}.{field}"
        for (collection, field), values in before.opened.items()
        if any(word in str(values) for word in told)
    }
    assert could_hold() - filled == set(NO_CANARY)
    assert filled <= could_hold()
    everywhere = str(before.opened.values())
    unseen = {what for what, word in before.life.canaries.items() if word not in everywhere}
    assert unseen == NEVER_KEPT - {"session"}


@pytest.mark.promise("M5")
def test_of_every_class_that_people_own_there_was_something(before: Before) -> None:
    classes = {one.collection for one in records() if one.owner == OWNER}
    seen = {thing.place.split("/documents/")[1].split("/")[0] for thing in of_documents(before)}
    buckets = {
        thing.place.split("/")[0] for thing in before.things if thing.store == "agogopost-eu"
    }
    assert classes <= seen | buckets


def of_documents(before: Before) -> list[Thing]:
    """Return the documents in which a person's id stands."""
    return [
        thing
        for thing in before.things
        if "/documents/" in thing.place and before.id.encode() in thing.content
    ]


@pytest.mark.promise("S3")
def test_what_was_told_is_sealed_and_its_person_gets_it_back(
    census: Census, before: Before
) -> None:
    """Before the deletion it is there, or the census would prove nothing."""
    stores = {"us-data", "agogopost-us", "message", "log"}
    stores |= {"us-data exported"} if census.exports else set()
    assert {one.store for one in before.found} == stores, "the search finds what is there"
    assert not [one for one in search(before.things, before.words) if not is_archive(one)]
    with zipfile.ZipFile(io.BytesIO(before.life.archive)) as archive:
        files = [Thing("archive", name, archive.read(name)) for name in archive.namelist()]
    kept = {word for what, word in before.life.canaries.items() if what not in NEVER_KEPT}
    assert {one.word for one in search(files, kept)} == kept
    assert len(before.blobs) > 20
    assert before.opening == len(before.blobs)


def is_archive(found: Found) -> bool:
    """Tell whether it stands in the copy that its person asked for, or in an outsider's log."""
    return found.store.startswith("agogopost-eu-exports") or found.place in OUTSIDE


@pytest.mark.promise("M5")
def test_after_the_deletion_nothing_of_it_is_found_byte_for_byte(
    census: Census, before: Before, after: After
) -> None:
    stores = {thing.store for thing in after.things}
    regions = {"eu", "us"}
    wanted = {f"{region}-{kind}" for region in regions for kind in ("data", "keys", "shipments")}
    exported = {f"{name} exported" for name in wanted if census.exports}
    assert {"eu-data", "eu-keys", *exported, "message", "log"} <= stores
    found = search([*after.things, *after.evidence], before.words)
    assert [one for one in found if one.place not in OUTSIDE] == []


@pytest.mark.promise("M5")
def test_after_the_deletion_the_person_is_named_by_the_stop_ledger_alone(
    before: Before, after: After
) -> None:
    found = search([*after.things, *after.evidence], [before.id])
    own = [one for one in found if (one.store, one.place) not in NAMING]
    own = [one for one in own if one.store != "eu-keys exported"]  # the ledger once more
    documents = {one.place.split("/documents/")[-1].split("/")[0] for one in own}
    assert (documents, {one.store for one in own}) == ({"stops"}, {"eu-keys"}), own


@pytest.mark.promise("M5")
def test_after_the_deletion_no_document_leads_to_any_of_theirs(
    before: Before, after: After
) -> None:
    """A blind index names a record and not its person: one that is left would say who was here."""
    stored = [thing for thing in after.things if "/documents/" in thing.place]
    found = search(stored, before.names)
    left = {one.place.split("/documents/")[1].split("/")[0] for one in found}
    assert left == {"evidence", "stops"}, "which keep their own random names, and name nobody"
    indexes = [one for one in before.things if "_by_" in one.place.split("/documents/")[-1]]
    assert search(indexes, before.names), "there were some"


@pytest.mark.promise("M5")
def test_no_key_that_is_left_opens_what_a_backup_still_holds(before: Before, after: After) -> None:
    assert before.opening > 20
    assert after.opening == 0


def test_a_text_is_found_in_every_coding_and_nothing_else_is() -> None:
    word = "zqsecretword0123456789"
    for form in forms_of(word):
        assert search([Thing("x", "y", b"before " + form + b" after")], [word])
    assert search([Thing("x", f"folder/{word}", b"")], [word])
    assert not search([Thing("x", "y", word[:-1].encode())], [word])


def test_the_census_knows_every_database_of_the_data_map() -> None:
    assert {str(one) for one in Database} == {"data", "keys", "shipments", "bucket"}
