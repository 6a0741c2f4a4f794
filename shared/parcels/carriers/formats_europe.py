"""Formats of parcel carriers and posts of Germany and around, the North and the East of Europe.

Each says where it is publicly known from. A check digit stands here only where it is published and
fits public examples. What fits too much of the world's numbers is left out: a container code (SSCC)
whose company prefix is not known to be the carrier's own, but in Scandinavia, where the carriers
print little else.
"""

from shared.parcels.carriers import lookups
from shared.parcels.carriers.checksums import mod10, mod11, s10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, Lookup, written
from shared.parcels.carriers.evidence import CarrierEvidence

_GS1 = mod10(even=3, odd=1)
_IDENTCODE = mod10(even=4, odd=9)
_GLS = mod10(even=3, odd=1, plus=1)
"""As for GS1, and one more (GLS's Uni-Box documentation, 3.2.1). The example that Swiss Post gives
of a GLS number, 993990103198, fits it."""
_SSCC = Check(_GS1, serial=ALL_BUT_LAST)

EUROPE: tuple[Format, ...] = (
    Format(  # Deutsche Post's Identcode (paketda.de, plhery/universal-parcel-scraper)
        carrier="dhl",
        id="dhl_identcode",
        shapes=written("#{12}"),
        check=Check(_IDENTCODE, serial=ALL_BUT_LAST),
    ),
    Format(  # parcels and goods by letter of UPU S10, which DHL's API answers, too by
        # plhery/universal-parcel-scraper
        carrier="dhl",
        id="dhl_s10",
        shapes=written("[CL]@#{9}DE"),
        check=Check(s10, serial=slice(2, 10), at=10),
        lookups=(Lookup(slice(0, 2), lookups.S10_SERVICES),),
    ),
    Format(  # in the Netherlands (plhery/universal-parcel-scraper, itsvic-dev/parcel)
        carrier="dhl",
        id="dhl_netherlands",
        shapes=written("JVGL*{8-24}", "3SDFC#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # older numbers (paketda.de). The sum is GS1's, and about fifteen carriers write 14
        # digits
        carrier="hermes_de",
        id="hermes_14",
        shapes=written("#{14}"),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # most often 20 characters (plhery/universal-parcel-scraper)
        carrier="hermes_de",
        id="hermes",
        shapes=written("H#{16-19}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # Evri has H and 15 digits, too
        carrier="hermes_de",
        id="hermes_h15",
        shapes=written("H#{15}"),
    ),
    Format(  # Poland's; U most of all (plhery/universal-parcel-scraper, szkf/package-bot)
        carrier="dpd",
        id="dpd_pl",
        shapes=written("#{13}U"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # shops there tell of Q and W as well (issues of Allegro's API); in Portugal DPD has a
        # Q
        carrier="dpd",
        id="dpd_pl_qw",
        shapes=written("#{13}[QW]"),
    ),
    Format(  # dpd_14 without the check character, which is often left out. First comes the depot:
        # in Germany and around it with a 0 (AST's list of carriers), in France 10, in Poland 13 by
        # plhery/universal-parcel-scraper
        carrier="dpd",
        id="dpd_14_plain",
        shapes=written("0#{13}", "1[03]#{12}"),
    ),
    Format(
        carrier="gls",
        id="gls_12",
        shapes=written("#{12}"),
        check=Check(_GLS, serial=ALL_BUT_LAST),
    ),
    Format(  # the track id; France's begin with 00 (plhery/universal-parcel-scraper)
        carrier="gls",
        id="gls_track_id",
        shapes=written("%{8}"),
    ),
    Format(  # 24 digits (InPost's own links). They begin with 4 to 9 (4tracking); with 000 they are
        # DHL's in Poland, with 3232 bpost's
        carrier="inpost",
        id="inpost",
        shapes=written("[4-9]#{23}"),
    ),
    Format(  # 13 or 15 characters: 3S, the sender's code, a serial number (developer.postnl.nl);
        # the code has one to four letters (plhery/universal-parcel-scraper, justinholtweb/trackr)
        carrier="post_nl",
        id="postnl_3s",
        shapes=written(
            "3S@#{10}",
            "3S@@#{9}",
            "3S@{3}#{8}",
            "3S@{4}#{7}",
            "3S@#{12}",
            "3S@@#{11}",
            "3S[A-CE-Z]@@#{10}",
            "3SD[A-EG-Z]@#{10}",
            "3SDF[ABD-Z]#{10}",
            "3S@{4}#{9}",
        ),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="post_be",
        id="bpost",
        shapes=written("<3232|3299>#{20}", "3232#{14}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # printed 99.34.123456.12345678 (plhery/universal-parcel-scraper; Neodynamic's help)
        carrier="post_ch",
        id="swiss_post_18",
        shapes=written("9[89]#{16}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # Planzer's parcels (plhery/universal-parcel-scraper)
        carrier="planzer",
        id="planzer",
        shapes=written("91346097#{12}", "99990#{8}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # Quickpac's
        carrier="planzer",
        id="quickpac",
        shapes=written("44#{16}"),
    ),
    Format(  # 22 digits, these most often (plhery/universal-parcel-scraper, Kutepov/parcels)
        carrier="post_at",
        id="austrian_post_22",
        shapes=written("1[06]#{20}"),
    ),
    Format(  # container codes of Poczta Polska's own company prefix by
        # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="post_pl",
        id="poczta_polska",
        shapes=written("00#5900773#{10}"),
        check=_SSCC,
        lookups=(Lookup(slice(3, 10), frozenset({"5900773"})),),
    ),
    Format(  # the same without the check digit, as some pages print it
        carrier="post_pl",
        id="poczta_polska_19",
        shapes=written("00#5900773#{9}"),
    ),
    Format(  # Pocztex (plhery/universal-parcel-scraper, itsvic-dev/parcel, szkf/package-bot)
        carrier="post_pl",
        id="pocztex",
        shapes=written("PX#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # itsvic-dev/parcel; issue 12223 of Allegro's API
        carrier="allegro_one",
        id="allegro_one",
        shapes=written("A#%{8}", "AD%{8}"),
    ),
    Format(  # printed Z 123 4567 890. One letter says little, but no other carrier that we know has
        # a Z before ten digits (plhery/universal-parcel-scraper, itsvic-dev/parcel)
        carrier="packeta",
        id="packeta",
        shapes=written("Z#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # itsvic-dev/parcel, Kutepov/parcels
        carrier="post_hu",
        id="magyar_posta",
        shapes=written("RL#{14}", "PNTM#{22}", "JJH##*{7}#{8}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="postnord",
        id="postnord_se",
        shapes=written("#{11}SE"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # container codes of the countries' prefixes, as plhery/universal-parcel-scraper has
        # them: any shipper's there, but the posts' most often
        carrier="postnord",
        id="postnord_sscc",
        shapes=written("00#<57|64|70|73>#{15}"),
        check=_SSCC,
        settles=False,
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="post_fi",
        id="posti",
        shapes=written("JJFI#{17}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # as for PostNord
        carrier="post_fi",
        id="posti_sscc",
        shapes=written("00#64#{15}"),
        check=_SSCC,
        settles=False,
    ),
    Format(  # Kutepov/parcels
        carrier="bring",
        id="bring",
        shapes=written("7[03]#{15}", "37#{16}"),
    ),
    Format(  # the documentation of Ukrposhta's API (plhery/universal-parcel-scraper). The check
        # digit is certain, but about ten carriers write 13 digits
        carrier="post_ua",
        id="ukrposhta",
        shapes=written("#{13}"),
        check=Check(mod11, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # plhery/universal-parcel-scraper, itsvic-dev/parcel
        carrier="nova_poshta",
        id="nova_poshta",
        shapes=written("<204|206|207|208|590|595>#{11}", "<21|51>#{12}"),
    ),
    Format(  # Kutepov/parcels
        carrier="fan_courier",
        id="fan_courier",
        shapes=written("FAN@@#{9}"),
    ),
)
