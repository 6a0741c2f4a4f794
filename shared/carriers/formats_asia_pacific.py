"""Formats of carriers of China, Japan and Australia.

Each says where it is publicly known from. A check digit stands here only where it is published and
fits public examples. What fits too much of the world's numbers is left out: the plain 12 digits of
SF and ZTO, and YTO's numbers before they began with YT.
"""

from shared.carriers.checksums import mod7, mod10, s10
from shared.carriers.entries import ALL_BUT_LAST, Check, Format, written
from shared.carriers.model import Evidence

_EPARCEL = mod10(even=3, odd=1, reverse=True, letter_a=5)
"""As for GS1, from the right; a letter counts the last digit of its ASCII code, so A counts 5
(Australia Post's eParcel label specification, as public label checkers have it). Its example
JDQ019457101000930308 fits, and so do the others that programs show."""

ASIA_PACIFIC: tuple[Format, ...] = (
    Format(  # as AliExpress shows them
        carrier="cainiao",
        id="cainiao_lp",
        shapes=written("LP#{14}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # of parcels to the United States
        carrier="cainiao",
        id="cainiao_us",
        shapes=written("CNUSUP#{11}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # in 4PX's own answers, and in AST's list of carriers
        carrier="four_px",
        id="four_px",
        shapes=written("4PX#{13}CN"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # JD00, JDVA, JDX0 and the like (Courier-Validation)
        carrier="jd_logistics",
        id="jd_logistics",
        shapes=written("JD*{2}#{11}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # SF's open platform, RSSHub, AST's list of carriers
        carrier="sf_express",
        id="sf_express",
        shapes=written("SF#{13}"),
        shape_says=Evidence.PREFIX,
    ),
    Format(  # written like a postal item's and with its check digit, but YP is no country. Of four
        # examples in public issues and lists, all have it right
        carrier="yanwen",
        id="yanwen",
        shapes=written("U@#{9}YP", "VR#{9}YP"),
        check=Check(s10, serial=slice(2, 10), at=10),
    ),
    Format(  # Courier-Validation, and Kuaidi100's addresses; YunExpress has 16 digits
        carrier="yto",
        id="yto",
        shapes=written("YT#{13}"),
        shape_says=Evidence.PREFIX,
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
    Format(  # registered mail: a sender found the rule, and numbers shown in public have it right
        carrier="post_jp",
        id="japan_post_registered",
        shapes=written("#{11}"),
        check=Check(mod7, serial=ALL_BUT_LAST),
    ),
    Format(  # an article: the lodging place (3 or 5 characters), consignment (7), count (2),
        # product (5), service (2), 0 for postage paid, check digit
        carrier="post_au",
        id="australia_post_article",
        shapes=written("*{3}#{16}0#", "*{5}#{16}0#"),
        check=Check(_EPARCEL, serial=ALL_BUT_LAST),
    ),
    Format(  # a consignment, from a lodging place of the kind that begins with 33 (the 33XXX0123456
        # of programs' examples)
        carrier="post_au",
        id="australia_post_consignment",
        shapes=written("33@*{2}#{7}"),
    ),
)
