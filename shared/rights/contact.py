"""The contact address for questions and rights, and the names under which it is known. Pure."""

CONTACT = "agogopost"
ALIASES = frozenset({CONTACT, "aogogpost", "aogogopost"})
"""What stands before the at sign: as it is, misspelt as an old policy had it, and as people do."""


def contact_of(domain: str) -> str:
    """Return the contact address."""
    return f"{CONTACT}@{domain}"


def is_ours(address: str, domain: str) -> bool:
    """Tell whether a mail to an address is meant for us; what follows a plus does not matter."""
    local, _, at = address.strip().lower().rpartition("@")
    return at == domain and local.partition("+")[0] in ALIASES
