"""``make openapi``: write the API's descriptions anew, unless that would break its clients."""

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from infra.local.tools.breaking import breaks
from infra.local.tools.problems import rows
from shared.edge.openapi.description import Audience, describe

_FOLDER = ROOT / "functions" / "reference"
FILES: dict[Audience, Path] = {
    Audience.PUBLIC: _FOLDER / "openapi.json",
    Audience.INTERNAL: _FOLDER / "openapi-internal.json",
}
"""What is served to everybody, and what the operator's staff, platform and suppliers call."""


def generated(audience: Audience) -> dict[str, Any]:
    """Return the description of an audience's operations as they are declared now."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return describe(
        operations(),
        version=project["version"],
        audience=audience,
        codes=[row.code for row in rows()],
    )


def published(audience: Audience) -> dict[str, Any] | None:
    """Return the committed description of an audience, if there is one."""
    if not FILES[audience].exists():
        return None
    found: dict[str, Any] = json.loads(FILES[audience].read_text(encoding="utf-8"))
    return found


def as_text(description: dict[str, Any]) -> str:
    """Return a description as it is committed."""
    return json.dumps(description, indent=2, ensure_ascii=False) + "\n"


def update() -> int:
    """Write the files; 1 and nothing written if a client of what is public would break."""
    new, old = generated(Audience.PUBLIC), published(Audience.PUBLIC)
    broken = breaks(old, new) if old is not None else []
    if broken and os.environ.get("BREAKING") != "yes":
        print("This would break clients of the published API:", *broken, sep="\n  ")
        print("If that is meant, and the version says so: make openapi BREAKING=yes")
        return 1
    for audience, file in FILES.items():
        described = generated(audience)
        file.write_text(as_text(described), encoding="utf-8")
        print(f"{file.relative_to(ROOT)}: {len(described['paths'])} paths")
    return 0


if __name__ == "__main__":
    sys.exit(update())
