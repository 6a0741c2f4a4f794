"""The one waybill number in a text that somebody pasted, if there is one. Pure.

What is read: the number in any of its printed forms, behind a label, in quotes or brackets, in a
sentence, in a link, from a scanner. What comes of it is the number alone. Two different numbers are
refused, and so is what only might be one: nothing is looked up on a guess.

Among other words, a number is what stands out or what a parcel's label stands in front of; what
another label stands in front of, such as a phone's, is none, unless nothing else stands out. What
is left is a number only if it looks like one, and then its check digit hands it to nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, takewhile
from typing import NamedTuple

from shared.parcels.carriers.labels import Label, label_of
from shared.parcels.carriers.links import is_link, linked
from shared.parcels.carriers.number import GROUP_SEPARATOR, NumberError, NumberFault, checked, plain
from shared.parcels.carriers.scans import scanned, without_symbology, without_zip
from shared.parcels.carriers.sureness import Sureness, is_sure, stands_out, sureness

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
_LONG_LABELLED, _LONG_LABELLED_DIGITS = 7, 4
"""And so many, where a parcel's label stands in front."""
_REACH = 3
"""Words that may stand between another label and its number; between a parcel's and its, none."""
_DAYS, _MONTHS = range(1, 32), range(1, 13)
_OF_TIME = frozenset("0123456789:.+-Z")
_IN_NAMES = str.maketrans("", "", "/_'\N{DEGREE SIGN}")
_MOST_WORDS = 120
"""More are in no text of 500 characters that somebody reads."""
_TELLING = frozenset({Label.PARCEL, Label.OTHER})
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
    bare: bool = False
    """Whether it does not stand out among other words, and no label says that it is a parcel's."""


class _Word(NamedTuple):
    """A word without what stands around it, and between its groups."""

    text: str
    row: int
    named: bool
    """Whether a colon or ``#`` follows it: then it is a label, or the end of one."""
    counts: bool
    """Whether it has a digit, of any script."""
    fits: bool
    """Whether it may be a number, or a group of one."""
    sureness: Sureness
    """How sure it is that it is one."""
    says: Label | None
    """Of a word without a digit, what it says of a number; of one with, what labels say of it."""
    is_day: bool
    """Whether it has the form of one: then it is a group of a number, or of none."""

    @classmethod
    def of(
        cls,
        text: str,
        row: int,
        *,
        named: bool,
        label: Label | None = None,
        is_day: bool = False,
    ) -> "_Word":
        """Return a word with what is to be known of it."""
        ascii_ = text.isascii()
        counts = not (ascii_ and text.isalpha()) and any(map(str.isnumeric, text))
        fits = ascii_ and text.isalnum()
        sure = sureness(text.upper()) if counts and fits else Sureness.NONE
        return cls(text, row, named, counts, fits, sure, label, is_day)

    @property
    def is_name(self) -> bool:
        """Whether it may be a word of a label, of any script."""
        return not self.text or self.text.translate(_IN_NAMES).isalpha()

    @property
    def is_group(self) -> bool:
        """Whether it may be a group of letters of a number, such as RR, DE or JJD."""
        is_short = self.fits and not self.counts and len(self.text) <= _LETTERS
        return is_short and self.says not in _TELLING

    @property
    def is_other(self) -> bool:
        """Whether it has no digit and is of no label that we know."""
        return bool(self.text) and not self.counts and self.says is None


class _Found(NamedTuple):
    """What may be the numbers of a text."""

    firm: list[str]
    """They stand out, or a parcel's label in front of them says so."""
    others: list[str]
    """They stand out, but behind another label."""
    loose: list[str]
    """They look like whole numbers."""


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
        found = _of_one_word(text) or _of_links(text) or _number(_all_words(text))
    number, zip_code = without_zip(found.number)
    return found._replace(number=number, postcode=found.postcode or zip_code)


def _of_one_word(text: str) -> Pasted | None:
    """Return the number that a text is which nothing stands around, as mostly; None: it is not.

    Between hyphens that is one which stands out as a whole: ``_number`` would return the same.

    Raises:
        NumberError: It is too short or too long.
    """
    whole = text.replace("-", "")
    if not (whole.isascii() and whole.isalnum()) or whole.isalpha():
        return None
    return Pasted(checked(whole)) if whole == text or stands_out(whole.upper()) else None


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
    if len(words) > links[0] + 1 and not any(map(is_sure, numbers)):
        whole = linked("".join(words[links[0] :]))
        if any(map(is_sure, whole.numbers)):  # a line ended within the link
            told, words, numbers = [whole], words[: links[0]], [*whole.numbers]
    rest = list(_labelled(_words(" ".join(word for word in words if not is_link(word)))))
    among_others = any(word.is_other for word in rest)
    found = _one_of(_found(rest, among_others=among_others), numbers, among_others=among_others)
    if found is None:
        raise NumberError(NumberFault.ABSENT)
    whose = next((one for one in told if found.number in one.numbers), None)
    return found if whose is None else Pasted(found.number, whose.postcode, whose.carrier)


def _all_words(text: str) -> list[_Word]:
    """Return the words of a text.

    Raises:
        NumberError: There are more than anybody would read, and so no number is looked for.
    """
    words = list(islice(_words(text), _MOST_WORDS + 1))
    if len(words) > _MOST_WORDS:
        raise NumberError(NumberFault.ABSENT)
    return list(_labelled(words))


def _words(text: str) -> Iterator[_Word]:
    """Yield the words of a text. No number goes on behind a line's end, a comma or a colon."""
    row = 0
    for line in text.translate(_LINE_ENDS).split("\n"):
        row += 1
        for word in _apart(line):
            named, kept = word.endswith(":"), word.rstrip(":").strip(_AROUND)
            if any(map(str.isdigit, kept)):
                yield from _of_digits(kept, row, named=named)
            elif named or kept:
                whole = kept.translate(_WITHIN_WORDS)
                yield _Word.of(whole, row, named=named, label=label_of(kept))
            row += named


def _of_digits(kept: str, row: int, *, named: bool) -> Iterator[_Word]:
    """Yield a word with a digit, or the words that it is made of, if one of them is a number."""
    whole = kept.translate(_WITHIN)
    groups = kept.translate(_GROUPED).upper().split()
    if len(groups) > 1 and not is_sure(whole.upper()) and any(map(is_sure, groups)):
        yield from (_Word.of(group, row, named=False) for group in groups)
    else:
        yield _Word.of(whole, row, named=named, is_day=_is_day(kept))


def _apart(line: str) -> Iterator[str]:
    """Yield the words of a line, apart also behind a colon, ``#`` or a label.

    A time of day stays whole, and so does a day with its time.
    """
    for word in line.split():
        if word.replace(":", "").isdigit() or _is_day(word.strip(_AROUND)):
            yield word
        else:
            for part in word.replace(":", ": ").replace("#", ": ").split():
                yield from _behind_label(part)


def _is_day(word: str) -> bool:
    """Tell whether a word is a day, written with numbers, and perhaps a time of it."""
    day, _, time = word.partition("T")
    mark = next((one for one in "-./" if one in day), "-")
    parts = day.split(mark)
    if len(parts) != 3 or not day.replace(mark, "").isdigit() or not day.isascii():  # noqa: PLR2004
        return False
    *others, year = parts[::-1] if len(parts[0]) > 2 else parts  # noqa: PLR2004 - 2026-11-30
    return (
        len(year) in {2, 4}
        and all(0 < len(one) <= 2 and int(one) in _DAYS for one in others)  # noqa: PLR2004
        and any(int(one) in _MONTHS for one in others)
        and _OF_TIME.issuperset(time)
    )


def _behind_label(word: str) -> Iterator[str]:
    """Yield a word, or the label that is a part of it and what stands behind that."""
    for mark in ".=":  # Nr.123, tracknum=123
        label, marked, rest = word.partition(mark)
        if marked and rest.strip(_AROUND) and label_of(label) is not None:
            yield from (f"{label}:", rest)
            return
    label = "".join(takewhile(lambda one: not one.isascii(), word))
    if label and label != word and label_of(label) is not None:  # of a script without spaces
        yield f"{label}:"
        word = word[len(label) :]
    yield word


def _labelled(words: Iterable[_Word]) -> Iterator[_Word]:
    """Yield words, those with digits with what the labels in front of them say of them.

    A label is good for all numbers up to the next word.
    """
    says, distance, behind = None, 0, False
    for word in words:
        if word.is_day:
            yield word
        elif word.counts:
            if word.text.startswith("+"):  # of a phone, with its country
                says = Label.OTHER
            behind = True
            yield word._replace(says=says)
        else:
            if word.says in _TELLING:
                says, distance, behind = word.says, 0, False
            elif word.text and word.says is None:
                distance += 1
                if behind or says is Label.PARCEL or distance > _REACH:
                    says = None
            yield word


def _number(words: Sequence[_Word]) -> Pasted:
    """Return the number among words.

    Raises:
        NumberError: There is none, or several, or it is too long.
    """
    among_others = any(word.is_other for word in words)
    words = _without_label(words)
    whole = "".join(word.text for word in words)
    if not whole or _is_one(words):
        return _whole(whole, words, among_others=among_others)
    found = _found(words, among_others=among_others)
    in_a_sentence = any(not word.counts and len(word.text) > _LETTERS for word in words) or (
        among_others and len({word.row for word in words}) > 1
    )
    if not in_a_sentence and len(found.loose) == 1:
        found = found._replace(loose=[])
    if told := _one_of(found, (), among_others=among_others):
        return told
    if any(not word.counts and word.says in _TELLING for word in words):
        raise NumberError(NumberFault.ABSENT)
    number = checked(whole)
    if in_a_sentence or Label.OTHER in {word.says for word in words}:
        raise NumberError(NumberFault.ABSENT)
    return Pasted(number)


def _is_one(words: Sequence[_Word]) -> bool:
    """Tell whether words are one number, and nothing else."""
    return all(word.fits for word in words) and (len(words) == 1 or _is_sure_row(words))


def _whole(whole: str, words: Sequence[_Word], *, among_others: bool) -> Pasted:
    """Return the number that words are.

    Raises:
        NumberError: It is none, or another label than a parcel's says what else it is.
    """
    number, says = checked(whole), {word.says for word in words if word.counts}
    if stands_out(number):
        return Pasted(number)
    if Label.OTHER in says:
        raise NumberError(NumberFault.ABSENT)
    return Pasted(number, bare=among_others and Label.PARCEL not in says)


def _one_of(found: _Found, linked: Sequence[str], *, among_others: bool) -> Pasted | None:
    """Return the number of those that were found; None: there is none.

    Args:
        found: Among words.
        linked: In links beside them.
        among_others: Whether there are words that are neither numbers nor labels. Then what is
            only long is no second number beside a firm one: it may be anything.

    Raises:
        NumberError: There are several.
    """
    firm, others, loose = found
    surely = _distinct([*linked, *firm], () if among_others else loose)
    numbers = surely or _distinct(others, ()) or _distinct((), loose)
    if len(numbers) > 1:
        raise NumberError(NumberFault.SEVERAL)
    bare = among_others and not surely and not others
    return Pasted(numbers[0], bare=bare) if numbers else None


def _found(words: Sequence[_Word], *, among_others: bool) -> _Found:
    """Return what may be the numbers among words; among others, a check digit alone is little."""
    found = _Found([], [], [])
    for run in _runs(words):
        says, sure, long = words[run.start].says, list(_sure(words, run)), _long(words[run])
        known = {word.text.upper(): word.sureness for word in words[run]}
        outstanding = [
            one for one in sure if (known.get(one) or sureness(one)) is Sureness.STANDS_OUT
        ]
        if says is Label.OTHER:
            found.others.extend(outstanding)
        elif says is Label.PARCEL:
            row = _joined(words[run])
            found.firm.extend(_distinct(sure, long or ([row] if _is_labelled_number(row) else ())))
        else:
            found.firm.extend(outstanding if among_others else sure)
            found.loose.extend(long)
    return found


def _without_label(words: Sequence[_Word]) -> list[_Word]:
    """Return the words behind a label: behind the last colon that only names stand before."""
    counting = next((at for at, word in enumerate(words) if not word.is_name), len(words))
    named = [at for at, word in enumerate(words[:counting]) if word.named]
    rest = [word for word in words[named[-1] + 1 if named else 0 :] if word.text]
    is_label = [not word.counts and word.says is not None for word in rest[:-1]]
    return rest[is_label.index(False) if False in is_label else len(is_label) :]


def _runs(words: Sequence[_Word]) -> Iterator[slice]:
    """Yield where words with digits stand in a row, on one line."""
    begin = 0
    for (_, counts), row in groupby(
        words, key=lambda word: (word.row, word.counts and word.fits and not word.is_day)
    ):
        end = begin + len(list(row))
        if counts:
            yield slice(begin, end)
        begin = end


def _sure(words: Sequence[_Word], run: slice) -> Iterator[str]:
    """Yield the sure numbers of a run: of one word, or of a row of groups."""
    row = _joined(words[run])
    if len(row) < _FEWEST:
        return
    before = [one.text.upper() for one in words[max(run.start - 1, 0) : run.start] if one.is_group]
    after = [one.text.upper() for one in words[run.stop : run.stop + 1] if one.is_group]
    each = [word.text.upper() for word in words[run] if word.sureness]
    if len(each) < 2 and (before or after or each != [row]):  # noqa: PLR2004
        framed = (f"{left}{row}{right}" for left in (*before, "") for right in (*after, ""))
        each = [found] if (found := next(filter(is_sure, framed), None)) else each
    yield from each


def _is_sure_row(words: Sequence[_Word]) -> bool:
    """Tell whether words are the groups of one number that is sure, and not several numbers."""
    return sum(bool(word.sureness) for word in words) <= 1 and is_sure(_joined(words))


def _distinct(sure: Sequence[str], long: Sequence[str]) -> list[str]:
    """Return numbers once each: no part of a sure one, and nothing long that has a sure one in it.

    So the same number with its ZIP and without is one, and so is a row that more digits stand in.
    """
    apart = [one for one in sure if not any(one != other and one in other for other in sure)]
    return list(dict.fromkeys([*apart, *(row for row in long if not any(map(row.count, sure)))]))


def _long(words: Sequence[_Word]) -> list[str]:
    """Return what looks like whole numbers in a run: its row, or several words of it."""
    row = _joined(words)
    if not _looks_whole(row):
        return []
    each = [word.text.upper() for word in words if _looks_whole(word.text)]
    return each if len(each) > 1 else [row]


def _is_labelled_number(row: str) -> bool:
    digits = sum(map(str.isdigit, row))
    return len(row) >= _LONG_LABELLED and digits >= _LONG_LABELLED_DIGITS


def _looks_whole(text: str) -> bool:
    return len(text) >= _LONG and sum(map(str.isdigit, text)) >= _LONG_DIGITS


def _joined(words: Sequence[_Word]) -> str:
    return "".join(word.text for word in words).upper()
