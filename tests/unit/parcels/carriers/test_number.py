"""Normalisation: what people type becomes one writing, or is refused without being repeated."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.parcels.carriers.number import MAX_CHARACTERS, NumberError, NumberFault, normalise
from tests.rows import each_row

ACCEPTED = {
    "plain": ("RB123456785GB", "RB123456785GB"),
    "lower case": ("rb123456785gb", "RB123456785GB"),
    "spaces": ("  RB 1234 5678 5 GB ", "RB123456785GB"),
    "hyphens": ("AGP-IN-TRANSIT-0001", "AGPINTRANSIT0001"),
    "dots": ("3.318.810.025", "3318810025"),
    "no-break space": ("33188\u00a010025", "3318810025"),
    "ideographic space": ("33188\u300010025", "3318810025"),
    "ogham space": ("33188\u168010025", "3318810025"),
    "en dash": ("33188\u201310025", "3318810025"),
    "em dash": ("33188\u201410025", "3318810025"),
    "no-break hyphen": ("33188\u201110025", "3318810025"),
    "minus sign": ("33188\u221210025", "3318810025"),
    "soft hyphen": ("33188\u00ad10025", "3318810025"),
    "zero-width space": ("12\u200b34", "1234"),
    "byte order mark": ("\ufeff1234", "1234"),
    "right-to-left override": ("12\u202e34", "1234"),
    "variation selector": ("12\ufe0f34", "1234"),
    "tag": ("12\U000e007f34", "1234"),
    "hangul filler": ("12\u316434", "1234"),
    "tab": ("12\t34", "1234"),
    "newline": ("12\n34", "1234"),
    "newline at the end": ("1234\r\n", "1234"),
    "next line": ("12\x8534", "1234"),
    "line separator": ("12\u202834", "1234"),
    "nul": ("12\x0034", "1234"),
    "another control": ("12\x9f34", "1234"),
    "fifty with spaces": (" " * 450 + "7" * 50, "7" * 50),
    "full-width digits": ("\uff13\uff13\uff11\uff18\uff18", "33188"),
    "full-width letters": ("\uff32\uff22\uff41", "RBA"),
    "full-width hyphen": ("1\uff0d2", "12"),
    "full-width dot": ("1\uff0e2", "12"),
    "circled digit": ("\u2460", "1"),
    "ligature": ("\ufb01", "FI"),
    "fifty": ("7" * 50, "7" * 50),
}

REFUSED = {
    "nothing": ("", NumberFault.EMPTY),
    "spaces only": ("   ", NumberFault.EMPTY),
    "separators only": (" -.\u2013\u00a0", NumberFault.EMPTY),
    "fifty-one": ("7" * 51, NumberFault.TOO_LONG),
    "501 with spaces": (" " * 500 + "7", NumberFault.TOO_LONG),
    "501 of anything": ("\U0001f4e6" * 501, NumberFault.TOO_LONG),
    "an expansion without end": ("\ufdfa" * 500, NumberFault.TOO_LONG),
    "fifty that become a hundred": ("\ufb01" * 50, NumberFault.TOO_LONG),
    "arabic-indic digits": ("\u0661\u0662\u0663", NumberFault.BAD_CHARACTER),
    "devanagari digits": ("\u0967\u0968", NumberFault.BAD_CHARACTER),
    "emoji": ("12\U0001f4e634", NumberFault.BAD_CHARACTER),
    "escape": ("\x1b[31m12", NumberFault.BAD_CHARACTER),
    "an arabic sign that is drawn": ("12\u060034", NumberFault.BAD_CHARACTER),
    "lone surrogate": ("12\ud80034", NumberFault.BAD_CHARACTER),
    "quote": ("1' OR '1'='1", NumberFault.BAD_CHARACTER),
    "slash": ("12/34", NumberFault.BAD_CHARACTER),
    "two dots up": ("../../etc", NumberFault.BAD_CHARACTER),
    "underscore": ("12_34", NumberFault.BAD_CHARACTER),
    "per cent": ("12%34", NumberFault.BAD_CHARACTER),
    "plus": ("+1234", NumberFault.BAD_CHARACTER),
    "fraction": ("\u00bd", NumberFault.BAD_CHARACTER),
    "umlaut": ("M\u00dcLLER", NumberFault.BAD_CHARACTER),
    "sharp s, whose capital is SS": ("stra\u00dfe", NumberFault.BAD_CHARACTER),
    "dotless i, whose capital is I": ("\u01311", NumberFault.BAD_CHARACTER),
    "cyrillic a": ("\u04101", NumberFault.BAD_CHARACTER),
    "long expansion": ("\ufdfa" * 50, NumberFault.BAD_CHARACTER),
}


@each_row(("raw", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_number_gets_its_one_writing(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


@each_row(("raw", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_number_is_refused_with_the_reason(raw: str, code: NumberFault) -> None:
    with pytest.raises(NumberError) as caught:
        normalise(raw)
    assert caught.value.code is code


@pytest.mark.parametrize("code", NumberFault)
def test_the_message_is_a_fixed_sentence(code: NumberFault) -> None:
    assert str(NumberError(code)).startswith("the number ")


def test_a_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(NumberError) as caught:
        normalise("SECRET_4711")
    assert "SECRET" not in f"{caught.value!s} {caught.value!r} {caught.value.args}"


def test_every_unicode_space_and_dash_is_a_separator() -> None:
    marks = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Zs", "Pd"}
    ]
    assert len(marks) > 30
    assert [mark for mark in marks if normalise(f"1{mark}2") != "12"] == []


def test_no_other_ascii_character_that_is_seen_than_space_hyphen_and_dot_is_dropped() -> None:
    for code in range(128):
        character = chr(code)
        if character in " -." or not character.isprintable():
            assert normalise(f"1{character}2") == "12"
        elif character.isalnum():
            assert normalise(f"1{character}2") == f"1{character.upper()}2"
        else:
            with pytest.raises(NumberError):
                normalise(f"1{character}2")


@given(st.text())
def test_any_text_is_normalised_or_refused(raw: str) -> None:
    try:
        number = normalise(raw)
    except NumberError:
        return
    assert 1 <= len(number) <= MAX_CHARACTERS
    assert set(number) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert normalise(number) == number
