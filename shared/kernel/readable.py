"""One line of text that people read: what they call themselves, a parcel, a device. Pure.

Letters of every script, signs and emoji are welcome. Refused is what is not seen and changes what
is: control characters, marks that turn the direction of what follows, hidden tags; and a text of
which nothing would be seen.
"""

import re
import unicodedata

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{2,8}\U000e007f")
"""A black flag and tags that say whose: the one use of tags (Unicode Technical Standard 51)."""
_REFUSED = re.compile(
    "[\u0000-\u001f\u007f-\u009f"  # control characters
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
    "\u206a-\u206f\ufff9-\ufffb"  # deprecated formats, annotations
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e007f]"  # tags
)
_SEEN = frozenset("LNPS")
"""The first letters of the categories of which something is seen; marks need something below."""
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that look like nothing."""
_PRIVATE_OR_NEW = frozenset({"Co", "Cn"})
"""A maker's own sign, or one of a later Unicode than Python knows."""


def composed(given: object) -> object:
    """Return a text in Unicode's form C: an accent that was typed apart is the same letter."""
    return unicodedata.normalize("NFC", given) if isinstance(given, str) else given


def readable(text: str) -> str:
    """Return a text as it is.

    Raises:
        PydanticCustomError: It holds what is refused, or nothing that is seen.
    """
    if _REFUSED.search(_FLAG.sub("", text)):
        raise PydanticCustomError("text-characters", "it holds what is not seen")
    if not any(_is_seen(one) for one in text):
        raise PydanticCustomError("text-invisible", "nothing of it is seen")
    return text


def _is_seen(one: str) -> bool:
    category = unicodedata.category(one)
    return one not in _BLANK and (category[0] in _SEEN or category in _PRIVATE_OR_NEW)


READABLE = (AfterValidator(readable), BeforeValidator(composed))
"""Annotate such a text, behind what bounds its length, which is that of the composed text."""
