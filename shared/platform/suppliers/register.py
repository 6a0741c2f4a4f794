"""The register as it stands in ``register.toml``, validated when it is first read."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shared.platform.suppliers.model import Supplier

_FILE = Path(__file__).with_name("register.toml")


def read(text: str) -> Mapping[str, Supplier]:
    """Return the suppliers by id.

    Raises:
        ValueError: The register has a fault; the message says where.
    """
    return {
        id_: Supplier.model_validate({"id": id_, **entry})
        for id_, entry in tomllib.loads(text).items()
    }


@cache
def register() -> Mapping[str, Supplier]:
    """Return the register of this release."""
    return read(_FILE.read_text(encoding="utf-8"))
