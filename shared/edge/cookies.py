"""The cookies of this service: these four and no other.

Each is host-only, over TLS only, and not for scripts (RFC 6265bis, section 4.1.3.2). A sibling host
can plant cookies for us under any other name, so a name is read by its exact bytes: what a lenient
reader would strip or unquote makes another cookie of it.
"""

from collections.abc import Iterable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

SESSION = "__Host-session"
"""Who somebody is, if they asked for a cookie when they signed in."""
CONSENT = "__Host-consent"
"""What a visitor has decided: else they would be asked again on every page."""
PREFERENCES = "__Host-preferences"
"""How a visitor wants the site to look, while they allow that to be remembered."""
DEVICE = "__Host-device"
"""That somebody has signed in here, if they asked for a cookie: keeps them from being locked out.
"""

OURS = (SESSION, CONSENT, PREFERENCES, DEVICE)
NECESSARY = frozenset({SESSION, CONSENT, DEVICE})
"""What is set without a consent, because what was asked for cannot be done otherwise."""
_JAR = "agogopost.jar"
"""Where a request keeps its jar."""
_FLAGS = "Path=/; Secure; HttpOnly; SameSite=Lax"


class Jar:
    """The cookies of ours that came with a request, and those that its answer takes away."""

    def __init__(self, headers: Iterable[bytes]) -> None:
        """Read the values of all headers ``Cookie``.

        Two cookies of one name count as none, whatever they hold, and are taken away: one of them
        was not set by us.
        """
        found: dict[str, list[str]] = {}
        for pair in (pair for header in headers for pair in header.split(b";")):
            name, is_pair, value = pair.removeprefix(b" ").partition(b"=")
            if is_pair:
                found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        ours = {name: found[name] for name in OURS if name in found}
        self._values = {name: values[0] for name, values in ours.items() if len(values) == 1}
        self._dropped = ours.keys() - self._values.keys()

    def get(self, name: str) -> str | None:
        """Return the value of one of our cookies as it came; None: it did not, or not alone."""
        return self._values.get(name)

    def drop(self, name: str) -> None:
        """Have a cookie taken away by the answer: it is worth nothing."""
        self._values.pop(name, None)
        self._dropped |= {name}

    def settle(self, response: Response) -> None:
        """Have an answer take away what is worth nothing, but for what it sets itself.

        An answer that others may keep sets no cookie: the next one does.
        """
        if not self._dropped or response.headers.get("Cache-Control", "").startswith("public"):
            return
        set_ = {one.partition("=")[0] for one in response.headers.getlist("Set-Cookie")}
        for name in sorted(self._dropped - set_):
            response.headers.append("Set-Cookie", no_cookie(name))


def jar_of(request: Request) -> Jar:
    """Return the jar of a request: the same, however often it is asked for."""
    jar: Jar | None = request.scope.get(_JAR)
    if jar is None:
        raw = request.scope["headers"]
        jar = Jar(value for name, value in raw if name.lower() == b"cookie")
        request.scope[_JAR] = jar
    return jar


def cookie(name: str, value: str, *, lasts: timedelta) -> str:
    """Return what sets a cookie."""
    return f"{name}={value}; {_FLAGS}; Max-Age={int(lasts.total_seconds())}"


def no_cookie(name: str) -> str:
    """Return what takes a cookie away."""
    return cookie(name, "", lasts=timedelta(0))
