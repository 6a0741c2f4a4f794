"""What ``policies`` gives."""

from typing import TYPE_CHECKING

from pydantic import Field

from shared.kernel.schema import View
from shared.kernel.texts import say
from shared.privacy.purposes import PURPOSES

if TYPE_CHECKING:
    from shared.platform.suppliers.model import Supplier
    from shared.privacy.data_map import Line


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

    @classmethod
    def of(cls, line: "Line") -> "FieldView":
        """Show a line of the data map."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class RecipientView(View):
    """An outside supplier that may be given data."""

    id: str
    name: str
    country: str
    purpose: str
    categories: tuple[str, ...]
    stores: str

    @classmethod
    def of(cls, supplier: "Supplier") -> "RecipientView":
        """Show a supplier of the register."""
        return cls(**{name: getattr(supplier, name) for name in cls.model_fields})


class DataMapView(View):
    """Every kind of data that is held: what, why, how long, how protected, given to whom."""

    region: str
    purposes: tuple[PurposeView, ...]
    fields: tuple[FieldView, ...]
    recipients: tuple[RecipientView, ...]

    @classmethod
    def of(
        cls, lines: "list[Line]", suppliers: "list[Supplier]", *, region: str, language: str
    ) -> "DataMapView":
        """Show the data map of a region."""
        purposes = (
            PurposeView(id=one.id, basis=one.basis, text=say(f"purpose-{one.id}", language))
            for one in PURPOSES.values()
        )
        return cls(
            region=region,
            purposes=tuple(purposes),
            fields=tuple(FieldView.of(line) for line in lines),
            recipients=tuple(RecipientView.of(s) for s in suppliers if region in s.regions),
        )
