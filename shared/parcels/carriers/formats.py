"""The formats of waybill numbers: one entry for each, in the notation of ``shapes``.

Here are the facts of tracking_number_data (MIT, Jeff Keen): 39 formats of 18 carriers, written anew
for numbers without spaces and hyphens, and narrowed where others write the same; and one format of
our own, the sandbox's. Further ones stand in the modules ``formats_*``, by region; those of nothing
but digits that many carriers share, in ``formats_digits``.
"""

from shared.parcels.carriers import lookups
from shared.parcels.carriers.checksums import luhn, mod7, mod10, mod_37_36, s10, weighted
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, Lookup, written
from shared.parcels.carriers.evidence import CarrierEvidence
from shared.parcels.carriers.formats_americas import AMERICAS
from shared.parcels.carriers.formats_asia_pacific import ASIA_PACIFIC
from shared.parcels.carriers.formats_britain import BRITAIN
from shared.parcels.carriers.formats_digits import DIGITS_ONLY
from shared.parcels.carriers.formats_europe import EUROPE
from shared.parcels.carriers.formats_france import FRANCE
from shared.parcels.carriers.formats_south_asia import SOUTH_ASIA
from shared.parcels.carriers.formats_southern_europe import SOUTHERN_EUROPE

_GS1 = mod10(even=3, odd=1)
_GS1_EVEN_LENGTH = mod10(even=1, odd=3)
_GS1_FROM_THE_RIGHT = mod10(even=3, odd=1, reverse=True)
_UPS = mod10(even=1, odd=2)
_FEDEX_11 = weighted(weights=(3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), first=11, second=10)
_FEDEX_13 = weighted(weights=(1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), first=11, second=10)

_FACTS: tuple[Format, ...] = (
    Format(  # TBA, and often the letters of a station: TBAONT and nine digits (issue 105 of the
        # facts)
        carrier="amazon",
        id="amazon_logistics",
        shapes=written("TB[ACM]*{12}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # one letter of three says little, so this is length only
        carrier="amazon",
        id="amazon_international",
        shapes=written("[ACF]#{10}"),
    ),
    Format(  # Correos Express writes the very same
        carrier="canada_post",
        id="canada_post",
        shapes=written("#{16}"),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # one letter of eight says little, too
        carrier="canpar",
        id="canpar_22",
        shapes=written("[CDKLSUXZ]#{21}"),
    ),
    Format(
        carrier="dhl",
        id="dhl_express",
        shapes=written("#{10-11}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # only the J is fixed; Purolator's numbers begin with any three letters
        carrier="dhl",
        id="dhl_express_piece_id",
        shapes=written("J@{2-3}#{9-10}"),
    ),
    Format(  # 12 to 41 characters; the facts want a digit right after the two letters
        carrier="dhl",
        id="dhl_ecommerce",
        shapes=written("<GM|LX|RX|UV>#*{9}", "<GM|LX|RX|UV>#{11}", "<GM|LX|RX|UV>#*{11-38}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # 13 with letters: more likely a postal item of another country, mistyped
        carrier="dhl",
        id="dhl_ecommerce_13",
        shapes=written("<GM|LX|RX|UV>#*{10}"),
    ),
    Format(  # these begin numbers of many others as well: they are countries' codes
        carrier="dhl",
        id="dhl_ecommerce_asia",
        shapes=written("<CN|SG|TH|IN|HK|MY>#*{9-38}"),
    ),
    Format(  # a serial shipping container code (00) of DHL Paket in Germany: of its own company
        # prefixes 34043 and 3, 4 or 5 (plhery/universal-parcel-scraper, paketda.de). 340 alone is
        # any German company's
        carrier="dhl",
        id="dhl_paket",
        shapes=written("0034043[345]#{12}"),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 7), frozenset({"0034043"})),),
    ),
    Format(  # pieces, in all their lengths; the first J is a barcode's, so it may be missing. Yodel
        # has JJD and 16 digits, too (plhery/universal-parcel-scraper, paketda.de)
        carrier="dhl",
        id="dhl_piece",
        shapes=written("JJD*{8-21}", "JD#{18}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # the same without the first J, where the length is Yodel's
        carrier="dhl",
        id="dhl_piece_16",
        shapes=written("JD#{16}"),
    ),
    Format(
        carrier="dpd",
        id="dpd",
        shapes=written("#{27}*"),
        check=Check(mod_37_36, serial=ALL_BUT_LAST),
        lookups=(
            Lookup(slice(21, 24), lookups.DPD_SERVICES),
            Lookup(slice(24, 27), lookups.COUNTRY_NUMBERS),
        ),
    ),
    Format(
        carrier="dpd",
        id="dpd_14",
        shapes=written("#{14}*"),
        check=Check(mod_37_36, serial=ALL_BUT_LAST),
    ),
    Format(
        carrier="fedex",
        id="fedex_12",
        shapes=written("#{12}"),
        check=Check(_FEDEX_11, serial=ALL_BUT_LAST),
    ),
    Format(
        carrier="fedex",
        id="fedex_34",
        shapes=written("[0-8]#{33}"),
        check=Check(_FEDEX_13, serial=slice(20, 33)),
    ),
    Format(  # the check digit is that of the Express number inside the barcode
        carrier="fedex",
        id="fedex_astra_32",
        shapes=written("3#{31}"),
        check=Check(_FEDEX_11, serial=slice(16, 27), at=27),
    ),
    Format(
        carrier="fedex",
        id="fedex_ground",
        shapes=written("#{15}"),
        check=Check(_GS1_EVEN_LENGTH, serial=ALL_BUT_LAST),
    ),
    Format(  # as in the facts, the sum leaves the container type out. Another type is any shipper's
        carrier="fedex",
        id="fedex_ground_sscc_18",
        shapes=written("0[0124]#{16}"),
        check=Check(_GS1, serial=slice(2, 17)),
        lookups=(Lookup(slice(0, 2), lookups.FEDEX_CONTAINER_TYPES),),
    ),
    Format(
        carrier="fedex",
        id="fedex_ground_96",
        shapes=written("96#{20}"),
        check=Check(_GS1_EVEN_LENGTH, serial=slice(7, 21)),
    ),
    Format(
        carrier="fedex",
        id="fedex_ground_gsn",
        shapes=written("96#{32}"),
        check=Check(_FEDEX_13, serial=slice(20, 33)),
    ),
    Format(
        carrier="gofo",
        id="gofo_us",
        shapes=written("GFUS#{14}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="landmark",
        id="landmark_global",
        shapes=written("LTN#{8-9}", "LTN#{8-9}N1"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="lasership",
        id="lasership_lx",
        shapes=written("L[AIEHNX][1-3]#{7}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="lasership",
        id="lasership_1ls7",
        shapes=written("1LS7[12]#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # printed with a hyphen before the last digit: 18 characters, of which we see 17
        carrier="lasership",
        id="lasership_1ls7_18",
        shapes=written("1LS7[12]#{2}01[1-4]#{6}1"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="lasership",
        id="lasership_1lscx",
        shapes=written("1LSCX*{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="old_dominion",
        id="old_dominion",
        shapes=written("<777|778|072|780>#{8}"),
        check=Check(luhn, serial=ALL_BUT_LAST),
    ),
    Format(
        carrier="old_dominion",
        id="old_dominion_guaranteed",
        shapes=written("80#{9}"),
        check=Check(luhn, serial=ALL_BUT_LAST),
    ),
    Format(
        carrier="ontrac",
        id="ontrac_c",
        shapes=written("C#{14}"),
        check=Check(_UPS, serial=slice(1, 14), prepend="4"),
    ),
    Format(
        carrier="ontrac",
        id="ontrac_d",
        shapes=written("D#{14}"),
        check=Check(_UPS, serial=slice(1, 14), prepend="5"),
    ),
    Format(
        carrier="purolator",
        id="purolator_numeric",
        shapes=written("[0-5]#{11}"),
        check=Check(luhn, serial=ALL_BUT_LAST),
    ),
    Format(  # any three letters, so all of others' three letters, too
        carrier="purolator",
        id="purolator_alpha",
        shapes=written("@{3}#{9}"),
    ),
    Format(
        carrier=None,
        id="s10",
        shapes=written("@@#{9}@@"),
        check=Check(s10, serial=slice(2, 10), at=10),
        lookups=(Lookup(slice(0, 2), lookups.S10_SERVICES),),
    ),
    Format(
        carrier="speedee",
        id="speedee",
        shapes=written("SP#{18}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="ups",
        id="ups",
        shapes=written("1Z*{15}#"),
        check=Check(_UPS, serial=slice(2, 17)),
        lookups=(Lookup(slice(8, 10), lookups.UPS_SERVICES),),
    ),
    Format(
        carrier="ups",
        id="ups_waybill",
        shapes=written("[AHJKTV]#{10}"),
        check=Check(_UPS, serial=slice(1, 10)),
        lookups=(Lookup(slice(0, 1), lookups.UPS_WAYBILL_SERVICES),),
    ),
    Format(  # not those beginning with 00: serial shipping container codes, whoever ships. GS1's
        # sum on 20 digits is everybody's, so that only a known service settles it
        carrier="usps",
        id="usps_20",
        shapes=written("0[1-9]#{18}", "[1-9]#{19}"),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 2), lookups.USPS_SERVICES),),
        settles=False,
    ),
    Format(  # 22 or 26 digits, or 30 from a nine-digit mailer; before them 420 and a ZIP or ZIP+4
        carrier="usps",
        id="usps_impb_n",
        shapes=written(
            "94#{20}",
            "94#{24}",
            "94#{3}9#{24}",
            "420#{5}/94#{20}",
            "420#{5}/94#{24}",
            "420#{9}/94#{20}",
        ),
        check=Check(_GS1_FROM_THE_RIGHT, serial=ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 2), lookups.IMPB_ONLINE),),
    ),
    Format(  # the 91 may be missing, but the check digit counts it all the same
        carrier="usps",
        id="usps_legacy_20",
        shapes=written("0[1-9]#{18}", "[1-9]#{19}"),
        check=Check(_GS1, serial=ALL_BUT_LAST, prepend="91"),
        lookups=(Lookup(slice(0, 2), lookups.USPS_SERVICES),),
        settles=False,
    ),
    Format(
        carrier="usps",
        id="usps_legacy",
        shapes=written(
            "91#{20}",
            "420#{5}/#{20}",
            "420#{5}/91#{20}",
            "420#{9}/#{20}",
            "420#{9}/91#{20}",
        ),
        check=Check(_GS1, serial=ALL_BUT_LAST, prepend="91"),
        lookups=(Lookup(slice(-20, -18), lookups.USPS_SERVICES),),
    ),
    Format(  # after the service comes the mailer, of nine digits or of six. The standard has nine
        # with 92 and six with 93; USPS's own test system has six with 92 (USPS/api-examples, 34)
        carrier="usps",
        id="usps_impb_c",
        shapes=written(
            "<92|93|95>#{20}",
            "<92|93|95>#{24}",
            "420#{5}/<92|93|95>#{20}",
            "420#{5}/<92|93|95>#{24}",
            "420#{9}/<92|93|95>#{20}",
        ),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        lookups=(Lookup(slice(0, 2), lookups.IMPB_COMMERCIAL_AND_RETAIL),),
    ),
    Format(  # DHL has JJD and 16 digits, too
        carrier="yodel",
        id="yodel",
        shapes=written("JD#{16}", "JJD#{16}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(
        carrier="yunexpress",
        id="yunexpress",
        shapes=written("YT#{16}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
)

_SANDBOX = Format(
    carrier="sandbox",
    id="sandbox",
    shapes=written("AGP@{2-24}#{4}", "AGPMOVES#{9-12}"),
    shape_says=CarrierEvidence.PREFIX,
)

FORMATS: tuple[Format, ...] = (
    *_FACTS,
    *AMERICAS,
    *BRITAIN,
    *FRANCE,
    *EUROPE,
    *SOUTHERN_EUROPE,
    *ASIA_PACIFIC,
    *SOUTH_ASIA,
    *DIGITS_ONLY,
    _SANDBOX,
)
"""Every format; where evidence is equal, detection keeps this order."""

SAME_PARCELS = frozenset(
    map(
        frozenset,
        (
            ("dhl", "post_de"),  # one group; DHL's API answers CQ...DE (a carrier library's tests)
            ("chronopost", "post_fr"),  # one group; La Poste's page shows both
            ("parcelforce", "post_gb"),  # Royal Mail's page shows Parcelforce's
        ),
    )
)
"""Pairs of carriers that show each other's parcels: where a number is one's or the other's, either
may be asked."""
