"""One composition root; each function names what it may use, and has nothing else."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

import pytest

import main
from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from shared.people.person.residency import Place
from shared.privacy.databases import Database
from shared.rights.inventory import records
from shared.setup.follows import FollowParts
from shared.setup.parts import Parts
from shared.setup.rights import RightsParts
from tests.memory_platform import MemoryPlatform
from tests.source import DEPLOYED, tree_of

WITHOUT = {"reference"}
"""Functions that need nothing: they answer from what is deployed with them."""


def members(tree: ast.Module) -> set[str]:
    """Return what a function's ``deps.py`` names."""
    (deps,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name for node in deps.body if isinstance(node, ast.FunctionDef)}


def used(tree: ast.Module) -> set[str]:
    """Return what a file takes of ``deps``: by name, or as the place that it gives on."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_deps(node.value):
            found.add(node.attr)
        elif isinstance(node, ast.Call) and _name(node.func) == "check_home":
            found |= {name for name in dir(Place) if not name.startswith("_")}
    return found


def faults(tree: ast.Module, *, of: str = "") -> Iterator[str]:
    """Yield what a file has of the ways in which things were reached before.

    Args:
        tree: The file.
        of: Its path from the root.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith("Reach"):
            yield f"class {node.name}"
        elif isinstance(node, ast.keyword) and node.arg == "reach":
            yield "reach="
        elif of.startswith("shared/setup/") and _is_cached(node):
            yield f"a cache of its own: {node.name}"
    if Path(of).name in {"wiring.py", "reach.py"}:
        yield of


def _is_cached(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and any(
        _name(one) in {"cache", "lru_cache"} for one in node.decorator_list
    )


def _is_deps(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "deps"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@pytest.mark.parametrize("name", sorted(set(main.__all__) - WITHOUT))
def test_a_function_names_what_it_uses_and_uses_what_it_names(name: str) -> None:
    folder = ROOT / "functions" / name
    named = members(tree_of(folder / "deps.py"))
    others = [path for path in folder.rglob("*.py") if path.name != "deps.py"]
    taken = set().union(*(used(tree_of(path)) for path in others))
    assert named == taken & (named | _parts()), "what is named, and no more"


@pytest.mark.parametrize("name", sorted(set(main.__all__) - WITHOUT))
def test_to_name_them_loads_nothing(name: str) -> None:
    """What ``if TYPE_CHECKING`` imports is for mypy."""
    body = tree_of(ROOT / "functions" / name / "deps.py").body
    told = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [getattr(node, "module", "") for node in told] == ["typing"]


def _parts() -> set[str]:
    """Return every part that there is."""
    return {name for name in dir(type("All", (FollowParts, RightsParts), {})) if name[0] != "_"}


def test_a_member_that_is_not_used_or_not_named_is_a_fault() -> None:
    deps = ast.parse("class Deps:\n    @property\n    def limits(self): ...\n")
    assert members(deps) == {"limits"}
    assert used(ast.parse("async def go(call, deps):\n    await deps.codes.check()")) == {"codes"}
    assert used(ast.parse("check_home(country, deps)")) == {"region", "base_url_of"}


def test_handlers_are_given_what_their_function_may_use_and_nothing_else() -> None:
    for name, operation in operations():
        *_, deps = inspect.signature(operation.handler).parameters.values()
        wanted = "None" if name in WITHOUT else f"functions.{name}.deps.Deps"
        told: Any = deps.annotation
        shown = "None" if told is None else f"{told.__module__}.{told.__qualname__}"
        assert shown == wanted, operation.id


def test_no_other_way_to_reach_anything_is_left() -> None:
    for path in DEPLOYED:
        of = str(path.relative_to(ROOT))
        found = list(faults(tree_of(path), of=of))
        allowed = ["a cache of its own: google_cloud"] if of.endswith("google_cloud.py") else []
        assert found == allowed, of


@pytest.mark.parametrize(
    ("code", "of"),
    [
        ("class PeopleReach: ...", "shared/setup/people.py"),
        ("edge(OPERATIONS, reach=people)", "functions/profile/entry.py"),
        ("from functools import cache\n@cache\ndef limits(): ...", "shared/setup/person.py"),
        ("", f"shared/people/{'wiring'}.py"),
    ],
)
def test_what_was_planted_is_found(code: str, of: str) -> None:
    assert len(list(faults(ast.parse(code), of=of))) == 1


def test_a_part_is_the_same_each_time_and_another_one_at_another_instance() -> None:
    platform = MemoryPlatform()
    one, other = RightsParts(platform), RightsParts(platform)
    assert one.erasures is one.erasures
    assert one.erasures is not other.erasures


def test_every_part_can_be_made() -> None:
    """One with every supplier's key, as a whole region has it."""
    parts: Parts = type("All", (FollowParts, RightsParts), {})(MemoryPlatform())
    for name in sorted(_parts() - {"platform", "of_people", "base_url_of", "whom"}):
        if name != "export_links":  # signed by nobody here
            getattr(parts, name)


def test_what_an_operation_reads_of_who_calls_is_a_collection_of_people() -> None:
    """It is named, not imported: a start that shows it to nobody need not load it."""
    read = {one for _, operation in operations() for one in operation.own}
    assert read == {"consent_states", "origins", "people", "places", "preferences"}, (
        "each is named by the person's id: of another one there would be nothing"
    )
    held = {one.collection: one for one in records()}
    assert {(held[one].owner, held[one].database) for one in read} == {("a person", Database.DATA)}
