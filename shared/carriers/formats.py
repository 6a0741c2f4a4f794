"""The formats of waybill numbers: one entry for each, in the notation of ``shapes``.

Facts from tracking_number_data (MIT, Jeff Keen): 39 formats of 18 carriers, written anew for
numbers without spaces and hyphens; and one format of our own, the sandbox's.

Positions count from 0 at the start of the number proper (after routing), or from -1 at its end.
"""

from itertools import chain
from typing import NamedTuple

from shared.carriers import lookups
from shared.carriers.checksums import Algorithm, luhn, mod7, mod10, mod_37_36, s10, weighted
from shared.carriers.model import Evidence
from shared.carriers.shapes import Shape, compile_shapes


class Check(NamedTuple):
    """A check digit: where it stands, what it is computed from, and how."""

    compute: Algorithm
    """Returns the character that should stand at ``at``."""
    serial: slice
    at: int = -1
    prepend: str = ""
    """What the sum reads before a serial number that does not begin with it."""


class Lookup(NamedTuple):
    """A part of the number that a published list may know."""

    part: slice
    known: frozenset[str]


class Format(NamedTuple):
    """One way a carrier writes its numbers."""

    carrier: str | None
    """The carrier's code; None where the number's own last two letters name the country's post."""
    id: str
    shapes: tuple[Shape, ...]
    check: Check | None = None
    lookups: tuple[Lookup, ...] = ()
    """Only beside a check. All of them must succeed to count as evidence."""
    shape_says: Evidence = Evidence.LENGTH
    """What the shape alone is worth, where there is no check digit."""


def _written(*notations: str) -> tuple[Shape, ...]:
    """Compile the notations that a format is written in."""
    return tuple(chain.from_iterable(map(compile_shapes, notations)))


_ALL_BUT_LAST = slice(0, -1)

_GS1 = mod10(even=3, odd=1)
_GS1_EVEN_LENGTH = mod10(even=1, odd=3)
_GS1_FROM_THE_RIGHT = mod10(even=3, odd=1, reverse=True)
_UPS = mod10(even=1, odd=2)
_FEDEX_11 = weighted(weights=(3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), first=11, second=10)
_FEDEX_13 = weighted(weights=(1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), first=11, second=10)

FORMATS: tuple[Format, ...] = (
    Format(
        carrier="amazon",
        id="amazon_logistics",
        shapes=_written("TB[ACM]#{12}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # one letter of three says little, so this is length only
        carrier="amazon",
        id="amazon_international",
        shapes=_written("[ACF]#{10}"),
    ),
    Format(
        carrier="canada_post",
        id="canada_post",
        shapes=_written("#{16}"),
        check=Check(_GS1, serial=_ALL_BUT_LAST),
    ),
    Format(  # one letter of eight says little, too
        carrier="canpar",
        id="canpar_22",
        shapes=_written("[CDKLSUXZ]#{21}"),
    ),
    Format(
        carrier="dhl",
        id="dhl_express",
        shapes=_written("#{10-11}"),
        check=Check(mod7, serial=_ALL_BUT_LAST),
    ),
    Format(  # only the J is fixed; Purolator's numbers begin with any three letters
        carrier="dhl",
        id="dhl_express_piece_id",
        shapes=_written("J@{2-3}#{9-10}"),
    ),
    Format(  # 12 to 41 characters; the facts want a digit right after the two letters
        carrier="dhl",
        id="dhl_ecommerce",
        shapes=_written("<GM|LX|RX|UV|CN|SG|TH|IN|HK|MY>#*{9-38}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="dhl",
        id="dhl_ecommerce_14",
        shapes=_written("#{14}"),
    ),
    Format(
        carrier="dpd",
        id="dpd",
        shapes=_written("#{27}*"),
        check=Check(mod_37_36, serial=_ALL_BUT_LAST),
        lookups=(
            Lookup(slice(21, 24), lookups.DPD_SERVICES),
            Lookup(slice(24, 27), lookups.COUNTRY_NUMBERS),
        ),
    ),
    Format(
        carrier="dpd",
        id="dpd_14",
        shapes=_written("#{14}*"),
        check=Check(mod_37_36, serial=_ALL_BUT_LAST),
    ),
    Format(
        carrier="fedex",
        id="fedex_12",
        shapes=_written("#{12}"),
        check=Check(_FEDEX_11, serial=_ALL_BUT_LAST),
    ),
    Format(
        carrier="fedex",
        id="fedex_34",
        shapes=_written("[0-8]#{33}"),
        check=Check(_FEDEX_13, serial=slice(20, 33)),
    ),
    Format(  # the check digit is that of the Express number inside the barcode
        carrier="fedex",
        id="fedex_astra_32",
        shapes=_written("3#{31}"),
        check=Check(_FEDEX_11, serial=slice(16, 27), at=27),
    ),
    Format(
        carrier="fedex",
        id="fedex_ground",
        shapes=_written("#{15}"),
        check=Check(_GS1_EVEN_LENGTH, serial=_ALL_BUT_LAST),
    ),
    Format(  # as in the facts, the sum leaves the container type out
        carrier="fedex",
        id="fedex_ground_sscc_18",
        shapes=_written("#{18}"),
        check=Check(_GS1, serial=slice(2, 17)),
        lookups=(Lookup(slice(0, 2), lookups.FEDEX_CONTAINER_TYPES),),
    ),
    Format(
        carrier="fedex",
        id="fedex_ground_96",
        shapes=_written("96#{20}"),
        check=Check(_GS1_EVEN_LENGTH, serial=slice(7, 21)),
    ),
    Format(
        carrier="fedex",
        id="fedex_ground_gsn",
        shapes=_written("96#{32}"),
        check=Check(_FEDEX_13, serial=slice(20, 33)),
    ),
    Format(
        carrier="gofo",
        id="gofo_us",
        shapes=_written("GFUS#{14}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="landmark",
        id="landmark_global",
        shapes=_written("LTN#{8}N1"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="lasership",
        id="lasership_lx",
        shapes=_written("L[AIEHNX][1-3]#{7}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="lasership",
        id="lasership_1ls7",
        shapes=_written("1LS7[12]#{10}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # printed with a hyphen before the last digit: 18 characters, of which we see 17
        carrier="lasership",
        id="lasership_1ls7_18",
        shapes=_written("1LS7[12]#{2}01[1-4]#{6}1"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="lasership",
        id="lasership_1lscx",
        shapes=_written("1LSCX*{10}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="old_dominion",
        id="old_dominion",
        shapes=_written("<777|778|072|780>#{8}"),
        check=Check(luhn, serial=_ALL_BUT_LAST),
    ),
    Format(
        carrier="old_dominion",
        id="old_dominion_guaranteed",
        shapes=_written("80#{9}"),
        check=Check(luhn, serial=_ALL_BUT_LAST),
    ),
    Format(
        carrier="ontrac",
        id="ontrac_c",
        shapes=_written("C#{14}"),
        check=Check(_UPS, serial=slice(1, 14), prepend="4"),
    ),
    Format(
        carrier="ontrac",
        id="ontrac_d",
        shapes=_written("D#{14}"),
        check=Check(_UPS, serial=slice(1, 14), prepend="5"),
    ),
    Format(
        carrier="purolator",
        id="purolator_numeric",
        shapes=_written("[0-5]#{11}"),
        check=Check(luhn, serial=_ALL_BUT_LAST),
    ),
    Format(
        carrier="purolator",
        id="purolator_alpha",
        shapes=_written("@{3}#{9}"),
    ),
    Format(
        carrier=None,
        id="s10",
        shapes=_written("@@#{9}@@"),
        check=Check(s10, serial=slice(2, 10), at=10),
        lookups=(Lookup(slice(0, 2), lookups.S10_SERVICES),),
    ),
    Format(
        carrier="speedee",
        id="speedee",
        shapes=_written("SP#{18}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="ups",
        id="ups",
        shapes=_written("1Z*{15}#"),
        check=Check(_UPS, serial=slice(2, 17)),
        lookups=(Lookup(slice(8, 10), lookups.UPS_SERVICES),),
    ),
    Format(
        carrier="ups",
        id="ups_waybill",
        shapes=_written("[AHJKTV]#{10}"),
        check=Check(_UPS, serial=slice(1, 10)),
        lookups=(Lookup(slice(0, 1), lookups.UPS_WAYBILL_SERVICES),),
    ),
    Format(
        carrier="usps",
        id="usps_20",
        shapes=_written("#{20}"),
        check=Check(_GS1, serial=_ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 2), lookups.USPS_SERVICES),),
    ),
    Format(  # 22 or 26 digits, or 30 from a nine-digit mailer; before them 420 and a ZIP or ZIP+4
        carrier="usps",
        id="usps_impb_n",
        shapes=_written(
            "94#{20}",
            "94#{24}",
            "94#{3}9#{24}",
            "420#{5}/94#{20}",
            "420#{5}/94#{24}",
            "420#{9}/94#{20}",
        ),
        check=Check(_GS1_FROM_THE_RIGHT, serial=_ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 2), lookups.IMPB_ONLINE),),
    ),
    Format(  # the 91 may be missing, but the check digit counts it all the same
        carrier="usps",
        id="usps_legacy",
        shapes=_written(
            "#{20}",
            "91#{20}",
            "420#{5}/#{20}",
            "420#{5}/91#{20}",
            "420#{9}/#{20}",
            "420#{9}/91#{20}",
        ),
        check=Check(_GS1, serial=_ALL_BUT_LAST, prepend="91"),
        lookups=(Lookup(slice(-20, -18), lookups.USPS_SERVICES),),
    ),
    Format(  # 92 goes with mailers of nine digits, 93 with those of six, 95 with either
        carrier="usps",
        id="usps_impb_c",
        shapes=_written(
            "92#{3}9#{16}",
            "93#{3}[0-8]#{16}",
            "95#{20}",
            "92#{3}9#{20}",
            "93#{3}[0-8]#{20}",
            "95#{24}",
            "420#{5}/92#{3}9#{16}",
            "420#{5}/93#{3}[0-8]#{16}",
            "420#{5}/95#{20}",
            "420#{5}/92#{3}9#{20}",
            "420#{5}/93#{3}[0-8]#{20}",
            "420#{5}/95#{24}",
            "420#{9}/92#{3}9#{16}",
            "420#{9}/93#{3}[0-8]#{16}",
            "420#{9}/95#{20}",
        ),
        check=Check(_GS1, serial=_ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 2), lookups.IMPB_COMMERCIAL_AND_RETAIL),),
    ),
    Format(
        carrier="yodel",
        id="yodel",
        shapes=_written("JD#{16}", "JJD#{16}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="yunexpress",
        id="yunexpress",
        shapes=_written("YT#{16}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(
        carrier="sandbox",
        id="sandbox",
        shapes=_written("AGP@{2-24}#{4}"),
        shape_says=Evidence.PREFIX,
    ),
)
"""Every format, in the order of the facts; where evidence is equal, detection keeps this order."""
