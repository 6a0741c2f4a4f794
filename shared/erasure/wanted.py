"""Messages that have people erased: some receipts each, so that their erasures share queries."""

from collections.abc import Iterator, Sequence

MOST = 30
"""Receipts in one message."""
FORM = r"^[a-z0-9]{1,64}(,[a-z0-9]{1,64}){0,29}$"


def messages(receipts: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield what to publish to ``deletion_worker``, for any number of receipts."""
    for first in range(0, len(receipts), MOST):
        yield {"receipts": ",".join(receipts[first : first + MOST])}
