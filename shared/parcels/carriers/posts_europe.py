"""The postal operators of Europe. Data; see ``postal_operators``."""

from shared.parcels.carriers.model import Operator, WebPage
from shared.parcels.carriers.page_sources import Source

EUROPE = (
    Operator(
        "AL",
        "Posta Shqiptare",
        "https://www.postashqiptare.al",
        WebPage("https://www.postashqiptare.al", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "AT",
        "Österreichische Post AG",
        "https://www.post.at",
        WebPage(
            "https://www.post.at/sv/sendungsdetails?snr={number}",
            "2026-09",
            (Source.WOOCOMMERCE, Source.MYPARCEL, Source.KARRIO, Source.PARCEL_SCRAPER),
        ),
    ),
    Operator(
        "AX",
        "Åland Post",
        "https://www.alandpost.ax",
        WebPage(
            "https://www.alandpost.ax/en",
            "2025-08",
            (Source.TRACKINGMORE, Source.SEVENTEEN_TRACK),
            home=True,
        ),
    ),
    Operator(
        "BA",
        "JP BH POŠTA d.o.o. Sarajevo",
        "https://www.posta.ba",
        WebPage(
            "https://www.posta.ba",
            "2025-08",
            (Source.SEVENTEEN_TRACK, Source.TRACKINGMORE),
            home=True,
        ),
    ),
    Operator(
        "BE",
        "bpost",
        "https://www.bpost.be",
        WebPage(
            "https://track.bpost.cloud/btr/web/#/search?itemCode={number}",
            "2026-06",
            (Source.KARRIO, Source.WOOCOMMERCE, Source.TRACKR, Source.SHOPS),
        ),
    ),
    Operator(
        "BG",
        "Bulgarian Posts",
        "https://www.bgpost.bg",
        WebPage(
            "https://www.bgpost.bg/IPSWebTracking/IPSWeb_item_events.asp?itemid={number}&submit=Track",
            "2024",
            (Source.MYPARCEL, Source.TRACKINGMORE, Source.SHOPS),
        ),
    ),
    Operator(
        "BY",
        "Belpochta",
        "https://belpost.by",
        WebPage(
            "https://www.belpost.by/Otsleditotpravleniye?number={number}",
            "2025-08",
            (Source.SHOPS, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "CH",
        "La Poste Suisse",
        "https://www.post.ch",
        WebPage(
            "https://service.post.ch/ekp-web/ui/entry/search/{number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.TRACKR, Source.MYPARCEL, Source.SHOPS),
        ),
    ),
    Operator(
        "CY",
        "Cyprus Post",
        "https://www.cypruspost.post",
        WebPage(
            "https://www.cypruspost.post/en/track-n-trace-results?code={number}",
            "2025-08",
            (Source.ORDERS_TRACKING, Source.KUTEPOV, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "CZ",
        "Česká Pošta",
        "https://www.ceskaposta.cz",
        WebPage(
            "https://www.postaonline.cz/en/trackandtrace/-/zasilka/cislo?parcelNumbers={number}",
            "2026",
            (Source.MYPARCEL, Source.TRACKINGMORE, Source.WOOCOMMERCE, Source.TRACKR),
        ),
    ),
    Operator(
        "DE",
        "Deutsche Post",
        "https://www.deutschepost.de",
        WebPage(
            "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.SHOPS),
        ),
    ),
    Operator(
        "DK",
        "PostNord Danmark",
        "https://www.postnord.dk",
        WebPage(
            "https://tracking.postnord.com/en/?id={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.TRAKTOR, Source.SHOPS),
        ),
    ),
    Operator(
        "EE",
        "Eesti Post",
        "https://www.omniva.ee",
        WebPage(
            "https://minu.omniva.ee/track/{number}",
            "2024",
            (Source.TRAKTOR, Source.TRACKINGMORE, Source.MYPARCEL, Source.SHOPS),
        ),
    ),
    Operator(
        "ES",
        "Correos y Telégrafos",
        "https://www.correos.es",
        WebPage(
            "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.MYPARCEL, Source.TRACKR, Source.SHOPS),
        ),
    ),
    Operator(
        "FI",
        "Posti Ltd",
        "https://www.posti.fi",
        WebPage(
            "https://www.posti.fi/en/tracking/{number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.TRAKTOR, Source.MYPARCEL),
        ),
    ),
    Operator(
        "FO",
        "Posta Faroe",
        "https://www.posta.fo",
        WebPage(
            "https://www.posta.fo",
            "2025-08",
            (Source.TRACKINGMORE, Source.SEVENTEEN_TRACK),
            home=True,
        ),
    ),
    Operator(
        "FR",
        "La Poste",
        "https://www.laposte.fr",
        WebPage(
            "https://www.laposte.fr/outils/suivre-vos-envois?code={number}",
            "2026-09",
            (
                Source.PARCEL_SCRAPER,
                Source.KARRIO,
                Source.WOOCOMMERCE,
                Source.ORDERS_TRACKING,
                Source.TRACKR,
            ),
        ),
    ),
    Operator(
        "GB",
        "Royal Mail Group plc",
        "https://www.royalmail.com",
        WebPage(
            "https://www.royalmail.com/portal/rm/track?trackNumber={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.PARCEL_APP),
        ),
    ),
    Operator(
        "GG",
        "Guernsey Post",
        "https://www.guernseypost.com",
        WebPage("https://www.guernseypost.com", "2026", (Source.EUROPE_LIST,), home=True),
    ),
    Operator(
        "GI",
        "Royal Gibraltar Post",
        "https://www.royalgibraltar.post",
        WebPage(
            "https://www.royalgibraltar.post/track-and-trace/",
            "2025-08",
            (Source.TRACKINGMORE, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "GL",
        "Tusass Post (Greenland)",
        "https://telepost.gl",
        WebPage("https://telepost.gl", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "GR",
        "Hellenic Post ELTA",
        "https://www.elta.gr",
        WebPage(
            "https://itemsearch.elta.gr/en-GB/Query/Direct/{number}",
            "2026",
            (Source.MYPARCEL, Source.TRACKR, Source.SHOPS),
        ),
    ),
    Operator(
        "HR",
        "Hrvatska Posta - Croatian Post",
        "https://www.posta.hr",
        WebPage(
            "https://posiljka.posta.hr/Tracking/Details?Barcode={number}",
            "2024-01",
            (Source.MYPARCEL, Source.KUTEPOV),
        ),
    ),
    Operator(
        "HU",
        "Magyar Posta",
        "https://www.posta.hu",
        WebPage(
            "https://www.posta.hu/nyomkovetes/nyitooldal?searchvalue={number}",
            "2024-10",
            (Source.MYPARCEL, Source.TRACKINGMORE),
        ),
    ),
    Operator(
        "IE",
        "An Post",
        "https://www.anpost.com",
        WebPage(
            "https://www.anpost.com/Post-Parcels/Track/History?item={number}",
            "2026",
            (Source.ORDERS_TRACKING, Source.TRACKR, Source.PARCEL_APP),
        ),
    ),
    Operator(
        "IM",
        "Isle of Man Post Office",
        "https://www.iompost.com",
        WebPage("https://www.iompost.com", "2026", (Source.EUROPE_LIST,), home=True),
    ),
    Operator(
        "IS",
        "Íslandspóstur hf",
        "https://posturinn.is",
        WebPage(
            "https://posturinn.is/en/individuals/receive/track-shipment/",
            "2026-11",
            (Source.MYPARCEL,),
        ),
    ),
    Operator(
        "IT",
        "Poste Italiane",
        "https://www.poste.it",
        WebPage(
            "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.TRACKINGMORE, Source.MYPARCEL, Source.TRACKR),
        ),
    ),
    Operator(
        "JE",
        "Jersey Post",
        "https://www.jerseypost.com",
        WebPage(
            "https://www.jerseypost.com/tools/track-trace/",
            "2025-08",
            (Source.TRACKINGMORE, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "LI",
        "Liechtensteinische Post AG",
        "https://www.post.li",
        WebPage(
            "https://www.post.li",
            "2026",
            (Source.TRACKING_NUMBER_DATA, Source.LOGISTICS_LIST),
            home=True,
        ),
    ),
    Operator(
        "LT",
        "Lietuvos Pastas",
        "https://www.post.lt",
        WebPage(
            "https://www.post.lt/siuntu-sekimas?parcels={number}",
            "2024",
            (Source.OWN_PLUGIN, Source.SHOPS),
        ),
    ),
    Operator(
        "LU",
        "Post",
        "https://www.post.lu",
        WebPage(
            "https://www.post.lu/en/particuliers/colis-courrier/track-and-trace",
            "2026-11",
            (Source.MYPARCEL,),
        ),
    ),
    Operator(
        "LV",
        "Latvia Post",
        "https://www.pasts.lv",
        WebPage(
            "https://track.pasts.lv/consignment/tracking?type=pasts&id={number}",
            "2024",
            (Source.SHOPS,),
        ),
    ),
    Operator(
        "MC",
        "La Poste Monaco",
        "https://www.lapostemonaco.mc",
        WebPage(
            "https://www.lapostemonaco.mc", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True
        ),
    ),
    Operator(
        "MD",
        "Posta Moldovei",
        "https://www.posta.md",
        WebPage(
            "https://www.posta.md/en/tracking", "2024-10", (Source.TRACKINGMORE, Source.KUTEPOV)
        ),
    ),
    Operator(
        "ME",
        "Pošta Crne Gore",
        "https://www.postacg.me",
        WebPage(
            "https://e-racuni.postacg.me/PracenjePosiljaka/", "2024-10", (Source.TRACKINGMORE,)
        ),
    ),
    Operator(
        "MK",
        "Macedonian Post & Telecommunications",
        "https://www.posta.com.mk",
        WebPage(
            "https://www.posta.com.mk",
            "2025-08",
            (Source.SEVENTEEN_TRACK, Source.TRACKINGMORE),
            home=True,
        ),
    ),
    Operator(
        "MT",
        "Malta Post",
        "https://www.maltapost.com",
        WebPage(
            "https://www.maltapost.com/tracking/#/trackedItems?barcode={number}",
            "2024-10",
            (Source.TRACKINGMORE, Source.MYPARCEL),
        ),
    ),
    Operator(
        "NL",
        "PostNL",
        "https://www.postnl.nl",
        WebPage(
            "https://postnl.nl/tracktrace/?B={number}&D=NL&T=C",
            "2026-11",
            (Source.PARCEL_APP, Source.WOOCOMMERCE, Source.TRACKR, Source.TRACKING_NUMBER_DATA),
        ),
    ),
    Operator(
        "NO",
        "Posten",
        "https://www.posten.no",
        WebPage(
            "https://sporing.posten.no/sporing/{number}",
            "2026-09",
            (Source.MYPARCEL, Source.PARCEL_APP, Source.PARCEL_SCRAPER, Source.SHOPS),
        ),
    ),
    Operator(
        "PL",
        "Poczta Polska",
        "https://www.poczta-polska.pl",
        WebPage(
            "https://emonitoring.poczta-polska.pl/?numer={number}",
            "2026-09",
            (
                Source.PARCEL_SCRAPER,
                Source.WOOCOMMERCE,
                Source.TRACKR,
                Source.MYPARCEL,
                Source.PARCEL_APP,
            ),
        ),
    ),
    Operator(
        "PT",
        "CTT - Correios",
        "https://www.ctt.pt",
        WebPage(
            "https://www.ctt.pt/feapl_2/app/open/objectSearch/objectSearch.jspx?objects={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.ORDERS_TRACKING, Source.TRACKINGMORE, Source.MYPARCEL),
        ),
    ),
    Operator(
        "RO",
        "Posta Romana",
        "https://www.posta-romana.ro",
        WebPage(
            "https://www.posta-romana.ro/en/track-trace.html",
            "2024-10",
            (Source.TRACKINGMORE, Source.MYPARCEL),
        ),
    ),
    Operator(
        "RS",
        'PTT Communications "Srbija"',
        "https://www.posta.rs",
        WebPage(
            "https://www.posta.rs/cir/alati/pracenje-posiljke.aspx", "2024-01", (Source.KUTEPOV,)
        ),
    ),
    Operator(
        "RU",
        "Russian Post",
        "https://www.pochta.ru",
        WebPage(
            "https://www.pochta.ru/tracking#{number}",
            "2026",
            (Source.TRACKINGMORE, Source.MYPARCEL, Source.TRACKR),
        ),
    ),
    Operator(
        "SE",
        "PostNord Sverige",
        "https://www.postnord.se",
        WebPage(
            "https://tracking.postnord.com/en/?id={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.TRAKTOR, Source.SHOPS),
        ),
    ),
    Operator(
        "SI",
        "Posta Slovenije d.o.o.",
        "https://www.posta.si",
        WebPage("https://sledenje.posta.si/", "2024-10", (Source.TRACKINGMORE, Source.MYPARCEL)),
    ),
    Operator(
        "SK",
        "Slovenská Posta",
        "https://www.posta.sk",
        WebPage(
            "https://tandt.posta.sk/",
            "2024-10",
            (Source.TRACKINGMORE, Source.MYPARCEL, Source.KUTEPOV),
        ),
    ),
    Operator(
        "SM",
        "Poste San Marino",
        "https://www.poste.sm",
        WebPage(
            "https://www.poste.sm/on-line/home/servizi/servizi-on-line/tracciatura-oggetti-a-firma.html",
            "2024-10",
            (Source.TRACKINGMORE,),
        ),
    ),
    Operator(
        "TR",
        "Turkey Post",
        "https://www.ptt.gov.tr",
        WebPage("https://www.turkiye.gov.tr/ptt-gonderi-takip", "2026", (Source.PARCEL_APP,)),
    ),
    Operator(
        "UA",
        "Ukrposhta",
        "https://www.ukrposhta.ua",
        WebPage(
            "https://track.ukrposhta.ua/en/?barcode={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.KUTEPOV),
        ),
    ),
    Operator(
        "VA",
        "Vatican post",
        "https://www.postevaticane.va",
        WebPage("https://www.postevaticane.va/en/", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "XK",
        "Posta e Kosovës",
        "https://www.postakosoves.com",
        WebPage("https://www.postakosoves.com", "2026", (Source.EUROPE_LIST,), home=True),
    ),
)
