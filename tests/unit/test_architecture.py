"""House rules that no linter knows: they execute."""

import ast
import importlib
import pkgutil
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

import functions
import main
import shared
from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from shared.parcels.carriers.access import ROWS, Row
from shared.people.person.push_address import BROWSERS, FCM
from shared.platform.suppliers.register import register
from shared.privacy.describe import RECORDS
from shared.rights.inventory import records
from tests.source import DEPLOYED, nodes_of, tree_of

THE_WAY_OUT = ROOT / "shared" / "platform" / "suppliers" / "wire.py"
THE_MAIL = ROOT / "shared" / "platform" / "suppliers" / "mail.py"
THE_TOKENS = ROOT / "shared" / "platform" / "access_tokens.py"
"""Reads them from the instance that it runs on."""
NETWORK_MODULES = {
    "httpx", "requests", "urllib3", "aiohttp", "socket", "ssl", "http.client", "urllib.request",
    "smtplib", "ftplib", "telnetlib", "subprocess", "multiprocessing",
}  # fmt: skip
NETWORK_CALLS = {"open_connection", "create_connection", "create_datagram_endpoint", "sock_connect"}
THE_CHANNEL = ROOT / "shared" / "setup" / "google_cloud.py"


def _imports(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _calls(path: Path) -> set[str]:
    nodes = (node.func for node in nodes_of(path) if isinstance(node, ast.Call))
    return {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in nodes}


def test_only_the_suppliers_wire_can_reach_the_network() -> None:
    for path in DEPLOYED:
        if path == THE_MAIL:
            assert NETWORK_MODULES & set(_imports(path)) == {"smtplib", "ssl"}
        elif path == THE_TOKENS:
            assert NETWORK_MODULES & set(_imports(path)) == {"http.client"}
        elif path != THE_WAY_OUT:
            assert not NETWORK_MODULES & set(_imports(path)), path
        assert not NETWORK_CALLS & _calls(path), path


def test_only_setup_opens_channels_to_google() -> None:
    openers = {"insecure_channel", "secure_channel", "create_channel"}
    for path in DEPLOYED:
        assert path == THE_CHANNEL or not openers & _calls(path), path
    assert openers & _calls(THE_CHANNEL)


def test_nothing_turns_the_verification_of_certificates_off() -> None:
    for path in DEPLOYED:
        for node in nodes_of(path):
            if isinstance(node, ast.keyword) and node.arg in {"verify", "trust_env"}:
                told = ast.unparse(node)
                shared = path == THE_WAY_OUT and told == "verify=_authorities()"
                assert shared or told == "trust_env=False", path


def test_nothing_deployed_prints_or_reads_the_environment_outside_its_place() -> None:
    for path in DEPLOYED:
        assert "print" not in _calls(path), path
        if path.name != "settings.py":
            reads = {n.attr for n in nodes_of(path) if isinstance(n, ast.Attribute)}
            assert not reads & {"environ", "getenv"}, path


def _names_in(node: ast.AST | None) -> set[str]:
    """Return what is named in an expression, each by its last part."""
    nodes = ast.walk(node) if node is not None else ()
    return {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in nodes}


def _is_over_things(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Tell whether a loop does not only count how often: ``for one in all``."""
    return not isinstance(loop, ast.While) and _names_in(loop.target) != {"_", ""}


def _loops_that_catch(tree: ast.AST, errors: set[str]) -> Iterator[int]:
    """Yield the lines of the loops that catch one of these errors in their body.

    To pass over one of several things for it, a loop over them may suppress it.
    """
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For | ast.AsyncFor | ast.While):
            continue
        for node in ast.walk(loop):
            caught: set[str] = set()
            if isinstance(node, ast.ExceptHandler):
                caught = _names_in(node.type)
            elif isinstance(node, ast.Call) and "suppress" in _names_in(node.func):
                caught = set() if _is_over_things(loop) else _names_in(node)
            if errors & caught:
                yield loop.lineno


def test_what_lost_against_another_write_is_tried_again_in_one_way() -> None:
    """See ``retry_contended``: no other loop catches a conflict."""
    errors = {"ConflictError", "ContendedError"}
    looping = {path for path in DEPLOYED if list(_loops_that_catch(tree_of(path), errors))}
    assert looping == {ROOT / "shared" / "platform" / "records" / "contention.py"}


@pytest.mark.parametrize(
    ("loop", "caught"),
    [
        ("for _ in range(3):\n try:\n  put()\n except ConflictError:\n  continue", True),
        ("while True:\n try:\n  put()\n except (E, port.ContendedError):\n  pass", True),
        ("while True:\n if left:\n  try:\n   put()\n  except ConflictError as e:\n   x = e", True),
        ("for _ in range(3):\n with suppress(ConflictError):\n  put()", True),
        ("for one in all:\n with suppress(ConflictError):\n  put(one)", False),
        ("try:\n for one in all:\n  put(one)\nexcept ConflictError:\n pass", False),
        ("for one in all:\n try:\n  put(one)\n except KeyError:\n  continue", False),
    ],
)
def test_a_loop_that_catches_a_conflict_is_found(loop: str, *, caught: bool) -> None:
    found = list(_loops_that_catch(ast.parse(loop), {"ConflictError", "ContendedError"}))
    assert bool(found) == caught


def _leases_of_their_own(tree: ast.AST) -> Iterator[str]:
    """Yield the constants that are named after a lease and are no ``Lease``: a span alone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        named = {name for one in targets for name in _names_in(one) if "LEASE" in name}
        is_lease = isinstance(node.value, ast.Call) and "Lease" in _names_in(node.value.func)
        yield from () if is_lease else named


def test_a_lease_is_held_in_one_way() -> None:
    """See ``shared/platform/records/lease.py``."""
    assert {
        path: found for path in DEPLOYED if (found := [*_leases_of_their_own(tree_of(path))])
    } == {}
    assert list(_leases_of_their_own(ast.parse("A_LEASE = timedelta(1)"))) == ["A_LEASE"]
    assert list(_leases_of_their_own(ast.parse("_LEASE: timedelta = 2 * DAY"))) == ["_LEASE"]
    assert list(_leases_of_their_own(ast.parse("LEASE = Lease(timedelta(1))"))) == []


def test_every_record_class_is_in_the_inventory() -> None:
    for package in (shared, functions):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    defined = {one for one in RECORDS.values() if one.__module__.split(".")[0] != "tests"}
    assert defined == set(records())


def test_every_function_is_named_once_and_says_what_it_is() -> None:
    packages = {path.parent.name for path in (ROOT / "functions").glob("*/entry.py")}
    assert set(main.__all__) == packages
    for name in main.__all__:
        function = getattr(main, name)
        assert function.__name__ == name
        told = importlib.import_module(f"functions.{name}").__doc__ or ""
        assert all(word in told for word in ("Trigger:", "Reads and writes:", "Runs as:"))


def test_every_operation_has_an_address_and_a_name_of_its_own() -> None:
    listed = [operation for _, operation in operations()]
    assert len({operation.id for operation in listed}) == len(listed)
    assert len({operation.handler.__name__ for operation in listed}) == len(listed)
    assert all(operation.handler.__doc__ for operation in listed)


def test_the_register_has_no_overdue_form() -> None:
    identities = {f"{one}-identity" for one in ("apple", "facebook", "google", "staff")}
    others = {*identities, "mail", "sms", FCM, *BROWSERS}
    assert set(register()) == {*others, *(row.code for row in ROWS)}
    for supplier in register().values():
        assert supplier.terms_accepted < supplier.next_review


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_a_supplier_of_parcels_is_a_file_a_table_and_a_row(row: Row) -> None:
    """See infra/decisions/010-adding-a-carrier.md."""
    folder = ROOT / "shared" / "parcels" / "carriers"
    assert (folder / f"{row.code}.py").exists()
    assert (folder / f"{row.code}_codes.py").exists()
    named = re.compile(rf'"{row.code}"|carriers\.{row.code}')
    naming = {path.name for path in DEPLOYED if named.search(path.read_text(encoding="utf-8"))}
    own = {path.name for path in folder.glob(f"{row.code}*.py")}
    of_numbers = {"directory.py", "postal_operators.py", "examples.py"}
    of_numbers |= {path.name for path in folder.glob("formats*.py")}
    keys_at_an_aggregator = {"seventeen_track_keys.py"}
    assert naming - own - of_numbers - keys_at_an_aggregator == {"access.py"}


def test_the_project_names_no_path_of_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - on PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "main.py" in listed
    for name in listed:
        if (ROOT / name).is_file():
            text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
            assert f"{ROOT}/" not in text, name
            assert f"{Path.home()}/" not in text, name


TEXTS = [
    *(ROOT / name for name in ("README.md", "Makefile", "pyproject.toml", "main.py")),
    *sorted(
        path
        for top in ("functions", "shared", "infra", "tests")
        for kind in ("py", "md", "tf", "toml", "tfvars", "sh")
        for path in (ROOT / top).rglob(f"*.{kind}")
    ),
]
PATH = re.compile(r"(?<![\w./<{*-])(?:shared|functions|infra|tests)/[\w<>*./-]*[\w*>](?![\w{])")
FILE = re.compile(r"`((?:[a-z_0-9]+/)*[a-z_0-9-]+\.(?:py|toml|md|tf|sh))`")
"""By which files speak of one another: from the root, or by the end of a path."""


def _missing(text: str, there: Sequence[str]) -> Iterator[str]:
    for named in PATH.findall(text):
        if not any(ROOT.glob(re.sub("<[^>]*>", "*", named))):
            yield named
    for named in FILE.findall(text):
        if not any(path.endswith(f"/{named}") for path in there):
            yield named


def test_no_text_names_a_file_that_is_not_there() -> None:
    there = [f"/{path.relative_to(ROOT)}" for path in TEXTS]
    for path in TEXTS:
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        assert list(_missing(text, there)) == [], path.relative_to(ROOT)


def test_a_file_that_is_not_there_is_missed() -> None:
    told = (
        "See shared/web/edge.py, ``web/edge.py`` and `shared/kernel/clock.py`, `kernel/clock.py`."
    )
    assert list(_missing(told, ["/shared/kernel/clock.py"])) == [
        "shared/web/edge.py",
        "web/edge.py",
    ]


MOST_LINES = 40
"""Of a function, from ``def`` to its end."""


def test_no_function_is_longer_than_a_screen() -> None:
    paths = {*DEPLOYED, *(ROOT / "infra").rglob("*.py")}
    long = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in paths
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES
    }
    assert long == set()


SAID_TWICE = {"Asker", "Ended", "Event", "Place", "Proof", "Seen", "Terms"}
"""Names that two public classes have: each gets its noun when its file is worked on. It only
shrinks."""


def test_no_more_classes_share_a_name() -> None:
    named = Counter(
        node.name
        for path in DEPLOYED
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    del named["Deps"]  # what a function may use has the same name in each
    assert {name for name, times in named.items() if times > 1} == SAID_TWICE


def circle(imported: Mapping[str, set[str]]) -> list[str]:
    """Return modules that import one another in a circle, if any do."""
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as e:
        found: list[str] = e.args[1]
        return found
    return []


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Imports inside functions and under ``TYPE_CHECKING`` count."""
    graph = grimp.build_graph("shared", "functions")
    imported = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    assert circle(imported) == []
    assert circle({**imported, "shared.kernel.log": {"shared.setup.edge"}})
