"""Language tags as BCP 47 has them, and the best of what we have (RFC 4647, section 3.4)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.languages import MOST_CHARACTERS, accepted, best, canonical, region_of
from shared.kernel.texts import say
from shared.people.consents.choice import Method
from shared.people.consents.contract import Said
from shared.people.person.model import Person
from shared.people.policies.model import Policy
from tests.fakes import NOON


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("es-419", "es-419"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("ZH-hant", "zh-Hant"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("DE", "de"),
        ("fil", "fil"),
        ("haw-us", "haw-US"),
        ("zh-yue-HK", "zh-yue-HK"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("de-CH-1996", "de-CH-1996"),
        ("ca-ES-valencia", "ca-ES-valencia"),
        ("en-US-u-ca-gregory-hc-h23", "en-US-u-ca-gregory-hc-h23"),
        ("en-a-BBBB-x-YY", "en-a-bbbb-x-yy"),
        ("x-klingon", "x-klingon"),
        ("i-Klingon", "i-klingon"),
        ("en-GB-oed", "en-GB-oed"),
    ],
)
def test_a_tag_is_kept_in_its_usual_case(given: str, written: str) -> None:
    assert canonical(given) == canonical(written) == written


@pytest.mark.parametrize(
    "given",
    [
        "", "d", "-de", "de-", "de--DE", "de_DE", "de-DE.UTF-8", "123", "es-41", "a-DE", "de\n",
        "de-419-DE", "abcdefghi", "d\u0435", "\ufb01l", "en-u", "de DE", "*",
        "en-" + "abcde-" * 12 + "x",
    ],
    ids=ascii,
)  # fmt: skip
def test_what_is_no_tag_is_none(given: str) -> None:
    assert canonical(given) is None


@given(st.text(max_size=80))
def test_what_is_written_once_is_written_alike_for_ever(text: str) -> None:
    written = canonical(text)
    if written is not None:
        assert canonical(written) == written
        assert len(written) <= MOST_CHARACTERS
        assert written.isascii()


@pytest.mark.parametrize(
    ("header", "ranges"),
    [
        ("", []),
        ("da, en-gb;q=0.8, en;q=0.7", ["da", "en-gb", "en"]),
        ("de;q=0.5, fr;q=0.9", ["fr", "de"]),
        ("de ; q = 0.1 ,fr", ["fr", "de"]),
        ("en;q=0.500, de;q=1.000", ["de", "en"]),
        ("fr, *;q=0.5, de;q=0", ["fr", "*"]),
        ("de;q=2, de;q=x, ;, en", ["en"]),
        ("zh-Hant-TW, zh-Hant;q=0.9, zh;q=0.8", ["zh-Hant-TW", "zh-Hant", "zh"]),
    ],
)
def test_what_is_most_wanted_comes_first(header: str, ranges: list[str]) -> None:
    assert list(accepted(header)) == ranges


@pytest.mark.parametrize(
    ("wanted", "have", "found"),
    [
        (["es-419"], ["en", "es"], "es"),
        (["zh-Hant-TW"], ["en", "zh", "zh-Hant"], "zh-Hant"),
        (["zh-Hant-CN-x-private1-private2"], ["en", "zh-Hant"], "zh-Hant"),
        (["de-u-ca-gregory"], ["en", "de"], "de"),
        (["fr-CH", "de"], ["en", "de"], "de"),
        (["fr"], ["en", "fr-CA"], "en"),
        (["DE-at"], ["en", "de-AT", "de"], "de-AT"),
        (["*", "pt-BR"], ["en", "pt"], "pt"),
        (["xx"], ["de", "en"], "en"),
        ([], ["de", "en"], "en"),
    ],
)
def test_what_is_shown_is_the_best_that_there_is(
    wanted: list[str], have: list[str], found: str
) -> None:
    assert best(wanted, have) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([], None),
        (["de"], None),
        (["de-at"], "AT"),
        (["de", "pt-BR", "fr-CH"], "BR"),
        (["zh-Hant-TW"], "TW"),
        (["es-419", "es-MX"], "MX"),
        (["en-x-us", "en-u-ca-gregory"], None),
        (["*"], None),
    ],
)
def test_a_country_is_that_of_the_first_tag_that_names_one(
    wanted: list[str], found: str | None
) -> None:
    assert region_of(wanted) == found


def test_every_text_is_found_by_the_best_match() -> None:
    assert say("invalid-input", "sr-Latn-RS") == say("invalid-input", "en-GB")
    person = Person(country="MX", policy_version="1", created=NOON, locale="es-419")
    assert person.language == "es-419"
    said = Said(
        grants={"analytics": True}, notice_version=1, language="es-419", method=Method.BANNER
    )
    assert said.language == "es-419"
    assert said.choice(signal=False).language == "en", "as which it was shown"


def test_a_policy_is_read_in_the_best_language_that_it_has() -> None:
    told: dict[str, Any] = {"texts": {"en": "English", "pt": "Portuguese", "zh-Hant": "Han"}}
    policy = Policy.model_construct(**told)
    assert policy.text(["pt-BR", "zh-Hant"])[0] == "pt"
    assert policy.text(["fr", "zh-Hant-TW"])[0] == "zh-Hant"
    assert policy.text([])[0] == "en"
