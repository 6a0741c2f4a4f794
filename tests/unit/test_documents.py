"""What the pages say of one another and of the project is so: links, README's picture, lists."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import main
from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from shared.edge.operation import CallerKind
from shared.parcels.carriers.access import names
from shared.people.accounts import providers
from shared.platform.suppliers.register import register
from shared.setup.environment import LOCAL_ONLY
from shared.setup.settings import Settings
from tests.unit.test_infrastructure import FUNCTIONS, LOCALS

README = ROOT / "README.md"
PLAYBOOKS = ROOT / "infra" / "playbooks"


def pages(root: Path) -> list[Path]:
    """Return every page of a repository: whatever git knows, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],  # noqa: S607 - on PATH
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [root / name for name in listed if (root / name).is_file()]


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the names by which GitHub lets a page's headings be linked to."""
    found: list[str] = []
    tokens = _tokens(page)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            words = re.sub(r"[`*]", "", tokens[number + 1].content).lower()
            name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            found.append(f"{name}-{found.count(name)}" if name in found else name)
    return set(found)


def links(page: Path) -> Iterator[str]:
    """Return where a page leads to, within the repository."""
    for token in _tokens(page):
        for child in token.children or ():
            target = child.attrs.get("href", child.attrs.get("src"))
            if isinstance(target, str) and not re.match(r"[a-z][a-z0-9+.-]*:", target):
                yield target


def _led_to(page: Path, link: str) -> Path:
    path = unquote(link.partition("#")[0])
    return (page.parent / path).resolve() if path else page


def dead(root: Path) -> list[str]:
    """Return the links of all pages that lead nowhere."""
    found = []
    for page in pages(root):
        for link in links(page):
            target, anchor = _led_to(page, link), link.partition("#")[2]
            there = target.is_relative_to(root) and target.exists()
            if there and anchor:
                there = target.suffix == ".md" and anchor in anchors(target)
            if not there:
                found.append(f"{page.relative_to(root)}: {link}")
    return found


def test_every_link_leads_somewhere() -> None:
    assert dead(ROOT) == []


@pytest.mark.parametrize(
    "link",
    ["[a](gone.md)", "[a](there.md#gone)", "[a](#gone)", "![a](gone.png)", "| [a](gone/) |\n| - |"],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, link: str) -> None:
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)  # noqa: S607 - on PATH
    (tmp_path / "there.md").write_text("# There\n## Is `it`?\n## Is it\n", encoding="utf-8")
    good = "[a](there.md) [a](there.md#is-it) [a](there.md#is-it-1) [a](https://example.com/#x)"
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{good} [a](#page)\n", encoding="utf-8")
    assert dead(tmp_path) == []
    page.write_text(f"# Page\n\n{good}\n\n{link}\n", encoding="utf-8")
    assert [one.partition("#")[0].partition(": ")[0] for one in dead(tmp_path)] == ["page.md"]


def test_every_page_can_be_reached_from_readme() -> None:
    seen: set[Path] = set()
    ahead = [README]
    while ahead:
        page = ahead.pop()
        if page not in seen:
            seen.add(page)
            led_to = (_led_to(page, link) for link in links(page))
            ahead += [target for target in led_to if target.suffix == ".md"]
    assert {str(page.relative_to(ROOT)) for page in set(pages(ROOT)) - seen} == set()


def test_a_decision_is_dated_and_short_and_says_when_to_look_at_it_again() -> None:
    for page in (ROOT / "infra" / "decisions").glob("[0-9]*.md"):
        lines = [one for one in page.read_text(encoding="utf-8").splitlines() if one]
        assert re.fullmatch(rf"# {page.name[:3]} .+ \(20\d\d-\d\d-\d\d\)", lines[0]), page.name
        assert len(lines) <= 15, page.name
        assert "Revisit" in "".join(lines), page.name


def test_readme_leads_to_every_playbook_itself() -> None:
    led_to = {_led_to(README, link) for link in links(README)}
    assert set(PLAYBOOKS.glob("*.md")) <= led_to


class Picture(NamedTuple):
    """What README's picture shows: boxes by name, with what stands in each, and arrows."""

    functions: dict[str, list[str]]
    callers: set[str]
    stores: dict[str, list[str]]
    suppliers: dict[str, list[str]]
    arrows: set[tuple[str, str]]
    messages: set[tuple[str, str]]


_BOX = re.compile(r'(\w+)(?:(\(\[|\[\(|\{\{|\[)"([^"]*)"(?:\]\)|\)\]|\}\}|\]))?')


def picture(text: str) -> Picture:
    """Read the picture of a page."""
    drawn = Picture({}, set(), {}, {}, set(), set())
    kinds = {"[": drawn.functions, "[(": drawn.stores, "{{": drawn.suppliers}
    _, _, drawing = text.partition("```mermaid\nflowchart LR\n")
    for line in drawing.partition("```")[0].splitlines():
        ends: list[list[str]] = []
        for side in re.split(r'-->|-\. "Pub/Sub" \.->', line):
            ends.append([])
            for part in filter(None, (one.strip() for one in side.split(" & "))):
                box = _BOX.fullmatch(part)
                assert box, part
                ends[-1].append(box[1])
                if box[2] == "([":
                    drawn.callers.add(box[1])
                elif box[2]:
                    kinds[box[2]][box[1]] = box[3].split("<br>")
        if line.strip():
            left, right = ends
            kind = drawn.messages if "Pub/Sub" in line else drawn.arrows
            kind.update((one, other) for one in left for other in right)
    return drawn


PICTURE = picture(README.read_text(encoding="utf-8"))


def test_the_picture_has_every_function_once_and_no_other() -> None:
    shown = [name for box in PICTURE.functions.values() for name in box]
    assert sorted(shown) == sorted(main.__all__)


def test_the_picture_has_the_stores_and_suppliers_that_there_are() -> None:
    stores = [name for box in PICTURE.stores.values() for name in box]
    assert sorted(stores) == sorted([*LOCALS["databases"], "sealed", "exports"])
    suppliers = [name for box in PICTURE.suppliers.values() for name in box]
    assert sorted(suppliers) == sorted(register())


def _reached(function: str) -> set[str]:
    """Return which of the boxes outside a function may reach, by the Terraform."""
    given = FUNCTIONS[function]
    stores = (
        bool(given["databases"] or given["bucket"]) or function in LOCALS["archive_permissions"]
    )
    secrets, settings = str(given["secrets"]), str(given["settings"])
    messages = re.search("message_secrets|news_secrets|rights_secrets", secrets)
    issuers = re.search("sign_in_settings|staff_settings", settings)
    asks = "carrier_secrets" in secrets or ("aggregator_secrets" in secrets and given["job"])
    return {
        *(["stores"] if stores else []),
        *(["outside"] if messages or issuers or asks else []),
    }


def test_an_arrow_of_the_picture_is_there_if_a_function_of_the_box_may_reach_it() -> None:
    for box, functions in PICTURE.functions.items():
        reached = set().union(*(_reached(name) for name in functions))
        for end in ("stores", "outside"):
            assert ((box, end) in PICTURE.arrows) == (end in reached), (box, end)


def _called_by(kinds: set[CallerKind]) -> Callable[[str], bool]:
    def asked(name: str) -> bool:
        return any(one.caller in kinds for function, one in operations() if function == name)

    return asked


CALLERS: dict[str, Callable[[str], bool]] = {
    "app": _called_by({CallerKind.ANYBODY, CallerKind.VISITOR, CallerKind.PERSON}),
    "team": _called_by({CallerKind.STAFF}),
    "suppliers": _called_by({CallerKind.SUPPLIER}),
    "scheduler": lambda name: bool(FUNCTIONS[name]["job"]) and not FUNCTIONS[name]["job"]["paused"],
    "hand": lambda name: bool(FUNCTIONS[name]["job"]) and FUNCTIONS[name]["job"]["paused"],
}


def test_the_picture_says_who_calls() -> None:
    assert set(CALLERS) == PICTURE.callers
    for caller, calls in CALLERS.items():
        for box, functions in PICTURE.functions.items():
            shown = (caller, box) in PICTURE.arrows
            assert shown == any(calls(name) for name in functions), (caller, box)


def test_the_picture_says_who_hands_work_to_whom() -> None:
    for box, functions in PICTURE.functions.items():
        topics = {topic for topic, who in LOCALS["topics"].items() if set(who) & set(functions)}
        for other, workers in PICTURE.functions.items():
            if box != other:
                assert ((box, other) in PICTURE.messages) == bool(topics & set(workers))


def test_every_setting_of_google_cloud_is_explained() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PLAYBOOKS.glob("*.md"))
    of_rows = {"CARRIERS", "QUICK_LOGIN"}
    for name in {field.upper() for field in Settings.model_fields} - set(LOCAL_ONLY) - of_rows:
        assert f"`{name}`" in text, name
    for name in names() | providers.names():
        common = re.sub(r"^.*?(_DAILY_BUDGET|_PER_SECOND|_URL)$", r"`<SUPPLIER>\1`", name)
        common = re.sub(r"^QUICK_LOGIN_\w+?_(ISSUER|KEYS)$", r"`..._\1`", common)
        common = re.sub(r"^QUICK_LOGIN_\w+?_AUDIENCES$", "`QUICK_LOGIN_GOOGLE_AUDIENCES`", common)
        assert common in text or f"`{name}`" in text, name


def test_what_each_dependency_is_for_is_said() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [declared["project"]["dependencies"], *declared["dependency-groups"].values()]
    listed = [one for group in groups for one in group]
    told = (ROOT / "infra" / "dependencies.md").read_text(encoding="utf-8").lower()
    for one in listed:
        name = re.split(r"[\[<>=,]", one)[0].lower()
        assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told), name


def test_every_command_that_a_page_names_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in pages(ROOT):
        text = page.read_text(encoding="utf-8")
        named = re.findall(
            r"(?:`|^ {4})(?:[A-Z_]+=\S+ )*make (?:-s )?([a-z-]+)", text, re.MULTILINE
        )
        assert set(named) <= known, page.relative_to(ROOT)
