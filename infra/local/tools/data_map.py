"""``make data-map``: write down what is held, and who may be given some of it, as the code has it.

The function ``policies`` shows the file: whoever reads it waits for no record class to be loaded. A
test refuses a file that is not what the code says.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from functions.policies.entry import FILE
from infra.local.stack.process import ROOT
from shared.platform.suppliers.register import register
from shared.privacy.data_map import lines
from shared.rights.inventory import records

_SHOWN = {"id", "name", "country", "purpose", "categories", "stores", "regions"}
"""Of a supplier."""


def generated() -> dict[str, list[dict[str, Any]]]:
    """Return the fields that are held, and the suppliers with the regions that they are for."""
    return {
        "fields": [asdict(line) for line in lines(records())],
        "recipients": [one.model_dump(include=_SHOWN) for one in register().values()],
    }


def as_text(told: dict[str, list[dict[str, Any]]]) -> str:
    """Return it as it is committed: a field or a supplier on each line, so that changes show."""
    parts = (f"{json.dumps(name)}: [\n{_each(items)}\n]" for name, items in told.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _each(items: Sequence[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(one, ensure_ascii=False) for one in items)


def update() -> int:
    """Write the file."""
    told = generated()
    FILE.write_text(as_text(told), encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(told['fields'])} fields")
    return 0


if __name__ == "__main__":
    sys.exit(update())
