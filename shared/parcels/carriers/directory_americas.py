"""The carriers that are at home in the Americas, posts aside. Data; see ``directory``."""

from shared.parcels.carriers.model import Carrier, WebPage
from shared.parcels.carriers.page_sources import Source

AMERICAS = (
    Carrier(
        "andreani",
        "Andreani",
        "AR",
        "https://www.andreani.com",
        pages=(WebPage("https://www.andreani.com/envio/{number}", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "canada_post",
        "Canada Post",
        "CA",
        "https://www.canadapost-postescanada.ca",
        pages=(
            WebPage(
                "https://www.canadapost-postescanada.ca/track-reperage/en/search?searchFor={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "canpar",
        "Canpar",
        "CA",
        "https://www.canpar.com",
        pages=(
            WebPage(
                "https://www.canpar.com/en/tracking/track.htm?barcode={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "chilexpress",
        "Chilexpress",
        "CL",
        "https://chilexpress.cl",
        pages=(WebPage("https://chilexpress.cl", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),),
    ),
    Carrier(
        "estafeta",
        "Estafeta",
        "MX",
        None,
        pages=(
            WebPage(
                "https://cs.estafeta.com/es/Tracking/searchByGet?wayBill={number}&isShipmentDetail=True",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.KUTEPOV),
            ),
        ),
    ),
    Carrier(
        "intelcom",
        "Intelcom / Dragonfly",
        "CA",
        "https://dragonflyshipping.ca",
        pages=(
            WebPage(
                "https://dragonflyshipping.ca/en/track-your-package/?tracking-id={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "lasership",
        "LaserShip",
        "US",
        None,
        pages=(
            WebPage(
                "https://www.ontrac.com/tracking/?number={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "loomis",
        "Loomis Express",
        "CA",
        "https://www.loomisexpress.com",
        pages=(
            WebPage(
                "https://www.loomisexpress.com", "2025-08", (Source.SEVENTEEN_TRACK,), home=True
            ),
        ),
    ),
    Carrier(
        "meest",
        "Meest",
        "US",
        None,
        pages=(WebPage("https://t.meest-group.com/int", "2025-08", (Source.SEVENTEEN_TRACK,)),),
    ),
    Carrier(
        "oca",
        "OCA",
        "AR",
        "https://www.oca.com.ar",
        pages=(
            WebPage(
                "https://www.oca.com.ar/Seguimiento/BuscarEnvio/paquetes", "2024", (Source.SHOPS,)
            ),
        ),
    ),
    Carrier(
        "old_dominion",
        "Old Dominion Freight Line",
        "US",
        "https://www.odfl.com",
        pages=(
            WebPage(
                "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html?proNumbers={number}",
                "2026-11",
                (Source.PARCEL_SCRAPER, Source.TRACKING_NUMBER_DATA),
            ),
        ),
    ),
    Carrier(
        "ontrac",
        "OnTrac",
        "US",
        "https://www.ontrac.com",
        pages=(
            WebPage(
                "https://www.ontrac.com/tracking/?number={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "purolator",
        "Purolator",
        "CA",
        "https://www.purolator.com",
        pages=(
            WebPage(
                "https://www.purolator.com/en/shipping/tracker?pins={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "speedee",
        "Spee-Dee Delivery",
        "US",
        "https://www.speedeedelivery.com",
        pages=(
            WebPage(
                "https://www.speedeedelivery.com/track/?tracking={number}",
                "2026-11",
                (Source.PARCEL_SCRAPER, Source.TRACKING_NUMBER_DATA),
            ),
        ),
    ),
    Carrier(
        "speedx",
        "SpeedX",
        "US",
        None,
        pages=(
            WebPage("https://tracking.speedx.io/{number}", "2026-09", (Source.PARCEL_SCRAPER,)),
        ),
    ),
    Carrier(
        "starken",
        "Starken",
        "CL",
        "https://www.starken.cl",
        pages=(WebPage("https://www.starken.cl", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),),
    ),
    Carrier(
        "uniuni",
        "UniUni",
        "CA",
        "https://www.uniuni.com",
        pages=(
            WebPage(
                "https://www.uniuni.com/tracking/?no={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.ITSVIC),
            ),
        ),
    ),
    Carrier(
        "veho",
        "Veho",
        "US",
        None,
        pages=(
            WebPage("https://track.shipveho.com/#/trackingId/{number}", "2024", (Source.SHOPS,)),
        ),
    ),
)
