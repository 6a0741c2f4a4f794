"""17TRACK's webhook, simulated: a push is signed with the account's key."""

import hashlib
import json
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from infra.local.carriers.stories import Json

UPDATED, STOPPED = "TRACKING_UPDATED", "TRACKING_STOPPED"
_WITHIN_SECONDS = 10.0


def is_here(url: str) -> bool:
    """Tell whether a push may be made to an address: on this machine, and in plain HTTP."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname == "127.0.0.1"


def signature(body: bytes, key: str) -> str:
    """Return what the header ``sign`` of a push has."""
    return hashlib.sha256(body + b"/" + key.encode()).hexdigest()


class Push:
    """Makes pushes."""

    def __init__(self, key: str) -> None:
        """Sign with a key."""
        self._key = key

    async def send(
        self, about: Json, event: str | None, url: str, *, moved: datetime | None = None
    ) -> Json:
        """Push an item to an address; return the answer's status, and what was sent.

        Args:
            about: As ``gettrackinfo`` has it; a number that is tracked no more has no track info.
            event: ``TRACKING_UPDATED`` if there is none.
            url: Where to.
            moved: To when the clock of whoever has it made is moved: then so is the push.
        """
        kind = event or UPDATED
        gone = {"track_info"} if kind == STOPPED else set()
        data = {name: value for name, value in about.items() if name not in gone}
        body = json.dumps({"event": kind, "data": data}).encode()
        sign = signature(body, self._key)
        headers = {"Content-Type": "application/json", "sign": sign}
        headers |= {"X-Local-Clock": moved.isoformat()} if moved is not None else {}
        async with httpx.AsyncClient(trust_env=False, timeout=_WITHIN_SECONDS) as http:
            try:
                status = (await http.post(url, content=body, headers=headers)).status_code
            except httpx.HTTPError:
                status = 0
        return {"status": status, "body": body.decode(), "sign": sign}
