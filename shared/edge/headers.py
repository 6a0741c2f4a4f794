"""The headers that every answer carries, and CORS for the configured origins."""

from collections.abc import Mapping

from shared.edge.rate_limits import LIMIT, POLICY

SECURITY: Mapping[str, str] = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-site",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


def raw(given: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as an answer has them that has none of them yet."""
    return [(name.lower().encode(), value.encode()) for name, value in given.items()]


SECURITY_RAW = raw(SECURITY)
_ALLOWED_HEADERS = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
    "X-Consent, X-Device, X-Requested-With"
)
_VARY = "Origin, Accept-Language"
SERVED_AS = "X-Served-As"
"""As whom somebody was served who may be a visitor or a person."""
_EXPOSED_HEADERS = f"ETag, Location, {LIMIT}, {POLICY}, Retry-After, X-Request-Id, {SERVED_AS}"
_PREFLIGHT_SECONDS = 600


def cors(origin: str | None, allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the CORS headers of an answer: none but ``Vary`` for an origin that is not ours."""
    if origin is None or origin not in allowed:
        return {"Vary": _VARY}
    return {
        "Vary": _VARY,
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Expose-Headers": _EXPOSED_HEADERS,
    }


def preflight(methods: tuple[str, ...]) -> dict[str, str]:
    """Return what a preflight is told beside ``cors``."""
    return {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": _ALLOWED_HEADERS,
        "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
    }
