"""All deployed functions, as ``main.py`` names them, with the operations that each declares."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import main
from shared.edge.operation import Operation


def operations() -> Iterator[tuple[str, Operation[Any]]]:
    """Yield every function's name with each of its operations."""
    for name in main.__all__:
        for operation in import_module(f"functions.{name}.entry").OPERATIONS:
            yield name, operation
