"""What DHL Paket tells by DHL's Unified API: sentences instead of codes, and clocks without offset.

``PAKET`` is the table: a scenario to its number, a serial shipping container code of DHL's in
Germany. ``status`` and ``description`` say the same, as answers seen in public do; a branch's
address and a neighbour's name stand in the middle of sentences, and so do the canaries here.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from infra.local.carriers.stories import (
    EMAIL,
    ORDER,
    PHONE,
    RECEIVER,
    SENDER,
    STREET,
    Happening,
    Json,
    Step,
    Tale,
    Where,
    expected,
    happenings,
)

PAKET: Mapping[str, str] = {
    "paket_delivered": "00340434000000000017",
    "paket_in_transit": "00340434000000000024",
    "paket_out_for_delivery": "00340434000000000031",
    "paket_available_for_pickup": "00340434000000000048",
    "paket_recipient_absent": "00340434000000000055",
    "paket_exception": "00340434000000000062",
    "paket_returned": "00340434000000000079",  # delivered, and a flag that says to whom
    "paket_no_scan_yet": "00340434000000000086",
    "paket_on_a_day": "00340434000000000093",  # expected on a day, written as midnight
    "paket_other_service": "00340434000000000109",  # Express answers, unless asked of parcel-de
    "paket_nothing": "00340434000000000116",  # 200, and an empty list
}

# statusCode, words.
_SCANS: Mapping[Step, tuple[str, str]] = {
    Step.ANNOUNCED: (
        "pre-transit",
        (
            "Die Sendung wurde elektronisch angekündigt. Sobald die Sendung von uns bearbeitet "
            "wurde, erhalten Sie weitere Informationen."
        ),
    ),
    Step.PICKED_UP: (
        "transit",
        "Die Sendung wurde vom Absender in der Filiale eingeliefert.",
    ),
    Step.DEPARTED: ("transit", "Die Sendung wurde im Start-Paketzentrum bearbeitet."),
    Step.ARRIVED: ("transit", "Die Sendung wurde im Ziel-Paketzentrum bearbeitet."),
    Step.OUT: (
        "transit",
        (
            "Die Sendung wurde in das Zustellfahrzeug geladen. Die Zustellung erfolgt "
            "voraussichtlich heute."
        ),
    ),
    Step.DELIVERED: ("delivered", "Die Sendung wurde zugestellt."),
    Step.REFUSED: ("failure", f"{RECEIVER} hat die Annahme der Sendung verweigert."),
    Step.NOBODY: (
        "transit",
        f"Der Empfänger wurde nicht angetroffen, {RECEIVER} wurde benachrichtigt ({PHONE}).",
    ),
    Step.AT_COUNTER: (
        "transit",
        f"Die Sendung liegt in der Filiale {STREET} zur Abholung bereit.",
    ),
    Step.RETURNING: ("transit", f"Die Sendung wird an den Absender {SENDER} zurückgesandt."),
    Step.STRANGE: ("teleported", "Die Sendung wurde teleportiert."),
    Step.FAILED: ("failure", "Die Sendung konnte heute nicht zugestellt werden."),
    Step.TROUBLE: ("failure", "Die Rücksendung an den Absender wurde eingeleitet."),
}
"""Of what holds a parcel up for long, DHL Paket tells returns alone."""
_NUMBER = re.compile(r"\A(?:0034043[0-9]{13}|J?JD0003[0-9]+|C[A-Z][0-9]{9}DE)\Z")
_PLACES: Mapping[Where, str] = {
    Where.ORIGIN: "Hamburg",
    Where.HUB: "Rüdersdorf",
    Where.DESTINATION: "Berlin",
}


def is_paket(number: str) -> bool:
    """Tell whether a number is one of DHL Paket's."""
    return _NUMBER.match(number) is not None


def paket_answer(number: str, scenario: Tale, today: datetime) -> Json:
    """Return the body for a number.

    Args:
        number: The id in the answer.
        scenario: A name in ``PAKET``, or a given story, whose clocks are told without offset.
        today: A scenario's events lie in the five days before this one.
    """
    if scenario == "paket_nothing":
        return {"shipments": []}
    story = _story(scenario, today)
    events = [_event(one) for one in story]
    if scenario == "paket_exception":
        del events[0]["statusCode"]  # as many of DHL Paket's events are
    if scenario == "paket_returned":
        events[0] |= _words("delivered", "Die Sendung wurde zugestellt.")
    shipment: Json = {
        "id": number,
        "service": "parcel-de",
        "status": events[0],
        "returnFlag": scenario == "paket_returned",
        "details": _details(),
        "events": events,
        **_expected(scenario, today),
    }
    if "statusCode" not in events[0]:
        shipment["status"] = {"statusCode": "failure", **events[0]}
    return {"shipments": [shipment], "possibleAdditionalShipmentsUrl": []}


def _story(scenario: Tale, today: datetime) -> list[Happening]:
    told = scenario.removeprefix("paket_") if isinstance(scenario, str) else scenario
    return [one for one in happenings(told, today) if one.step in _SCANS]


def _event(happening: Happening) -> Json:
    place = happening.town if happening.is_given else _PLACES[happening.where]
    code, words = _SCANS[happening.step]
    return {
        "timestamp": happening.at.isoformat(),
        "location": {"address": {"addressLocality": place} if place else {}},
        **_words(code, f"{words} {happening.text}" if happening.text else words),
    }


def _words(code: str, words: str) -> Json:
    return {"statusCode": code, "status": words, "description": words}


def _expected(scenario: Tale, today: datetime) -> dict[str, Any]:
    if scenario == "paket_on_a_day":
        return {"estimatedTimeOfDelivery": expected(today, "on_a_day")[1].isoformat()}
    if scenario not in {"paket_in_transit", "paket_out_for_delivery"}:
        return {}
    since, until = expected(today)
    return {
        "estimatedDeliveryTimeFrame": {
            "estimatedFrom": f"{since.isoformat()}+01:00",
            "estimatedThrough": f"{until.isoformat()}+01:00",
        }
    }


def _details() -> Json:
    contact = {"telephone": PHONE, "email": EMAIL, "streetAddress": STREET}
    return {
        "product": {"productName": "DHL PAKET"},
        "receiver": {"@type": "Person", "name": RECEIVER, "contactPoint": contact},
        "sender": {"@type": "Person", "name": SENDER},
        "references": [{"number": ORDER, "type": "customer-reference"}],
    }
