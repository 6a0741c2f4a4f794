"""The project's own code, parsed once for all tests that look at it."""

import ast
from functools import cache
from pathlib import Path

from infra.local.stack.process import ROOT

DEPLOYED = (
    ROOT / "main.py",
    *sorted((ROOT / "shared").rglob("*.py")),
    *sorted((ROOT / "functions").rglob("*.py")),
)


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a file as it is parsed; nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return all that stands in a file."""
    return tuple(ast.walk(tree_of(path)))
