"""Formats of carriers of the United Kingdom, beyond the facts in ``formats``.

Each says where it is publicly known from. What fits too much of the world's numbers is left out:
the eight characters of Evri's calling cards.
"""

from shared.parcels.carriers import lookups
from shared.parcels.carriers.checksums import complement, mod10, s10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, Lookup, written
from shared.parcels.carriers.evidence import CarrierEvidence

_EVRI = Check(complement(mod10(even=2, odd=1)), serial=ALL_BUT_LAST)
"""The last digit of UPS's sum itself, over all fifteen characters before it. Nobody publishes it;
it holds over all numbers in public that plhery/universal-parcel-scraper knows."""

BRITAIN: tuple[Format, ...] = (
    Format(  # H or T, five letters and digits, ten digits (plhery/universal-parcel-scraper)
        carrier="evri",
        id="evri",
        shapes=written(
            "T*{5}#{10}",
            "H@*{4}#{10}",
            "H#@*{3}#{10}",
            "H##@*{2}#{10}",
            "H###@*#{10}",
            "H####@#{10}",
        ),
        check=_EVRI,
    ),
    Format(  # Hermes in Germany has H and 15 digits, too
        carrier="evri",
        id="evri_h15",
        shapes=written("H#{15}"),
        check=_EVRI,
        settles=False,
    ),
    Format(  # 16 characters (evri.com), with letters where shop extensions have them (AST,
        # WooCommerce)
        carrier="evri",
        id="evri_unchecked",
        shapes=written("@##@*{2}#{10}"),
    ),
    Format(  # the 2D barcode: 32, eleven digits, eight hexadecimal ones
        # (plhery/universal-parcel-scraper; Amazon's help for sellers)
        carrier="post_gb",
        id="royal_mail_2d",
        shapes=written("32#{11}&{8}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # and its item id, which may be anything else in hexadecimal
        carrier="post_gb",
        id="royal_mail_item",
        shapes=written("32#{19}", "&{16}"),
    ),
    Format(  # services of UPU S10 (plhery/universal-parcel-scraper)
        carrier="parcelforce",
        id="parcelforce_s10",
        shapes=written("E[A-E]#{9}GB", "<CP|GI>#{9}GB"),
        check=Check(s10, serial=slice(2, 10), at=10),
        lookups=(Lookup(slice(0, 2), lookups.S10_SERVICES),),
    ),
    Format(  # parcelforce.com's page of number formats
        carrier="parcelforce",
        id="parcelforce",
        shapes=written("@@#{7}", "@{4}#{10}"),
    ),
    Format(  # InPost's in the United Kingdom, which were Yodel's (plhery/universal-parcel-scraper)
        carrier="yodel",
        id="yodel_8ydr",
        shapes=written("8YDR#{9}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
)
