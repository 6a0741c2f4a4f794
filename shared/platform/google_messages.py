"""Google's own messages, without the clients of their packages.

``google.cloud.firestore_v1`` and ``google.cloud.kms_v1`` load every client that they have before
they give a message: 0.3 s of a cold start. Here a module of messages is imported past its packages.
Whoever imports these later, which nothing deployed does, has them whole, with the same messages: a
second time they could not be made, as protobuf knows each by its name.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec, module_from_spec
from types import ModuleType

_ROOT = "google.cloud"
_passed: set[str] = set()
"""The packages of which modules were imported past them."""


def messages(module: str) -> ModuleType:
    """Return a module of messages, for example ``google.cloud.kms_v1.types.service``.

    The first time it must not be called while another thread imports one of its packages.

    Raises:
        ImportError: There is none of this name.
    """
    if module not in sys.modules:
        with _past(*_packages(module)):
            import_module(module)
    return import_module(module)


def _packages(module: str) -> Iterator[str]:
    name = _ROOT
    for part in module.removeprefix(f"{_ROOT}.").split(".")[:-1]:
        name = f"{name}.{part}"
        yield name


@contextmanager
def _past(*packages: str) -> Iterator[None]:
    """Have packages be there unread; afterwards they are not there, and found by who asks."""
    unread = [name for name in packages if name not in sys.modules]
    try:
        for name in unread:
            spec = find_spec(name)
            if spec is None:
                raise ModuleNotFoundError(name=name)
            sys.modules[name] = module_from_spec(spec)
        yield
    finally:
        for name in unread:
            sys.modules.pop(name, None)
    if unread and not _passed:
        sys.meta_path.insert(0, _PassedPackages())
        vars(sys.modules[_ROOT])["__getattr__"] = _attribute
    _passed.update(unread)


def _attribute(name: str) -> ModuleType:
    """Return a package as an attribute of the namespace, though only its messages were imported."""
    if f"{_ROOT}.{name}" in _passed:
        return import_module(f"{_ROOT}.{name}")
    msg = f"module {_ROOT!r} has no attribute {name!r}"
    raise AttributeError(msg, name=name)


class _PassedPackages:
    """Finds packages of which modules are there already."""

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
    """Gives a package its modules, as the import system does with what it imports itself."""

    def exec_module(self, module: ModuleType) -> None:
        """Load the package."""
        for name, one in list(sys.modules.items()):
            package, _, last = name.rpartition(".")
            if package == module.__name__:
                vars(module)[last] = one
        super().exec_module(module)
