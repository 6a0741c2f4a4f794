"""A mask shows enough to recognise one's own, and nothing of what is one letter long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.mask import first_letter, mask_email


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada", "A\u2026"),
        ("Li", "L\u2026"),
        ("X", "\u2026"),
        ("\u674e", "\u2026"),
        ("\U0001f600", "\u2026"),
        ("e\u0301", "\u2026"),
        ("\u2764\ufe0f", "\u2026"),
        ("X\u200d", "\u2026"),
        (" X ", "\u2026"),
        ("\U0001f469\u200d\U0001f4bb", "\u2026"),
        ("\U0001f1e9\U0001f1ea", "\u2026"),
        ("\U0001f44d\U0001f3fd", "\u2026"),
        ("\u0928\u093e", "\u2026"),
        ("\u0928\u093e\u092e", "\u0928\u2026"),
        ("\u00c9mile", "\u00c9\u2026"),
        ("", "\u2026"),
    ],
    ids=ascii,
)
def test_of_a_name_the_first_letter_is_shown_unless_it_is_all(name: str, shown: str) -> None:
    assert first_letter(name) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("jane@example.com", "j\u2026@example.com"),
        ("jo@example.com", "j\u2026@example.com"),
        ("j@example.com", "\u2026@example.com"),
        ("\u674e@example.com", "\u2026@example.com"),
        ("\u674e\u5c0f@example.com", "\u674e\u2026@example.com"),
    ],
    ids=ascii,
)
def test_of_a_mailbox_too(address: str, shown: str) -> None:
    assert mask_email(address) == shown


@given(st.text(min_size=1, max_size=20))
def test_no_mask_is_the_whole(name: str) -> None:
    assert first_letter(name) != f"{name}\u2026"
    assert mask_email(f"{name}@example.com") != f"{name}\u2026@example.com"
