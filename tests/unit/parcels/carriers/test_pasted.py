"""What people paste: the one number in a text is read, in whatever it stands."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shared.parcels.carriers import pasted
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.links import linked
from shared.parcels.carriers.model import LinkKind, WebPage
from shared.parcels.carriers.number import MAX_CHARACTERS, MAX_PASTED, NumberError, NumberFault
from shared.parcels.carriers.pasted import Pasted, read
from tests.rows import each_row
from tests.unit.parcels.carriers.costs import costs_less
from tests.unit.parcels.carriers.examples import EXAMPLES

UPS, DHL, USPS = "1Z5R89390357567127", "00340434492098429236", "9400111201080805483016"
S10 = "RR473124829DE"

READ = {
    # What nobody sees.
    "word joiner and non-joiner": ("1Z5R\u20608939\u200c0357567127", UPS),
    "byte order mark": (f"\ufeff{UPS}", UPS),
    "bidi marks": (f"\u202a\u200e{UPS}\u202c", UPS),
    "tab, carriage return, newline": ("\t1Z5R8939\r\n0357567127\n", UPS),
    "variation selector": ("1Z5R8939\ufe0f0357567127", UPS),
    "nul": ("1Z5R8939\x000357567127", UPS),
    # What stands around it.
    "hash": (f"#{UPS}", UPS),
    "numero sign": (f"\u2116{UPS}", UPS),
    "comma": (f"{UPS},", UPS),
    "full stop": (f"{UPS}.", UPS),
    "apostrophe of a spreadsheet": (f"'{USPS}", USPS),
    "quotes": (f"\u201c{UPS}\u201d", UPS),
    "angle quotes": (f"\u00bb{UPS}\u00ab", UPS),
    "backticks": (f"`{UPS}`", UPS),
    "brackets": (f"[{UPS}]", UPS),
    "cjk brackets": (f"\u3010{UPS}\u3011", UPS),
    "asterisks of code 39": (f"*{UPS}*", UPS),
    "bullet": (f"- {UPS}", UPS),
    # What stands between its groups.
    "slash": ("1Z5R8939/0357567127", UPS),
    "underscore": ("1Z5R8939_0357567127", UPS),
    "slash of NACEX": ("0990/12345678", "099012345678"),
    "hyphens": ("1Z-5R8-939-03-5756-7127", UPS),
    "a line that was broken": ("9400 1112 0108\n0805 4830 16", USPS),
    "sandbox": ("AGP-DELIVERED-0001", "AGPDELIVERED0001"),
    "sandbox with spaces": ("agp delivered 0001", "AGPDELIVERED0001"),
    "sandbox that moves": ("AGP-MOVES-30-12241800", "AGPMOVES3012241800"),
    "sandbox that moves, with spaces": ("agp moves 30 12241800", "AGPMOVES3012241800"),
    "sandbox that moves, in a sentence": (
        "It is AGP-MOVES-30-12241800, from Hamburg.",
        "AGPMOVES3012241800",
    ),
    "no number that we know": ("HELLO", "HELLO"),
    "unknown, in groups": ("1234 5678", "12345678"),
    # Labels.
    "english": (f"Tracking #: {UPS}", UPS),
    "english, long": (f"Your UPS tracking number is {UPS}", UPS),
    "english, no colon": ("Tracking number 1234567", "1234567"),
    "german": (f"Sendungsnummer: {DHL}", DHL),
    "german, no space": (f"Sendungsnummer:{DHL}", DHL),
    "german, short": ("Sendungs-Nr. 12345678", "12345678"),
    "german, glued": ("Nr.12345678", "12345678"),
    "french": ("N\u00b0 de suivi : 6A12345678901", "6A12345678901"),
    "spanish": ("N\u00famero de seguimiento: 12345678", "12345678"),
    "polish": ("Numer przesy\u0142ki: 12345678", "12345678"),
    "russian": ("\u041d\u043e\u043c\u0435\u0440: RA123456785RU", "RA123456785RU"),
    "chinese": ("\u5feb\u9012\u5355\u53f7\uff1aSF1234567890123", "SF1234567890123"),
    "chinese, glued": ("\u5feb\u9012\u5355\u53f7SF1234567890123", "SF1234567890123"),
    "an unknown word with a colon": (f"Sledovac\u00ed k\u00f3d: {S10}", S10),
    "on the line before": (f"Tracking number\n{UPS}", UPS),
    "a carrier's name": (f"DHL {DHL}", DHL),
    "a name behind": (f"{UPS} (UPS)", UPS),
    "as a field": (f"tracknum={UPS}", UPS),
    "glued by a hyphen": (f"UPS-{UPS}", UPS),
    "with country and postcode": ("3SABCD1234567-NL-1234AB", "3SABCD1234567"),
    "as a formula": (f'="{UPS}"', UPS),
    # Sentences.
    "sentence": (f"Your parcel {UPS} is on its way.", UPS),
    "groups in a sentence": ("Your parcel RR 473 124 829 DE is on its way", S10),
    "an order beside it": (f"Order 4711: {UPS}", UPS),
    "a time beside it": (f"{UPS} delivered 2026-11-30 12:30", UPS),
    "picture in front": (f"\U0001f4e6 {UPS}", UPS),
    "a length alone, in a sentence": ("Please track 123456789013 today", "123456789013"),
    "twice the same": (f"{UPS}\n{UPS}", UPS),
    "twice the same, with the ZIP and without": (f"42012345{USPS}\n{USPS}", USPS),
    "twice the same, together as if one of another carrier's": (
        "1000000013 1000000013",
        "1000000013",
    ),
    "twice the same, unsure": ("123456789013 123456789013", "123456789013"),
    # Beside an order's, a customer's, a thing's number, which says what it is.
    "an order's": ("Order #: 1234567890\nTracking #: 776094337676", "776094337676"),
    "an order's, german": (f"Bestellnummer: 4711000815\nSendungsnummer: {DHL}", DHL),
    "an order's, short labels": ("Auftrags-Nr.: 4711000815, Sendungs-Nr.: 12345678", "12345678"),
    "an order's, in a sentence": (
        f"Your order 114-3941689-8772232 has shipped! UPS {UPS}",
        UPS,
    ),
    "an order's, and a carrier's name": (
        "Order 1234567890 shipped with FedEx 776094337676",
        "776094337676",
    ),
    "a thing's": (f"Item number: 123456789012\nTracking number: {USPS}", USPS),
    "a customer's": (f"Kundennummer: 1234567890\nSendungsnummer: {DHL}", DHL),
    "an invoice's": ("FedEx 776094337676, invoice 123456789012", "776094337676"),
    "an account's": (f"IBAN DE89 3704 0044 0532 0130 00, Paket {UPS}", UPS),
    "a shop's that is not named": (f"Zalando 10105123456789 DHL {DHL}", DHL),
    "an order's of the right form, alone": (f"Your order: {UPS}", UPS),
    # Beside a phone's.
    "a phone": (f"UPS: Your package {UPS}. Questions? +1 (800) 742-5877", UPS),
    "a phone in front": (f"Tel. 0176 12345678, Paket {DHL}", DHL),
    "a hotline": (f"DHL: Ihre Sendung {DHL} kommt heute. Hotline 0228 4333112", DHL),
    "a phone with DHL's check digit": (
        "Votre colis Mondial Relay 12345678 est disponible. T\u00e9l 06 12 34 50 05",
        "12345678",
    ),
    "the same, and letters": (
        "Ihr GLS Paket ZABC1234 kommt heute. Fragen? 0612345005",
        "ZABC1234",
    ),
    "the same, on lines": ("Lieferung 12345678\nTelefon 0612345005\nPLZ 10115", "12345678"),
    "one with Purolator's": ("Your parcel 1234567 is coming, call 017612000004", "1234567"),
    "a phone behind groups": ("JJD 0003 9001 3320 6763 59 Tel 0612345005", "JJD000390013320676359"),
    # Beside days.
    "a moment": (f"2026-11-27T14:12:00+01:00 {DHL}", DHL),
    "a day": ("Sendung 12345678901234 27.11.2026 zugestellt", "12345678901234"),
    # Scans.
    "SSCC in brackets": ("(00)340434492098429236", DHL),
    "SSCC in brackets, in groups": ("(00) 3 4043449 209842923 6", DHL),
    "a name before the brackets": ("SSCC: (00)340434492098429236", DHL),
    "symbology": (f"]C1{DHL}", DHL),
    "symbology of Code 128": (f"]C0{UPS}", UPS),
    "separator in front": (f"\x1d{DHL}", DHL),
    "separator within": ("1Z5R8939\x1d0357567127", UPS),
}


@each_row(("text", "number"), READ.values(), ids=READ)
def test_the_number_in_a_text_is_read(text: str, number: str) -> None:
    assert read(text).number == number


REFUSED = {
    "nothing": ("", NumberFault.EMPTY),
    "nothing to be seen": ("\u200b\ufeff\n", NumberFault.EMPTY),
    "marks only": (" - . ", NumberFault.EMPTY),
    "a label only": ("Tracking #:", NumberFault.EMPTY),
    "fifty-one": ("1" * 51, NumberFault.TOO_LONG),
    "501 characters": (f"{UPS}{' ' * 483}", NumberFault.TOO_LONG),
    "two numbers": (f"{UPS} {DHL}", NumberFault.SEVERAL),
    "two numbers, a container's first": (f"{DHL} {UPS}", NumberFault.SEVERAL),
    "a container's and another": (f"{DHL} 017612345678", NumberFault.SEVERAL),
    "two numbers on two lines": (f"{UPS}\n{DHL}", NumberFault.SEVERAL),
    "two numbers by a comma": (f"{UPS},{S10}", NumberFault.SEVERAL),
    "two numbers by a slash": (f"{UPS} / {S10}", NumberFault.SEVERAL),
    "two numbers without a space": (f"{UPS}/{S10}", NumberFault.SEVERAL),
    "two that together could be one of USPS": ("1000000024 2000000155", NumberFault.SEVERAL),
    "two numbers of length alone": ("123456789013 123456789024", NumberFault.SEVERAL),
    "a sure one and another": (f"{UPS} 123456789024", NumberFault.SEVERAL),
    "a number and another's link": (
        f"{S10} https://www.ups.com/track?tracknum={UPS}",
        NumberFault.SEVERAL,
    ),
    "an unsure number and another's link": (
        "123456789024 https://example.org/track?number=123456789013",
        NumberFault.SEVERAL,
    ),
    "a link with two": (
        f"https://tools.usps.com/go/TrackConfirmAction?tLabels={USPS}%2C9400111201080805483023",
        NumberFault.SEVERAL,
    ),
    "two in brackets": ("(00)340434492098429236(401)12345678", NumberFault.SEVERAL),
    "two behind one label": ("Tracking numbers: 776094337676, 776094337687", NumberFault.SEVERAL),
    "two labelled": (f"Sendung {DHL}\nSendung 12345678901234", NumberFault.SEVERAL),
    "a phone, labelled": ("Tel: 0612345005", NumberFault.ABSENT),
    "a phone, in groups": ("Tel. 06 12 34 50 05", NumberFault.ABSENT),
    "a phone, glued": ("Tel.0612345005", NumberFault.ABSENT),
    "a phone, chinese": ("\u7535\u8bdd0612345005", NumberFault.ABSENT),
    "a phone, spanish": ("Tel\u00e9fono: 0612345005", NumberFault.ABSENT),
    "a phone, or a fax": ("Tel/Fax 0612345005", NumberFault.ABSENT),
    "a case": ("Case 0612345005", NumberFault.ABSENT),
    "a phone of somebody": ("Max Mustermann, Tel. 0612345005", NumberFault.ABSENT),
    "a phone, words between": ("Please call our team at 0612345005", NumberFault.ABSENT),
    "a phone and a page": (
        "Hotline 0612345005 https://www.dhl.de/de/hilfe.html",
        NumberFault.ABSENT,
    ),
    "an order's": ("My order no. is 1234567890", NumberFault.ABSENT),
    "words around little": ("Hello 12345 World", NumberFault.ABSENT),
    "a link without one": ("https://www.ups.com/track", NumberFault.ABSENT),
    # Tokens, customers' numbers, articles.
    "a token": (
        "https://click.email.dhl.com/?qs=abcdef0123456789abcdef0123456789",
        NumberFault.ABSENT,
    ),
    "a token, shorter": (
        "https://links.dpd.de/u/click?_t=9f8e7d6c5b4a3928171605",
        NumberFault.ABSENT,
    ),
    "a token in a field of other pages": (
        "https://www.dhl.de/newsletter?id=9876543210abcdef",
        NumberFault.ABSENT,
    ),
    "a token in another field of other pages": (
        "https://account.laposte.fr/reset?code=9876543210abcdef",
        NumberFault.ABSENT,
    ),
    "a campaign": ("https://www.ups.com/?ref=newsletter20261127", NumberFault.ABSENT),
    "a key for a new password": (
        "https://www.dhl.de/passwort-zuruecksetzen/9f8e7d6c5b4a39281716",
        NumberFault.ABSENT,
    ),
    "a customer": (
        "https://www.dhl.de/de/privatkunden/kundenkonto.html?customerId=1234567890",
        NumberFault.ABSENT,
    ),
    "a customer in a path": ("https://mailing.dhl.de/go/1234567890", NumberFault.ABSENT),
    "an article": ("https://allegro.pl/oferta/koszulka-12345678901", NumberFault.ABSENT),
    "a link that is none": ("http://[", NumberFault.ABSENT),
    "arabic-indic digits": ("\u0661\u0662\u0663\u0664\u0665", NumberFault.BAD_CHARACTER),
    "cyrillic": ("\u0410\u0410123456785GB", NumberFault.BAD_CHARACTER),
    "umlaut": ("\u00c4GP1", NumberFault.BAD_CHARACTER),
    "emoji within": ("123\U0001f4e6456", NumberFault.BAD_CHARACTER),
    "lone surrogate": ("12\ud80034", NumberFault.BAD_CHARACTER),
    "phone": ("+49 171 1234567", NumberFault.BAD_CHARACTER),
    "sql": ("1' OR '1'='1'; DROP TABLE x", NumberFault.BAD_CHARACTER),
    "path": ("../../etc/passwd", NumberFault.BAD_CHARACTER),
    "markup": ("<script>alert(1)</script>", NumberFault.BAD_CHARACTER),
    "template": ("${jndi:ldap://x}", NumberFault.BAD_CHARACTER),
}


@each_row(("text", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_one_number_is_refused(text: str, fault: NumberFault) -> None:
    with pytest.raises(NumberError) as caught:
        read(text)
    assert caught.value.code is fault
    assert not any(word in str(caught.value) for word in text.split() if len(word) > 4)


POSTCODES = {
    "420 and ZIP": ("420123459400111201080805483016", USPS, "12345"),
    "420 and ZIP+4": (f"420123456789{USPS}", USPS, "12345"),
    "420, ZIP and SSCC": (f"42012345{DHL}", DHL, "12345"),
    "in groups": ("420 12345 9400 1112 0108 0805 4830 16", USPS, "12345"),
    "in brackets": ("(420)12345(94)00111201080805483016", USPS, "12345"),
    "ZIP+4 in brackets": ("(420)123456789(94)00111201080805483016", USPS, "12345"),
    "with symbology": ("]C1420123459400111201080805483016", USPS, "12345"),
    "with a separator": (f"\x1d42012345\x1d{USPS}", USPS, "12345"),
    "SSCC and 420": ("]C10034043449209842923642012345", DHL, "12345"),
    "SSCC and 421": (f"{DHL}42127610115", DHL, "10115"),
    "421 in brackets": ("(421)276 10115 (00)340434492098429236", DHL, "10115"),
}


@pytest.mark.parametrize("what", POSTCODES)
def test_a_postcode_in_front_is_told_apart_from_the_number(what: str) -> None:
    text, number, postcode = POSTCODES[what]
    found = read(text)
    assert (found.number, found.postcode) == (number, postcode)


def test_420_stays_in_front_of_what_is_no_number_by_itself() -> None:
    assert read("420123451234567890123456789012") == Pasted("420123451234567890123456789012")


LINKS = {
    "ups": (f"https://www.ups.com/track?loc=en_US&tracknum={UPS}&requester=ST/", UPS, "ups", None),
    "ups, no scheme": (f"ups.com/track?tracknum={UPS}", UPS, "ups", None),
    "ups, formerly": (
        f"https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={UPS}",
        UPS,
        "ups",
        None,
    ),
    "ups, in a sentence": (
        f"Track it here: <https://www.ups.com/track?tracknum={UPS}>, thanks",
        UPS,
        "ups",
        None,
    ),
    "ups, in HTML": (
        f'<a href="https://www.ups.com/track?tracknum={UPS}">{UPS}</a>',
        UPS,
        "ups",
        None,
    ),
    "ups, in Markdown": (f"[parcel](https://www.ups.com/track?tracknum={UPS})", UPS, "ups", None),
    "ups, broken": ("https://www.ups.com/track?tracknum=1Z5R8939\n0357567127", UPS, "ups", None),
    "ups, number again beside it": (
        f"{UPS}: https://www.ups.com/track?tracknum={UPS}",
        UPS,
        "ups",
        None,
    ),
    "dhl.de": (
        f"https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?lang=de&idc={DHL}",
        DHL,
        "dhl",
        None,
    ),
    "fedex, with more of the same": (
        "https://www.fedex.com/fedextrack/?trknbr=986578788855&trkqual=2459849000~986578788855~FX",
        "986578788855",
        "fedex",
        None,
    ),
    "usps": (f"https://tools.usps.com/go/TrackConfirmAction?tLabels={USPS}", USPS, "usps", None),
    "hermes, in the fragment": (
        "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#H1000000000000001",
        "H1000000000000001",
        "hermes_de",
        None,
    ),
    "dpd, in the path": (
        "https://tracking.dpd.de/status/en_US/parcel/01234567890123",
        "01234567890123",
        "dpd",
        None,
    ),
    "dpd, of another country": (
        "https://track.dpd.co.uk/search?reference=01234567890123",
        "01234567890123",
        "dpd",
        None,
    ),
    "postnl, in the query": (
        "https://postnl.nl/tracktrace/?B=3SABCD1234567&P=1234%20AB&D=NL&T=C",
        "3SABCD1234567",
        "post_nl",
        "1234 AB",
    ),
    "postnl, in the path": (
        "https://jouw.postnl.nl/track-and-trace/3SABCD1234567-NL-1234AB",
        "3SABCD1234567",
        "post_nl",
        "1234AB",
    ),
    "postnl, in segments of the path": (
        "https://jouw.postnl.nl/#!/track-en-trace/3SABCD1234567/NL/1234AB",
        "3SABCD1234567",
        "post_nl",
        "1234AB",
    ),
    "words of a path": (
        "https://gls-group.com/ES/es/seguimiento-de-envios?match=12345678901",
        "12345678901",
        "gls",
        None,
    ),
    "words of a path in front of another page": (
        "https://www.laposte.fr/particulier/outils/suivre-un-colis?code=6Q01929938641",
        "6Q01929938641",
        "post_fr",
        None,
    ),
    "a page that is no postcode": (
        f"https://www.ups.com/track?p=2&tracknum={UPS}",
        UPS,
        "ups",
        None,
    ),
    "dpd, with the depot": (
        "https://track.dpd.co.uk/parcels/15501234567890*20445",
        "15501234567890",
        "dpd",
        None,
    ),
    "mrw": (
        "https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?envio=123456789012",
        "123456789012",
        "mrw",
        None,
    ),
    "the same page in another language": (
        "https://tracking.postnord.com/se/?id=00370730123456789012",
        "00370730123456789012",
        None,
        None,
    ),
    "in a mail that is guarded": (
        f"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fups.com%2Ftrack%3Ftracknum%3D{UPS}&data=05%7C01",
        UPS,
        "ups",
        None,
    ),
    "in a search": (
        f"https://www.google.com/url?q=https://www.ups.com/track?tracknum%3D{UPS}&sa=D",
        UPS,
        "ups",
        None,
    ),
    "another's page beside the number": (
        f"DHL {DHL}, Hilfe: https://www.dpd.com/de/de/hilfe",
        DHL,
        None,
        None,
    ),
    "with a phone beside it": (
        f"https://www.ups.com/track?tracknum={UPS} Questions? 0612345005",
        UPS,
        "ups",
        None,
    ),
    "bpost, in a fragment with fields": (
        "https://track.bpost.cloud/btr/web/#/search?itemCode=323299999999999999999999&postalCode=1000",
        "323299999999999999999999",
        "post_be",
        "1000",
    ),
    "no carrier's": (f"https://t.17track.net/en#nums={S10}", S10, None, None),
    "of a host that several share": (
        f"https://tracking.postnord.com/en/?id={S10}",
        S10,
        None,
        None,
    ),
    "of a host that only looks like one": (f"https://ups.com.example.org/{UPS}", UPS, None, None),
    "invisible within": (
        "https://www.ups.com/track?tracknum=1Z5R8939%E2%80%8B0357567127",
        UPS,
        "ups",
        None,
    ),
}


@each_row("what", LINKS)
def test_a_link_is_read(what: str) -> None:
    text, number, carrier, postcode = LINKS[what]
    assert read(text) == Pasted(number, postcode, carrier)


DEEP = [
    (carrier.code, page)
    for carrier in CARRIERS.values()
    for page in carrier.pages
    if page.kind is LinkKind.PARCEL
]


@each_row(("code", "page"), DEEP, ids=lambda value: value if isinstance(value, str) else "")
def test_the_number_is_read_out_of_every_link_that_we_give(code: str, page: WebPage) -> None:
    number = f"{page.begins}123456789012"
    told = linked(page.address(number))
    assert told.numbers == (number,)
    assert told.carrier in {code, None}
    assert read(page.address(number)) == Pasted(number, None, told.carrier)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("0612345005", False),
        ("DHL 0612345005", False),
        ("0612345005 (DHL)", False),
        ("Sendungsnummer: 0612345005", False),
        ("Max Mustermann 0612345005", True),
        ("Max: 0612345005", True),
        ("Foo 0612345005 an", False),  # all of it together is what is read
        ("Paket 2 von 3, 0612345005", True),
        ("R\u00fcckfragen an Frau M\u00fcller unter 0612345005 bitte", True),
        (f"Max Mustermann {UPS}", False),
    ],
)
def test_what_no_label_names_among_other_words_is_bare(text: str, bare: bool) -> None:  # noqa: FBT001 - a table's
    assert read(text).bare is bare


def _invisible() -> list[str]:
    """Return what is drawn as nothing, by Unicode's own list and the controls."""
    format_ = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) in {"Cf", "Cc"}]
    drawn = {
        chr(code)
        for code in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)
    }
    drawn |= {chr(code) for code in (*range(0xFFF9, 0xFFFC), *range(0x13430, 0x13440))}
    white = set("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
    selectors = [chr(code) for code in (0x34F, 0x115F, 0x3164, *range(0xFE00, 0xFE10))]
    return sorted({*format_, *selectors} - drawn - white)


INVISIBLE = _invisible()
TEXTS = sorted(
    {text for text, _ in READ.values()}
    | {text for text, *_ in LINKS.values()}
    | {text for text, *_ in POSTCODES.values()}
)


def test_there_are_many_invisible_characters() -> None:
    assert len(INVISIBLE) > 150
    assert {"\u200b", "\u00ad", "\ufeff", "\u2060", "\u202e", "\ufe0f", "\U000e0041"} <= set(
        INVISIBLE
    )


@given(
    text=st.sampled_from(TEXTS),
    marks=st.lists(st.tuples(st.integers(0, 400), st.sampled_from(INVISIBLE)), max_size=40),
)
def test_what_nobody_sees_changes_nothing_wherever_it_stands(
    text: str, marks: list[tuple[int, str]]
) -> None:
    sprinkled = text
    for at, mark in marks:
        sprinkled = (
            sprinkled[: at % (len(sprinkled) + 1)] + mark + sprinkled[at % (len(sprinkled) + 1) :]
        )
    assume(len(sprinkled) <= MAX_PASTED)
    assert read(sprinkled) == read(text)


@given(number=st.sampled_from([UPS, DHL, USPS, S10]), data=st.data())
def test_white_space_anywhere_in_a_sure_number_changes_nothing(
    number: str, data: st.DataObject
) -> None:
    spaces = st.text(alphabet=" \t\r\n\v\f\u00a0\u2028\u3000-\u2013.", max_size=3)
    text = "".join(data.draw(spaces) + one for one in number) + data.draw(spaces)
    assert read(text).number == number


@given(st.text(max_size=MAX_PASTED + 1))
@example("420" * 16)
@example("(00)" * 100)
@example("https://" * 60)
def test_any_text_is_read_or_refused_and_what_was_read_is_read_again(raw: str) -> None:
    try:
        number = read(raw).number
    except NumberError:
        return
    assert 1 <= len(number) <= MAX_CHARACTERS
    assert set(number) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert read(number).number == number


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=50))
def test_a_number_by_itself_is_that_number_but_for_a_zip_in_front(number: str) -> None:
    found = read(number).number
    assert found == number or (number.startswith("420") and number.endswith(found))


LIMIT_NS = 2_000_000


def _hostile() -> Iterator[str]:
    """Yield what is long, or has many of what there is one of in an honest text."""
    numbers = [UPS, DHL, USPS, S10, "123456789013", "986578788855", "1", "A1", "AGP", "420"]
    parts = [
        *numbers,
        *(f"{number} " for number in numbers),
        *(f"{number}\n" for number in numbers),
        *(f"{number}\x1d" for number in numbers),
        *(f"(00){number}" for number in numbers),
        *"(:#/.-_,;|\"'<[{~%&=?\t\n\u200b\u0301\uff11\u00e9\ud800\U0001f4e6",
        "a ",
        "Nr.",
        "Nr. ",
        "1 a ",
        "a 1 ",
        "tracking ",
        "tracking: ",
        "1.2/",
        "% ",
        "https://",
        "www.",
        "www.a ",
        f"https://ups.com/{UPS} ",
        "ups.com/1 ",
        "\ufb03",
        "(1)",
        "]C1",
        "RR 1 ",
        "Tel. 1 ",
        "Tel.1",
        "Paket 1234567,",
        "a-1.b ",
        "a-",
        "Nr-",
        "+1 ",
        "27.11.2026 ",
        "2026-11-27T14:12:00 ",
        "0612345005 Mustermann ",
        "https://a.b/?u=https://ups.com/?num=1 ",
        "3SABCD1234567-NL-1 ",
    ]
    for part in parts:
        yield (part * MAX_PASTED)[:MAX_PASTED]
    for start in (
        "https://www.ups.com/track?",
        "https://a.b/?",
        "https://a.b/?u=https%3A%2F%2Fups.com/?",
        "https://a.b/#",
        "ups.com/",
        "postnl.nl/",
    ):
        for part in (
            "a=1&",
            f"num={UPS}&",
            "num=123456789013&",
            "1&",
            "1/",
            "%31",
            "%",
            ";",
            "a=1;",
            "1-NL-1/",
            f"{UPS},",
            "=&",
            "u=https://ups.com/&",
            "track/123456789013/",
            "1*",
            "3SABCD1234567-NL-",
        ):
            yield (start + part * MAX_PASTED)[:MAX_PASTED]
    for start, part in (
        ("https://ups.com/?", "num=1234567{:05}&"),
        ("https://ups.com/?", "tracknum=1234567{:05}&"),
        ("https://ups.com/?u=https://ups.com/&", "num=1234567{:05}&"),
        ("https://ups.com/?u=https://ups.com/?x=1&", "x=1234567{:05}&"),
        ("a https://ups.com/?", "x=1234567{:05}& "),
        ("ups.com/", "track/1234567{:05}/"),
        ("ups.com/", "1234567{:05}/"),
        ("Mustermann ", "1234567{:05},"),
        ("Paket ", "1234567{:05} "),
    ):
        yield (start + "".join(map(part.format, range(50))))[:MAX_PASTED]
    yield "\ufdfa" * 55
    yield "\ufdfa" * MAX_PASTED


def _read(text: str) -> None:
    with suppress(NumberError):
        read(text)


def test_no_hostile_text_of_500_characters_costs_two_milliseconds() -> None:
    texts = list(_hostile())
    assert len(texts) > 120
    assert [one[:30] for one in texts if not costs_less(LIMIT_NS, partial(_read, one))] == []


def _between_hyphens(number: str, at: frozenset[int]) -> str:
    return "".join(f"-{sign}" if place in at else sign for place, sign in enumerate(number))


HYPHENATED = st.builds(
    _between_hyphens,
    st.sampled_from(sorted({one.number for one in EXAMPLES} | {"20261130", "AGPDELIVERED0001"})),
    st.frozensets(st.integers(0, 40), max_size=4),
)


@example(f"{UPS}-{DHL}")
@example(f"Tracking-{UPS}")
@example("2026-11-30")
@given(
    st.from_regex(r"\A[0-9A-Za-z]{1,60}\Z") | st.from_regex(r"\A[0-9A-Za-z-]{1,30}\Z") | HYPHENATED
)
def test_a_number_that_nothing_stands_around_is_read_as_any_other_text(text: str) -> None:
    """The short way for what mostly comes says what the long one would."""
    with suppress(NumberError):
        assume(pasted._of_one_word(text) is not None)  # noqa: SLF001 - the two ways are compared

    def outcome(of: Callable[[str], object]) -> object:
        try:
            return of(text)
        except NumberError as e:
            return e.code

    assert not pasted._of_links(text)  # noqa: SLF001
    assert outcome(pasted._of_one_word) == outcome(  # noqa: SLF001
        lambda one: pasted._number(pasted._all_words(one))  # noqa: SLF001
    )
