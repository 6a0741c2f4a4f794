"""Formats of carriers of China, Japan, Korea, Australia and New Zealand.

Each says where it is publicly known from. A check digit stands here only where it is published and
fits public examples. What is no carrier's own is left out: five letters, ten digits and YQ are the
scheme of some twenty small carriers of China.
"""

from shared.parcels.carriers.checksums import mod7, mod10, s10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, written
from shared.parcels.carriers.evidence import CarrierEvidence

_GS1_FROM_THE_RIGHT = mod10(even=3, odd=1, reverse=True)
_EPARCEL = mod10(even=3, odd=1, reverse=True, letter_a=5)
"""As for GS1, from the right; a letter counts the last digit of its ASCII code, so A counts 5
(Australia Post's eParcel label specification, as public label checkers have it). Its example
JDQ019457101000930308 fits, and so do the others that programs show."""

ASIA_PACIFIC: tuple[Format, ...] = (
    Format(  # as AliExpress shows them
        carrier="cainiao",
        id="cainiao_lp",
        shapes=written("LP#{14}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="cainiao",
        id="cainiao",
        shapes=written("CNG#{14}", "DOFR#{13}HD", "<CNESP|CNPRT>#{20}", "LP#{13}CN"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # of parcels to the United States
        carrier="cainiao",
        id="cainiao_us",
        shapes=written("CNUSUP#{11}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # in 4PX's own answers, and in AST's list of carriers
        carrier="four_px",
        id="four_px",
        shapes=written("4PX#{13}CN"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # JD00, JDVA, JDX0 and the like (Courier-Validation)
        carrier="jd_logistics",
        id="jd_logistics",
        shapes=written("JD*{2}#{11}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="jd_logistics",
        id="jd_logistics_vg",
        shapes=written("VG#{11}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # SF's open platform, RSSHub, AST's list of carriers
        carrier="sf_express",
        id="sf_express",
        shapes=written("SF#{13}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # written like a postal item's and with its check digit, but YP is no country. Of four
        # examples in public issues and lists, all have it right
        carrier="yanwen",
        id="yanwen",
        shapes=written("@@#{9}YP"),
        check=Check(s10, serial=slice(2, 10), at=10),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="yanwen",
        id="yanwen_bys",
        shapes=written("BYS#{9}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="cne",
        id="cne",
        shapes=written("3A5V#{9}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="sunyou",
        id="sunyou",
        shapes=written("SY#{11}", "SYAE#{9}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper, Kutepov/parcels
        carrier="speedpak",
        id="speedpak",
        shapes=written("<EE|ES>*{26}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # Kutepov/parcels
        carrier="wish_post",
        id="wish_post",
        shapes=written("WI#{12}@{3}", "WOSP#{12}@{3}"),
    ),
    Format(  # Courier-Validation, and Kuaidi100's addresses; YunExpress has 16 digits
        carrier="yto",
        id="yto",
        shapes=written("YT#{13}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="yto",
        id="yto_d",
        shapes=written("D#{11}"),
    ),
    Format(  # Courier-Validation, and Kuaidi100's addresses
        carrier="zto",
        id="zto_14",
        shapes=written("7[3-68]#{12}"),
    ),
    Format(  # "7DR", the remainder by seven (nanoappli's worked example, shipping-jp-js)
        carrier="yamato",
        id="yamato",
        shapes=written("#{12}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # Yu-Pack, Letter Pack and the like: 7DR, too (shipping-jp-js, packtrack)
        carrier="post_jp",
        id="japan_post_parcel",
        shapes=written("#{12}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # 7DR, too (shipping-jp-js, plhery/universal-parcel-scraper)
        carrier="sagawa",
        id="sagawa",
        shapes=written("#{12}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # the same sum in Korea (shlee322/delivery-tracker)
        carrier="lotte",
        id="lotte",
        shapes=written("#{12}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # registered mail: a sender found the rule, and numbers shown in public have it right
        carrier="post_jp",
        id="japan_post_registered",
        shapes=written("#{11}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # an article: the lodging place (3 or 5 characters), consignment (7), count (2),
        # product (5), service (2), 0 for postage paid, check digit. A lodging place without letters
        # may be, but leaves bare digits with GS1's sum
        carrier="post_au",
        id="australia_post_article",
        shapes=written(
            "[A-IK-Z]*{2}#{16}0#",
            "J[0-9A-IK-Z]*#{16}0#",
            "JJ[0-9A-CE-Z]#{16}0#",
            "#@*#{16}0#",
            "##@#{16}0#",
            "@*{4}#{16}0#",
            "#@*{3}#{16}0#",
            "##@*{2}#{16}0#",
            "###@*#{16}0#",
            "####@#{16}0#",
        ),
        check=Check(_EPARCEL, serial=ALL_BUT_LAST),
    ),
    Format(  # a consignment: two digits and three characters are the lodging place (the
        # 33XXX0123456 of programs' examples; plhery/universal-parcel-scraper, Kutepov/parcels)
        carrier="post_au",
        id="australia_post_consignment",
        shapes=written("##@*{2}#{7}", "###@*#{7}", "####@#{7}"),
    ),
    Format(  # from a lodging place such as 7BJ (fbvilela/auspost)
        carrier="post_au",
        id="australia_post_16",
        shapes=written("#@@#{13}"),
    ),
    Format(  # prepaid (plhery/universal-parcel-scraper, Kutepov/parcels)
        carrier="post_au",
        id="australia_post_prepaid",
        shapes=written("0[0-3]#{20}"),
        check=Check(_GS1_FROM_THE_RIGHT, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # Kutepov/parcels
        carrier="startrack",
        id="startrack",
        shapes=written("<OWXZ|OXXZ>#{8}"),
    ),
    Format(  # Kutepov/parcels
        carrier="aramex_au",
        id="aramex_au",
        shapes=written("BN#{10}", "K71083#{4}"),
    ),
    Format(  # a product and a serial number (nzcouriers.co.nz)
        carrier="nz_couriers",
        id="nz_couriers",
        shapes=written("@@#{7}", "@{4}#{8}"),
    ),
    Format(  # plhery/universal-parcel-scraper. With 00 they are container codes
        carrier="post_nz",
        id="nz_post_20",
        shapes=written("0[1-9]#{18}", "[1-9]#{19}"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="post_kr",
        id="korea_post_13",
        shapes=written("6#{12}"),
    ),
)
