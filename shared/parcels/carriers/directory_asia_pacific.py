"""The carriers that are at home in Asia and the Pacific, posts aside. Data; see ``directory``."""

from shared.parcels.carriers.model import Carrier, Proof, WebPage
from shared.parcels.carriers.page_sources import Source

ASIA_PACIFIC = (
    Carrier(
        "anteraja",
        "AnterAja",
        "ID",
        "https://anteraja.id",
        pages=(WebPage("https://anteraja.id", "2024", (Source.SHOPS,), home=True),),
    ),
    Carrier(
        "aramex_au",
        "Aramex Australia (Fastway)",
        "AU",
        "https://www.aramex.com.au",
        pages=(
            WebPage(
                "https://www.aramex.com.au/tools/track?l={number}",
                "2024",
                (Source.WOOCOMMERCE, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "aramex_nz",
        "Aramex New Zealand (Fastway)",
        "NZ",
        "https://www.aramex.co.nz",
        pages=(WebPage("https://www.aramex.co.nz/tools/track", "2026-11", (Source.WOOCOMMERCE,)),),
    ),
    Carrier(
        "blue_dart",
        "Blue Dart",
        "IN",
        "https://www.bluedart.com",
        pages=(
            WebPage(
                "https://www.bluedart.com/trackdartresultthirdparty?trackFor=0&trackNo={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "cainiao",
        "Cainiao",
        "CN",
        "https://www.cainiao.com",
        pages=(
            WebPage(
                "https://global.cainiao.com/newDetail.htm?mailNoList={number}",
                "2026-11",
                (Source.TRACKING_NUMBER_DATA, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "cj_logistics",
        "CJ Logistics",
        "KR",
        "https://www.cjlogistics.com",
        pages=(
            WebPage(
                "https://www.cjlogistics.com/ko/tool/parcel/tracking?gnbInvcNo={number}",
                "2026",
                (Source.SHOPS, Source.DELIVERY_TRACKER, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "cne",
        "CNE Express",
        "CN",
        "https://www.cne.com",
        pages=(
            WebPage(
                "https://www.cne.com/en/track?no={number}", "2026-09", (Source.PARCEL_SCRAPER,)
            ),
        ),
    ),
    Carrier(
        "couriers_please",
        "CouriersPlease",
        "AU",
        "https://www.couriersplease.com.au",
        pages=(
            WebPage(
                "https://www.couriersplease.com.au/tools-track/no/{number}",
                "2024",
                (Source.ORDERS_TRACKING, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "delhivery",
        "Delhivery",
        "IN",
        "https://www.delhivery.com",
        pages=(
            WebPage(
                "https://www.delhivery.com/track/package/{number}",
                "2026-09",
                (Source.ORDERS_TRACKING, Source.TRACKR, Source.PARCEL_SCRAPER),
            ),
        ),
    ),
    Carrier(
        "dtdc",
        "DTDC",
        "IN",
        "https://www.dtdc.com",
        pages=(
            WebPage(
                "https://www.dtdc.com",
                "2026-09",
                (
                    Source.SEVENTEEN_TRACK,
                    Source.WOOCOMMERCE,
                    Source.ORDERS_TRACKING,
                    Source.PARCEL_SCRAPER,
                ),
                home=True,
            ),
        ),
    ),
    Carrier(
        "ecom_express",
        "Ecom Express",
        "IN",
        "https://ecomexpress.in",
        pages=(WebPage("https://ecomexpress.in/tracking/", "2024-10", (Source.ORDERS_TRACKING,)),),
    ),
    Carrier(
        "ekart",
        "Ekart",
        "IN",
        "https://ekartlogistics.com",
        pages=(
            WebPage(
                "https://ekartlogistics.com/ekartlogistics-web/shipmenttrack/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.ITSVIC),
            ),
        ),
    ),
    Carrier(
        "flash_express",
        "Flash Express",
        "TH",
        "https://www.flashexpress.com",
        pages=(
            WebPage(
                "https://www.flashexpress.com/fle/tracking?se={number}", "2024", (Source.SHOPS,)
            ),
        ),
    ),
    Carrier(
        "four_px",
        "4PX",
        "CN",
        "https://www.4px.com",
        pages=(
            WebPage(
                "https://track.4px.com/#/result/0/{number}",
                "2026-11",
                (Source.PARCEL_SCRAPER, Source.TRACKING_NUMBER_DATA),
            ),
        ),
    ),
    Carrier(
        "hanjin",
        "Hanjin",
        "KR",
        "https://www.hanjin.com",
        pages=(
            WebPage(
                "https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2={number}",
                "2025-12",
                (Source.SHOPS, Source.DELIVERY_TRACKER),
            ),
        ),
    ),
    Carrier(
        "jd_logistics",
        "JD Logistics",
        "CN",
        "https://www.jdl.com",
        pages=(
            WebPage(
                "https://www.jingdonglogistics.com/Tracking?waybillCodes={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "jne",
        "JNE",
        "ID",
        "https://www.jne.co.id",
        pages=(
            WebPage(
                "https://www.jne.co.id/tracking-package", "2026", (Source.TRACKR, Source.SHOPS)
            ),
        ),
    ),
    Carrier(
        "kex",
        "KEX Express",
        "TH",
        "https://th.kex-express.com",
        pages=(WebPage("https://th.kex-express.com", "2024", (Source.SHOPS,), home=True),),
    ),
    Carrier(
        "lbc",
        "LBC Express",
        "PH",
        "https://www.lbcexpress.com",
        pages=(
            WebPage(
                "https://www.lbcexpress.com/track/?tracking_no={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "logen",
        "Logen",
        "KR",
        "https://www.ilogen.com",
        pages=(
            WebPage(
                "https://www.ilogen.com/web/personal/trace/{number}",
                "2025-12",
                (Source.DELIVERY_TRACKER, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "lotte",
        "Lotte Global Logistics",
        "KR",
        "https://www.lotteglogis.com",
        pages=(
            WebPage(
                "https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo={number}",
                "2024",
                (Source.SHOPS,),
            ),
        ),
    ),
    Carrier(
        "naqel",
        "Naqel Express",
        "SA",
        "https://www.naqelexpress.com",
        pages=(WebPage("https://www.naqelexpress.com", "2024", (Source.SHOPS,), home=True),),
    ),
    Carrier(
        "nz_couriers",
        "New Zealand Couriers",
        "NZ",
        "https://www.nzcouriers.co.nz",
        pages=(
            WebPage("https://www.nzcouriers.co.nz/tools/track-a-parcel", "2024", (Source.SHOPS,)),
        ),
    ),
    Carrier(
        "post_au",
        "Australia Post",
        "AU",
        "https://auspost.com.au",
        pages=(
            WebPage(
                "https://auspost.com.au/mypost/track/details/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "post_jp",
        "Japan Post",
        "JP",
        "https://www.post.japanpost.jp",
        pages=(
            WebPage(
                "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={number}&locale=en",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKINGMORE, Source.MYPARCEL, Source.TRACKR),
            ),
        ),
    ),
    Carrier(
        "post_kr",
        "Korea Post",
        "KR",
        "https://www.epost.go.kr",
        pages=(
            WebPage(
                "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1={number}",
                "2024",
                (Source.DELIVERY_TRACKER, Source.SHOPS),
                begins="6",
            ),
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
    ),
    Carrier(
        "sagawa",
        "Sagawa Express",
        "JP",
        None,
        pages=(
            WebPage(
                "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.DELIVERY_TRACKER),
            ),
        ),
    ),
    Carrier(
        "seino",
        "Seino Transportation",
        "JP",
        None,
        pages=(
            WebPage(
                "https://track.seino.co.jp/cgi-bin/gnpquery.pgm", "2024-10", (Source.TRACKINGMORE,)
            ),
        ),
    ),
    Carrier(
        "sendle",
        "Sendle",
        "AU",
        None,
        pages=(
            WebPage(
                "https://track.sendle.com/tracking?ref={number}",
                "2026",
                (Source.ORDERS_TRACKING, Source.TRACKR, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "sf_express",
        "SF Express",
        "CN",
        "https://www.sf-express.com",
        pages=(
            WebPage(
                "https://www.sf-express.com/chn/en/waybill/waybill-detail/{number}",
                "2026-11",
                (Source.TRACKING_NUMBER_DATA, Source.PARCEL_SCRAPER),
            ),
        ),
        asks=(Proof.PHONE_TAIL,),
    ),
    Carrier(
        "sicepat",
        "SiCepat",
        "ID",
        "https://www.sicepat.com",
        pages=(WebPage("https://www.sicepat.com/checkAwb", "2024", (Source.SHOPS,)),),
    ),
    Carrier(
        "smsa",
        "SMSA Express",
        "SA",
        "https://www.smsaexpress.com",
        pages=(
            WebPage(
                "https://www.smsaexpress.com/trackingdetails?tracknumbers={number}",
                "2024",
                (Source.SHOPS, Source.KUTEPOV),
            ),
        ),
    ),
    Carrier(
        "speedpak",
        "SpeedPAK (Orange Connex)",
        "CN",
        "https://www.orangeconnex.com",
        pages=(
            WebPage("https://www.orangeconnex.com/tracking", "2026-09", (Source.PARCEL_SCRAPER,)),
        ),
    ),
    Carrier(
        "startrack",
        "StarTrack",
        "AU",
        "https://startrack.com.au",
        pages=(
            WebPage("https://startrack.com.au/track/details/{number}", "2024", (Source.SHOPS,)),
        ),
    ),
    Carrier(
        "sto",
        "STO Express",
        "CN",
        "https://www.sto.cn",
        pages=(WebPage("https://www.sto.cn", "2026-09", (Source.PARCEL_SCRAPER,), home=True),),
    ),
    Carrier(
        "sunyou",
        "SunYou",
        "CN",
        "https://sypost.net",
        pages=(
            WebPage(
                "https://sypost.net/search?orderNo={number}", "2026-09", (Source.PARCEL_SCRAPER,)
            ),
        ),
    ),
    Carrier(
        "toll_au",
        "Toll",
        "AU",
        "https://www.mytoll.com",
        pages=(WebPage("https://www.mytoll.com", "2024", (Source.SHOPS,), home=True),),
    ),
    Carrier(
        "wish_post",
        "WishPost",
        "CN",
        "https://wishpost.wish.com",
        pages=(WebPage("https://wishpost.wish.com", "2018-08", (Source.OWN_API,), home=True),),
    ),
    Carrier(
        "xpressbees",
        "Xpressbees",
        "IN",
        None,
        pages=(
            WebPage(
                "https://shipmentv2.xpressbees.com/orders/tracking/{number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "yamato",
        "Yamato Transport",
        "JP",
        "https://www.kuronekoyamato.co.jp",
        pages=(
            WebPage(
                "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={number}",
                "2026-11",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.TRACKING_NUMBER_DATA),
            ),
        ),
    ),
    Carrier(
        "yanwen",
        "Yanwen",
        "CN",
        "https://www.yw56.com.cn",
        pages=(
            WebPage(
                "https://track.yw56.com.cn/en/querydel?nums={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.PARCEL_APP, Source.SHOPS),
            ),
        ),
    ),
    Carrier(
        "yto",
        "YTO Express",
        "CN",
        "https://www.yto.net.cn",
        pages=(
            WebPage(
                "https://www.yto.net.cn/ytoExpress/waybill/search",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "yunda",
        "Yunda Express",
        "CN",
        None,
        pages=(
            WebPage(
                "https://web.yundaex.com/infoInquiry?nav_id=262&cid=0&homeWaybill={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER,),
            ),
        ),
    ),
    Carrier(
        "yunexpress",
        "YunExpress",
        "CN",
        "https://www.yunexpress.com",
        pages=(
            WebPage(
                "https://www.yuntrack.com/parcelTracking?id={number}",
                "2026-09",
                (Source.PARCEL_SCRAPER, Source.TRACKR, Source.PARCEL_APP),
            ),
        ),
    ),
    Carrier(
        "zto",
        "ZTO Express",
        "CN",
        "https://www.zto.com",
        pages=(WebPage("https://www.zto.com/check", "2026-09", (Source.PARCEL_SCRAPER,)),),
        asks=(Proof.PHONE_TAIL,),
    ),
)
