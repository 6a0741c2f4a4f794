"""What ``policies`` gives."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from shared.kernel.schema import View
from shared.kernel.texts import say
from shared.privacy.purposes import PURPOSES

Written = Mapping[str, Sequence[Mapping[str, Any]]]
"""What ``make data-map`` wrote down: ``fields``, and ``recipients`` with their ``regions``."""


class PurposeView(View):
    """Why data is held."""

    id: str
    basis: str
    text: str


class FieldView(View):
    """One field that is stored."""

    database: str
    collection: str
    field: str
    owner: str
    kind: str = Field(description="One of the policy's kinds, or `operational`.")
    holds: str
    purpose: str | None
    basis: str | None
    retention: str
    retention_days: float
    counted_from: str
    protection: str
    erasure: str


class RecipientView(View):
    """An outside supplier that may be given data."""

    id: str
    name: str
    country: str
    purpose: str
    categories: tuple[str, ...]
    stores: str


class DataMapView(View):
    """Every kind of data that is held: what, why, how long, how protected, given to whom."""

    region: str
    purposes: tuple[PurposeView, ...]
    fields: tuple[FieldView, ...]
    recipients: tuple[RecipientView, ...]

    @classmethod
    def of(cls, written: Written, *, region: str, language: str) -> "DataMapView":
        """Show the data map of a region."""
        purposes = (
            PurposeView(id=one.id, basis=one.basis, text=say(f"purpose-{one.id}", language))
            for one in PURPOSES.values()
        )
        return cls(
            region=region,
            purposes=tuple(purposes),
            fields=tuple(FieldView(**one) for one in written["fields"]),
            recipients=tuple(
                RecipientView(**one) for one in written["recipients"] if region in one["regions"]
            ),
        )
