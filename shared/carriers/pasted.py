"""The one waybill number in a text that somebody pasted, if there is one. Pure.

What is read: the number in any of its printed forms, behind a label, in quotes or brackets, in a
sentence, in a link, from a scanner. What comes of it is the number alone. Two different numbers are
refused, and so is what only might be one: nothing is looked up on a guess.
"""

from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby, islice, takewhile
from typing import NamedTuple

from shared.carriers.labels import LABELS, NUMBER_FIELDS
from shared.carriers.links import is_link, linked
from shared.carriers.number import (
    GROUP_SEPARATOR,
    NumberError,
    NumberFault,
    checked,
    plain,
)
from shared.carriers.scans import scanned, without_symbology, without_zip
from shared.carriers.sureness import is_sure

_AROUND = "\"'`()[]{}<>,.;!?*|-_/%="
"""What may stand around a number and is none of it."""
_AROUND_LINKS = str.maketrans(dict.fromkeys("\"'<>()[]", " "))
"""What stands around links in sentences, HTML and Markdown."""
_WITHIN_WORDS = str.maketrans("", "", "-.()[]{}")
_WITHIN = _WITHIN_WORDS | str.maketrans("", "", "/_")
"""What may stand between groups of a number that are one word; without a digit it is a path."""
_GROUPED = str.maketrans(dict.fromkeys("-./_", " "))
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f,;|", "\n"))
_LONG, _LONG_DIGITS = 10, 8
"""So many characters, and digits among them, look like a whole number and no group of one."""
_FEWEST = 4
"""Of a sure number, so many characters at least stand in groups with digits."""
_CALLED = LABELS | NUMBER_FIELDS
_IN_NAMES = str.maketrans("", "", "/_'\N{DEGREE SIGN}")
_MOST_WORDS = 120
"""More are in no text of 500 characters that somebody reads."""
_LETTERS = 4
"""The most of a group that has no digit."""


class Pasted(NamedTuple):
    """What a text says of a parcel."""

    number: str
    """``[A-Z0-9]``, 1 to 50 characters."""
    postcode: str | None = None
    """The recipient's, of a link or in front of a scan, as it stands there."""
    carrier: str | None = None
    """Whose link it is, if it is one."""


class _Word(NamedTuple):
    """A word without what stands around it, and between its groups."""

    text: str
    line: int
    named: bool
    """Whether a colon or ``#`` follows it: then it is a label, or the end of one."""
    counts: bool
    """Whether it has a digit, of any script."""
    fits: bool
    """Whether it may be a number, or a group of one."""
    sure: bool
    """Whether it is one for certain."""

    @classmethod
    def of(cls, text: str, line: int, *, named: bool) -> "_Word":
        """Return a word with what is to be known of it."""
        ascii_ = text.isascii()
        counts = not (ascii_ and text.isalpha()) and any(map(str.isnumeric, text))
        fits = ascii_ and text.isalnum()
        return cls(text, line, named, counts, fits, counts and fits and is_sure(text.upper()))

    @property
    def is_name(self) -> bool:
        """Whether it may be a word of a label, of any script."""
        return not self.text or self.text.translate(_IN_NAMES).isalpha()

    @property
    def is_group(self) -> bool:
        """Whether it may be a group of letters of a number, such as RR, DE or JJD."""
        return self.fits and not self.counts and len(self.text) <= _LETTERS


def read(raw: str) -> Pasted:
    """Return the number in a text.

    Args:
        raw: As it came.

    Raises:
        NumberError: There is none, or several, or it is too long.
    """
    text = without_symbology(plain(raw))
    if (scan := scanned(text)) is not None:
        found = Pasted(scan.number, scan.postcode)
    else:
        text = text.replace(GROUP_SEPARATOR, "")
        found = _of_links(text) or Pasted(_number(_all_words(text)))
    number, zip_code = without_zip(found.number)
    return found._replace(number=number, postcode=found.postcode or zip_code)


def _of_links(text: str) -> Pasted | None:
    """Return what the links of a text say; None: it has no link.

    Raises:
        NumberError: They have no number, or several.
    """
    words = [word.strip(".,;:!?") for word in text.translate(_AROUND_LINKS).split()]
    links = [at for at, word in enumerate(words) if is_link(word)]
    if not links:
        return None
    told = [linked(words[at]) for at in links]
    numbers = list(dict.fromkeys(number for one in told for number in one.numbers))
    if not any(map(is_sure, numbers)):
        whole = linked("".join(words[links[0] :]))
        if any(map(is_sure, whole.numbers)):  # a line ended within the link
            told, words, numbers = [whole], words[: links[0]], [*whole.numbers]
    rest = list(_words(" ".join(word for word in words if not is_link(word))))
    numbers = _distinct([*numbers, *_sure(rest)], _long(rest))
    if len(numbers) != 1:
        raise NumberError(NumberFault.SEVERAL if numbers else NumberFault.ABSENT)
    postcode = next((one.postcode for one in told if one.postcode), None)
    return Pasted(numbers[0], postcode, told[0].carrier)


def _all_words(text: str) -> list[_Word]:
    """Return the words of a text.

    Raises:
        NumberError: There are more than anybody would read, and so no number is looked for.
    """
    words = list(islice(_words(text), _MOST_WORDS + 1))
    if len(words) > _MOST_WORDS:
        raise NumberError(NumberFault.ABSENT)
    return words


def _words(text: str) -> Iterator[_Word]:
    """Yield the words of a text, whose lines end at commas, too."""
    for at, line in enumerate(text.translate(_LINE_ENDS).split("\n")):
        for word in _apart(line):
            named, kept = word.endswith(":"), _behind_label(word.rstrip(":").strip(_AROUND))
            within = _WITHIN if any(map(str.isdigit, kept)) else _WITHIN_WORDS
            whole = kept.translate(within)
            groups = kept.translate(_GROUPED).upper().split()
            if len(groups) > 1 and not is_sure(whole.upper()) and any(map(is_sure, groups)):
                yield from (_Word.of(group, at, named=False) for group in groups)
            elif named or kept:
                yield _Word.of(whole, at, named=named)


def _apart(line: str) -> Iterator[str]:
    """Yield the words of a line, apart also behind a colon or ``#``; a time of day stays whole."""
    for word in line.split():
        if word.replace(":", "").isdigit():
            yield word
        else:
            yield from word.replace(":", ": ").replace("#", ": ").split()


def _behind_label(word: str) -> str:
    """Return what stands behind a label that is a part of the word."""
    for mark in ".=":  # Nr.123, tracknum=123
        label, marked, rest = word.partition(mark)
        if marked and label.casefold() in _CALLED:
            return rest.strip(_AROUND)
    label = "".join(takewhile(lambda one: not one.isascii(), word))
    return word[len(label) :] if label.casefold() in LABELS else word  # of a script without spaces


def _number(words: Sequence[_Word]) -> str:
    """Return the number among words.

    Raises:
        NumberError: There is none, or several, or it is too long.
    """
    words = _without_label(words)
    whole = "".join(word.text for word in words)
    fits = all(word.fits for word in words)
    if not whole or (fits and (len(words) == 1 or _is_sure_row(words))):
        return checked(whole)
    sure, long = list(_sure(words)), _long(words)
    distinct = _distinct(sure, long)
    if len(distinct) > 1:
        raise NumberError(NumberFault.SEVERAL)
    in_a_sentence = any(not word.counts and len(word.text) > _LETTERS for word in words)
    if sure or (long and (in_a_sentence or len(long) > 1)):
        return distinct[0]
    return checked(whole)


def _without_label(words: Sequence[_Word]) -> list[_Word]:
    """Return the words behind a label: behind the last colon that only names stand before."""
    counting = next((at for at, word in enumerate(words) if not word.is_name), len(words))
    named = [at for at, word in enumerate(words[:counting]) if word.named]
    rest = [word for word in words[named[-1] + 1 if named else 0 :] if word.text]
    return list(dropwhile(lambda word: word.text.casefold() in LABELS, rest[:-1])) + rest[-1:]


def _runs(words: Sequence[_Word]) -> Iterator[slice]:
    """Yield where words with digits stand in a row, on one line."""
    begin = 0
    for (_, counts), row in groupby(words, key=lambda word: (word.line, word.counts and word.fits)):
        end = begin + len(list(row))
        if counts:
            yield slice(begin, end)
        begin = end


def _sure(words: Sequence[_Word]) -> Iterator[str]:
    """Yield the numbers among words that are sure: of one word, or of a row of groups."""
    for run in _runs(words):
        row = _joined(words[run])
        if len(row) < _FEWEST:
            continue
        before = [
            one.text.upper() for one in words[max(run.start - 1, 0) : run.start] if one.is_group
        ]
        after = [one.text.upper() for one in words[run.stop : run.stop + 1] if one.is_group]
        each = [word.text.upper() for word in words[run] if word.sure]
        if len(each) < 2 and (before or after or each != [row]):  # noqa: PLR2004
            framed = (f"{left}{row}{right}" for left in (*before, "") for right in (*after, ""))
            each = [found] if (found := next(filter(is_sure, framed), None)) else each
        yield from each


def _is_sure_row(words: Sequence[_Word]) -> bool:
    """Tell whether words are the groups of one number that is sure, and not several numbers."""
    return sum(word.sure for word in words) <= 1 and is_sure(_joined(words))


def _distinct(sure: Sequence[str], long: Sequence[str]) -> list[str]:
    """Return numbers once each: no part of a sure one, and nothing long that has a sure one in it.

    So the same number with its ZIP and without is one, and so is a row that more digits stand in.
    """
    apart = [one for one in sure if not any(one != other and one in other for other in sure)]
    return list(dict.fromkeys([*apart, *(row for row in long if not any(map(row.count, sure)))]))


def _long(words: Sequence[_Word]) -> list[str]:
    """Return what looks like whole numbers: rows of groups, or the words of a row of several."""
    found: list[str] = []
    for run in _runs(words):
        row = _joined(words[run])
        if _looks_whole(row):
            each = [word.text.upper() for word in words[run] if _looks_whole(word.text)]
            found += each if len(each) > 1 else [row]
    return found


def _looks_whole(text: str) -> bool:
    return len(text) >= _LONG and sum(map(str.isdigit, text)) >= _LONG_DIGITS


def _joined(words: Sequence[_Word]) -> str:
    return "".join(word.text for word in words).upper()
