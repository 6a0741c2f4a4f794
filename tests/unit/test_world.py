"""What the tests see of a dump is what a thief would."""

import base64

from tests.world import Stored

OF_RANDOM_BYTES = "ApPLeQ=="
"""What spells a word as base64 and not as bytes."""


def stored(raw: bytes) -> Stored:
    blob = {"bytesValue": base64.b64encode(raw).decode()}
    fields = {"note": {"stringValue": "Ada"}, "list": {"arrayValue": {"values": [blob]}}}
    return Stored("eu-data", "documents/people/Aa", fields)


def test_a_word_is_found_in_names_texts_and_bytes_whatever_its_case() -> None:
    one = stored("köln Agp_eu_X".encode())
    for word in ("people/aA", "ada", "KÖLN", "agp_EU_x", "bytesvalue", "arrayValue"):
        assert one.holds(word), word


def test_random_bytes_spell_nothing_by_how_they_are_written() -> None:
    assert not stored(base64.b64decode(OF_RANDOM_BYTES)).holds("apple")
