"""Long codes: 80 bits, typed by hand, which nobody can guess and no wrong guess voids. Pure.

A long code is not stored: it is HMAC-SHA-256 under the region's index key of what it stands for, so
the same one can be sent again. It is written in Crockford's base 32
(https://www.crockford.com/base32.html), four times four characters; whoever types an O for a zero,
an I or an L for a one, small letters or other separators, has typed the same.
"""

from shared.platform.vault.derive import blind_index

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHARACTERS = 16
_BITS = 5
_READ_AS = str.maketrans("OIL", "011", " -")


def long_code(index_key: bytes, domain: str, *parts: str) -> str:
    """Return the long code of something, as it is compared: sixteen characters.

    Args:
        index_key: The region's.
        domain: What the code is for.
        parts: What it stands for.
    """
    return written(bytes.fromhex(blind_index(index_key, domain, *parts)))


def written(raw: bytes) -> str:
    """Return the first 80 bits of some bytes as a long code."""
    number = int.from_bytes(raw[: _CHARACTERS * _BITS // 8], "big")
    places = range((_CHARACTERS - 1) * _BITS, -1, -_BITS)
    return "".join(_ALPHABET[number >> place & 31] for place in places)


def grouped(code: str) -> str:
    """Return a long code as people read it: ``XXXX-XXXX-XXXX-XXXX``."""
    return "-".join(code[at : at + 4] for at in range(0, _CHARACTERS, 4))


def typed(given: str) -> str | None:
    """Return what was typed as it is compared; None: it has not a long code's form."""
    read = given.upper().translate(_READ_AS)
    if len(read) != _CHARACTERS or any(one not in _ALPHABET for one in read):
        return None
    return read
