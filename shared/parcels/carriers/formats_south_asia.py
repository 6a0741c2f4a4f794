"""Formats of carriers of India, of South-East Asia and of South Africa.

Each says where it is publicly known from.
"""

from shared.parcels.carriers.checksums import mod7
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, written
from shared.parcels.carriers.evidence import CarrierEvidence

_MOD7 = Check(mod7, serial=ALL_BUT_LAST)
"""Of eleven digits it is DHL Express's and Japan Post's as well, so that it never settles one."""

SOUTH_ASIA: tuple[Format, ...] = (
    Format(  # not published; numbers in public have it right (plhery/universal-parcel-scraper)
        carrier="aramex",
        id="aramex",
        shapes=written("#{11}"),
        check=_MOD7,
    ),
    Format(  # the same
        carrier="blue_dart",
        id="blue_dart",
        shapes=written("#{11}"),
        check=_MOD7,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="dtdc",
        id="dtdc",
        shapes=written("7[DX]#{9}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # one letter says little
        carrier="dtdc",
        id="dtdc_letter",
        shapes=written("[NV]#{8}", "[BDHPTUV]#{10}"),
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="ekart",
        id="ekart",
        shapes=written("<FMPC|FMPP|MYSP|MYSR>#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="xpressbees",
        id="xpressbees",
        shapes=written("[19]#{13}"),
    ),
    Format(  # China's, and two of Indonesia's (plhery/universal-parcel-scraper; a reader of
        # barcodes, Packagex's)
        carrier="j_and_t",
        id="j_and_t",
        shapes=written("JT#{13}", "J[XY]#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # other letters are seen, JD among them, which is JD Logistics', Yodel's and DHL's, too
        carrier="j_and_t",
        id="j_and_t_letter",
        shapes=written("J[A-WZ]#{10}"),
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="ninja_van",
        id="ninja_van",
        shapes=written(
            "<NLMY|NLSG|NLID|NLPH|NLTH|NLVN>@{1-2}#{8-10}",
            "<NVMY|NVSG|NVID|NVPH|NVTH|NVVN>*{8-20}",
            "NJVTT#{11}",
        ),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="spx",
        id="spx_philippines",
        shapes=written("SPXPH#{10-16}", "SPXPH#{10-16}@"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="spx",
        id="spx_country",
        shapes=written("PH#{12-14}", "PH#{12-14}@", "TH#{11-12}"),
    ),
    Format(  # checkpassadu.com, which does not tell the length: these are common
        carrier="flash_express",
        id="flash_express",
        shapes=written("TH*{10-16}"),
    ),
    Format(  # checkpassadu.com; a reader of barcodes (Packagex's)
        carrier="kex",
        id="kex",
        shapes=written("SHP*{10-12}"),
    ),
    Format(  # MuflihItsuka312/API-Server
        carrier="jne",
        id="jne",
        shapes=written("TG#{8-13}", "<CGK|JNE>#{8-13}"),
    ),
    Format(  # MuflihItsuka312/API-Server
        carrier="sicepat",
        id="sicepat",
        shapes=written("00#{10}"),
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="post_my",
        id="pos_malaysia",
        shapes=written("MYPM#{11}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # the same
        carrier="post_my",
        id="pos_malaysia_letters",
        shapes=written("@{3}#{8-9}MY"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="the_courier_guy",
        id="the_courier_guy",
        shapes=written("<DD|LD>*{6}"),
    ),
)
