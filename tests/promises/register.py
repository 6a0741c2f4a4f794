"""The promises as ``tests/promises.toml`` lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "promises.toml"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of the policy."""

    id: str
    text: str
    built: bool


@cache
def promises() -> dict[str, Promise]:
    """Return all promises by id, in the policy's order."""
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {id_: Promise(id_, entry["text"], entry["built"]) for id_, entry in listed.items()}
