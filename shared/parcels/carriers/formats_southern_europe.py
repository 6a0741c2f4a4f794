"""Formats of carriers and posts of Spain, Italy, Greece and Turkey.

Each says where it is publicly known from. What fits too much of the world's numbers is left out:
nine digits and two letters (SPEEDEX), and NACEX's numbers, which only their slash tells.
"""

from shared.parcels.carriers import lookups
from shared.parcels.carriers.checksums import mod10, mod23_letter, s10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, Lookup, written
from shared.parcels.carriers.evidence import CarrierEvidence

_GS1_FROM_THE_RIGHT = mod10(even=3, odd=1, reverse=True)
_CORREOS = Check(mod23_letter, serial=ALL_BUT_LAST)

SOUTHERN_EUROPE: tuple[Format, ...] = (
    Format(  # 23 characters, or 16 (plhery/universal-parcel-scraper)
        carrier="post_es",
        id="correos",
        shapes=written("[PD]@*{4}#{16}@", "CD*{4}#{16}@", "[PD]@*{4}#{9}@"),
        check=_CORREOS,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="post_es",
        id="correos_pr",
        shapes=written("PR#{15}C"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # the very same as Canada Post's, and GS1's sum on 23 digits by
        # plhery/universal-parcel-scraper
        carrier="correos_express",
        id="correos_express",
        shapes=written("#{16}", "#{23}"),
        check=Check(_GS1_FROM_THE_RIGHT, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # hdnpt/geartrack-website, issue 33
        carrier="seur",
        id="seur_su",
        shapes=written("SU#{14}"),
    ),
    Format(  # DHL eCommerce's; with an L they are LaserShip's (plhery/universal-parcel-scraper)
        carrier="dhl",
        id="dhl_iberia",
        shapes=written("[A-KM-Z]@#{7}0"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="mrw",
        id="mrw",
        shapes=written("#{5}@#{6}"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="ctt_express",
        id="ctt_express",
        shapes=written("00#{4}00#{14}", "00#{4}00#{14}001"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="tipsa",
        id="tipsa_22",
        shapes=written("0#{5}0#{15}"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="post_it",
        id="poste_italiane",
        shapes=written("RA#{11}", "[13]UW*{10}", "5P*{11}", "2IMA#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="sda",
        id="sda",
        shapes=written("#{6}@#{6}", "3C#{4}@#{6}", "###@#{8}@"),
    ),
    Format(  # services of ELTA's courier, among others (thanasis00/greek-courier-tracker-hacs)
        carrier="elta_courier",
        id="elta_courier",
        shapes=written("<SE|EL>#{9}GR"),
        check=Check(s10, serial=slice(2, 10), at=10),
        lookups=(Lookup(slice(0, 2), lookups.S10_SERVICES),),
    ),
    Format(  # thanasis00/greek-courier-tracker-hacs
        carrier="speedex",
        id="speedex",
        shapes=written("SP#{8-10}"),
    ),
    Format(  # thanasis00/greek-courier-tracker-hacs
        carrier="boxnow",
        id="boxnow",
        shapes=written("BN#{8-10}"),
    ),
    Format(  # Kutepov/parcels, and a shop's module
        carrier="post_tr",
        id="ptt",
        shapes=written("KP#{11}", "P#{11}A", "PA*{2}#{7}TR"),
    ),
)
