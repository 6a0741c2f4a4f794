"""Examples of the parameters of paths: as an answer of the same description tells them."""

from collections.abc import Iterator, Mapping
from typing import Any


def add_path_examples(paths: Mapping[str, Mapping[str, Any]]) -> None:
    """Give the parameters of paths their examples, where the answers' examples tell one."""
    for path, methods in paths.items():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter.get("in") == "path":
                    told = next(_told(parameter["name"], path, paths), None)
                    if told is not None:
                        parameter["example"] = told


def _told(name: str, path: str, paths: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield what the list before a parameter, then what stands behind it, tells under its name."""
    before, held, _ = path.partition("{" + name + "}")
    for place in (before.rstrip("/"), before + held):
        for operation in paths.get(place, {}).values():
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    yield from _under(name, answer.get("content", {}))


def _under(name: str, found: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield the texts under a name, the outer ones first."""
    if isinstance(found, Mapping):
        if isinstance(found.get(name), str):
            yield found[name]
        for one in found.values():
            yield from _under(name, one)
    elif isinstance(found, list):
        for one in found:
            yield from _under(name, one)
