"""Links that open one object for a short while: Cloud Storage's V4 signatures. Pure.

https://cloud.google.com/storage/docs/authentication/canonical-requests
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from shared.rights.exports.port import LinkSigner

OPEN_FOR = timedelta(minutes=15)
_ALGORITHM = "GOOG4-RSA-SHA256"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, and when it ends."""

    url: str
    expires: datetime


class Links:
    """The links into one bucket."""

    def __init__(self, signer: LinkSigner, *, origin: str, bucket: str) -> None:
        """Describe the bucket.

        Args:
            signer: Signs.
            origin: Of the store, such as ``https://storage.googleapis.com``.
            bucket: Its name.
        """
        self._signer, self._origin, self._bucket = signer, origin, bucket

    async def to(self, name: str, *, saved_as: str, now: datetime) -> Link:
        """Return a link by which whoever has it can download an object, and do nothing else.

        Args:
            name: The object's.
            saved_as: The name of the file on the person's machine: letters, digits, dots, hyphens.
            now: From when on it holds.

        Raises:
            UnavailableError: It could not be signed.
        """
        moment = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        scope = f"{moment[:8]}/auto/storage/goog4_request"
        path = f"/{self._bucket}/{quote(name, safe='/~')}"
        query = _query(
            {
                "X-Goog-Algorithm": _ALGORITHM,
                "X-Goog-Credential": f"{self._signer.account}/{scope}",
                "X-Goog-Date": moment,
                "X-Goog-Expires": str(int(OPEN_FOR.total_seconds())),
                "X-Goog-SignedHeaders": "host",
                "response-content-disposition": f'attachment; filename="{saved_as}"',
                "response-content-type": "application/zip",
            }
        )
        host = self._origin.partition("://")[2]
        request = "\n".join(("GET", path, query, f"host:{host}", "", "host", "UNSIGNED-PAYLOAD"))
        digest = hashlib.sha256(request.encode()).hexdigest()
        signature = await self._signer.sign(f"{_ALGORITHM}\n{moment}\n{scope}\n{digest}".encode())
        url = f"{self._origin}{path}?{query}&X-Goog-Signature={signature.hex()}"
        return Link(url, now + OPEN_FOR)


def _query(parameters: dict[str, str]) -> str:
    """Return parameters as a canonical query: sorted, and everything else percent-encoded."""
    return "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}"
        for name, value in sorted(parameters.items())
    )
