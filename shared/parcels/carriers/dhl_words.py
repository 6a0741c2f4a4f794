"""What DHL says where it has no checkpoint codes: DHL Paket and others answer in sentences.

``SAID`` are sentences of DHL's public tracking, as shops' programs and paketda.de list them: what a
sentence may be made of to be quoted. Where, and why, is read from turns of
phrase alone, so that a sentence with a branch's address in it still says that a parcel waits there.
"""

import re
from unicodedata import normalize

from shared.parcels.carriers.model import Reason, Status
from shared.parcels.carriers.quoting import Vocabulary
from shared.parcels.carriers.reading import ONWARD, RETURNED, Meaning

_ANNOUNCED, _MOVING = Status.INFO_RECEIVED, Status.IN_TRANSIT
_OUT, _READY = Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP
_FAILED, _DONE, _TROUBLE = Status.DELIVERY_FAILED, Status.DELIVERED, Status.EXCEPTION

GERMAN = Vocabulary(
    "de",
    (
        "Die Sendung wurde elektronisch angekündigt.",
        "Sobald die Sendung von uns bearbeitet wurde, erhalten Sie weitere Informationen.",
        "Die Sendungsdaten wurden elektronisch übermittelt.",
        "Die Auftragsdaten zu dieser Sendung wurden vom Absender elektronisch an DHL übermittelt.",
        "Die Sendung wurde vom Absender in der Filiale eingeliefert.",
        "Die Sendung wurde vom Absender in die Packstation eingeliefert.",
        "Die Sendung wurde an DHL übergeben.",
        "Die Sendung wurde abgeholt.",
        "Die Sendung wurde im Start-Paketzentrum bearbeitet.",
        "Die Auslands-Sendung wurde im Start-Paketzentrum bearbeitet.",
        "Die Auslandssendung wurde im Export-Paketzentrum bearbeitet.",
        "Die Sendung aus dem Ausland ist im Import-Paketzentrum eingetroffen.",
        "Die Sendung hat das Import-Paketzentrum im Zielland verlassen.",
        "Die Sendung wurde im Ziel-Paketzentrum bearbeitet.",
        "Die Sendung wurde innerhalb des Ziel-Paketzentrums weitergeleitet.",
        "Die Sendung wurde im Paketzentrum bearbeitet.",
        "Die Sendung wurde für den Weitertransport vorbereitet.",
        (
            "Die Sendung wurde von DHL bearbeitet und wird für den Weitertransport in die "
            "Region des Empfängers vorbereitet."
        ),
        (
            "Die Sendung ist in der Region des Empfängers angekommen und wird im nächsten "
            "Schritt zur Zustellbasis transportiert."
        ),
        "Die Sendung ist in der Zustellbasis eingetroffen.",
        "Die Sendung wird vorübergehend bis zur Zustellung in der Zustellbasis gelagert.",
        "Die Sendung wurde in das Zustellfahrzeug geladen.",
        "Die Zustellung erfolgt voraussichtlich heute.",
        "In Zustellung",
        "Die Sendung wurde zurückgestellt.",
        "Die Zustellung erfolgt voraussichtlich am nächsten Werktag.",
        "Die Zustellung erfolgt vrs. am nächsten Werktag.",
        "Die Sendung befindet sich auf dem Weg zur PACKSTATION.",
        "Die Sendung befindet sich auf dem Weg zur Packstation.",
        "Die Sendung wird in eine PACKSTATION weitergeleitet.",
        "Die Sendung wird zur Abholung in die Filiale/Agentur gebracht.",
        "Die Sendung wird zur Abholung in die Filiale gebracht.",
        "Die Sendung liegt in der Filiale zur Abholung bereit.",
        "Die Sendung liegt in der PACKSTATION zur Abholung bereit.",
        "Die Sendung liegt in der Packstation zur Abholung bereit.",
        "Der Empfänger hat die Sendung in der Filiale abgeholt.",
        "Der Empfänger hat die Sendung aus der PACKSTATION abgeholt.",
        "Der Empfänger hat die Sendung aus der Packstation abgeholt.",
        "Die Sendung wurde zugestellt.",
        "Die Sendung wurde ausgeliefert.",
        "Die Sendung wurde erfolgreich zugestellt.",
        (
            "Die Sendung wurde dem Empfänger per vereinfachter Firmenzustellung ab "
            "Zustellbasis zugestellt."
        ),
        "Der Empfänger wurde nicht angetroffen.",
        "Die Sendung konnte nicht zugestellt werden und wird gelagert.",
        "Die Sendung konnte heute nicht zugestellt werden.",
        "Die Sendung konnte nicht zugestellt werden, der Empfänger wurde benachrichtigt.",
        "Erfolgloser Zustellversuch, Empfänger nicht zu Hause.",
        "Aus betrieblichen Gründen konnte die Sendung heute leider nicht zugestellt werden.",
        "Aus unvorhersehbaren Gründen konnte die Sendung nicht zugestellt werden.",
        "Aufgrund eines Adressfehlers konnte die Sendung nicht zugestellt werden.",
        "Der Empfänger hat die Annahme der Sendung verweigert.",
        "Der Empfänger ist unbekannt.",
        "Die Sendung wurde fehlgeleitet und konnte nicht zugestellt werden.",
        "Die Sendung wird umadressiert und an den Empfänger weitergeleitet.",
        (
            "Die Sendung wurde beschädigt und wird zur Nachverpackung in das Paketzentrum "
            "zurückgesandt."
        ),
        "Aufgrund einer Beschädigung verzögert sich der Transport der Sendung.",
        "Die Sendung wurde nicht abgeholt und wird zurückgesandt.",
        "Die Sendung wird an den Absender zurückgesandt.",
        "Die Rücksendung an den Absender wurde eingeleitet.",
        "Die Sendung hat die Lagerfrist überschritten und wird an den Absender zurückgeschickt.",
        (
            "Die Sendung wird ins Zielland transportiert und dort an die Zustellorganisation "
            "übergeben."
        ),
        "Die Sendung ist im Zielland eingetroffen.",
        "Die Sendung wird zur Verzollung im Zielland vorbereitet.",
        "Verzollung abgeschlossen",
    ),
)
ENGLISH = Vocabulary(
    "en",
    (
        (
            "The instruction data for this shipment have been provided by the sender to DHL "
            "electronically."
        ),
        "The shipment has been announced electronically.",
        "The shipment has been posted by the sender at the retail outlet.",
        "The shipment has been picked up.",
        "The shipment has been processed in the parcel center of origin.",
        "The shipment has been processed in the parcel centre of origin.",
        "The shipment has been processed in the destination parcel center.",
        "The shipment has been processed in the destination parcel centre.",
        "The shipment has been processed in the parcel center of destination.",
        "The shipment has been processed in the parcel center.",
        "The international shipment has been processed in the parcel center of origin.",
        "The international shipment has been processed in the export parcel center.",
        "The shipment has arrived at the parcel center.",
        "The shipment was prepared for onward transport.",
        (
            "The shipment has arrived in the region of the recipient and will be transported "
            "to the delivery base in the next step."
        ),
        "The shipment is being prepared for delivery in the delivery depot.",
        "The shipment has been loaded onto the delivery vehicle.",
        "The shipment is on its way to the PACKSTATION.",
        "The shipment is on its way to the postal retail outlet.",
        (
            "The shipment could not be delivered to the PACKSTATION and has been forwarded to "
            "a retail outlet."
        ),
        "The shipment is ready for pick-up at the PACKSTATION.",
        "The shipment has been delivered for pick-up at the postal retail outlet.",
        "The shipment is ready for collection at the branch.",
        "The recipient has picked up the shipment from the retail outlet.",
        "The recipient has picked up the shipment from the PACKSTATION.",
        "The shipment has been delivered.",
        "The shipment has been successfully delivered.",
        "The shipment could not be delivered, and the recipient has been notified.",
        "The recipient was not at home.",
        "The recipient is unknown.",
        "The address is incomplete.",
        "The shipment was misrouted and could not be delivered.",
        "The shipment will be readdressed and forwarded to the recipient.",
        "The shipment has been damaged and is being returned to the parcel center for repackaging.",
        "The recipient has not picked up the shipment.",
        "The shipment is being returned to the sender.",
        (
            "The shipment will be transported to the destination country and, from there, "
            "handed over to the delivery organization."
        ),
        "The shipment has arrived in the destination country.",
        "Shipment is prepared for customs clearance in country of destination.",
    ),
)
SAID = (GERMAN, ENGLISH)

_HUB = "(?:paketzentrum|zustellbasis|zustell-depot|zustellstützpunkt)"
_DEPOT = "(?:parcel center|delivery (?:base|depot)|depot)"
_SHOP = "(?:packstation|(?:postal )?retail outlet|post office|parcel ?shop)"
_SENT_BACK = "zurückge(?:sandt|sendet|schickt)"

PHRASES: tuple[tuple[Meaning, tuple[str, ...]], ...] = (
    (
        Meaning(_MOVING, "Damaged, being packed anew", Reason.DAMAGED),
        (
            "nachverpackung",
            "repackaging",
        ),
    ),
    (
        RETURNED,
        (
            "(?:dem|an den|beim) absender .{0,40}zugestellt",
            "delivered (?:back )?to (?:the )?(?:original )?sender",
        ),
    ),
    (
        Meaning(_TROUBLE, "On the way back to the sender", Reason.RETURNED),
        (
            f"absender .{{0,40}}(?<!nicht ){_SENT_BACK}",
            "return(?:ed|ing)? to (?:the )?(?:original )?sender",
        ),
    ),
    (
        Meaning(_MOVING, ONWARD),
        (
            "umadressiert",
            "an den empfänger weitergeleitet",
            "readdressed",
            "forwarded to the recipient",
        ),
    ),
    (
        Meaning(_MOVING, "Sent the wrong way, on its way again", Reason.DELAYED),
        (
            "fehlgeleitet",
            "misrouted",
        ),
    ),
    (
        Meaning(_MOVING, "Back at the parcel centre"),
        (
            f"{_HUB} {_SENT_BACK}",
            f"returned to (?:the )?{_DEPOT}",
        ),
    ),
    (
        Meaning(_TROUBLE, "On the way back to the sender", Reason.RETURNED),
        (
            "rücksendung .{0,40}(?:eingeleitet|veranlasst)",
            f"(?<!nicht ){_SENT_BACK}",
            "being returned",
        ),
    ),
    (
        Meaning(_READY, "Ready for collection"),
        (
            "noch nicht (?:.{0,60} )?abgeholt(?! werden)",
            "not yet (?:been )?(?:picked up|collected)",
            "not (?:been )?(?:picked up|collected) .{0,40}yet",
        ),
    ),
    (
        Meaning(_TROUBLE, "It was not collected", Reason.RETURNED),
        (
            "nicht (?:.{0,60} )?abgeholt(?! werden)",
            "not (?:been )?(?:picked up|collected)",
        ),
    ),
    (
        Meaning(_DONE, "Delivered"),
        (
            "zustellversuch (?:war )?erfolgreich",
            "delivery attempt was successful",
            "(?<!nicht )erfolgreich (?:zugestellt|ausgeliefert)",
        ),
    ),
    (
        Meaning(_FAILED, "Nobody was at home", Reason.RECIPIENT_ABSENT),
        (
            "nicht angetroffen",
            "nicht zu hause",
            "not at home",
        ),
    ),
    (
        Meaning(_FAILED, "Delivery was refused", Reason.REFUSED),
        (
            "annahme.{0,40}verweiger",
            "refused",
        ),
    ),
    (
        Meaning(_FAILED, "The address is not right", Reason.ADDRESS),
        (
            "adressfehler",
            "empfänger(?: der sendung)? ist unbekannt",
            "recipient is unknown",
            "address is in(?:complete|correct)",
            "adresse unbekannt",
            "empfänger .{0,40}(?:verzogen|nicht zu ermitteln)",
        ),
    ),
    (
        Meaning(_MOVING, "Sent on to another place of collection"),
        (
            "nicht in die packstation",
            "to the packstation and has been forwarded",
        ),
    ),
    (
        Meaning(_FAILED, "Delivery was not possible"),
        (
            "(?<!noch )nicht zugestellt",
            "zustellung.{0,40} nicht möglich",
            "zustellversuch",
            "could not be delivered",
            "unable to deliver",
            "delivery attempt",
        ),
    ),
    (
        Meaning(_ANNOUNCED, "Shipment announced"),
        (
            "collection from (?:the )?sender",
            "abholung beim absender",
        ),
    ),
    (
        Meaning(_READY, "Ready for collection"),
        (
            r"abholung (?:.{0,60} )?bereit\b",
            "abholbereit",
            "(?:kann|können) .{0,60}(?<!nicht )abgeholt werden",
            "ready (?:for (?:pick-?up|collection)|to be (?:picked up|collected))",
            "can be (?:picked up|collected)",
            f"delivered (?:for pick-?up|to (?:the )?{_SHOP})",
            "awaiting collection",
            "wurde in die packstation eingeliefert",
            "sendung liegt in der filiale",
        ),
    ),
    (
        Meaning(_MOVING, "On the way to the place of collection"),
        (
            "auf dem weg zur (?:packstation|filiale)",
            "zur abholung in",
            "in eine packstation",
            "on its way to the (?:packstation|postal retail|retail)",
            "being brought to",
        ),
    ),
    (
        Meaning(_DONE, "Collected by the recipient"),
        (
            "empfänger hat die sendung .{0,80}abgeholt",
            "has picked up the shipment",
        ),
    ),
    (
        Meaning(_OUT, "Out for delivery"),
        (
            "zustellfahrzeug geladen",
            "loaded (?:on|in)?to the delivery vehicle",
            "in zustellung",
            "in auslieferung",
            "out for delivery",
            "with (?:the )?(?:delivery )?courier",
        ),
    ),
    (
        Meaning(_DONE, "Delivered"),
        (
            "wurde (?:.{0,120} )?(?<!nicht )(?:zugestellt|ausgeliefert)",
            "(?:nachbar|ablageort|briefkasten).{0,60}(?:übergeben|abgelegt|hinterlegt)",
            f"(?:was|been|successfully) delivered(?! to (?:the )?{_DEPOT})",
        ),
    ),
    (
        Meaning(_MOVING, "Released by customs", Reason.CUSTOMS),
        (
            "verzollung .{0,60}(?<!nicht )abgeschlossen",
            "verzollung abgeschlossen",
            "zoll .{0,40}(?<!nicht )freigegeben",
            "customs clearance.{0,40}(?<!not )completed",
            "(?:cleared|released) by customs",
        ),
    ),
    (
        Meaning(_MOVING, "In customs clearance", Reason.CUSTOMS),
        (
            "verzollung",
            "customs",
        ),
    ),
    (
        Meaning(_MOVING, "Damage was reported", Reason.DAMAGED),
        (
            "(?<!nicht )(?<!un)beschädig",
            "(?<!not )(?<!un)damaged",
        ),
    ),
    (
        Meaning(_MOVING, "Delayed", Reason.DELAYED),
        (
            "zurückgestellt",
            "verzöger",
            "delay",
            "postponed",
        ),
    ),
    (
        Meaning(_ANNOUNCED, "Shipment announced"),
        (
            "elektronisch",
            "auftragsdaten",
            "sendungsdaten",
            "electronically",
            "instruction data",
        ),
    ),
    (
        Meaning(_MOVING, "Handed in by the sender"),
        (
            "(?:filiale|packstation) eingeliefert",
            "posted by the sender",
            "dhl übergeben",
        ),
    ),
    (
        Meaning(_MOVING, "Processed at its origin"),
        (
            "start-paketzentrum",
            "parcel center of origin",
        ),
    ),
    (
        Meaning(_MOVING, "Processed at its destination"),
        (
            "ziel-paketzentrum",
            "destination parcel center",
            "parcel center of destination",
        ),
    ),
    (
        Meaning(_MOVING, "Processed at the border"),
        (
            "(?:ex|im)port-paketzentrum",
            "(?:ex|im)port parcel center",
        ),
    ),
    (
        Meaning(_MOVING, "Arrived in the recipient's region"),
        (
            "region des empfängers angekommen",
            "arrived in the region",
        ),
    ),
    (
        Meaning(_MOVING, "Prepared for onward transport"),
        (
            "weitertransport",
            "onward transport",
        ),
    ),
    (
        Meaning(_MOVING, "Processed in the parcel centre"),
        (
            "paketzentrum",
            "parcel center",
        ),
    ),
    (
        Meaning(_MOVING, "Arrived at the delivery depot"),
        (
            "zustellbasis",
            "zustell-depot",
            "zustellstützpunkt",
            "delivery (?:base|depot)",
        ),
    ),
    (
        Meaning(_MOVING, "Arrived in the country of destination"),
        (
            "zielland eingetroffen",
            "arrived in the destination country",
        ),
    ),
    (
        Meaning(_MOVING, "On the way to the country of destination"),
        (
            "ins zielland",
            "to the destination country",
        ),
    ),
    (
        Meaning(_MOVING, "Picked up"),
        (
            "wurde abgeholt",
            "been picked up",
        ),
    ),
)
"""What DHL can say, and by which turns of phrase, in small letters. The first that stands in a
sentence counts: what did not happen stands before what did."""
_PHRASES = tuple(
    (meaning, re.compile(phrase)) for meaning, phrases in PHRASES for phrase in phrases
)
_MOST = 600


def means(*texts: object) -> Meaning | None:
    """Return what sentences of DHL's say, by the first turn of phrase; None: we know none of it."""
    said = [one for one in texts if isinstance(one, str)]
    plain = " ".join(
        normalize("NFC", " ".join(said)[:_MOST]).lower().replace("centre", "center").split()
    )
    return next((meaning for meaning, phrase in _PHRASES if phrase.search(plain)), None)
