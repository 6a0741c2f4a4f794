"""Examples of bodies stand among the components, by name, and are referred to. Pure.

openapi-generator warns of every other one.
"""

import re
from collections.abc import Mapping
from typing import Any

_REFERENCE = "#/components/examples/"


def name_examples(described: dict[str, Any]) -> None:
    """Move the examples of all bodies of a description among its components."""
    named = described["components"]["examples"]
    for methods in described["paths"].values():
        for operation in methods.values():
            id_ = operation["operationId"]
            _name(operation.get("requestBody", {}), f"{id_}-request", named)
            for answer in operation["responses"].values():
                _name(answer, f"{id_}-reply", named)


def _name(body: Mapping[str, Any], of: str, named: dict[str, Any]) -> None:
    for content in body.get("content", {}).values():
        for told, example in content.get("examples", {}).items():
            if "$ref" not in example:
                name = f"{of}-{re.sub('[^a-z0-9]+', '-', told.lower()).strip('-')}"
                named[name] = example
                content["examples"][told] = {"$ref": _REFERENCE + name}
