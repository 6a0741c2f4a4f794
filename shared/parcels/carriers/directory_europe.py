"""The carriers that are at home in Europe, posts aside. Data; see ``directory``."""

from shared.parcels.carriers.model import Carrier, Proof, WebPage
from shared.parcels.carriers.page_sources import Source

EUROPE = (
    Carrier(
        "acs",
        "ACS Courier",
        "GR",
        None,
        pages=(
            WebPage(
                "https://webapp.acscourier.net/track-shipment/{number}", "2024", (Source.SHOPS,)
            ),
        ),
    ),
    Carrier(
        "allegro_one",
        "Allegro One",
        "PL",
        "https://allegro.pl",
        pages=(
            WebPage(
                "https://allegro.pl/allegrodelivery/sledzenie-paczki?numer={number}",
                "2026",
                (Source.SHOPS,),
            ),
        ),
    ),
    Carrier(
        "aras",
        "Aras Kargo",
        "TR",
        None,
        pages=(
            WebPage(
                "https://kargotakip.araskargo.com.tr/mainpage.aspx?code={number}",
                "2024",
                (Source.SHOPS,),
            ),
        ),
    ),
    Carrier(
        "boxnow",
        "BOX NOW",
        "GR",
        "https://boxnow.gr",
        pages=(WebPage("https://boxnow.gr/track/", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "bring",
        "Bring",
        "NO",
        None,
        pages=(
            WebPage(
                "https://sporing.bring.no/sporing/{number}?lang=en",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "brt",
        "BRT",
        "IT",
        None,
        pages=(
            WebPage(
                "https://services.brt.it/en/tracking",
                "2026-09",
                (Source.WOOCOMMERCE, Source.PARCEL_SCRAPER),
            ),
        ),
    ),
    Carrier(
        "cargus",
        "Cargus",
        "RO",
        "https://www.cargus.ro",
        pages=(
            WebPage(
                "https://www.cargus.ro/personal/urmareste-coletul/?tracking_number={number}",
                "2024",
                (Source.SHOPS,),
            ),
        ),
    ),
    Carrier(
        "chronopost",
        "Chronopost",
        "FR",
        "https://www.chronopost.fr",
        pages=(
            WebPage(
                "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.KARRIO, Source.TRACKR, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "ciblex",
        "Ciblex",
        "FR",
        None,
        pages=(
            WebPage(
                "https://secure.extranet.ciblex.fr/extranet/client/corps.php?module=colis&colis={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "colis_prive",
        "Colis Prive",
        "FR",
        "https://colisprive.com",
        pages=(
            WebPage(
                "https://colisprive.com/moncolis/pages/DetailColis.aspx?numColis={number}&lang=fr",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "correos_express",
        "Correos Express",
        "ES",
        None,
        pages=(WebPage("https://s.correosexpress.com/", "2026-09", (Source.PARCEL_SCRAPER,)),),
    ),
    Carrier(
        "ctt_express",
        "CTT Express",
        "ES",
        "https://www.cttexpress.com",
        pages=(
            WebPage(
                "https://www.cttexpress.com/localizador-de-envios/?sc={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "econt",
        "Econt",
        "BG",
        "https://www.econt.com",
        pages=(
            WebPage(
                "https://www.econt.com/services/track-shipment/{number}", "2024", (Source.SHOPS,)
            ),
        ),
    ),
    Carrier(
        "elta_courier",
        "ELTA Courier",
        "GR",
        "https://www.elta-courier.gr",
        pages=(WebPage("https://www.elta-courier.gr/search?br={number}", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "evri",
        "Evri",
        "GB",
        "https://www.evri.com",
        pages=(
            WebPage(
                "https://www.evri.com/track/parcel/{number}/details",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.WOOCOMMERCE, Source.TRACKR, Source.PARCEL_APP),
            ),
        ),
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        "fan_courier",
        "FAN Courier",
        "RO",
        "https://www.fancourier.ro",
        pages=(
            WebPage(
                "https://www.fancourier.ro/awb-tracking/?tracking={number}",
                "2024",
                (Source.SHOPS, Source.WOOCOMMERCE, Source.KUTEPOV),
            ),
        ),
    ),
    Carrier(
        "geniki",
        "Geniki Taxydromiki",
        "GR",
        "https://www.taxydromiki.com",
        pages=(WebPage("https://www.taxydromiki.com/track/{number}", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "geodis",
        "GEODIS",
        "FR",
        None,
        pages=(
            WebPage(
                "https://espace-client.geodis.com/services/destinataires/#/fr/suivi/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "helthjem",
        "helthjem",
        "NO",
        "https://helthjem.no",
        pages=(WebPage("https://helthjem.no/sporing", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "hepsijet",
        "HepsiJET",
        "TR",
        "https://www.hepsijet.com",
        pages=(WebPage("https://www.hepsijet.com/gonderi-takibi", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "hermes_de",
        "Hermes Germany",
        "DE",
        "https://www.myhermes.de",
        pages=(
            WebPage(
                "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.WOOCOMMERCE, Source.TRACKR, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "inpost",
        "InPost",
        "PL",
        "https://inpost.pl",
        pages=(
            WebPage(
                "https://inpost.pl/sledzenie-przesylek?number={number}",
                "2026-09",
                (Source.WOOCOMMERCE, Source.SHOPS, Source.PARCEL_SCRAPER, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "matkahuolto",
        "Matkahuolto",
        "FI",
        "https://www.matkahuolto.fi",
        pages=(
            WebPage("https://www.matkahuolto.fi/tracking", "2024", (Source.TRAKTOR, Source.SHOPS)),
        ),
    ),
    Carrier(
        "mng",
        "DHL eCommerce Turkiye (MNG Kargo)",
        "TR",
        "https://www.dhlecommerce.com.tr",
        pages=(WebPage("https://www.dhlecommerce.com.tr/gonderitakip", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "mondial_relay",
        "Mondial Relay",
        "FR",
        "https://www.mondialrelay.fr",
        pages=(
            WebPage(
                "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.ORDERS_TRACKING, Source.TRACKR),
                first=12,
            ),
        ),
    ),
    Carrier(
        "mrw",
        "MRW",
        "ES",
        "https://www.mrw.es",
        pages=(WebPage("https://www.mrw.es/seguimiento/", "2026-09", (Source.PARCEL_SCRAPER,)),),
    ),
    Carrier(
        "nacex",
        "NACEX",
        "ES",
        "https://www.nacex.es",
        pages=(
            WebPage("https://www.nacex.es/irSeguimiento.do", "2026-09", (Source.PARCEL_SCRAPER,)),
        ),
    ),
    Carrier(
        "nova_poshta",
        "Nova Poshta",
        "UA",
        "https://novaposhta.ua",
        pages=(
            WebPage(
                "https://novaposhta.ua/en/tracking/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "omniva",
        "Omniva",
        "EE",
        None,
        pages=(
            WebPage(
                "https://minu.omniva.ee/track/{number}",
                "2024",
                (Source.TRAKTOR, Source.TRACKINGMORE, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "orlen_paczka",
        "ORLEN Paczka",
        "PL",
        "https://www.orlenpaczka.pl",
        pages=(WebPage("https://www.orlenpaczka.pl/sledz-paczke", "2026-02", (Source.ITSVIC,)),),
    ),
    Carrier(
        "paack",
        "Paack",
        "ES",
        None,
        pages=(
            WebPage(
                "https://mydeliveries.paack.app/tracking?tracking_number={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "packeta",
        "Packeta",
        "CZ",
        None,
        pages=(
            WebPage(
                "https://tracking.packeta.com/en/?id={number}",
                "2026-09",
                (Source.TRACKR, Source.PARCEL_SCRAPER, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "parcelforce",
        "Parcelforce Worldwide",
        "GB",
        "https://www.parcelforce.com",
        pages=(
            WebPage(
                "https://www.parcelforce.com/track-trace?trackNumber={number}",
                "2026",
                (Source.WOOCOMMERCE, Source.TRACKINGMORE, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "planzer",
        "Planzer / Quickpac",
        "CH",
        None,
        pages=(
            WebPage(
                "https://tracking.app.planzer.ch/delivery/info?deliveryNumber={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "post_nl",
        "PostNL",
        "NL",
        "https://www.postnl.nl",
        pages=(
            WebPage(
                "https://postnl.nl/tracktrace/?B={number}&D=NL&T=C",
                "2026-11",
                (Source.PARCEL_APP, Source.WOOCOMMERCE, Source.TRACKR, Source.TRACKING_NUMBER_DATA),
            ),
        ),
        asks=(Proof.POSTCODE,),
    ),
    Carrier(
        "ppl_cz",
        "PPL",
        "CZ",
        "https://www.ppl.cz",
        pages=(
            WebPage("https://www.ppl.cz/en/track-a-shipment", "2024-10", (Source.TRACKINGMORE,)),
        ),
    ),
    Carrier(
        "relais_colis",
        "Relais Colis",
        "FR",
        "https://www.relaiscolis.com",
        pages=(
            WebPage(
                "https://www.relaiscolis.com/colis/suivre?tracking_number={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "sameday",
        "Sameday",
        "RO",
        "https://sameday.ro",
        pages=(
            WebPage("https://sameday.ro/#awb={number}", "2026-02", (Source.SHOPS, Source.ITSVIC)),
        ),
    ),
    Carrier(
        "sda",
        "SDA (Poste Delivery)",
        "IT",
        "https://www.poste.it",
        pages=(
            WebPage(
                "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "seur",
        "SEUR",
        "ES",
        "https://www.seur.com",
        pages=(
            WebPage(
                "https://www.seur.com/miseur/mis-envios?tracking={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "speedex",
        "SPEEDEX",
        "GR",
        "https://www.speedex.gr",
        pages=(
            WebPage(
                "https://www.speedex.gr/speedex/NewTrackAndTrace.aspx?number={number}",
                "2024",
                (Source.SHOPS,),
            ),
        ),
    ),
    Carrier(
        "speedy",
        "Speedy",
        "BG",
        "https://www.speedy.bg",
        pages=(
            WebPage(
                "https://www.speedy.bg/en/track-shipment?shipmentNumber={number}",
                "2024",
                (Source.KUTEPOV, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "spring_gds",
        "Spring GDS (PostNL International)",
        "NL",
        "https://postnl.post",
        pages=(
            WebPage(
                "https://postnl.post/track?barcodes={number}", "2026-09", (Source.PARCEL_SCRAPER,)
            ),
        ),
    ),
    Carrier(
        "surat",
        "Surat Kargo",
        "TR",
        "https://www.suratkargo.com.tr",
        pages=(WebPage("https://www.suratkargo.com.tr/KargoTakip", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "tipsa",
        "TIPSA",
        "ES",
        "https://www.tip-sa.com",
        pages=(
            WebPage(
                "https://www.tip-sa.com/cliente/datos_env.php?id={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "venipak",
        "Venipak",
        "LT",
        "https://venipak.com",
        pages=(WebPage("https://venipak.com/lt/", "2024", (Source.SHOPS,), home=True),),
    ),
    Carrier(
        "yodel",
        "Yodel",
        "GB",
        "https://www.yodel.co.uk",
        pages=(
            WebPage(
                "https://www.yodel.co.uk/tracking/{number}",
                "2026-11",
                (Source.TRACKING_NUMBER_DATA, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "yurtici",
        "Yurtici Kargo",
        "TR",
        "https://www.yurticikargo.com",
        pages=(
            WebPage(
                "https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula?code={number}",
                "2024",
                (Source.SHOPS,),
            ),
        ),
    ),
)
