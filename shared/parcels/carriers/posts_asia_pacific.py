"""The postal operators of Asia, the Middle East and the Pacific. Data; see ``postal_operators``."""

from shared.parcels.carriers.model import Operator, WebPage
from shared.parcels.carriers.page_sources import Source

ASIA_PACIFIC = (
    Operator(
        "AE",
        "Emirates Post",
        "https://emiratespost.ae",
        WebPage(
            "https://emiratespost.ae",
            "2025-08",
            (Source.SEVENTEEN_TRACK, Source.TRACKINGMORE),
            home=True,
        ),
    ),
    Operator(
        "AF",
        "Afghan Post",
        "https://afghanpost.gov.af",
        WebPage("https://afghanpost.gov.af", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "AM",
        "Haypost - Armenian Postal Service",
        "https://www.haypost.am",
        WebPage(
            "https://www.haypost.am/hy/track-and-trace",
            "2024-10",
            (Source.TRACKINGMORE, Source.KUTEPOV),
        ),
    ),
    Operator(
        "AU",
        "Australia Post",
        "https://www1.auspost.com.au",
        WebPage(
            "https://auspost.com.au/mypost/track/details/{number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.TRACKR, Source.SHOPS),
        ),
    ),
    Operator(
        "AZ",
        "Azarpoçt",
        "https://www.azems.az",
        WebPage("https://www.azems.az", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "BD",
        "Bangladesh Post Office",
        "https://bdpost.gov.bd",
        WebPage("https://bdpost.gov.bd", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "BH",
        "Bahrain Post",
        "https://www.bahrainpost.gov.bh",
        WebPage("https://www.bahrainpost.gov.bh", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "BN",
        "Brunei Postal Services",
        "https://www.post.gov.bn",
        WebPage("https://www.post.gov.bn", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "BT",
        "Bhutan Post",
        "https://www.bhutanpost.bt",
        WebPage("https://www.bhutanpost.bt", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "CN",
        "China Post",
        "https://www.11183.com.cn",
        WebPage("https://yjcx.ems.com.cn/", "2025-08", (Source.SEVENTEEN_TRACK,)),
    ),
    Operator(
        "FJ",
        "Post Fiji",
        "https://www.postfiji.com.fj",
        WebPage("https://www.postfiji.com.fj", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "GE",
        "Georgian Post",
        "https://gpost.ge",
        WebPage("https://gpost.ge", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "HK",
        "Hong Kong Post",
        "https://www.hongkongpost.hk",
        WebPage(
            "https://webapp.hongkongpost.hk/en/mail_tracking2/index.html",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.PARCEL_APP),
        ),
    ),
    Operator(
        "ID",
        "Pos Indonesia",
        "https://www.posindonesia.co.id",
        WebPage(
            "https://www.posindonesia.co.id/en/tracking",
            "2024-10",
            (Source.TRACKINGMORE, Source.MYPARCEL),
        ),
    ),
    Operator(
        "IL",
        "Israel Post",
        "https://www.israelpost.co.il",
        WebPage(
            "https://mypost.israelpost.co.il/itemtrace?itemcode={number}",
            "2026",
            (Source.ORDERS_TRACKING, Source.TRACKINGMORE, Source.TRACKR),
        ),
    ),
    Operator(
        "IN",
        "India Post",
        "https://www.indiapost.gov.in",
        WebPage(
            "https://www.indiapost.gov.in/_layouts/15/DOP.Portal.Tracking/TrackConsignment.aspx",
            "2024-10",
            (Source.TRACKINGMORE, Source.ORDERS_TRACKING, Source.MYPARCEL, Source.KUTEPOV),
        ),
    ),
    Operator(
        "IQ",
        "Iraqi Post",
        "https://post.iq",
        WebPage("https://post.iq/en/", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "IR",
        "Islamic Republic of Iran Post Co.",
        "https://post.ir",
        WebPage("https://post.ir", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "JO",
        "Jordan Post",
        "https://www.jordanpost.com.jo",
        WebPage("https://www.jordanpost.com.jo", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "JP",
        "Japan Post",
        "https://www.post.japanpost.jp",
        WebPage(
            "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={number}&locale=en",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.TRACKINGMORE, Source.MYPARCEL, Source.TRACKR),
        ),
    ),
    Operator(
        "KG",
        "Kyrgyz Post",
        "https://www.kep.kg",
        WebPage("https://www.kep.kg", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "KH",
        "Cambodia Post",
        "https://cambodiapost.post",
        WebPage("https://cambodiapost.post", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "KI",
        "Kiribati Public Service Public",
        "https://kiribatipost.net.ki",
        WebPage("https://kiribatipost.net.ki", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator("KP", "Korea Post and Telecommunications Corporation", None, None),
    Operator(
        "KR",
        "Korea Post",
        "https://www.epost.go.kr",
        WebPage(
            "https://service.epost.go.kr/trace.RetrieveEmsRigiTraceList.comm?POST_CODE={number}&displayHeader=N",
            "2026",
            (
                Source.MYPARCEL,
                Source.ORDERS_TRACKING,
                Source.DELIVERY_TRACKER,
                Source.TRACKR,
                Source.PARCEL_APP,
            ),
        ),
    ),
    Operator(
        "KW",
        "Kuwait Ministry of Communications",
        "https://moc.gov.kw",
        WebPage("https://moc.gov.kw", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "KZ",
        "Kazpost",
        "https://post.kz",
        WebPage(
            "https://post.kz/mail/search/track/{number}/detail",
            "2025-08",
            (Source.TRACKINGMORE, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "LA",
        "Entreprise des Postes Lao",
        "https://www.laopost.com.la",
        WebPage("https://www.laopost.com.la", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "LB",
        "LibanPost",
        "https://www.libanpost.com",
        WebPage(
            "https://www.libanpost.com",
            "2025-08",
            (Source.SEVENTEEN_TRACK, Source.TRACKINGMORE),
            home=True,
        ),
    ),
    Operator(
        "LK",
        "Sri Lanka Post",
        "https://www.slpost.gov.lk",
        WebPage("https://www.slpost.gov.lk", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "MM",
        "Myanmar Post and Telecommunications Department",
        "https://www.myanmarpost.com.mm",
        WebPage("https://www.myanmarpost.com.mm", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "MN",
        "Mongol Post",
        "https://www.mongolpost.mn",
        WebPage("https://www.mongolpost.mn", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "MO",
        "CTT Macau",
        "https://www.macaupost.gov.mo",
        WebPage("https://www.macaupost.gov.mo", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "MV",
        "Maldives Post",
        "https://www.maldivespost.com",
        WebPage("https://www.maldivespost.com", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "MY",
        "Pos Malaysia",
        "https://www.pos.com.my",
        WebPage(
            "https://tracking.pos.com.my/tracking/{number}", "2026-09", (Source.PARCEL_SCRAPER,)
        ),
    ),
    Operator(
        "NC",
        "OPT de Nouvelle-Calédonie",
        "https://www.opt.nc",
        WebPage("https://www.opt.nc/courrier", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "NP",
        "Nepal Postal Services",
        "https://www.gpo.gov.np",
        WebPage("https://www.gpo.gov.np", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "NR",
        "Nauru General Post Office",
        "https://www.naurupost.nr",
        WebPage("https://www.naurupost.nr", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "NZ",
        "New Zealand Post",
        "https://www.nzpost.co.nz",
        WebPage(
            "https://www.nzpost.co.nz/tools/tracking?trackid={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.WOOCOMMERCE, Source.TRACKINGMORE, Source.MYPARCEL),
        ),
    ),
    Operator(
        "OM",
        "Oman Post",
        "https://omanpost.om",
        WebPage("https://omanpost.om", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "PF",
        "Fare Rata",
        "https://www.farerata.pf",
        WebPage("https://www.farerata.pf", "2026", (Source.LOGISTICS_LIST,), home=True),
    ),
    Operator(
        "PG",
        "Post PNG",
        "https://www.postpng.com.pg",
        WebPage("https://www.postpng.com.pg", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "PH",
        "PHLPOST - Philippine Postal Corporation",
        "https://www.phlpost.gov.ph",
        WebPage("https://tracking.phlpost.gov.ph/", "2024-10", (Source.TRACKINGMORE,)),
    ),
    Operator(
        "PK",
        "Pakistan Post",
        "https://ep.gov.pk",
        WebPage("https://ep.gov.pk", "2024-01", (Source.KUTEPOV,), home=True),
    ),
    Operator(
        "PS",
        "Palestine Post",
        "https://www.palpost.ps",
        WebPage(
            "https://www.palpost.ps",
            "2026",
            (Source.SEVENTEEN_TRACK, Source.LOGISTICS_LIST),
            home=True,
        ),
    ),
    Operator(
        "QA",
        "Qatar Post",
        "https://qatarpost.qa",
        WebPage("https://qatarpost.qa", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "SA",
        "Saudi Post",
        "https://splonline.com.sa",
        WebPage(
            "https://splonline.com.sa/en/shipmentdetailsstatic/?tid={number}",
            "2025-08",
            (Source.TRACKINGMORE, Source.KUTEPOV, Source.SEVENTEEN_TRACK),
        ),
    ),
    Operator(
        "SB",
        "Solomon Post",
        "https://www.solomonpost.com.sb",
        WebPage("https://www.solomonpost.com.sb", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "SG",
        "SingPost",
        "https://www.singpost.com",
        WebPage(
            "https://www.singpost.com/track-items?tracknumber={number}",
            "2026-09",
            (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.ORDERS_TRACKING),
        ),
    ),
    Operator(
        "SY",
        "Syrian Post",
        "https://www.syrianpost.gov.sy",
        WebPage(
            "https://www.syrianpost.gov.sy", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True
        ),
    ),
    Operator(
        "TH",
        "Thailand Post",
        "https://www.thailandpost.co.th",
        WebPage(
            "https://track.thailandpost.co.th/?trackNumber={number}",
            "2026",
            (Source.MYPARCEL, Source.TRACKR, Source.SHOPS),
        ),
    ),
    Operator("TJ", "Tajikistan's communications service agency", None, None),
    Operator("TL", "Correios de Timor Leste", None, None),
    Operator(
        "TM",
        "Turkmenpost",
        "https://www.turkmenpost.gov.tm",
        WebPage(
            "https://www.turkmenpost.gov.tm", "2026-11", (Source.TRACKING_NUMBER_DATA,), home=True
        ),
    ),
    Operator(
        "TO",
        "Tonga Post",
        "https://www.tongapost.to",
        WebPage("https://www.tongapost.to", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "TV",
        "Tuvalu Post",
        "https://www.tuvalupost.tv",
        WebPage("https://www.tuvalupost.tv", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "TW",
        "Chunghwa Post",
        "https://www.post.gov.tw",
        WebPage(
            "https://postserv.post.gov.tw/pstmail/main_mail.html",
            "2025-08",
            (Source.MYPARCEL, Source.TRACKINGMORE, Source.SEVENTEEN_TRACK, Source.KUTEPOV),
        ),
    ),
    Operator(
        "UZ",
        "Post of Uzbekistan",
        "https://uz.post",
        WebPage("https://uz.post", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "VN",
        "VNPT - Vietnam Posts and Telecommunications Group",
        "https://www.vnpost.vn",
        WebPage(
            "https://www.vnpost.vn", "2025-08", (Source.SHOPS, Source.SEVENTEEN_TRACK), home=True
        ),
    ),
    Operator(
        "VU",
        "Vanuatu Post",
        "https://www.vanuatupost.vu",
        WebPage("https://www.vanuatupost.vu", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "WS",
        "Samoa Post",
        "https://www.samoapost.ws",
        WebPage("https://www.samoapost.ws", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
    Operator(
        "YE",
        "Yemen Post",
        "https://www.post.ye",
        WebPage("https://www.post.ye", "2025-08", (Source.SEVENTEEN_TRACK,), home=True),
    ),
)
