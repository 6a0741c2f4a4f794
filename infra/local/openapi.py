"""``make openapi``: write the API's description anew, unless that would break its clients."""

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from infra.local.breaking import breaks
from infra.local.functions import operations
from infra.local.process import ROOT
from shared.web.openapi import describe

FILE: Path = ROOT / "functions" / "reference" / "openapi.json"


def generated() -> dict[str, Any]:
    """Return the description of the operations as they are declared now."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return describe(operations(), version=project["version"])


def published() -> dict[str, Any] | None:
    """Return the committed description, if there is one."""
    if not FILE.exists():
        return None
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def as_text(description: dict[str, Any]) -> str:
    """Return a description as it is committed."""
    return json.dumps(description, indent=2, ensure_ascii=False) + "\n"


def update() -> int:
    """Write the file; 1 and nothing written if a client would break."""
    new, old = generated(), published()
    broken = breaks(old, new) if old is not None else []
    if broken and os.environ.get("BREAKING") != "yes":
        print("This would break clients of the published API:", *broken, sep="\n  ")
        print("If that is meant, and the version says so: make openapi BREAKING=yes")
        return 1
    FILE.write_text(as_text(new), encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(new['paths'])} paths")
    return 0


if __name__ == "__main__":
    sys.exit(update())
