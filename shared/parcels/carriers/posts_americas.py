"""The postal operators of the Americas. Data; see ``postal_operators``."""

from shared.parcels.carriers.model import Operator, WebPage
from shared.parcels.carriers.page_sources import Source

AMERICAS = (
    Operator("AG", "Antigua Postal Services", None, None),
    Operator(
        "AI",
        "Anguilla Postal Service",
        "https://www.aps.ai",
        WebPage("https://www.aps.ai", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "AR",
        "Correo Argentino",
        "https://www.correoargentino.com.ar",
        WebPage(
            "https://www.correoargentino.com.ar/formularios/oidn",
            "2024-10",
            (Source.TRACKINGMORE, Source.MYPARCEL, Source.KUTEPOV),
        ),
    ),
    Operator(
        "AW",
        "Post Aruba",
        "https://www.postaruba.com",
        WebPage("https://www.postaruba.com", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "BB",
        "Barbados Postal Service",
        "https://www.bps.gov.bb",
        WebPage("https://www.bps.gov.bb", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "BM",
        "Bermuda Post Office",
        "https://www.bermudapost.bm",
        WebPage("https://www.bermudapost.bm", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "BO",
        "Correos de Bolivia",
        "https://correos.gob.bo",
        WebPage("https://correos.gob.bo", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "BR",
        "CORREIOS",
        "https://www.correios.com.br",
        WebPage(
            "https://rastreamento.correios.com.br/app/index.php?objetos={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.MYPARCEL, Source.PARCEL_APP),
        ),
    ),
    Operator(
        "BS",
        "Bahamas Postal Service",
        "https://www.bahamaspostal.gov.bs",
        WebPage("https://www.bahamaspostal.gov.bs", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "BZ",
        "Belize Postal Service",
        "https://www.belizepostalservice.gov.bz",
        WebPage(
            "https://www.belizepostalservice.gov.bz",
            "2025-08",
            (Source.SEVENTEEN_TRACK,),
            home=True,
        ),
    ),
    Operator(
        "CA",
        "Canada Post",
        "https://www.canadapost-postescanada.ca",
        WebPage(
            "https://www.canadapost-postescanada.ca/track-reperage/en/search?searchFor={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.TRACKR),
        ),
    ),
    Operator(
        "CL",
        "Correos de Chile",
        "https://www.correos.cl",
        WebPage(
            "https://www.correos.cl/web/guest/seguimiento-en-linea?codigos={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.ORDERS_TRACKING, Source.MYPARCEL),
        ),
    ),
    Operator(
        "CO",
        "4-72 La Red Postal de Colombia",
        "https://www.4-72.com.co",
        WebPage("https://www.4-72.com.co", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "CR",
        "Correos de Costa Rica",
        "https://www.correos.go.cr",
        WebPage("https://www.correos.go.cr", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "CU",
        "Correos de Cuba",
        "https://www.correos.cu",
        WebPage(
            "https://www.correos.cu/rastreador-de-envios/",
            "2025-08",
            (Source.TRACKINGMORE, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "CW",
        "Cpost International",
        "https://www.cpostinternational.com",
        WebPage("https://www.cpostinternational.com", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator("DM", "General Post Office", None, None),
    Operator(
        "DO",
        "INPOSDOM - Instituto Postal Dominicano",
        "https://www.inposdom.gob.do",
        WebPage("https://www.inposdom.gob.do", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "EC",
        "Correos del Ecuador",
        "https://www.correosdelecuador.gob.ec",
        WebPage(
            "https://www.correosdelecuador.gob.ec/rastreo-de-envios/",
            "2024-10",
            (Source.TRACKINGMORE,),
        ),
    ),
    Operator(
        "GD",
        "Grenada Postal Corporation",
        "https://www.grenadapostal.com",
        WebPage(
            "https://www.grenadapostal.com", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True
        ),
    ),
    Operator(
        "GT",
        "El Correo",
        "https://correosytelegrafos.civ.gob.gt",
        WebPage(
            "https://correosytelegrafos.civ.gob.gt", "2025-08", (Source.SEVENTEEN_TRACK,), home=True
        ),
    ),
    Operator(
        "GY",
        "Guyana Post Office Corporation",
        "https://guypost.gy",
        WebPage("https://guypost.gy", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "HN",
        "Honducor",
        "https://www.honducor.gob.hn",
        WebPage("https://www.honducor.gob.hn", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "HT",
        "Office des Postes d'Haiti",
        "https://postehaiti.gouv.ht",
        WebPage("https://postehaiti.gouv.ht", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True),
    ),
    Operator(
        "JM",
        "Jamaica Post",
        "https://www.jamaicapost.gov.jm",
        WebPage("https://jamaicapost.gov.jm/track-and-trace/", "2024-10", (Source.TRACKINGMORE,)),
    ),
    Operator(
        "KN",
        "St. Kitts & Nevis Postal Services",
        "https://www.post.gov.kn",
        WebPage("https://www.post.gov.kn", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True),
    ),
    Operator(
        "KY",
        "Cayman Islands Postal Service",
        "https://www.caymanpost.gov.ky",
        WebPage("https://www.caymanpost.gov.ky", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "LC",
        "Saint Lucia Postal Service",
        "https://www.stluciapostal.com",
        WebPage("https://www.stluciapostal.com", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "MX",
        "Correos de México",
        "https://www.correosdemexico.gob.mx",
        WebPage(
            "https://www.correosdemexico.gob.mx/SSLServicios/SeguimientoEnvio/Seguimiento.aspx",
            "2026",
            (Source.TRACKINGMORE, Source.MYPARCEL, Source.TRACKR),
        ),
    ),
    Operator(
        "NI",
        "Correos de Nicaragua",
        "https://www.correos.gob.ni",
        WebPage("https://www.correos.gob.ni", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "PA",
        "Correos de Panamá",
        "https://www.correospanama.gob.pa",
        WebPage(
            "https://www.correospanama.gob.pa", "2025-08", (Source.SEVENTEEN_TRACK,), home=True
        ),
    ),
    Operator(
        "PE",
        "SERPOST - Servicios Postales del Perú",
        "https://www.serpost.com.pe",
        WebPage(
            "https://www.serpost.com.pe/Cliente/Home/Paginacomercial",
            "2025-08",
            (Source.SEVENTEEN_TRACK,),
            home=True,
        ),
    ),
    Operator(
        "PY",
        "Correo Paraguayo",
        "https://www.correoparaguayo.gov.py",
        WebPage(
            "https://www.correoparaguayo.gov.py", "2025-08", (Source.SEVENTEEN_TRACK,), home=True
        ),
    ),
    Operator(
        "SR",
        "SURPOST",
        "https://www.surpost.com",
        WebPage("https://www.surpost.com", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True),
    ),
    Operator(
        "SV",
        "Correos de El Salvador",
        "https://www.correos.gob.sv",
        WebPage("https://www.correos.gob.sv", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "TT",
        "Trinidad and Tobago Postal Corporation",
        "https://www.ttpost.net",
        WebPage("https://www.ttpost.net", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "US",
        "United States Postal Service",
        "https://www.usps.com",
        WebPage(
            "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.KARRIO, Source.PARCEL_APP, Source.TRACKR),
        ),
    ),
    Operator(
        "UY",
        "Correo Uruguayo",
        "https://www.correo.com.uy",
        WebPage(
            "https://www.correo.com.uy/seguimientodeenvios",
            "2024-10",
            (Source.MYPARCEL, Source.TRACKINGMORE),
        ),
    ),
    Operator(
        "VC",
        "SVG Postal Corporation",
        "https://www.svgpost.gov.vc",
        WebPage("https://www.svgpost.gov.vc", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "VE",
        "IPOSTEL - Instituto Postal Telegráfico de Venezuela",
        "https://www.ipostel.gob.ve",
        WebPage("https://www.ipostel.gob.ve", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
)
