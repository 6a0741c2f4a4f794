"""Google's own messages, without the clients of their packages.

``google.cloud.firestore_v1`` and ``google.cloud.kms_v1`` load every client that they have before
they give a message: 0.3 s of a cold start. Here the messages are imported past their package.
Whoever imports the package itself later, which nothing deployed does, has it whole, with these
same messages: a second time they could not be made, as protobuf knows each by its name.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec, module_from_spec
from types import ModuleType

_ROOT = "google.cloud"
_passed: set[str] = set()
"""The packages whose messages were imported past them."""


def messages(package: str) -> ModuleType:
    """Return the module ``types`` of a package, for example of ``google.cloud.kms_v1``.

    The first time it must not be called while another thread imports the package itself.

    Raises:
        ImportError: There is none of this name.
    """
    name = f"{package}.types"
    if package not in sys.modules and name not in sys.modules:
        spec = find_spec(package)
        if spec is None:
            raise ModuleNotFoundError(name=package)
        sys.modules[package] = module_from_spec(spec)
        try:
            import_module(name)
        finally:
            del sys.modules[package]
        _open(package)
    return import_module(name)


def _open(package: str) -> None:
    """Have a package that was passed found by whoever asks for it."""
    if not _passed:
        sys.meta_path.insert(0, _PassedPackages())
        vars(sys.modules[_ROOT])["__getattr__"] = _attribute
    _passed.add(package)


def _attribute(name: str) -> ModuleType:
    """Return a package as an attribute of the namespace, though only its messages were imported."""
    if f"{_ROOT}.{name}" in _passed:
        return import_module(f"{_ROOT}.{name}")
    msg = f"module {_ROOT!r} has no attribute {name!r}"
    raise AttributeError(msg, name=name)


class _PassedPackages:
    """Finds packages whose messages are there already."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load such a package; of all others nothing."""
        if name not in _passed:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    """Gives a package its messages, as the import system does with a module that it imports."""

    def exec_module(self, module: ModuleType) -> None:
        """Load the package."""
        vars(module)["types"] = sys.modules[f"{module.__name__}.types"]
        super().exec_module(module)
