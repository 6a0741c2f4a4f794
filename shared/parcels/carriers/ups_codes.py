"""UPS's codes: the status codes and activity types of the appendix to its Tracking API.

Source: developer.ups.com, Tracking, "Status/Description Codes" and "Package Activity Types".
"""

from collections.abc import Mapping

from shared.parcels.carriers.model import Reason, Status
from shared.parcels.carriers.reading import ONWARD, RETURNED, Meaning

_ANNOUNCED, _MOVING = Status.INFO_RECEIVED, Status.IN_TRANSIT
_OUT, _READY = Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP
_FAILED, _DONE, _TROUBLE = Status.DELIVERY_FAILED, Status.DELIVERED, Status.EXCEPTION
_SILENT = Status.UNKNOWN
"""The code says nothing of where the parcel is."""

_ON_THE_WAY = Meaning(_MOVING, "On the way")
_OUT_FOR_DELIVERY = Meaning(_OUT, "Out for delivery")
_ATTEMPTED = Meaning(_FAILED, "Delivery was attempted")
_DELAYED = Meaning(_MOVING, "Delayed", Reason.DELAYED)
_WEATHER = Meaning(_MOVING, "Delayed by weather", Reason.DELAYED)
_CUSTOMS = Meaning(_MOVING, "In customs clearance", Reason.CUSTOMS)
_CUSTOMS_ASKS = Meaning(_MOVING, "Customs needs more information", Reason.CUSTOMS)
_CLEARED = Meaning(_MOVING, "Released by customs", Reason.CUSTOMS)
_RETURN_ASKED = Meaning(_MOVING, "A return to the sender was requested")
_RETURNING = Meaning(_TROUBLE, "On the way back to the sender", Reason.RETURNED)
_CHANGED = Meaning(_MOVING, "A change of the delivery was requested")
_CHANGE_CONFIRMED = Meaning(_MOVING, "The delivery was changed as requested")
_CHANGED_ADDRESS = Meaning(_MOVING, "A change of the delivery address was requested")
_NEW_ADDRESS = Meaning(_MOVING, ONWARD)
_ADDRESS = Meaning(_TROUBLE, "The address is not complete", Reason.ADDRESS)
_NEW_DAY = Meaning(_MOVING, "The delivery has a new day")
_SERVICE = Meaning(_MOVING, "A faster service was requested")
_SERVICE_CHANGED = Meaning(_MOVING, "Sent on by a faster service")
_HELD = Meaning(_MOVING, "Held for a later delivery")
_TROUBLED = Meaning(_TROUBLE, "Something is holding the parcel up")
_NOTED = Meaning(_MOVING, "Information about the parcel was updated")
_PARTNER = Meaning(_MOVING, "With the delivery partner")
_READY_FOR_PICKUP = Meaning(_READY, "Ready for collection")
_READY_FOR_UPS = Meaning(_ANNOUNCED, "Ready for UPS, which does not have it yet")
_TO_UPS = Meaning(_ANNOUNCED, "On the way to UPS, which does not have it yet")
_UNAVAILABLE = Meaning(_SILENT)
_DELIVERED = Meaning(_DONE, "Delivered")
_DAMAGED = Meaning(_TROUBLE, "Damage was reported", Reason.DAMAGED)
_PICKUP_TRIED = Meaning(_ANNOUNCED, "A pickup was attempted")
_VOIDED = Meaning(_TROUBLE, "The shipment was cancelled", Reason.CANCELLED)

CODES: Mapping[str, Meaning] = {
    "000": _UNAVAILABLE,
    "003": _READY_FOR_UPS,
    "005": _ON_THE_WAY,
    "006": _OUT_FOR_DELIVERY,
    "007": _VOIDED,
    "010": _ON_THE_WAY,
    "011": _DELIVERED,
    "012": _CUSTOMS,
    "013": _TROUBLED,
    "014": _CLEARED,
    "016": Meaning(_MOVING, "In the warehouse"),
    "017": _READY_FOR_PICKUP,
    "018": _CHANGED,
    "019": _HELD,
    "020": _HELD,
    "021": _OUT_FOR_DELIVERY,
    "022": _ATTEMPTED,
    "023": _ATTEMPTED,
    "024": _ATTEMPTED,
    "025": _ON_THE_WAY,
    "026": _DELIVERED,
    "027": _CHANGED_ADDRESS,
    "028": _NEW_ADDRESS,
    "029": Meaning(_TROUBLE, "Something needs to be done before the delivery"),
    "030": Meaning(_TROUBLE, "Something is holding the parcel up at the post office"),
    "032": Meaning(_MOVING, "The weather may delay it", Reason.DELAYED),
    "033": _RETURN_ASKED,
    "034": RETURNED,
    "035": _RETURNING,
    "036": _RETURNING,
    "037": _OUT_FOR_DELIVERY,
    "038": Meaning(_MOVING, "Picked up"),
    "039": _ON_THE_WAY,
    "040": _READY_FOR_PICKUP,
    "041": _SERVICE,
    "042": _SERVICE_CHANGED,
    "043": Meaning(_ANNOUNCED, "The pickup was cancelled"),
    "044": _TO_UPS,
    "045": _TO_UPS,
    "046": _DELAYED,
    "047": _ON_THE_WAY,
    "048": _DELAYED,
    "049": _DELAYED,
    "050": _ADDRESS,
    "051": Meaning(_MOVING, "Delayed by weather or an emergency", Reason.DELAYED),
    "052": _WEATHER,
    "053": _WEATHER,
    "054": _CHANGED,
    "055": _NEW_DAY,
    "056": _SERVICE,
    "057": Meaning(_MOVING, "On the way to a UPS Access Point"),
    "058": _CUSTOMS_ASKS,
    "059": _DAMAGED,
    "060": _ATTEMPTED,
    "061": Meaning(_FAILED, "An adult's signature was not to be had", Reason.RECIPIENT_ABSENT),
    "062": Meaning(_FAILED, "The payment on delivery was not to be had"),
    "063": _CHANGE_CONFIRMED,
    "064": Meaning(_FAILED, "Delivery was refused", Reason.REFUSED),
    "065": _PICKUP_TRIED,
    "066": _ATTEMPTED,
    "067": RETURNED,
    "068": Meaning(_TROUBLE, "Sent to lost and found", Reason.LOST),
    "069": Meaning(_FAILED, "Delivery was not possible"),
    "070": Meaning(_MOVING, "Not at the UPS Access Point yet"),
    "071": Meaning(_MOVING, "Being prepared for delivery"),
    "072": Meaning(_OUT, "Loaded for delivery"),
    "073": Meaning(_MOVING, "On the way to the delivery partner"),
    "074": _PARTNER,
    "075": Meaning(_MOVING, "Scheduled for delivery"),
    "076": Meaning(_TROUBLE, "Something is holding the parcel up at the delivery partner"),
    "077": Meaning(_ANNOUNCED, "Scheduled to be picked up today"),
    "078": Meaning(_OUT, "The driver will arrive soon"),
    "079": _TO_UPS,
    "080": _READY_FOR_UPS,
    "081": Meaning(_TROUBLE, "Returned because of damage", Reason.DAMAGED),
    "082": Meaning(_MOVING, "Delivery instructions were received"),
    "083": Meaning(_MOVING, "Held for now"),
    "084": _CLEARED,
    "085": Meaning(_MOVING, "Held until it is paid for"),
    "086": _DELAYED,
    "087": _ON_THE_WAY,
    "088": _UNAVAILABLE,
    "089": _OUT_FOR_DELIVERY,
    "090": _DELAYED,
    "091": _OUT_FOR_DELIVERY,
    "092": _CUSTOMS,
    "093": Meaning(_MOVING, "Being recovered"),
    "094": Meaning(_MOVING, "Recovered"),
    "095": Meaning(_MOVING, "One more delivery attempt was requested"),
    "096": _NEW_ADDRESS,
    "097": _CHANGED_ADDRESS,
    "098": _CHANGED,
    "099": _CHANGE_CONFIRMED,
    "100": _CHANGE_CONFIRMED,
    "101": _CHANGED,
    "102": _CHANGED,
    "103": _CHANGE_CONFIRMED,
    "104": _CHANGE_CONFIRMED,
    "105": _CHANGED,
    "106": _CHANGE_CONFIRMED,
    "107": _CHANGED,
    "108": _CHANGE_CONFIRMED,
    "109": _CHANGED,
    "110": _NOTED,
    "111": _NOTED,
    "112": _NOTED,
    "113": _NOTED,
    "114": _NOTED,
    "115": _CHANGE_CONFIRMED,
    "116": _CHANGED,
    "117": _CHANGE_CONFIRMED,
    "118": Meaning(_TROUBLE, "The return to the sender was confirmed", Reason.RETURNED),
    "119": _RETURN_ASKED,
    "120": _CHANGE_CONFIRMED,
    "121": _CHANGED,
    "122": _SERVICE_CHANGED,
    "123": _CUSTOMS,
    "124": _CUSTOMS_ASKS,
    "125": _CUSTOMS_ASKS,
    "126": Meaning(_MOVING, "Waiting for a government agency", Reason.CUSTOMS),
    "127": Meaning(_SILENT, "An inquiry about the parcel has ended"),
    "128": Meaning(_SILENT, "An inquiry about the parcel was called off"),
    "129": Meaning(_TROUBLE, "An inquiry about the parcel has begun"),
    "130": Meaning(_TROUBLE, "A claim is being dealt with"),
    "131": _PICKUP_TRIED,
    "132": Meaning(_MOVING, "Held by airport security", Reason.SECURITY),
    "133": Meaning(_ANNOUNCED, "A return label was left with the customer"),
    "134": _CLEARED,
    "135": _PICKUP_TRIED,
    "136": _NEW_DAY,
    "137": Meaning(_MOVING, "Handed to the delivery partner"),
    "138": Meaning(_MOVING, "Waiting for departure"),
    "139": Meaning(_TROUBLE, "The place of delivery is not open to everyone"),
    "140": Meaning(_TROUBLE, "A claim was paid"),
    "141": Meaning(_TROUBLE, "The papers are not complete"),
    "142": Meaning(_SILENT, "A claim was withdrawn"),
    "143": Meaning(_DONE, "Handed to an agent"),
    "144": Meaning(_READY, "At the post office for collection"),
    "145": _ATTEMPTED,
    "146": _OUT_FOR_DELIVERY,
    "147": Meaning(_TROUBLE, "Seized by the authorities", Reason.SECURITY),
    "148": _UNAVAILABLE,
    "149": Meaning(_TROUBLE, "Destroyed: its contents are prohibited", Reason.DESTROYED),
    "153": _NOTED,
    "154": _NOTED,
    "155": Meaning(_DONE, "A picture of the delivery was taken"),
    "156": Meaning(_DONE, "Left inside a business"),
    "157": _READY_FOR_UPS,
    "158": _ON_THE_WAY,
    "159": _ON_THE_WAY,
    "160": Meaning(_MOVING, "With UPS"),
    "161": Meaning(_READY, "At a UPS Access Point"),
    "162": _OUT_FOR_DELIVERY,
    "163": _UNAVAILABLE,
    "164": _ON_THE_WAY,
    "165": _ON_THE_WAY,
    "166": Meaning(_ANNOUNCED, "Ready for Roadie, which does not have it yet"),
    "167": Meaning(_MOVING, "Dropped off at a UPS Store"),
    "168": Meaning(_MOVING, "Dropped off at a shop"),
    "169": Meaning(_MOVING, "Dropped off at a UPS Access Point"),
}
"""``currentStatus.code`` and an activity's ``statusCode``, three digits."""

TYPES: Mapping[str, Meaning] = {
    "D": _DELIVERED,
    "I": _ON_THE_WAY,
    "M": Meaning(_ANNOUNCED, "Shipment announced"),
    "MV": _VOIDED,
    "O": _OUT_FOR_DELIVERY,
    "P": Meaning(_MOVING, "Picked up"),
    "RS": RETURNED,
    "X": _TROUBLED,
    "DO": Meaning(_MOVING, "At the freight station of departure"),
    "DD": Meaning(_MOVING, "At the freight station of arrival"),
    "W": Meaning(_MOVING, "In the warehouse"),
    "U": Meaning(_SILENT, "Information about the parcel was updated"),
    "NA": _UNAVAILABLE,
}
"""An activity's ``type``: what is left to go by where the code says nothing."""


def _each(codes: Mapping[Reason, str]) -> Mapping[str, Reason]:
    return {code: reason for reason, listed in codes.items() for code in listed.split()}


EXCEPTIONS: Mapping[str, Reason] = _each(
    {
        Reason.REFUSED: "53 AM AN AP AQ AS KI KR KS KT KQ 8H YE",
        Reason.RECIPIENT_ABSENT: "48 49 55 AY C4 CI G3 L1 G7 G8 FM KX OH AX YD ZM",
        Reason.ADDRESS: (
            "50 A6 A7 A8 A9 AA AB AC AD AE AF AG AH AK AL AV AW BO C8 CW CY DS DW DZ E1 FA "
            "H1 H2 H3 H4 H5 OJ PH TF TU"
        ),
        Reason.RETURNED: "3N 4R 4S 6C 90 A1 CF CS DL H8 I1 KP O0 O4 PP UA UF XU YJ YK B0",
        Reason.DAMAGED: "13 24 25 26 27 28 45 64 65 66 67 A2 A3 A4 AJ HD HE HR TV LQ LN LO",
        Reason.LOST: "S9 TJ UO UP F8",
        Reason.DELAYED: (
            "2 3 4 6 7 8 15 16 17 18 19 22 23 31 34 1B 1E 1K 1L 1O 1P 1Q 1V 1X 2A 2H 2Y 2Z 3A 3B "
            "3C 3D 3T 6D 6E 7G 7N 7V 7W 7X 7Y 7Z 8A 8K 8L 8R 8Y 8Z C5 C6 CC CD CK CL CM CN CQ D1 "
            "DC DF DG DJ DR DU EH EN FG G6 GC GH GI HA HH LE LF MT NW PZ Q0 Q1 RY TN"
        ),
        Reason.CUSTOMS: (
            "5 29 40 43 71 1C 1U 1W 2B 2N 2T 4C 4T 7F 7H 7I 7M 7P 7T 7U AO B3 B4 B5 B6 B8 B9 "
            "BA BB BC BD BE BF BG BH BI BJ BK BP BV BW BX C3 CE CT CX CZ D0 D5 D9 DB DE DN DY "
            "E4 E8 E9 ER ES EU EV EW EY FE FF GF GZ HW L2 L3 L5 MI OB OI OQ OT R1 R4 R5 R6 R7 "
            "RA RD RE RJ RM RP RR RS RU RZ S1 S2 S3 S4 S5 SF SI SJ SL SN SP SS SV SY T9 TE TG "
            "TT VK VP VQ VR X2 X3 X4 X5 X6 X7 X8 X9 XA XB XC XE XG XJ XK XL XN XO XV XW XY XZ "
            "Y1 Y4 Y5 YA"
        ),
    }
)
"""An activity's ``code`` if its type is X: why, where that is one of our reasons. UPS has some 650
of them; another one says nothing to us."""
