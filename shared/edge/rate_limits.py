"""The header fields by which callers are told how they stand with their own limits.

As draft-ietf-httpapi-ratelimit-headers-11 of May 2026 says: ``RateLimit-Policy`` names each limit
with its quota and its window in seconds, ``RateLimit`` what is left of it and for how long.
"""

import math
from collections.abc import Collection
from datetime import timedelta

from starlette.responses import Response

from shared.platform.limits.standing import LimitStanding

POLICY, LIMIT = "RateLimit-Policy", "RateLimit"
DESCRIPTIONS = {
    POLICY: (
        "The limits that this request counted against, each with its quota `q` in a window of `w` "
        "seconds: `requests` of the caller's network address at one instance, a large query "
        "counting as several; `accounts`, `nonces` and `quick-logins` of that address; others, "
        "named after what is made, of the account that is signed in. As "
        "draft-ietf-httpapi-ratelimit-headers-11 has it. Limits of addresses that are written to, "
        "of a region and of carriers are never told."
    ),
    LIMIT: (
        "What is left of each: `r`, to be used within `t` seconds. Never on an answer that others "
        "may keep."
    ),
}


def tell_limits(response: Response, standings: Collection[LimitStanding]) -> None:
    """Have an answer tell what its request has noted.

    Where others may be given the same answer, it says nothing of how one stands.
    """
    if not standings:
        return
    response.headers[POLICY] = ", ".join(_policy(one) for one in standings)
    if not response.headers.get("Cache-Control", "").startswith("public"):
        wait = response.headers.get("Retry-After")
        most = math.inf if wait is None else int(wait)
        response.headers[LIMIT] = ", ".join(_left(one, most) for one in standings)


def _policy(one: LimitStanding) -> str:
    return f'"{one.policy}";q={one.quota};w={_seconds(one.window)}'


def _left(one: LimitStanding, most: float) -> str:
    """Return what is left of a limit; without its window where that outlasts ``Retry-After``."""
    seconds, left = _seconds(one.within), f'"{one.policy}";r={one.left}'
    return left if seconds > most else f"{left};t={seconds}"


def _seconds(span: timedelta) -> int:
    return max(1, math.ceil(span.total_seconds()))
