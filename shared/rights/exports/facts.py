"""What a person must be told about their data beside the data (GDPR Article 15(1) and (2)). Pure.

All of it is made from what the service works by: the data map, the purposes, the register.
"""

from collections.abc import Iterable
from typing import Any

from shared.kernel.clock import DAY
from shared.kernel.texts import say
from shared.people.person.subject_data import OWNER
from shared.platform.suppliers.model import Supplier
from shared.privacy.backups import RECOVERABLE
from shared.privacy.data_map import Line, lines
from shared.privacy.describe import Record
from shared.privacy.notice import Text
from shared.privacy.purposes import PURPOSES


def facts(
    records: Iterable[type[Record]],
    suppliers: Iterable[Supplier],
    notice: Text,
    *,
    region: str,
    language: str,
) -> dict[str, Any]:
    """Return what ``about.json`` says.

    Args:
        records: Every record class of the service.
        suppliers: The whole register.
        notice: The one in force: who is responsible, and how to reach them.
        region: Where the data is held.
        language: Of the texts.
    """
    held = [one for one in records if one.owner == OWNER]
    return {
        "controller": notice.controller,
        "contact": notice.contact,
        "region": region,
        "purposes": [
            {"id": one.id, "basis": one.basis, "text": say(f"purpose-{one.id}", language)}
            for one in PURPOSES.values()
        ],
        "data": [_line(line) for line in lines(held)],
        "recipients": [_recipient(one) for one in suppliers if region in one.regions],
        "sources": _sources(language),
        "backups": [
            {"database": database, "days": span / DAY} for database, span in RECOVERABLE.items()
        ],
        "rights": _rights(language),
        "automated_decisions": say("export-no-automated-decisions", language),
        "transfers": say("export-transfers", language),
        "left_out": say("export-left-out", language),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "kind": line.collection,
        "field": line.field,
        "holds": line.holds,
        "category": line.kind,
        "purpose": line.purpose,
        "basis": line.basis,
        "kept_days": line.retention_days,
        "counted_from": line.counted_from,
        "protection": line.protection,
    }


def _sources(language: str) -> list[str]:
    return [
        say("export-source-you", language),
        say("export-source-app", language),
        say("export-source-quick-login", language),
        say("export-source-carriers", language),
    ]


def _rights(language: str) -> list[str]:
    return [
        say("export-right-rectify", language),
        say("export-right-erase", language),
        say("export-right-restrict", language),
        say("export-right-withdraw", language),
        say("export-right-complain", language),
    ]


def _recipient(one: Supplier) -> dict[str, Any]:
    return {
        "name": one.name,
        "purpose": one.purpose,
        "categories": list(one.categories),
        "country": one.country,
        "keeps": one.stores,
    }
