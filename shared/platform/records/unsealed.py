"""Records without a sealed field as documents: of those that are about nobody."""

from typing import TypeVar

from shared.platform.records.port import Document, Fields
from shared.privacy.describe import Record

R = TypeVar("R", bound=Record)


def fields_of(record: Record) -> Fields:
    """Return what is stored of a record."""
    return {"v": record.version, **record.model_dump()}


def read(record: type[R], document: Document) -> R:
    """Return the record that a document is."""
    return record.model_validate({k: v for k, v in document.fields.items() if k != "v"})
