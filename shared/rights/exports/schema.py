"""What stands in each file of an export, as JSON Schema made from the descriptions of the fields.

An export leaves nothing out but what is ``internal``: a MAC, a keyed hash, the mark of a lease.
Such a field says nothing about the person and would help who wants to forge a record. What a
person was told the number of has it, as ``id``.
"""

from typing import Any

from shared.privacy.describe import Description, Personal, Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER = "its number, by which the service names it to you"


def exported_fields(record: type[Record]) -> list[str]:
    """Return the fields of a record class that its person gets."""
    return [name for name, about in record.described.items() if _is_exported(about)]


def schema_of(record: type[Record]) -> dict[str, Any]:
    """Return the schema of ``data/<collection>.json``."""
    made = record.model_json_schema(mode="serialization")
    number = {"id": {"type": "string", "description": NUMBER}} if record.numbered else {}
    fields = number | {name: _field(record, name, made) for name in exported_fields(record)}
    item = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "title": (record.__doc__ or record.__name__).strip().splitlines()[0],
        "type": "object",
        "properties": {
            "kind": {"const": record.collection},
            "version": {"const": record.version, "description": "Of this form."},
            "items": {"type": "array", "items": item},
            "damaged": {
                "type": "integer",
                "description": "How many more there are that cannot be opened any more.",
            },
        },
        "required": ["kind", "version", "items", "damaged"],
        "additionalProperties": False,
        **({"$defs": made["$defs"]} if "$defs" in made else {}),
    }


def _is_exported(about: Description) -> bool:
    return isinstance(about, Personal) or not about.internal


def _field(record: type[Record], name: str, made: dict[str, Any]) -> dict[str, Any]:
    """Return one field: its form, what it is, why and how long it is held."""
    about, form = record.described[name], dict(made["properties"][name])
    told: dict[str, Any] = {"x-retention": about.keep.id, "x-retention-since": about.keep.since}
    form.pop("title", None)
    form.pop("default", None)
    if isinstance(about, Personal):
        told |= {"x-kind": about.kind, "x-purpose": about.purpose.id}
        return {**form, "description": about.holds, **told, "x-basis": about.purpose.basis}
    return {**form, "description": about.why, **told}
