"""A carrier's own words, passed on where they can name nobody.

Words are quoted only if every one of them stands, written just so and between the same neighbours,
in sentences that the carrier is known to use. A name, a street, a phone number or a link among
them, and nothing of the sentence is shown, kept or logged: not even if the name is a word that the
carrier uses elsewhere. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

MAX_CHARACTERS = 300
_WORD = re.compile(r"\A([^\W\d_]+(?:[-/]+[^\W\d_]+)*)([.,;:!]?)\Z")
"""Letters, with hyphens and slashes between them, and one of a sentence's marks: no digit."""
_END = frozenset(".!")
_Pairs = frozenset[tuple[str, str]]
"""Each word with the one behind it; empty stands for the beginning or the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a carrier is known to say in one language."""

    language: str
    """An IETF language tag."""
    sentences: tuple[str, ...]
    pairs: _Pairs = field(init=False)

    def __post_init__(self) -> None:
        """Take the sentences apart."""
        found = (_pairs(sentence) or frozenset() for sentence in self.sentences)
        object.__setattr__(self, "pairs", frozenset[tuple[str, str]]().union(*found))

    def has(self, text: str) -> bool:
        """Tell whether a text is made of nothing but such words, between the same neighbours."""
        pairs = _pairs(text)
        return pairs is not None and pairs <= self.pairs


def quote(text: object, vocabularies: Iterable[Vocabulary]) -> tuple[str, str] | None:
    """Return a carrier's words and their language; None: they are not all known to be harmless."""
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        return None
    for vocabulary in vocabularies:
        if vocabulary.has(text):
            return " ".join(text.split()), vocabulary.language
    return None


def _pairs(text: str) -> _Pairs | None:
    """Return a text's words with their neighbours; None: it is empty, or has more than words."""
    found, before = set(), ""
    for part in text.split():
        word = _WORD.match(part)
        if word is None:
            return None
        found.add((before, word[1]))
        before = word[1]
        if word[2] in _END:
            found.add((before, ""))
            before = ""
    return frozenset(found | ({(before, "")} if before else set())) or None
