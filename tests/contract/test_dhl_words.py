"""What DHL says in sentences: where a parcel is by them, and which of them may be quoted."""

import re
from itertools import product
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.carriers.stories import CANARIES
from shared.parcels.carriers.dhl import read
from shared.parcels.carriers.dhl_words import PHRASES, SAID, means
from shared.parcels.carriers.model import Asked, Reason, Scan, Status
from shared.parcels.carriers.quoting import MAX_CHARACTERS, quote
from shared.platform.suppliers.wire import Answer
from tests.rows import each_row

ASKED = Asked("00340434492098429236")
Means = tuple[Status, Reason | None, str | None]
_MOVING, _FAILED, _TROUBLE = Status.IN_TRANSIT, Status.DELIVERY_FAILED, Status.EXCEPTION


def scan(words: object, code: str | None = "transit", status: object = None) -> Scan:
    event = {"timestamp": "2026-11-27T07:45:00", "description": words, "status": status or words}
    if code is not None:
        event["statusCode"] = code
    body = {"shipments": [{"id": ASKED.number, "service": "parcel-de", "events": [event]}]}
    (found,) = read(Answer(200, body), ASKED).scans
    return found


SENTENCES: dict[str, tuple[str, Status, Reason | None]] = {
    # what DHL says: its statusCode, and where and why the parcel is
    "Die Sendung wurde elektronisch angekündigt.": ("pre-transit", Status.INFO_RECEIVED, None),
    "Die Sendungsdaten wurden elektronisch übermittelt.": (
        "pre-transit",
        Status.INFO_RECEIVED,
        None,
    ),
    "Die Sendung wurde vom Absender in der Filiale eingeliefert.": ("transit", _MOVING, None),
    "Die Sendung wurde an DHL übergeben.": ("transit", _MOVING, None),
    "Die Sendung wurde abgeholt.": ("transit", _MOVING, None),
    "Die Sendung wurde im Start-Paketzentrum bearbeitet.": ("transit", _MOVING, None),
    "Die Sendung wurde im Ziel-Paketzentrum bearbeitet.": ("transit", _MOVING, None),
    "Die Auslandssendung wurde im Export-Paketzentrum bearbeitet.": ("transit", _MOVING, None),
    "Die Sendung wurde für den Weitertransport vorbereitet.": ("transit", _MOVING, None),
    "Die Sendung ist in der Zustellbasis eingetroffen.": ("transit", _MOVING, None),
    "Die Sendung ist im Zielland eingetroffen.": ("transit", _MOVING, None),
    "Verzollung abgeschlossen": ("transit", _MOVING, Reason.CUSTOMS),
    "Die Sendung wird zur Verzollung im Zielland vorbereitet.": (
        "transit",
        _MOVING,
        Reason.CUSTOMS,
    ),
    "Die Sendung wurde in das Zustellfahrzeug geladen.": (
        "transit",
        Status.OUT_FOR_DELIVERY,
        None,
    ),
    "In Zustellung": ("transit", Status.OUT_FOR_DELIVERY, None),
    "Die Sendung wurde zurückgestellt.": ("transit", _MOVING, Reason.DELAYED),
    "Die Sendung befindet sich auf dem Weg zur PACKSTATION.": ("transit", _MOVING, None),
    "Die Sendung wird zur Abholung in die Filiale/Agentur gebracht.": ("transit", _MOVING, None),
    "Die Sendung liegt in der Filiale zur Abholung bereit.": (
        "transit",
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "Die Sendung liegt in der PACKSTATION zur Abholung bereit.": (
        "delivered",
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "Der Empfänger hat die Sendung in der Filiale abgeholt.": (
        "delivered",
        Status.DELIVERED,
        None,
    ),
    "Die Sendung wurde zugestellt.": ("delivered", Status.DELIVERED, None),
    "Der Empfänger wurde nicht angetroffen.": ("transit", _FAILED, Reason.RECIPIENT_ABSENT),
    "Die Sendung konnte heute nicht zugestellt werden.": ("transit", _FAILED, None),
    "Aufgrund eines Adressfehlers konnte die Sendung nicht zugestellt werden.": (
        "failure",
        _FAILED,
        Reason.ADDRESS,
    ),
    "Der Empfänger hat die Annahme der Sendung verweigert.": ("failure", _FAILED, Reason.REFUSED),
    "Der Empfänger ist unbekannt.": ("failure", _FAILED, Reason.ADDRESS),
    "Die Sendung wurde fehlgeleitet und konnte nicht zugestellt werden.": (
        "transit",
        _MOVING,
        Reason.DELAYED,
    ),
    "Aufgrund einer Beschädigung verzögert sich der Transport der Sendung.": (
        "transit",
        _MOVING,
        Reason.DAMAGED,
    ),
    "Die Sendung wurde nicht abgeholt und wird zurückgesandt.": (
        "transit",
        _TROUBLE,
        Reason.RETURNED,
    ),
    "Die Rücksendung an den Absender wurde eingeleitet.": ("transit", _TROUBLE, Reason.RETURNED),
    "The shipment has been processed in the parcel centre of origin.": ("transit", _MOVING, None),
    "The shipment has been loaded onto the delivery vehicle.": (
        "transit",
        Status.OUT_FOR_DELIVERY,
        None,
    ),
    "The shipment is ready for pick-up at the PACKSTATION.": (
        "transit",
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "The recipient has picked up the shipment from the retail outlet.": (
        "delivered",
        Status.DELIVERED,
        None,
    ),
    "The shipment could not be delivered, and the recipient has been notified.": (
        "failure",
        _FAILED,
        None,
    ),
    "The shipment is being returned to the sender.": ("failure", _TROUBLE, Reason.RETURNED),
}


@each_row("words", SENTENCES)
def test_a_sentence_says_where_and_why_and_is_quoted(words: str) -> None:
    code, status, reason = SENTENCES[words]
    found = scan(words, code)
    assert (found.status, found.reason) == (status, reason)
    assert (found.text, found.quoted) == (words, "en" if words.startswith("The ") else "de")
    assert scan(words, None).status is (means(words) or pytest.fail("nothing")).status
    assert found.carrier_code == code


PLAIN = {
    next(one for _, phrases in PHRASES for one in phrases if "delivered (?:for pick" in one): (
        "delivered for pick-up"
    ),
    "nachverpackung": "wird zur Nachverpackung zurückgesandt",
    "repackaging": "being returned to the parcel center for repackaging",
}
"""What stands in no sentence above, or only beside an earlier turn of phrase."""


def test_each_turn_of_phrase_counts_before_the_ones_behind_it() -> None:
    for meaning, phrases in PHRASES:
        for phrase in phrases:
            words = _example(phrase)
            assert means(words) == meaning, words
            assert means("x", f"Vorher, {words.upper()}  nachher.") == meaning


def _example(phrase: str) -> str:
    """Return a text that a turn of phrase stands in: its first choices, and nothing for gaps."""
    if phrase in PLAIN:
        return PLAIN[phrase]
    plain = re.sub(r"\(\?<?!(?:[^()]|\([^()]*\))*\)", "", phrase)
    plain = re.sub(r"\.\{0,\d+\}", "...", plain.replace(r"\b", ""))
    for _ in range(2):  # one group in another
        plain = re.sub(r"\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)\??", r"\1", plain)
    return re.sub(r"(.)\?", r"\1", plain)


TOLD: dict[str, tuple[str | None, Status, Reason | None]] = {
    # what DHL says: its statusCode, if it has one, and where and why the parcel is
    "Die Sendung wurde dem Absender zugestellt.": ("delivered", _TROUBLE, Reason.RETURNED),
    "The shipment was delivered back to the sender.": ("delivered", _TROUBLE, Reason.RETURNED),
    "Die Sendung wurde noch nicht abgeholt.": (
        "delivered",
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "The recipient has not picked up the shipment yet.": (
        None,
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "Der Empfänger hat die Sendung nicht in der PACKSTATION abgeholt.": (
        None,
        _TROUBLE,
        Reason.RETURNED,
    ),
    "Der Empfänger hat die Sendung nicht innerhalb der Lagerfrist abgeholt.": (
        None,
        _TROUBLE,
        Reason.RETURNED,
    ),
    "Die Sendung wird in das Paketzentrum zurückgesandt.": (None, _MOVING, None),
    "Die Sendung wird zur Zustellbasis zurückgesandt.": (None, _MOVING, None),
    "Die Sendung wird nicht zurückgesandt.": ("transit", _MOVING, None),
    "The shipment was misrouted and is being returned to the parcel center.": (
        None,
        _MOVING,
        Reason.DELAYED,
    ),
    "Die Rücksendung wurde in der Filiale eingeliefert.": (None, _MOVING, None),
    "Die Sendung liegt zur Abholung in der Filiale bereit.": (
        None,
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "Die Sendung steht zur Abholung in der Postfiliale bereit.": (
        None,
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "The shipment is ready to be picked up.": (None, Status.AVAILABLE_FOR_PICKUP, None),
    "The shipment can be collected.": (None, Status.AVAILABLE_FOR_PICKUP, None),
    "The shipment has been delivered to the PACKSTATION.": (
        None,
        Status.AVAILABLE_FOR_PICKUP,
        None,
    ),
    "The shipment has been delivered to the parcel center.": (None, _MOVING, None),
    "Parcel awaiting collection from the sender": (None, Status.INFO_RECEIVED, None),
    "Die Sendung wurde beim zweiten Zustellversuch erfolgreich zugestellt.": (
        None,
        Status.DELIVERED,
        None,
    ),
    "The delivery attempt was successful.": (None, Status.DELIVERED, None),
    "Die Sendung wurde einem Nachbarn übergeben.": (None, Status.DELIVERED, None),
    "Die Sendung wurde am Ablageort hinterlegt.": (None, Status.DELIVERED, None),
    "The shipment was delivered.": (None, Status.DELIVERED, None),
    "The shipment is out with courier for delivery.": (None, Status.OUT_FOR_DELIVERY, None),
    "Annahmeverweigerung durch den Empfänger": (None, _FAILED, Reason.REFUSED),
    "Der Empfänger ist verzogen.": (None, _FAILED, Reason.ADDRESS),
    "Der Empfänger ist nicht zu ermitteln.": (None, _FAILED, Reason.ADDRESS),
    "Die Sendung wurde vom Zoll freigegeben.": (None, _MOVING, Reason.CUSTOMS),
    "Die Sendung ist nicht beschädigt.": ("transit", _MOVING, None),
}


@each_row(("words", "form"), product(TOLD, ["NFC", "NFD"]))
def test_it_is_what_a_whole_sentence_says_that_counts(
    words: str, form: Literal["NFC", "NFD"]
) -> None:
    code, status, reason = TOLD[words]
    found = scan(normalize(form, words), code)
    assert (found.status, found.reason) == (status, reason)


def test_what_is_done_at_customs_is_no_longer_being_done() -> None:
    for words in ("Verzollung der Sendung ist abgeschlossen", "cleared by customs"):
        assert scan(words, None).text == "Released by customs"
    assert scan("Verzollung der Sendung ist nicht abgeschlossen").text == "In customs clearance"


BACK = "Die Rücksendung an den Absender wurde eingeleitet."
READDRESSED = "Die Sendung wird umadressiert und an den Empfänger weitergeleitet."
LOADED, DONE = "Die Sendung wurde in das Zustellfahrzeug geladen.", "Die Sendung wurde zugestellt."


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([BACK, LOADED, DONE], _TROUBLE),
        ([BACK, READDRESSED, LOADED, DONE], Status.DELIVERED),
        ([READDRESSED, BACK, LOADED, DONE], _TROUBLE),
        (["Die Sendung wurde noch nicht abgeholt.", DONE], Status.DELIVERED),
    ],
)
def test_a_return_that_was_called_off_is_none(said: list[str], status: Status) -> None:
    events = [
        {
            "timestamp": f"2026-11-{20 + day}T10:00:00",
            "statusCode": "delivered" if words == DONE else "transit",
            "description": words,
        }
        for day, words in enumerate(said)
    ]
    body = {"id": ASKED.number, "status": {"statusCode": "delivered"}, "events": events}
    assert read(Answer(200, {"shipments": [body]}), ASKED).status is status


def test_what_did_not_happen_is_not_told() -> None:
    assert scan("Die Sendung wird morgen zur Abholung bereitgestellt.").status is _MOVING
    assert scan("The shipment has been delivered for pick-up at 7 Lane.").status is (
        Status.AVAILABLE_FOR_PICKUP
    )
    assert scan("Die Sendung wurde zugestellt.", "transit").status is _MOVING, "DHL's code counts"
    assert scan("Die Sendung ist im Zielland eingetroffen.", "delivered").status is Status.DELIVERED
    assert scan("Die Sendung ist im Zielland eingetroffen.", "teleported").status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("(words: loaded onto the delivery vehicle)", "Out for delivery"),
        ("(words: processed in parcel centre of destination)", "Processed at its destination"),
        ("(words: processed in parcel centre of origin)", "Processed at its origin"),
        ("Die Sendung liegt in der Packstation 119, Wernerwerkstr. 2b zur Abholung bereit.", None),
    ],
)
def test_words_that_are_not_all_known_are_told_in_ours(words: str, text: str | None) -> None:
    found = scan(words)
    assert (found.text, found.quoted) == (text or "Ready for collection", None)


@pytest.mark.parametrize("code", ["transit", None])
def test_an_event_whose_words_nobody_knows_is_an_event_all_the_same(code: str | None) -> None:
    found = scan("Hokus pokus bei Jane Roe", code)
    assert (found.text, found.quoted, found.reason) == (None, None, None)
    assert found.status is (_MOVING if code else Status.UNKNOWN)


def test_an_express_event_keeps_our_words() -> None:
    found = scan("Die Sendung wurde zugestellt.", "transit", "WC")
    assert (found.status, found.text, found.quoted) == (
        Status.OUT_FOR_DELIVERY,
        "Out for delivery",
        None,
    )


# Names, phones and streets, at every position.

NAMES = [
    *CANARIES,
    *(word for canary in CANARIES for word in canary.split()),
    "Jane",
    "Müller",
    "Klein",
    "Lange",
    "Will",
    "Mark",
    "An",
    "Bei",
    "Schuster",
    "Nachbar",
    "O'Neil",
    "Roe-Poe",
    "Herr",
    "Frau",
    "Familie",
    "Hauptstr.",
    "Hauptstraße",
    "Weg",
    "Platz",
    "Lane",
    "7",
    "7b",
    "119,",
    "+49305551234",
    "030/5551234",
    "10115",
    "Berlin",
    "jane@example.org",
    "https://dhl.example/x",
    "dhl.de/x",
    "Ä",
    "张伟",
    "1Z5R89390357567127",
]
_sentences = st.sampled_from([one for vocabulary in SAID for one in vocabulary.sentences])


@given(_sentences, st.sampled_from(NAMES), st.integers(0, 40), st.sampled_from(["", ",", ".", "("]))
def test_a_sentence_with_a_name_a_street_or_a_phone_in_it_is_never_quoted(
    sentence: str, name: str, at: int, mark: str
) -> None:
    words = sentence.split()
    words.insert(at % (len(words) + 1), f"{mark}{name}" if mark == "(" else f"{name}{mark}")
    told = scan(" ".join(words))
    assert told.quoted is None
    assert name not in (told.text or "").split()
    replaced = sentence.split()
    replaced[at % len(replaced)] = name
    assert scan(" ".join(replaced)).quoted is None


@given(_sentences, st.text(min_size=1, max_size=12), st.integers(0, 40))
def test_no_word_that_dhl_does_not_use_gets_past(sentence: str, word: str, at: int) -> None:
    words = sentence.split()
    words.insert(at % (len(words) + 1), word)
    if quote(" ".join(words), SAID) is not None:
        assert {part.strip(".,;:!") for part in word.split()} <= KNOWN


KNOWN = {word for vocabulary in SAID for pair in vocabulary.pairs for word in pair}


@pytest.mark.parametrize("surname", ["Weg", "Filiale", "Empfänger", "Zielland", "Schritt"])
def test_a_word_of_dhls_own_gets_past_only_where_dhl_puts_it(surname: str) -> None:
    assert surname in KNOWN
    for text in (
        f"Die Sendung wurde {surname} zugestellt.",
        f"{surname} hat die Annahme der Sendung verweigert.",
        f"Die Sendung liegt in der {surname} {surname} zur Abholung bereit.",
        f"Die Sendung wurde vom Absender {surname} in der Filiale eingeliefert.",
        surname,
    ):
        assert quote(text, SAID) is None, text


@given(st.sampled_from(sorted(KNOWN - {""})), st.sampled_from(NAMES), st.booleans())
def test_a_common_word_beside_an_unknown_one_does_not_get_past(
    common: str,
    name: str,
    before: bool,  # noqa: FBT001 - drawn
) -> None:
    text = f"{common} {name}" if before else f"{name} {common}"
    assert quote(text, SAID) is None


@given(_sentences, _sentences)
def test_whole_sentences_are_quoted_and_their_languages_are_not_mixed(one: str, two: str) -> None:
    assert quote(one, SAID) is not None
    one = one if one.endswith(".") else f"{one}."
    told = quote(f"  {one}\n{two} ", SAID)
    same = any(
        one.strip(".") in {x.strip(".") for x in v.sentences} and two in v.sentences for v in SAID
    )
    if len(f"{one}{two}") < MAX_CHARACTERS - 5:
        assert (told is not None) == same
        assert told is None or told[0] == f"{one} {two}"


def test_nothing_is_quoted_that_dhl_does_not_say_just_so() -> None:
    for vocabulary in SAID:
        first = vocabulary.sentences[0]
        assert quote(first.upper(), [vocabulary]) is None
        assert quote(f"{first} " * 20, [vocabulary]) is None, "too long"
        assert quote("", [vocabulary]) is quote(" ", [vocabulary]) is None
        assert quote(17, [vocabulary]) is quote(None, [vocabulary]) is None
    assert not [word for word in KNOWN if re.search(r"[\d@:]|//", word)]
    assert {"Jane", "Will", "An", "Bei", "Nachbar", "Straße"} & KNOWN == set()
