"""Formats of nothing but digits, without a known beginning. Many carriers share each.

They stand last, and without a check digit are never more than length: what they are good for is
that the carrier can be named out of a list. A row is a carrier with its lengths, and says where it
is publicly known from.
"""

from collections.abc import Iterator

from shared.parcels.carriers.checksums import mod7, s10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, written

_LENGTHS: dict[str, tuple[int, ...]] = {
    "dhl": (10, 11, 14),  # eCommerce: the facts; plhery/universal-parcel-scraper, for PL, ES and GB
    "dpd": (14,),  # any depot: szkf/package-bot, issue 17; WooCommerce, issues 59236 and 63473
    "fedex": (10,),  # tracking_number_data, issue 29
    "ups": (10,),  # freight: EasyPost/easypost-python, issue 110
    "gls": (9, 11),  # pufexi/multiorder, issue 465; plhery/universal-parcel-scraper
    "sf_express": (12,),  # plhery/universal-parcel-scraper; roylez/alfred_kuaidi, issue 12
    "evri": (16,),  # plhery/universal-parcel-scraper, Kutepov/parcels
    "parcelforce": (12,),  # parcelforce.com's page of number formats
    "mondial_relay": (8, 10, 12),  # plhery/universal-parcel-scraper
    "colis_prive": (12, 17),  # plhery/universal-parcel-scraper, Kutepov/parcels
    "orlen_paczka": (13, 14),  # itsvic-dev/parcel; issue 6899 of Allegro's API
    "post_at": (22,),  # plhery/universal-parcel-scraper, Kutepov/parcels
    "seur": (7, 14, 21),  # plhery/universal-parcel-scraper
    "mrw": (12,),  # plhery/universal-parcel-scraper
    "nacex": (12,),  # plhery/universal-parcel-scraper; printed with a slash after the fourth
    "tipsa": (10,),  # plhery/universal-parcel-scraper
    "brt": (12, 14),  # plhery/universal-parcel-scraper
    "sameday": (13,),  # itsvic-dev/parcel
    "fan_courier": (13,),  # Kutepov/parcels
    "speedy": (11,),  # Kutepov/parcels
    "acs": (10,),  # thanasis00/greek-courier-tracker-hacs, as the next three
    "geniki": (10,),
    "boxnow": (10,),
    "speedex": (12,),
    "smsa": (12,),  # Kutepov/parcels
    "naqel": (8, 9),  # Kutepov/parcels
    "delhivery": (13, 14),  # plhery/universal-parcel-scraper
    "jne": (15,),  # MuflihItsuka312/API-Server
    "j_and_t": (12,),  # plhery/universal-parcel-scraper
    "lbc": (12,),  # plhery/universal-parcel-scraper
    "sto": (12, 13),  # plhery/universal-parcel-scraper
    "yunda": (13, 15),  # plhery/universal-parcel-scraper
    "zto": (12,),  # Courier-Validation
    "cj_logistics": (10, 12),  # shlee322/delivery-tracker
    "hanjin": (12, 14),  # shlee322/delivery-tracker
    "estafeta": (10, 22),  # plhery/universal-parcel-scraper
}


def _formats() -> Iterator[Format]:
    """Yield a format for each row."""
    for carrier, lengths in _LENGTHS.items():
        shapes = written(*(f"#{{{length}}}" for length in lengths))
        yield Format(carrier=carrier, id=f"{carrier}_digits", shapes=shapes)


def _tnt() -> Iterator[Format]:
    """Yield TNT's nine digits: with either of two sums, so that two in ten of all numbers pass.

    By plhery/universal-parcel-scraper.
    """
    for name, compute in (("mod7", mod7), ("mod11", s10)):
        yield Format(
            carrier="tnt",
            id=f"tnt_{name}",
            shapes=written("#{9}"),
            check=Check(compute, serial=ALL_BUT_LAST),
            settles=False,
        )


DIGITS_ONLY: tuple[Format, ...] = (*_tnt(), *_formats())
