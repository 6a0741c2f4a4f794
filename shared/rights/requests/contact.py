"""The contact address for questions and rights, and the names under which it is known. Pure."""

import re

from shared.people.person.address import AddressError, correspondent

CONTACT = "agogopost"
ALIASES = frozenset({CONTACT, "aogogpost", "aogogopost"})
"""What stands before the at sign: as it is, misspelt as an old policy had it, and as people do."""
_NAMED = re.compile(r"<([^<>]+)>\Z")


def contact_of(domain: str) -> str:
    """Return the contact address."""
    return f"{CONTACT}@{domain}"


def is_ours(address: str, domain: str) -> bool:
    """Tell whether a mail to an address is meant for us, in whatever way that is written.

    What follows a plus does not matter.
    """
    try:
        local, _, at = correspondent(bare(address)).value.rpartition("@")
    except AddressError:
        return False
    return at == domain.rstrip(".") and local.partition("+")[0] in ALIASES


def bare(address: str) -> str:
    """Return an address without the name that may stand before it: ``Jane <jane@example.com>``."""
    found = _NAMED.search(address.strip())
    return found[1] if found else address
