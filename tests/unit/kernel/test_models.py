"""Models are built when they are first used: each of them can be."""

from collections.abc import Iterator
from importlib import import_module

from pydantic import BaseModel

from infra.local.stack.process import ROOT
from tests.source import DEPLOYED


def models(root: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    """Yield the project's models."""
    for one in root.__subclasses__():
        if one.__module__.startswith(("shared.", "functions.")):
            yield one
        yield from models(one)


def test_every_model_can_be_built() -> None:
    for path in DEPLOYED:
        if path.name != "__init__.py":
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found = list(models())
    assert len(found) > 200
    for one in found:
        one.model_rebuild(force=True)
        assert one.__pydantic_complete__, one
