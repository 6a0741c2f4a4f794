"""Formats of Europe's parcel carriers, beyond the facts in ``formats``.

Each says where it is publicly known from. A check digit stands here only where it is published and
fits public examples. What fits too much of the world's numbers is left out: DPD's ten digits,
Evri's sixteen digits and the eight of its calling cards, GLS's numbers without their check digit
and its track ids (eight characters).
"""

from shared.carriers.checksums import mod10
from shared.carriers.entries import ALL_BUT_LAST, Check, Format, written
from shared.carriers.model import Evidence

_GLS = mod10(even=3, odd=1, plus=1)
"""As for GS1, and one more (GLS's Uni-Box documentation, 3.2.1). The example that Swiss Post gives
of a GLS number, 993990103198, fits it."""

EUROPE: tuple[Format, ...] = (
    Format(  # Poland's; shops there tell of the letters U, W and Q (issues of Allegro's API)
        carrier="dpd",
        id="dpd_pl",
        shapes=written("#{13}[QUW]"),
    ),
    Format(  # dpd_14 without the check character, which is often left out. First comes the depot:
        # in Germany and around it with a 0 (AST's list of carriers). Elsewhere it may be any four
        # digits, and so the number any 14
        carrier="dpd",
        id="dpd_14_plain",
        shapes=written("0#{13}"),
    ),
    Format(  # 16 characters (evri.com), with letters where shop extensions have them (AST,
        # WooCommerce)
        carrier="evri",
        id="evri",
        shapes=written("@##@*{2}#{10}"),
    ),
    Format(
        carrier="gls",
        id="gls_12",
        shapes=written("#{12}"),
        check=Check(_GLS, serial=ALL_BUT_LAST),
    ),
    Format(  # 24 digits (InPost's own links). They begin with 4 to 9 (4tracking); with 000 they are
        # DHL's in Poland, with 3232 bpost's
        carrier="inpost",
        id="inpost",
        shapes=written("[4-9]#{23}"),
    ),
    Format(  # 13 or 15 characters: 3S, the sender's code, a serial number (developer.postnl.nl).
        # Its examples have codes of four letters; 3SDFC and ten digits are DHL's
        carrier="post_nl",
        id="postnl_3s",
        shapes=written("3S@{4}#{7}", "3S@{4}#{9}"),
        shape_says=Evidence.PREFIX,
    ),
)
