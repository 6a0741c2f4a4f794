"""Read generated Kotlin or Swift and say what stands in it: ``python parsed.py FOLDER``.

Runs in the environment of the parsers. Prints JSON, one object for each file: its path, the lines
that are no sentence of the language, the types that it declares with the names and types of their
members, and the names of all types that it uses.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tree_sitter_kotlin
import tree_sitter_swift
from tree_sitter import Language, Node, Parser

_GRAMMARS = {".kt": tree_sitter_kotlin, ".swift": tree_sitter_swift}
_NAMES = frozenset({"identifier", "simple_identifier", "type_identifier", "pattern"})
_TYPES = frozenset({"user_type", "nullable_type", "type_annotation"})
_MEMBERS = frozenset({"class_parameter", "enum_entry", "property_declaration", "class_declaration"})
_HOLDERS = frozenset(
    {"class_body", "enum_class_body", "class_parameters", "primary_constructor"}
)  # fmt: skip


def parsed(file: Path) -> dict[str, Any]:
    """Return what stands in a file."""
    grammar = Language(_GRAMMARS[file.suffix].language())
    root = Parser(grammar).parse(file.read_bytes()).root_node
    nodes = list(_walk(root))
    return {
        "file": str(file),
        "errors": [one.start_point.row + 1 for one in nodes if one.is_error or one.is_missing],
        "types": [_declared(one) for one in root.children if _declares(one)],
        "used": sorted({_text(one) for one in nodes if one.type == "user_type"}),
    }


def _declares(node: Node) -> bool:
    """Tell whether a node declares a type: in Swift's grammar an extension is one, too."""
    name = node.child_by_field_name("name")
    return node.type == "class_declaration" and name is not None and name.type in _NAMES


def _declared(node: Node) -> dict[str, Any]:
    return {"name": _name(node), "members": [[_name(one), _type(one)] for one in _members(node)]}


def _members(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type in _MEMBERS:
            yield child
        elif child.type in _HOLDERS:
            yield from _members(child)


def _name(node: Node) -> str:
    return next((_text(one) for one in node.children if one.type in _NAMES), "")


def _type(node: Node) -> str:
    return next((_text(one) for one in node.children if one.type in _TYPES), "")


def _text(node: Node) -> str:
    return node.text.decode() if node.text is not None else ""


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


if __name__ == "__main__":
    files = sorted(one for one in Path(sys.argv[1]).rglob("*") if one.suffix in _GRAMMARS)
    print(json.dumps([parsed(one) for one in files]))
