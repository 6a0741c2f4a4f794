"""Published lists that a part of a number may be looked up in. Data.

Facts from tracking_number_data (MIT, Jeff Keen). What an entry means is left out: to know that it
is on the list is all that detection asks.
"""

from shared.parcels.carriers.shapes import LETTERS


def _codes(text: str) -> frozenset[str]:
    """Return the codes of a text, which has them apart by spaces."""
    return frozenset(text.split())


UPS_SERVICES = _codes("01 02 03 12 13 15 22 32 33 41 42 44 66 72 78 90 A0 A1 A2 A8 A9 AA YW")
"""Characters 9 and 10 of a UPS 1Z number."""

UPS_WAYBILL_SERVICES = frozenset("JKV")
"""The letter of a UPS waybill. A, H and T are also seen and mean something unpublished."""

USPS_SERVICES = _codes("01 02 03 04 05 06 07 08 14 21 22 23 24 25 26 34 50 56 73 82 83 85")
"""Service type codes of the 20-digit numbers (USPS Publication 91)."""

IMPB_ONLINE = frozenset({"94"})
"""Application identifiers of labels from online services, vendors and meters (Publication 199)."""

IMPB_COMMERCIAL_AND_RETAIL = _codes("92 93 95")
"""Application identifiers of commercial mailers (92, 93) and of the counter (95)."""

FEDEX_CONTAINER_TYPES = _codes("00 01 02 04")
"""The first two digits of a FedEx Ground SSCC-18."""

DPD_SERVICES = _codes("101 102 105 106 109 110 113 136 154 155 161 179 191 225 237 350")
"""Digits 22 to 24 of a 28-character DPD number."""

COUNTRY_NUMBERS = _codes(
    "004 008 010 012 016 020 024 028 031 032 036 040 044 048 050 051 052 056 060 064 068 "
    "070 072 074 076 084 086 090 092 096 100 104 108 112 116 120 124 132 136 140 144 148 "
    "152 156 158 162 166 170 174 175 178 180 184 188 191 192 196 203 204 208 212 214 218 "
    "222 226 231 232 233 234 238 239 242 246 248 250 254 258 260 262 266 268 270 275 276 "
    "288 292 296 300 304 308 312 316 320 324 328 332 334 336 340 344 348 352 356 360 364 "
    "368 372 376 380 384 388 392 398 400 404 408 410 414 417 418 422 426 428 430 434 438 "
    "440 442 446 450 454 458 462 466 470 474 478 480 484 492 496 498 499 500 504 508 512 "
    "516 520 524 528 530 531 533 534 535 540 548 554 558 562 566 570 574 578 580 581 583 "
    "584 585 586 591 598 600 604 608 612 616 620 624 626 630 634 638 642 643 646 654 659 "
    "660 662 663 666 670 674 678 682 686 688 690 694 702 703 704 705 706 710 716 724 728 "
    "732 736 740 744 748 752 756 760 762 764 768 772 776 780 784 788 792 795 796 798 800 "
    "804 807 818 826 831 832 833 834 840 850 854 858 860 862 876 882 887 894 991"
)
"""ISO 3166-1 numeric codes, with those that DPD's list keeps of countries now gone."""

_S10_DOMESTIC = ("AV", "AW", "AX", "AY", "AZ", "GA", "GD")

S10_SERVICES = frozenset(
    [first + second for first in "BCDEHLMNPRUVZ" for second in LETTERS]
    + ["Q" + second for second in "ABCDEFGHIJKLM"]
    + list(_S10_DOMESTIC)
)
"""Service indicators that UPU S10 assigns; the others are reserved."""
