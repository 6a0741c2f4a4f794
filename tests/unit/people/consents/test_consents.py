"""What people have decided: at several instances, at once, with lost answers, and long ago."""

import asyncio
import base64
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.kernel.clock import DAY
from shared.kernel.errors import (
    IntegrityError,
    InvalidInputError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)
from shared.people.consents.choice import TOKEN_LASTS, Choice, Method
from shared.people.consents.consents import Consents
from shared.people.consents.contract import Said
from shared.people.consents.model import state_at
from shared.people.consents.signed_tokens import SignedTexts
from shared.people.consents.unsubscribe import TOKEN_CHARACTERS, UnsubscribeLinks
from shared.people.consents.visitor_consents import VisitorConsents
from shared.people.person.model import Person
from shared.people.person.stop_ledger import StopLedger
from shared.platform.records.port import Document, Fields
from shared.platform.records.sealed import Slot
from shared.platform.vault.derive import blind_index
from shared.privacy import notice as notices_module
from shared.privacy.consent import Decision, allowed, decided
from shared.privacy.notice import FOLDER, NoticeError, current, notices
from shared.privacy.purposes import (
    ADVERTISING,
    ANALYTICS,
    ASKED,
    PROTECTION,
    PURPOSES,
    STATUS_EMAIL,
    Basis,
)
from tests.fakes import NOON
from tests.thorough import tries
from tests.unit.people.region import Instance, Region

ADA = "a" * 32
PURPOSE_IDS = sorted(ASKED)


class Place(Region):
    """A region in which one person lives."""

    def consents(self, instance: Instance | None = None) -> Consents:
        """Return the consents as one more instance has them."""
        return (instance or self.instance()).consents

    async def settle(self) -> None:
        """Let the person move in."""
        instance = self.instance()
        await instance.person_keys.make(ADA)
        person = Person(email="a@example.org", country="DE", policy_version="1", created=NOON)
        await instance.people.put(ADA, Slot(ADA, None, None), person)


@pytest.fixture
async def place() -> Place:
    made = Place()
    await made.settle()
    return made


def choice(**grants: bool) -> Choice:
    return Choice(grants, 1, "en", Method.SETTINGS)


@pytest.mark.parametrize("changed", ["number", "last", "decisions", "at", "owner_id"])
async def test_who_writes_to_the_database_changes_nothing_of_what_somebody_decided(
    place: Place, changed: str
) -> None:
    """Whatever is put there in clear, or in the place of what is sealed, is refused."""
    await place.consents().decide(ADA, choice(analytics=False))
    (state,) = place.stored("consent_states")
    others: Fields = {
        "number": 0,
        "last": "0" * 32,
        "decisions": {},
        "at": NOON,
        "owner_id": "b" * 32,
    }
    fields: Fields = {**state.fields, changed: others[changed]}
    place.data.stored[state.id] = Document(state.id, fields, state.version)
    if changed == "owner_id":  # as if there were none: nothing is allowed
        assert await place.consents().decisions(ADA) == {}
    else:
        with pytest.raises(IntegrityError):
            await place.consents().decisions(ADA)
        await place.consents().decide(ADA, choice(analytics=False))
        assert not (await place.consents().decisions(ADA))["analytics"].granted
    assert set(state.fields) == {"v", "owner_id", "sealed"}


async def test_the_state_of_any_past_moment_follows_from_the_records(place: Place) -> None:
    consents = place.consents()
    seen: list[tuple[datetime, dict[str, Decision]]] = [(NOON - timedelta(seconds=1), {})]
    for number in range(25):
        purpose = PURPOSE_IDS[number * 7 % len(PURPOSE_IDS)]
        await consents.decide(ADA, choice(**{purpose: number % 3 != 0}))
        seen.append((place.clock.now(), dict(await consents.decisions(ADA))))
        place.clock.advance(timedelta(minutes=1))
    records = [one.record for one in (await consents.receipts(ADA))[0]]
    assert 0 < len(records) <= 25
    for moment, state in seen:
        assert state_at(records, moment) == state


_PART = st.dictionaries(st.sampled_from(PURPOSE_IDS), st.booleans(), min_size=1, max_size=4)
_SAID = st.tuples(_PART, st.booleans(), st.sampled_from((0, 1, 3600)))
"""What is said at once, with or without Global Privacy Control, and how long until the next."""


@settings(max_examples=tries(60), deadline=None)
@given(st.lists(st.one_of(_SAID, st.none()), max_size=12), st.randoms(use_true_random=False))
async def test_whatever_was_said_the_state_of_every_moment_is_rebuilt(
    history: list[tuple[dict[str, bool], bool, int] | None], chance: Random
) -> None:
    """Replay the records, in whatever order they are read, to every point between two of them."""
    place = Place()
    await place.settle()
    consents = place.consents()
    seen: list[tuple[datetime, dict[str, Decision]]] = [(NOON - timedelta(seconds=1), {})]
    for one in history:
        if one is None:  # everything is withdrawn
            receipt = await consents.withdraw(ADA, language="en")
        else:
            grants, signal, _ = one
            said = Choice(grants, 1, "en", Method.SETTINGS, signal)
            receipt = await consents.decide(ADA, said)
        state = dict(await consents.decisions(ADA))
        if state != seen[-1][1]:
            seen.append((receipt.record.at, state))
        place.clock.advance(timedelta(seconds=one[2] if one is not None else 60))
    records = [one.record for one in (await consents.receipts(ADA))[0]]
    chance.shuffle(records)
    for (moment, state), (after, _) in pairwise([*seen, (place.clock.now() + DAY, {})]):
        assert moment < after
        for point in (moment, moment + (after - moment) / 2, after - timedelta(microseconds=1)):
            assert state_at(records, point) == state


async def test_a_refusal_again_is_no_record_and_grants_end_where_refusals_do_not(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.people.consents.consents.MOST", 6)
    consents = place.consents()
    for granted in (True, False, False, False, True, True, False):
        await consents.decide(ADA, choice(analytics=granted))
    last = await consents.decide(ADA, choice(analytics=True))
    assert len((await consents.receipts(ADA))[0]) == 6
    again = await consents.decide(ADA, choice(analytics=True))
    assert (again.id, again.record.at) == (last.id, last.record.at), "it is so already"
    for mixed in ({"personalisation": True}, {"personalisation": True, "analytics": False}):
        with pytest.raises(TooManyRequestsError):
            await consents.decide(ADA, choice(**mixed))
    assert not await consents.allowed(ADA, ANALYTICS), "what was refused beside it is refused"
    await consents.withdraw(ADA, language="en")
    assert not any(one.granted for one in (await consents.decisions(ADA)).values())
    number = len((await consents.receipts(ADA))[0])
    for _ in range(20):
        await consents.withdraw(ADA, language="en")
    assert len((await consents.receipts(ADA))[0]) == number
    stops = await StopLedger(place.keys, place.clock).of(ADA)
    assert len({(one.kind, one.purpose) for one in stops}) == len(stops)


async def test_decisions_of_one_moment_have_an_order_all_the_same(place: Place) -> None:
    consents = place.consents()
    for granted in (True, False, True, False):
        await consents.decide(ADA, choice(analytics=granted))
    records = [one.record for one in (await consents.receipts(ADA))[0]]
    assert len({one.at for one in records}) == 4
    assert [one.grants["analytics"] for one in records] == [False, True, False, True]
    assert not await consents.allowed(ADA, ANALYTICS)


async def test_sixteen_at_once_are_all_written_and_none_is_lost(place: Place) -> None:
    calls = (
        place.consents().decide(ADA, choice(**{purpose: True})) for purpose in PURPOSE_IDS[:16]
    )
    receipts = await asyncio.gather(*calls)
    consents = place.consents()
    assert len({one.id for one in receipts}) == len(PURPOSE_IDS[:16])
    decisions = await consents.decisions(ADA)
    assert set(decisions) == set(PURPOSE_IDS[:16])
    records = [one.record for one in (await consents.receipts(ADA))[0]]
    assert sorted(one.number for one in records) == list(range(1, len(records) + 1))
    assert state_at(records, place.clock.now() + timedelta(seconds=1)) == decisions


async def test_a_lost_answer_is_one_record_and_no_conflict(place: Place) -> None:
    consents = place.consents()
    await consents.decide(ADA, choice(analytics=True))
    place.data.lose_answers = 1
    receipt = await consents.decide(ADA, choice(analytics=False))
    listed = (await consents.receipts(ADA))[0]
    assert listed[0].id == receipt.id
    assert len(listed) == 2
    assert not await consents.allowed(ADA, ANALYTICS)


async def test_while_the_database_is_down_nothing_is_allowed(place: Place) -> None:
    consents = place.consents()
    await consents.decide(ADA, choice(analytics=True))
    place.data.down = True
    with pytest.raises(UnavailableError):
        await consents.allowed(ADA, ANALYTICS)
    assert await consents.allowed(ADA, PROTECTION), "what is not asked needs no read"


async def test_another_instance_obeys_at_once(place: Place) -> None:
    here, there = place.consents(), place.consents()
    await here.decide(ADA, choice(analytics=True))
    assert await there.allowed(ADA, ANALYTICS)
    await here.withdraw(ADA, language="en")
    assert not await there.allowed(ADA, ANALYTICS)
    assert not await there.allowed(ADA, STATUS_EMAIL)


async def test_a_check_is_one_read(place: Place) -> None:
    consents = place.consents()
    await consents.decide(ADA, choice(analytics=True))
    reads = place.data.reads
    assert await consents.allowed(ADA, ANALYTICS)
    assert place.data.reads == reads + 1


async def test_a_withdrawal_leaves_a_note_only_of_what_was_allowed(place: Place) -> None:
    consents = place.consents()
    await consents.decide(ADA, choice(analytics=True, status_email=True))
    assert place.stored("withdrawals") == []
    await consents.withdraw(ADA, language="en")
    (note,) = place.stored("withdrawals")
    assert note.fields["taken"] == "analytics"
    await consents.withdraw(ADA, language="xx")
    assert len(place.stored("withdrawals")) == 1


def _known() -> Iterator[Decision | None]:
    yield None
    for granted, knowing, notice in product((True, False), (True, False), (1, 2, 3)):
        yield Decision(granted=granted, at=NOON, notice=notice, knowing=knowing)


@pytest.mark.parametrize("name", sorted(PURPOSES))
def test_what_is_allowed_follows_from_the_last_decision(name: str) -> None:
    purpose = PURPOSES[name]
    for known, signal, since in product(_known(), (True, False), (1, 2, 3)):
        notice = replace(current(), version=3, since=dict.fromkeys(ASKED, since))
        decisions = {} if known is None else {name: known}
        found = allowed(purpose, decisions, notice, signal=signal)
        if not purpose.is_asked:
            assert found
        elif purpose.basis is not Basis.CONSENT:
            assert found == (known is None or known.granted)
        elif known is None or not known.granted or known.notice < since:
            assert not found
        else:
            refused = signal and not known.knowing and name in {"advertising", "personalisation"}
            assert found == (not refused)


async def test_a_consent_to_a_notice_whose_meaning_changed_is_no_longer_enough() -> None:
    given_then = decided({}, {"advertising": True}, at=NOON, notice=1, signal=False)
    assert allowed(ADVERTISING, given_then, current(), signal=False)
    changed = replace(current(), version=2, since={**current().since, "advertising": 2})
    assert not allowed(ADVERTISING, given_then, changed, signal=False)


def test_every_notice_says_everything_that_is_asked_in_every_language() -> None:
    assert set(current().since) == set(ASKED)
    for text in current().texts.values():
        assert set(text.purposes) == set(ASKED)
        assert all(ask.text.endswith(".") and ask.data for ask in text.purposes.values())


PUBLISHED = {(1, "en"): "c7059b296c0248565ae196d7d42023e59879fe3d27847ad658e7e04256c6c6fe"}


def test_what_was_published_is_never_changed() -> None:
    """Add a line for a new version; a line that is here stays as it is."""
    index = tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))
    found = {
        (int(version), language): digest
        for version, told in index.items()
        for language, digest in told["sha256"].items()
    }
    assert found == PUBLISHED
    for (version, language), digest in PUBLISHED.items():
        raw = (FOLDER / str(version) / f"{language}.toml").read_bytes()
        assert hashlib.sha256(raw).hexdigest() == digest


def test_a_changed_text_stops_the_start(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("notices")
    (folder / "1").mkdir()
    (folder / "index.toml").write_bytes((FOLDER / "index.toml").read_bytes())
    text = (FOLDER / "1" / "en.toml").read_bytes()
    (folder / "1" / "en.toml").write_bytes(text.replace(b"off", b"on", 1))
    monkeypatch.setattr(notices_module, "FOLDER", folder)
    notices.cache_clear()
    with pytest.raises(NoticeError, match="not the one that was published"):
        notices()
    notices.cache_clear()


async def test_a_visitors_token_lasts_half_a_year_and_not_in_another_region(place: Place) -> None:
    ours = VisitorConsents(place.instance().person_keys, place.clock)
    decisions = decided({}, {"analytics": True}, at=place.clock.now(), notice=1, signal=True)
    token = await ours.token(decisions)
    assert await ours.decisions(token) == decisions
    theirs = VisitorConsents(Region("us").instance().person_keys, place.clock)
    assert await theirs.decisions(token) == {}
    place.clock.advance(TOKEN_LASTS)
    assert await ours.decisions(token) == {}


async def test_tokens_keep_their_form(place: Place) -> None:
    """Links are in mails for years, and tokens in browsers for months."""
    keys = place.instance().person_keys
    links = UnsubscribeLinks(keys, before=keys)
    link = await links.token(ADA, "status_sms")
    assert link == await UnsubscribeLinks(keys, before=keys).token(ADA, "status_sms")
    old = await SignedTexts(keys, "unsubscribe", digits=32).signed(f"{ADA}|status_sms")
    text, _, mac = old.partition(".")
    assert text == base64.urlsafe_b64encode(f"{ADA}|status_sms".encode()).rstrip(b"=").decode()
    assert mac == blind_index(await keys.index_key(), "unsubscribe", text)[:32]
    assert await links.read(old) == await links.read(link)
    decisions = decided({}, {"analytics": True}, at=NOON, notice=1, signal=False)
    text, _, mac = (await VisitorConsents(keys, place.clock).token(decisions)).partition(".")
    assert json.loads(base64.urlsafe_b64decode(text + "==")) == {
        "analytics": {"granted": True, "at": "2026-03-01T12:00:00Z", "notice": 1, "knowing": False}
    }
    assert mac == blind_index(await keys.index_key(), "visitor-consent", text)
    turned = link[:5] + ("A" if link[5] != "A" else "B") + link[6:]
    last = chr(ord(link[-1]) ^ 1)
    for token in (
        link[:-1],
        link + "0",
        link[:-1] + last,
        turned,
        "+" * 34,
        "é" * 34,
        f"{text}.{mac[:32]}",
    ):
        with pytest.raises(NotFoundError):
            await links.read(token)
        assert await VisitorConsents(keys, place.clock).decisions(token) == {}


@pytest.mark.parametrize("purpose", sorted(ASKED))
async def test_a_link_names_a_channel_and_no_other_thing(place: Place, purpose: str) -> None:
    keys, others = place.instance().person_keys, Region("us").instance().person_keys
    links = UnsubscribeLinks(keys, before=keys)
    if purpose.startswith(("promotions_", "status_")):
        token = await links.token(ADA, purpose)
        assert len(token) == TOKEN_CHARACTERS
        assert bytes.fromhex(ADA) not in base64.urlsafe_b64decode(token + "==")
        stop = await links.read(token)
        assert (stop.person, stop.purpose) == (ADA, purpose)
        with pytest.raises(NotFoundError):
            await UnsubscribeLinks(others, before=others).read(token)
    else:
        old = await SignedTexts(keys, "unsubscribe", digits=32).signed(f"{ADA}|{purpose}")
        with pytest.raises(NotFoundError):
            await links.read(old)


@pytest.mark.parametrize(
    "wrong",
    [
        Choice({"analytics": True}, 2, "en", Method.SETTINGS),
        Choice({"analytics": True}, 1, "xx", Method.SETTINGS),
        Choice({"account": False}, 1, "en", Method.SETTINGS),
    ],
    ids=["another notice", "another language", "not asked"],
)
async def test_what_nobody_was_shown_cannot_be_decided(place: Place, wrong: Choice) -> None:
    with pytest.raises(InvalidInputError):
        await place.consents().decide(ADA, wrong)
    assert place.stored("consents") == []


async def test_a_withdrawal_that_cannot_be_noted_in_the_stop_ledger_is_not_made(
    place: Place,
) -> None:
    consents = place.consents()
    await consents.decide(ADA, choice(analytics=True))
    before = await consents.decisions(ADA)
    place.keys.down = True
    with pytest.raises(UnavailableError):
        await consents.decide(ADA, choice(analytics=False))
    place.keys.down = False
    assert await consents.decisions(ADA) == before
    assert place.stored("stops") == []


async def test_what_was_off_already_is_not_noted_again(place: Place) -> None:
    consents = place.consents()
    await consents.decide(ADA, choice(analytics=True, status_sms=True))
    for _ in range(2):
        await consents.decide(ADA, choice(analytics=False, status_sms=False, location=False))
    found = [one.fields for one in place.stored("stops")]
    assert sorted((str(one["kind"]), str(one["purpose"])) for one in found) == [
        ("unsubscribe", "status_sms"),
        ("withdrawal", "analytics"),
    ]


@pytest.mark.parametrize(
    ("written", "taken"),
    [("1", True), ("1.0", True), ("1e0", True), ("1.5", False), ('"1"', False), ("true", False)],
)
def test_a_whole_number_is_one_however_json_writes_it(written: str, *, taken: bool) -> None:
    body = '{"grants": {"analytics": true}, "language": "en", "method": "banner"'
    said = f'{body}, "notice_version": {written}}}'
    if taken:
        assert Said.model_validate_json(said).notice_version == 1
    else:
        with pytest.raises(ValidationError):
            Said.model_validate_json(said)
