"""Clients in Kotlin and Swift by openapi-generator: no compiler here, so they are parsed.

What a compiler would refuse first is looked for: what is no sentence of the language, two things of
one name, a name that the language has for something else, what has no type.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.local.tools.openapi import FILES, generated
from shared.edge.openapi.description import Audience
from tests.clients.conftest import PUBLIC
from tests.clients.tools import HERE, PYTHON, cleared, run

Json = dict[str, Any]

UNTYPED = re.compile(r"\b(Any|AnyObject|AnyCodable|JSONValue|JsonElement|NSObject)\b")
CHOICE = re.compile(r"AnyOf|OneOf|AllOf|Inner|Inline|_")
PAGE = FILES[Audience.PUBLIC].with_name("building-an-app.md")
SOURCES = {"kotlin": "src/main", "swift": "Sources"}
OF_THE_LANGUAGE = {
    "kotlin": "Annotation Any Array Boolean Byte Char Class Comparable Double Enum Error Exception "
    "Float Function Int Iterable Iterator Lazy List Long Map Module Nothing Number Object Package "
    "Pair Process Record Result Runtime Sequence Set Short String System Thread Throwable Triple "
    "Unit Void",
    "swift": "Any Array Bool Bundle Character Clock Collection Data Date Decoder Dictionary "
    "Dimension Double Duration Encoder Error Float Host Int Locale Measurement Never Notification "
    "Operation Optional Port Predicate Process Progress Range Result Scanner Sequence Set Stream "
    "String Task Timer Type URL UUID Unit Void Alignment Angle Animation App Binding Button Color "
    "Divider Environment Font Form Gradient Grid Group Image Label Layout Link List Menu Path "
    "Picker Scene Section Shape Slider Spacer State Tab Table Text Toggle Transaction View",
}
"""What is there in every file: without an import, or with Foundation's or SwiftUI's."""
MINIMAL: Json = {
    "openapi": "3.1.0",
    "info": {"title": "minimal", "version": "1"},
    "paths": {
        "/": {
            "post": {
                "operationId": "one",
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
                },
                "responses": {"204": {"description": "Done."}},
            }
        }
    },
    "components": {
        "schemas": {
            "A": {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "additionalProperties": False,
            },
        }
    },
}
"""What the generator says of it, it says of every description in OpenAPI 3.1."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What was made of the public description, and what was said while it was."""

    language: str
    warnings: set[str]
    warnings_of_minimal: set[str]
    models: list[Json]
    apis: list[Json]


@pytest.fixture(scope="module", params=["kotlin", "swift"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Generate and parse a client."""
    language: str = request.param
    folder = cleared(language)
    minimal = tmp_path_factory.mktemp(language)
    (minimal / "openapi.json").write_text(json.dumps(MINIMAL), encoding="utf-8")
    told = _generate(language, PUBLIC, folder)
    told_of_minimal = _generate(language, minimal / "openapi.json", minimal / "client")
    return Generated(
        language,
        warnings=_warnings(told),
        warnings_of_minimal=_warnings(told_of_minimal),
        models=_parsed(language, folder, "models"),
        apis=_parsed(language, folder, "apis"),
    )


def _generate(language: str, description: Path, folder: Path) -> str:
    generator = {"kotlin": "kotlin", "swift": "swift6"}[language]
    return run(
        *(PYTHON / "openapi-generator-cli", "generate", "-g", generator, "-i", description),
        *("-o", folder, "--additional-properties", "enumUnknownDefaultCase=true"),
    )


def _warnings(told: str) -> set[str]:
    lines = [line for line in told.splitlines() if re.search(r"\b(WARN|ERROR|Exception)\b", line)]
    return {re.sub(r"^\[[^]]*\] *", "", line) for line in lines}


def _parsed(language: str, folder: Path, part: str) -> list[Json]:
    folders = (one for one in (folder / SOURCES[language]).rglob("*") if one.is_dir())
    source = next(one for one in folders if one.name.lower() == part)
    found: list[Json] = json.loads(run(PYTHON / "python", HERE / "parsed.py", source))
    assert found
    return found


def declared(files: list[Json]) -> list[str]:
    """Return the names of all types that stand by themselves."""
    return [one["name"] for file in files for one in file["types"]]


def test_nothing_is_said_that_is_not_said_of_every_description(client: Generated) -> None:
    assert client.warnings - client.warnings_of_minimal == set()


def test_everything_is_of_the_language(client: Generated) -> None:
    bad = [(one["file"], one["errors"]) for one in client.models + client.apis if one["errors"]]
    assert bad == []


def test_every_schema_is_one_type_by_its_own_name(client: Generated) -> None:
    schemas = set(generated(Audience.PUBLIC)["components"]["schemas"])
    assert sorted(declared(client.models)) == sorted(schemas)
    assert not schemas & set(OF_THE_LANGUAGE[client.language].split())
    assert not [name for name in schemas if CHOICE.search(name)]


def test_no_two_things_have_one_name(client: Generated) -> None:
    names = Counter(name.lower() for name in declared(client.models + client.apis))
    assert [name for name, times in names.items() if times > 1] == []
    for one in (one for file in client.models for one in file["types"]):
        members = Counter(name for name, _ in one["members"])
        assert [name for name, times in members.items() if times > 1] == [], one["name"]


def test_everything_has_a_type(client: Generated) -> None:
    members = [
        f"{one['name']}.{name}: {type_}"
        for file in client.models
        for one in file["types"]
        for name, type_ in one["members"]
        if UNTYPED.search(type_)
    ]
    assert members == []
    untyped = {Path(one["file"]).stem for one in client.apis if UNTYPED.search(str(one["used"]))}
    # The description itself, which no type describes.
    assert {name.lower() for name in untyped} == {"referenceapi"}


def test_null_cannot_be_said_by_them_as_the_page_says(client: Generated) -> None:
    """What is left out and what is null are one to them, and neither is sent."""
    (patch,) = [Path(one["file"]) for one in client.models if "ProfilePatch" in one["file"]]
    if client.language == "swift":
        assert "encodeIfPresent(nickname" in patch.read_text(encoding="utf-8")
    else:
        told = "".join(one.read_text("utf-8") for one in patch.parents[1].rglob("*.kt"))
        assert "serializeNulls" not in told
    assert "cannot say null" in PAGE.read_text(encoding="utf-8")
