"""The cookies of this service: these four and no other.

Each is host-only, over TLS only, and not for scripts (RFC 6265bis, section 4.1.3.2).
"""

from datetime import timedelta

SESSION = "__Host-session"
"""Who somebody is, if they asked for a cookie when they signed in."""
CONSENT = "__Host-consent"
"""What a visitor has decided: else they would be asked again on every page."""
PREFERENCES = "__Host-preferences"
"""How a visitor wants the site to look, while they allow that to be remembered."""
DEVICE = "__Host-device"
"""That somebody has signed in here, if they asked for a cookie: keeps them from being locked out.
"""

NECESSARY = frozenset({SESSION, CONSENT, DEVICE})
"""What is set without a consent, because what was asked for cannot be done otherwise."""
_FLAGS = "Path=/; Secure; HttpOnly; SameSite=Lax"


def cookie(name: str, value: str, *, lasts: timedelta) -> str:
    """Return what sets a cookie."""
    return f"{name}={value}; {_FLAGS}; Max-Age={int(lasts.total_seconds())}"


def no_cookie(name: str) -> str:
    """Return what takes a cookie away."""
    return cookie(name, "", lasts=timedelta(0))
