"""Formats of carriers of the Americas, beyond the facts in ``formats``, and Amazon's in Europe.

Each says where it is publicly known from. What is no carrier's own is left out: Veho's numbers are
those of the shops that send by it.
"""

from shared.parcels.carriers.checksums import mod10
from shared.parcels.carriers.entries import ALL_BUT_LAST, Check, Format, written
from shared.parcels.carriers.evidence import CarrierEvidence

_GS1 = mod10(even=3, odd=1)
_UPS = mod10(even=1, odd=2)

AMERICAS: tuple[Format, ...] = (
    Format(  # a country and ten digits (plhery/universal-parcel-scraper), as numbers of taxpayers
        # are: Belgium's BE0123456789
        carrier="amazon",
        id="amazon_europe",
        shapes=written(
            "<FR|DE|BE|UK|GB|IT|ES|NL|AT|IE|PL|SE|PT|LU|DK|FI|CZ|SK|HU|RO|BG|HR|SI|EE|LV|LT|GR|CY|"
            "MT|CH|NO|IS|LI|TR>#{10}"
        ),
    ),
    Format(  # of the mails that Amazon sends in France (tracking_number_data, issue 16)
        carrier="amazon",
        id="amazon_france",
        shapes=written("C[12AE]00#{7}3"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # Mail Innovations (sailrish/shipit, issue 38; php-ups-api, issue 261). Both of the
        # numbers told there have UPS's check digit, over all that precedes
        carrier="ups",
        id="ups_mail_innovations",
        shapes=written("80#{16}"),
        check=Check(_UPS, serial=ALL_BUT_LAST),
    ),
    Format(  # the same with another check digit: two numbers prove no rule
        carrier="ups",
        id="ups_mail_innovations_unchecked",
        shapes=written("80#{16}"),
    ),
    Format(  # abroad (hdnpt/geartrack, issue 28), and by mailer (mojombo/omniship): each told once
        carrier="ups",
        id="ups_mail_innovations_letters",
        shapes=written("UPAAB#{15}", "MI#{6}*{1-22}"),
    ),
    Format(  # Ground Economy, once SmartPost. On the label 92 stands in front and is in the sum;
        # with it the number is USPS's, too (sailrish/shipit, issue 27; FedEx's own test answers)
        carrier="fedex",
        id="fedex_ground_economy",
        shapes=written("61#{18}"),
        check=Check(_GS1, serial=ALL_BUT_LAST, prepend="92"),
        settles=False,
    ),
    Format(  # USPS's number on a parcel that UPS hands over to it: both show it (karrioapi/karrio,
        # an answer of UPS's)
        carrier="ups",
        id="ups_mail_innovations_usps",
        shapes=written("<926129|927489>#{16}", "<926129|927489>#{20}"),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # and on FedEx Ground Economy's, with the 92
        carrier="fedex",
        id="fedex_ground_economy_usps",
        shapes=written("9261#{18}"),
        check=Check(_GS1, serial=ALL_BUT_LAST),
        settles=False,
    ),
    Format(  # labels with a check digit that is not right, as one in public is
        # (tracking_number_data, issue 108)
        carrier="usps",
        id="usps_impb_unchecked",
        shapes=written("9[2-5]#{20}"),
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="uniuni",
        id="uniuni",
        shapes=written("UUS*{16}", "UUSC#{12}", "U9999#{11}", "4C#{9}US"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="intelcom",
        id="intelcom",
        shapes=written("INTLCM#{8-20}", "INTLCMD#{9}", "CRIN#{14}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # plhery/universal-parcel-scraper
        carrier="speedx",
        id="speedx",
        shapes=written("SPX@{3}#{12}", "SPX@{3}#{18}"),
        shape_says=CarrierEvidence.PREFIX,
    ),
    Format(  # 22 characters, of which some in the middle or at the end are letters by
        # plhery/universal-parcel-scraper
        carrier="estafeta",
        id="estafeta",
        shapes=written("#{12}@##{8}", "#{12}#@#{8}", "#{15}%{7}"),
    ),
    Format(  # a reader of barcodes (Packagex's), and a shop's own check
        carrier="andreani",
        id="andreani",
        shapes=written("3#{14}"),
    ),
)
