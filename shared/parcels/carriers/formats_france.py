"""Formats of carriers of France.

Each says where it is publicly known from. What fits too much of the world's numbers is left out:
Colis Privé's twelve letters or digits, and La Poste's two letters before eleven digits.
"""

from shared.parcels.carriers import lookups
from shared.parcels.carriers.checksums import mod10, mod11, mod_37_36, s10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, Lookup, written
from shared.parcels.carriers.evidence import CarrierEvidence

_S10 = Check(s10, serial=slice(2, 10), at=10)
_COLISSIMO = mod10(even=1, odd=3)

FRANCE: tuple[Format, ...] = (
    Format(  # Colissimo: the product, ten digits and their check digit, which leaves the product
        # out (Colissimo's GeoLabel, 2.3; plhery/universal-parcel-scraper)
        carrier="post_fr",
        id="colissimo",
        shapes=written("[68]@#{11}", "5[N-Z]#{11}"),
        check=Check(_COLISSIMO, serial=slice(2, 12)),
    ),
    Format(  # other products, whose check digit is not known (plhery/universal-parcel-scraper)
        carrier="post_fr",
        id="la_poste_13",
        shapes=written("#@#{11}"),
    ),
    Format(  # letters and small parcels, with a key: DPD's and Chronopost's shape and sum by
        # plhery/universal-parcel-scraper
        carrier="post_fr",
        id="la_poste_15",
        shapes=written("<870|880>#{11}*"),
        check=Check(mod_37_36, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # the same without it
        carrier="post_fr",
        id="la_poste_14",
        shapes=written("870#{11}"),
    ),
    Format(  # as DPD, which is of the same house (plhery/universal-parcel-scraper)
        carrier="chronopost",
        id="chronopost_15",
        shapes=written("#{14}*"),
        check=Check(mod_37_36, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # written like a postal item's, but TS, JF and JB are no countries by
        # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="chronopost",
        id="chronopost",
        shapes=written("X[RTUWY]#{9}<TS|JF|JB>", "PZ#{9}<TS|JF|JB>"),
        check=_S10,
    ),
    Format(  # or it is one. These services are none that UPU S10 assigns but PZ
        carrier="chronopost",
        id="chronopost_s10",
        shapes=written("X[RTUWY]#{9}FR", "PZ#{9}FR"),
        check=_S10,
        lookups=(Lookup(slice(0, 2), lookups.S10_SERVICES),),
    ),
    Format(  # the label: brand, shipment, which parcel of how many, check digit; then the routing
        # and another (Mondial Relay's label specification 2.4)
        carrier="mondial_relay",
        id="mondial_relay_26",
        shapes=written("#{26}"),
        check=Check(mod11, serial=slice(0, 14), at=14),
        second=Check(mod11, serial=slice(15, 25)),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="relais_colis",
        id="relais_colis",
        shapes=written("CC#{10-14}", "VD#{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="geodis",
        id="geodis",
        shapes=written("1G*{10}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="asendia",
        id="asendia",
        shapes=written("ASE*{8-37}", "AS#{9}US", "AHOY*{8}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="dpd",
        id="dpd_france",
        shapes=written("250#{12}"),
    ),
)
