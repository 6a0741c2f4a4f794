"""An archive holds everything that is held about its person, in a form that is documented."""

import hashlib
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from shared.parcels.carriers.model import Asked
from shared.parcels.follows.model import Notify, WhyOver, Wishes
from shared.parcels.follows.settling import stopped
from shared.parcels.shipments.model import ShipmentRef
from shared.people.accounts.devices import Device
from shared.people.person.disclosures import Giving
from shared.people.person.model import By, Session
from shared.people.person.subject_data import OWNER
from shared.people.portraits.portraits import Portraits
from shared.platform.records.port import DocumentId, Set
from shared.platform.records.write_batch import commit_together
from shared.platform.suppliers.model import Category
from shared.privacy.data_map import lines
from shared.privacy.describe import Database, Operational, Record
from shared.privacy.purposes import PURPOSES
from shared.rights.exports.page import KINDS
from shared.rights.exports.schema import exported_fields, schema_of
from shared.rights.exports.words import shown
from shared.rights.inventory import records
from tests.unit.people.portraits.pictures import picture
from tests.unit.rights.exports.world import ADA, Archive, ExportRegion

OWNED = [one for one in records() if one.owner == OWNER and one.database is Database.DATA]
INTERNAL = {
    ("sessions", "mac"),
    ("people", "recovery"),
    ("known_devices", "mac"),
    ("replies", "body"),
    ("replies", "token"),
    ("exports", "attempt"),
}


async def everything() -> Archive:
    """Return the archive of somebody with something of several kinds."""
    region = ExportRegion()
    await region.register(nickname="Ada <b>", locale="en")
    await region.register("bob1", nickname="Bob of others")
    clock, devices = region.clock, region.instance().of_people(Device)
    for number in range(30):
        device = Device(owner_id=ADA, model=f"phone {number}", added=clock.now())
        await devices.create(ADA, f"device-{number}", device)
    await devices.create("bob1", "bobs", Device(owner_id="bob1", model="bobs", added=clock.now()))
    damaged = {"sealed": {"account": b"x" * 60}}
    await region.data.commit([Set(DocumentId("devices", "device-7"), damaged)])
    session = await region.instance().sessions.begin(ADA, By.EMAIL)
    await commit_together(region.data, [session.writing])
    giving = Giving("dhl", (Category.NUMBER,), "follow1")
    await region.instance().disclosures.given(ADA, giving)
    await region.instance().portraits.put(ADA, picture())
    export = await region.ask()
    await region.worker().prepare(ADA, export.id)
    return region.archive()


@pytest.fixture(scope="module")
async def archive() -> Archive:
    return await everything()


def test_everything_is_in_it_unmasked_and_nobody_elses(archive: Archive) -> None:
    (person,) = archive.items("people")
    assert person["email"] == f"{ADA}@example.org"
    assert person["nickname"] == "Ada <b>"
    assert len(archive.items("devices")) == 29
    assert archive.json("data/devices.json")["damaged"] == 1
    assert archive.items("sessions")[0]["by"] == "email"
    assert archive.items("disclosures")[0]["whom"] == "dhl"
    assert archive.zip.read("portrait.jpg").startswith(b"\xff\xd8")
    everything = b"".join(archive.zip.read(name) for name in archive.zip.namelist())
    assert b"bob" not in everything.lower()


def test_every_class_that_people_own_has_its_file_and_its_schema(archive: Archive) -> None:
    for record in OWNED:
        data = archive.json(f"data/{record.collection}.json")
        schema = archive.json(f"schema/{record.collection}.json")
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(data)
        assert schema == json.loads(json.dumps(schema_of(record)))
    wrong = {**archive.json("data/devices.json"), "items": [{"model": 5}]}
    assert not Draft202012Validator(schema_of(Device)).is_valid(wrong)


def test_the_manifest_names_every_file_with_its_hash(archive: Archive) -> None:
    manifest = archive.json("manifest.json")
    told = {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    assert {*told, "manifest.json"} == set(archive.zip.namelist())
    for path, (size, digest) in told.items():
        content = archive.zip.read(path)
        assert (size, digest) == (len(content), hashlib.sha256(content).hexdigest()), path
    assert manifest["items"]["devices"] == 29
    assert manifest["damaged"] == {"devices": 1}
    assert manifest["portrait"] == "there"


@pytest.mark.parametrize("record", OWNED, ids=lambda one: one.collection)
def test_a_schema_says_of_every_field_what_it_is_and_why_it_is_held(record: type[Record]) -> None:
    fields = schema_of(record)["properties"]["items"]["items"]["properties"]
    numbered = fields.pop("id", None) if record.numbered else None
    assert (numbered is not None) == record.numbered
    assert list(fields) == exported_fields(record)
    for name, told in fields.items():
        assert told["description"], name
        assert told["x-retention"], name
        operational = isinstance(record.described[name], Operational)
        assert operational or told["x-purpose"] in PURPOSES, name
        assert told.get("format") != "binary", "bytes are no text: keys, hashes and marks"


def test_left_out_is_what_protects_the_records_and_nothing_else() -> None:
    left = {(one.collection, name) for one in OWNED for name in one.described
            if name not in exported_fields(one)}  # fmt: skip
    assert left == INTERNAL
    for record in OWNED:
        for name, about in record.described.items():
            if (record.collection, name) in INTERNAL:
                assert isinstance(about, Operational)


def test_a_session_in_an_export_is_of_no_use_to_who_finds_it(archive: Archive) -> None:
    (session,) = archive.items("sessions")
    assert set(session) == {"id", *Session.described} - {"mac"}
    assert len(session["id"]) == 16, "as the list of sessions names it"


def test_what_must_be_told_beside_the_data_is_told(archive: Archive) -> None:
    about = archive.json("about.json")
    assert about["controller"]
    assert about["contact"]
    assert about["region"] == "eu"
    assert {one["id"] for one in about["purposes"]} == set(PURPOSES)
    held = [one for one in records() if one.owner == OWNER]
    assert len(about["data"]) == len(lines(held))
    assert {one["name"] for one in about["recipients"]} >= {"DHL Group"}
    assert {one["database"]: one["days"] for one in about["backups"]}["data"] == 14
    for name in ("sources", "rights", "transfers", "automated_decisions", "left_out"):
        assert about[name], name


class Page(HTMLParser):
    """Collects what a page would load or run, and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name == "href" and value}
        self.ids |= {value for name, value in attrs if name == "id" and value}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_can_be_read_without_tools_and_loads_nothing(archive: Archive) -> None:
    text = archive.zip.read("index.html").decode()
    page = Page()
    page.feed(text)
    assert not page.tags & {"script", "img", "link", "iframe", "b", "form", "object", "base"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "src"}
    files = {link for link in page.links if not link.startswith("#")}
    assert files <= set(archive.zip.namelist())
    assert {link[1:] for link in page.links - files} <= page.ids
    shown = {"people", "devices", "sessions", "disclosures", "exports"}
    for kind in shown:
        assert {f"data/{kind}.json", f"schema/{kind}.json", f"#{kind}"} <= page.links
    assert "Ada &lt;b&gt;" in text
    assert "phone 19" in text
    assert text.count("<dd>phone ") == 20, "the first of each kind"
    for item in [*archive.items("devices")[:20], *archive.items("sessions")]:
        assert f"<code>{item['id']}</code>" in text, "the numbers that they were told"
    assert "1 more cannot be opened any more." in text


def test_every_kind_has_a_heading() -> None:
    assert set(KINDS) == {record.collection for record in OWNED}


def test_the_page_speaks_to_a_person_and_not_to_a_machine(archive: Archive) -> None:
    page = Page()
    page.feed(archive.zip.read("index.html").decode())
    text = "\n".join(page.words)
    columns = {name for record in OWNED for name in record.described if "_" in name}
    spoken = {record.collection for record in OWNED if "_" in record.collection}
    for word in columns | spoken | {"None", "True", "False", "datetime", "{'", "['", "()"}:
        assert not re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", text), word
    for heading in ("Your account", "Your devices", "Where you are signed in", "Your rights"):
        assert page.words.count(heading) == 2, "in the table of contents, and over its part"
    assert page.words.index("Your account") < page.words.index("Your devices")
    assert re.search(r"2026-03-01 \d\d:\d\d UTC", text)
    assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:", text)


async def test_how_a_parcel_is_watched_is_told_in_words_and_no_place_of_a_ring_is() -> None:
    region = ExportRegion()
    await region.register()
    follows, ref = region.instance().follows, ShipmentRef("dhl", Asked("00340434161094042557"))
    made = await follows.follow(ADA, ref, Wishes("Shoes", zone="Europe/Berlin"))
    noted = made.follow.model_copy(update={"noted": "dhl: waybill number"})
    over = stopped(made.id, noted, WhyOver.DONE, region.clock.now())
    await follows.settle(ADA, made, over)
    other = await follows.follow(ADA, ShipmentRef("dhl", Asked("CANARY0002")), Wishes())
    await region.worker().prepare(ADA, (await region.ask()).id)
    archive, page = region.archive(), Page()
    page.feed(archive.zip.read("index.html").decode())
    text = "\n".join(page.words)
    for heading, told in (
        ("The time zone in whose night the carrier is not asked", "Europe/Berlin"),
        ("Since when the carrier is asked no more, and why", "Why: done"),
        ("Which supplier is in the access log as being asked, and what it is told", noted.noted),
    ):
        assert heading in page.words
        assert told in page.words
    assert other.follow.wheel is not None
    assert other.follow.wheel not in text, "a code"
    places = {one["wheel"] for one in archive.items("follows")}
    assert places == {None, other.follow.wheel}, "the file has it"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (By.EMAIL, "email"),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), "<time>2026-03-01 12:00 UTC</time>"),
        (("a<", "b"), "<ul><li>a&lt;</li><li>b</li></ul>"),
        ({"policy_news": True, "x": None}, "<ul><li>Policy news: yes</li></ul>"),
        (
            Notify(email=True),
            "".join(
                f"<li>{one}</li>"
                for one in ("Email: yes", "Sms: no", "Push: no", "Expected day: no")
            ).join(("<ul>", "</ul>")),
        ),
    ],
    ids=str,
)
def test_values_are_in_words(value: object, told: str) -> None:
    assert shown(value, "en") == told


async def test_a_portrait_that_does_not_open_is_told_and_costs_nothing_else() -> None:
    region = ExportRegion()
    await region.register()
    portraits = Portraits(region.sealed, region.instance().person_keys)
    await portraits.put(ADA, picture())
    (name,) = region.sealed.stored
    region.sealed.stored[name] = b"x" * 60
    await region.worker().prepare(ADA, (await region.ask()).id)
    archive = region.archive()
    assert archive.json("manifest.json")["portrait"] == "damaged"
    assert archive.items("people")


async def test_files_carry_the_time_of_the_export_and_open_with_any_unpacker(
    archive: Archive, tmp_path: Path
) -> None:
    assert {datetime(*one.date_time) for one in archive.zip.infolist()} == {  # noqa: DTZ001 - a zip has none
        datetime(2026, 3, 1, 12, 0)  # noqa: DTZ001 - as above
    }
    archive.zip.extractall(tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text())["form"] == 1
