"""The published description: as declared, valid, true to its own examples, and never a trap."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs
from openapi_spec_validator import OpenAPIV31SpecValidator

from functions.follows.examples import FOLLOW as FOLLOWED
from functions.rights.contract import InboundMail
from functions.rights.examples import MAIL
from infra.local.stack.functions import operations
from infra.local.tools.breaking import breaks
from infra.local.tools.openapi import FILES, as_text, generated, published
from infra.local.tools.problems import page, rows
from shared.edge.openapi.description import Audience
from shared.edge.operation import CallerKind, Operation
from shared.kernel.errors import UnauthenticatedError
from shared.kernel.texts import say
from shared.people.person.regions import HOMES, UNPLACED
from tests.rows import each_row
from tests.source import DEPLOYED

Json = dict[str, Any]


@pytest.mark.parametrize("audience", Audience)
def test_what_is_committed_is_what_is_declared(audience: Audience) -> None:
    text = FILES[audience].read_text(encoding="utf-8")
    assert text == as_text(described_for(audience)), "run: make openapi"


described_for = cache(generated)
"""An audience's description; no test changes it."""


@cache
def both() -> Json:
    """Return both descriptions as one."""
    public, internal = (described_for(audience) for audience in Audience)
    components = {
        kind: one | internal["components"][kind] for kind, one in public["components"].items()
    }
    whole = {**public, "paths": public["paths"] | internal["paths"]}
    return {**whole, "components": components}


def test_what_is_not_for_apps_is_not_in_what_is_public() -> None:
    public, internal = (set(described_for(audience)["paths"]) for audience in Audience)
    assert public & internal == set()
    assert not [path for path in public if path.startswith(("/staff", "/jobs", "/events/"))]
    assert "/v1/waybills/query" in public
    assert "/v1/inbound-mail" in internal


@pytest.mark.slow("a validator reads a megabyte")
@pytest.mark.parametrize("audience", Audience)
def test_the_description_is_valid_openapi_3_1(audience: Audience) -> None:
    described = described_for(audience)
    assert described["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(described).iter_errors()] == []


def test_every_operation_is_described_with_its_callers_and_refusals() -> None:
    paths = both()["paths"]
    for function, operation in operations():
        described = paths[operation.path][operation.method.lower()]
        assert described["tags"] == [operation.tag or function]
        assert described["summary"]
        assert str(operation.status) in described["responses"]
        assert (described["security"] == []) == (operation.caller is CallerKind.VISITOR)
        needs_proof = any(issubclass(one, UnauthenticatedError) for one in operation.raises)
        is_known = operation.caller is not CallerKind.VISITOR
        assert ("401" in described["responses"]) == (is_known or needs_proof)
        has_body = operation.takes_body
        assert ("requestBody" in described) == has_body
        assert ("413" in described["responses"]) == has_body
    assert sum(len(methods) for methods in paths.values()) == len(list(operations()))


def test_nothing_has_a_default_and_every_field_of_an_answer_is_there() -> None:
    described = both()
    bodies = {
        str(operation.body.__name__) for _, operation in operations() if operation.body is not None
    }
    filled, absent = [], []
    for name, schema in described["components"]["schemas"].items():
        for field, one in schema.get("properties", {}).items():
            filled += [f"{name}.{field}"] if "default" in one else []
        is_body = schema.get("additionalProperties", True) is False or name == "PushedMessage"
        is_body = is_body or name == "Problem"  # which has only what belongs to its code
        if not is_body:
            missing = set(schema.get("properties", ())) - set(schema.get("required", ()))
            absent += [f"{name}.{field}" for field in missing]
    assert bodies
    assert (filled, absent) == ([], [])


def test_a_paths_parameter_is_shown_as_the_answers_tell_it() -> None:
    shown = {
        f"{method} {path}": parameter.get("example")
        for path, methods in both()["paths"].items()
        for method, operation in methods.items()
        for parameter in operation["parameters"]
        if parameter.get("in") == "path"
    }
    unknown = {one.rpartition("{")[2].partition("}")[0] for one in shown if shown[one] is None}
    assert unknown == {"token", "unmasking", "supplier"}
    assert shown["delete /v1/waybills/{id}"] == FOLLOWED["reply"]["known"]["id"]
    assert shown["get /v1/policies/{version}/changes"] == "2"
    assert len(shown["delete /v1/sessions/{id}"]) == 16


def bodies_of(operation: Json) -> Json:
    """Return what an operation takes and answers, by its status."""
    return {"request": operation.get("requestBody", {}), **operation["responses"]}


def examples() -> Iterator[tuple[str, Json, Any]]:
    """Yield every example with what it is called and its schema."""
    described = both()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for part, body in bodies_of(operation).items():
                for media in body.get("content", {}).values():
                    for name, example in media.get("examples", {}).items():
                        schema = {**media["schema"], "components": described["components"]}
                        known = f"{method} {path} {part} {name}"
                        told = described["components"]["examples"][example["$ref"].split("/")[-1]]
                        yield known, schema, told["value"]


def test_every_example_is_what_it_is_an_example_of() -> None:
    faults, seen = [], 0
    for known, schema, example in examples():
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        faults += [f"{known}: {error.message}" for error in validator.iter_errors(example)]
        seen += 1
    assert faults == []
    assert seen > 1000


def test_every_body_and_every_answer_as_asked_that_is_json_has_an_example() -> None:
    missing = [
        f"{method} {path}: {part}"
        for path, methods in both()["paths"].items()
        for method, operation in methods.items()
        for part, body in bodies_of(operation).items()
        if part == "request" or part.startswith("2")
        for media, content in body.get("content", {}).items()
        if "json" in media and not content.get("examples")
    ]
    assert missing == []


@each_row("operation", [one for _, one in operations()], ids=lambda one: one.id)
def test_the_models_take_the_examples_and_would_send_them_as_they_are(
    operation: Operation[Any],
) -> None:
    for example in operation.examples.get("request", {}).values():
        if operation.body is not None:
            operation.body.model_validate(example, strict=False)
            # 64.0 is a whole number too: JSON and its schemas know numbers alone.
            operation.body.model_validate_json(
                re.sub(r"(: -?[0-9]+)(?=[,}])", r"\1.0", json.dumps(example))
            )
    for example in operation.examples.get("reply", {}).values():
        sent = operation.reply.model_validate(example).model_dump_json()
        assert json.loads(sent) == example


def test_the_example_of_an_inbound_mail_is_read() -> None:
    mail = next(iter(MAIL["request"].values()))
    assert InboundMail.model_validate_json(json.dumps(mail)).sender == mail["from"]


def test_a_client_of_what_is_published_goes_on_working() -> None:
    old = published(Audience.PUBLIC)
    assert old is not None
    assert breaks(old, described_for(Audience.PUBLIC)) == []


# Links.


def links() -> Iterator[tuple[str, str, Json, Json]]:
    """Yield every link's operation, its name, what it leads from and what it says."""
    for path, methods in both()["paths"].items():
        for method, operation in methods.items():
            for response in operation["responses"].values():
                for name, link in response.get("links", {}).items():
                    yield f"{method.upper()} {path}", name, {**operation, "answer": response}, link


def fields_at(pointer: str, media: Json) -> Any:  # noqa: ANN401 - JSON
    """Return the schema at a JSON pointer of an answer. KeyError: the answer has no such field."""
    schemas, found = both()["components"]["schemas"], media["schema"]
    for part in pointer.split("/")[1:]:
        found = schemas[found["$ref"].rpartition("/")[2]] if "$ref" in found else found
        found = found["items"] if part.isdigit() else found["properties"][part]
    return found


def test_every_link_leads_to_an_operation_by_what_the_answer_has() -> None:
    components = both()["components"]["parameters"]
    known = {
        one["operationId"]: {
            parameter.get("name") or components[parameter["$ref"].rpartition("/")[2]]["name"]
            for parameter in one["parameters"]
        }
        for methods in both()["paths"].values()
        for one in methods.values()
    }
    for _, name, source, link in links():
        assert link["operationId"] == name
        assert set(link.get("parameters", ())) <= known[name]
        for expression in link.get("parameters", {}).values():
            told, _, what = expression.rpartition("#" if "#" in expression else ".")
            if told == "$response.body":
                assert fields_at(what, *source["answer"]["content"].values())
            elif told == "$response.header":
                assert what in source["answer"]["headers"]
            else:
                assert told == "$request.path"
                assert what in known[source["operationId"]]


def test_what_was_made_can_be_found_and_changed_by_links() -> None:
    found = {(source, name): link.get("parameters") for source, name, _, link in links()}
    assert found["POST /v1/waybills", "show_follow"] == {"id": "$response.body#/id"}
    assert found["GET /v1/waybills", "show_follow"] == {"id": "$response.body#/items/0/id"}
    assert found["GET /v1/waybills/{id}", "change_follow"] == {
        "id": "$request.path.id",
        "If-Match": "$response.header.ETag",
    }
    assert found["POST /v1/accounts", "get_profile"] is None
    made = {one.id: one for _, one in operations() if one.places}
    assert made.keys() == {source for source, _ in found} & made.keys()
    deleted = [source for source, _ in found if source.startswith("DELETE")]
    assert deleted == [], "nothing is there any more"


# What is enforced, and said.


def test_a_country_is_one_of_those_that_are_told_apart() -> None:
    described = both()["components"]["schemas"]
    listed = described["CountryCode"]["enum"]
    assert listed == sorted({*HOMES, *UNPLACED})
    assert {"DE", "US", "SG", "KP"} < set(listed)
    for name in ("CodeRequest", "Registration", "SignIn", "AddressProof", "ProfilePatch"):
        country = described[name]["properties"]["country"]
        assert country["$ref"].endswith("/CountryCode"), name
    (country,) = (
        one for one in both()["paths"]["/v1/regions"]["get"]["parameters"] if "name" in one
    )
    assert country["schema"]["$ref"].endswith("/CountryCode")
    assert "Whereabouts" not in described, "a query has parameters, and is no schema"


EMPTY: dict[tuple[str, str], tuple[str, ...]] = {
    ("NumberToDetect", "number"): ("", " ", " \n", "1" * 501),
    ("NewFollow", "number"): ("", " ", " \n", "1" * 501),
    ("NewFollow", "country"): ("", "D", "DEU"),
    ("NewFollow", "postcode"): ("", "1"),
    ("NewFollow", "phone_tail"): ("", "123"),
    ("CodeRequest", "email"): ("", "@"),
    ("CodeRequest", "phone"): ("",),
    ("ProfilePatch", "locale"): ("", "de_DE", "-"),
    ("ProfilePatch", "time_zone"): ("", "Mars/Olympus Mons", "-"),
    ("ProfilePatch", "country"): ("", "ZZ", "de"),
}
"""What is never taken, and why need not be asked for."""


@pytest.mark.parametrize(("field", "given"), EMPTY.items(), ids=[f"{m}.{f}" for m, f in EMPTY])
def test_what_is_never_taken_is_said(field: tuple[str, str], given: tuple[str, ...]) -> None:
    model, name = field
    components = both()["components"]
    told = components["schemas"][model]["properties"][name]
    validator = Draft202012Validator({**told, "components": components})
    assert [one for one in given if validator.is_valid(one)] == []
    assert validator.is_valid("DE") or validator.is_valid("10115") or validator.is_valid("a@b.c")


def test_an_item_of_a_list_may_be_whatever_was_typed_so_that_it_costs_no_other() -> None:
    number = both()["components"]["schemas"]["TrackingItem"]["properties"]["number"]
    assert number.keys() == {"type", "description"}


def forms() -> dict[tuple[str, str], str]:
    """Return the patterns of the parameters of paths, by operation and name."""
    return {
        (operation["operationId"], one["name"]): one["schema"].get("pattern", "")
        for methods in both()["paths"].values()
        for operation in methods.values()
        for one in operation["parameters"]
        if one.get("in") == "path"
    }


def test_a_parameter_of_a_path_has_a_form_unless_a_token_s_or_a_supplier_s() -> None:
    formless = {name for (_, name), form in forms().items() if not form}
    assert formless == {"supplier", "token"}


def shown() -> Iterator[tuple[str, str, Any]]:
    """Yield what the examples of answers show of another operation's parameter."""
    kept = both()["components"]["examples"]
    for _, name, source, link in links():
        (media,) = source["answer"]["content"].values()
        for example in media.get("examples", {}).values():
            told = kept[example["$ref"].rpartition("/")[2]] if "$ref" in example else example
            for parameter, expression in link.get("parameters", {}).items():
                if expression.startswith("$response.body#"):
                    yield name, parameter, pointed(told["value"], expression.partition("#")[2])


def pointed(value: Any, pointer: str) -> Any:  # noqa: ANN401 - JSON
    """Return what a JSON pointer leads to; None: a list on the way is empty."""
    for part in pointer.split("/")[1:]:
        if part.isdigit() and not value:
            return None
        value = value[int(part) if part.isdigit() else part]
    return value


def test_what_an_answer_shows_has_the_form_that_a_path_wants() -> None:
    patterns = forms()
    found = [(name, parameter, one) for name, parameter, one in shown() if one is not None]
    assert {name for name, _, _ in found} > {"show_follow", "end_session", "read_receipt"}
    for name, parameter, one in found:
        assert re.search(patterns[name, parameter], str(one)), (name, one)


# The comparison itself, on a small description.

SMALL: Json = {
    "paths": {
        "/a": {
            "post": {
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/c/schemas/Ask"}}},
                },
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": "#/c/schemas/Told"}}}
                    },
                    "422": {"description": "no"},
                },
            },
            "get": {
                "security": [],
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}},
                    {"name": "Word", "in": "header", "schema": {"type": "string"}},
                    {"$ref": "#/c/parameters/Tag"},
                ],
                "responses": {"200": {"description": "yes"}},
            },
        },
        "/b": {
            "post": {
                "security": [],
                "requestBody": {"required": False, "content": {}},
                "responses": {},
            }
        },
    },
    "components": {
        "parameters": {"Tag": {"name": "Tag", "in": "header", "schema": {"type": "string"}}},
        "schemas": {
            "Ask": {
                "type": "object",
                "properties": {
                    "number": {"type": "string", "minLength": 1, "maxLength": 50},
                    "tail": {"anyOf": [{"type": "string", "maxLength": 4}, {"type": "null"}]},
                    "items": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 40,
                        "items": {"$ref": "#/c/schemas/Part"},
                    },
                    "kind": {"type": "string", "enum": ["x", "y"]},
                    "count": {"type": "integer", "minimum": 1, "maximum": 9},
                    "words": {"type": "array", "items": {"type": "string", "maxLength": 9}},
                },
                "required": ["number"],
            },
            "Part": {
                "type": "object",
                "properties": {
                    "colour": {"$ref": "#/c/schemas/Colour"},
                    "both": {"$ref": "#/c/schemas/Both"},
                },
            },
            "Both": {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]},
            "Colour": {"type": "string", "enum": ["red", "blue"]},
            "Told": {
                "type": "object",
                "properties": {
                    "status": {"$ref": "#/c/schemas/Status"},
                    "at": {"type": "string", "format": "date-time"},
                    "maybe": {"type": "string"},
                    "both": {"$ref": "#/c/schemas/Both"},
                },
                "required": ["status", "at"],
            },
            "Status": {"type": "string", "enum": ["new", "old"]},
        },
    },
}


def schema(description: Json, name: str) -> Json:
    found: Json = description["components"]["schemas"][name]
    return found


def field(description: Json, name: str, of: str = "Ask") -> Json:
    found: Json = schema(description, of)["properties"][name]
    return found


def post(description: Json) -> Json:
    found: Json = description["paths"]["/a"]["post"]
    return found


def parameter(description: Json, place: int) -> Json:
    found: Json = description["paths"]["/a"]["get"]["parameters"][place]
    return found


def needed(description: Json) -> None:
    described = {"name": "page", "in": "query", "required": True, "schema": {"type": "string"}}
    description["paths"]["/a"]["get"]["parameters"].append(described)


Change = Callable[[Json], object]
BREAKS: dict[str, tuple[Change, str]] = {
    "a path is gone": (lambda d: d["paths"].pop("/a"), "POST /a: gone"),
    "a method is gone": (lambda d: d["paths"]["/a"].pop("get"), "GET /a: gone"),
    "a status is gone": (lambda d: post(d)["responses"].pop("422"), "status 422 gone"),
    "a schema is gone": (lambda d: d["components"]["schemas"].pop("Status"), "Status: gone"),
    "a body that was not needed": (
        lambda d: d["paths"]["/a"]["get"].update(requestBody={"required": True}),
        "GET /a: needs a body",
    ),
    "a body that was optional": (
        lambda d: d["paths"]["/b"]["post"]["requestBody"].update(required=True),
        "POST /b: needs a body",
    ),
    "a parameter is gone": (
        lambda d: d["paths"]["/a"]["get"]["parameters"].pop(0),
        "GET /a: limit: gone",
    ),
    "a parameter more that is needed": (needed, "GET /a: page now required"),
    "a parameter that was optional": (
        lambda d: parameter(d, 1).update(required=True),
        "GET /a: Word now required",
    ),
    "a shared parameter that was optional": (
        lambda d: d["components"]["parameters"]["Tag"].update(required=True),
        "GET /a: Tag now required",
    ),
    "a parameter's bound": (
        lambda d: parameter(d, 0)["schema"].update(maximum=8),
        "GET /a: limit: maximum tighter",
    ),
    "a parameter's type": (
        lambda d: parameter(d, 0)["schema"].update(type="string"),
        "GET /a: limit: another type",
    ),
    "a sign-in": (
        lambda d: post(d).update(security=[{"person": []}]),
        "no longer open to visitors",
    ),
    "another body": (
        lambda d: post(d)["requestBody"]["content"]["application/json"].update(
            schema={"$ref": "#/c/schemas/Part"}
        ),
        "requestBody refers to another schema",
    ),
    "another reply": (
        lambda d: post(d)["responses"]["200"]["content"]["application/json"].update(
            schema={"$ref": "#/c/schemas/Ask"}
        ),
        "responses refers to another schema",
    ),
    "a reply's field is gone": (
        lambda d: schema(d, "Told")["properties"].pop("maybe"),
        "Told.maybe: gone",
    ),
    "a request's field is gone": (
        lambda d: schema(d, "Ask")["properties"].pop("tail"),
        "Ask.tail: gone",
    ),
    "a reply's field is not always there": (
        lambda d: schema(d, "Told").update(required=["status"]),
        "['at'] no longer always there",
    ),
    "a field of both is not always there": (
        lambda d: schema(d, "Both").update(required=[]),
        "Both: ['x'] no longer always there",
    ),
    "a request's field is required now": (
        lambda d: schema(d, "Ask").update(required=["number", "kind"]),
        "['kind'] now required",
    ),
    "a new field that is required": (
        lambda d: (
            schema(d, "Ask")["properties"].update(new={"type": "string"}),
            schema(d, "Ask").update(required=["number", "new"]),
        ),
        "['new'] now required",
    ),
    "a field inside is required now": (
        lambda d: schema(d, "Part").update(required=["colour"]),
        "Part: ['colour'] now required",
    ),
    "another type": (lambda d: field(d, "number").update(type="integer"), "number: another type"),
    "another format": (
        lambda d: field(d, "at", "Told").update(format="date"),
        "Told.at: another type",
    ),
    "a reply's field may be null": (
        lambda d: schema(d, "Told")["properties"].update(
            maybe={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        "Told.maybe: another type",
    ),
    "items of another type": (
        lambda d: field(d, "words").update(items={"type": "integer"}),
        "words: another type",
    ),
    "a schema of another type": (
        lambda d: schema(d, "Colour").update(type="integer"),
        "Colour: another type",
    ),
    "a request's value is gone": (
        lambda d: schema(d, "Colour").update(enum=["red"]),
        "Colour: takes fewer values",
    ),
    "a value of a field's own list is gone": (
        lambda d: field(d, "kind").update(enum=["x"]),
        "Ask.kind: takes fewer values",
    ),
    "a list where any text was good": (
        lambda d: field(d, "number").update(enum=["1"]),
        "Ask.number: takes fewer values",
    ),
    "fewer items": (lambda d: field(d, "items").update(maxItems=39), "items: maxItems tighter"),
    "more items needed": (lambda d: field(d, "items").update(minItems=2), "minItems tighter"),
    "a shorter text": (lambda d: field(d, "number").update(maxLength=49), "maxLength tighter"),
    "a longer text needed": (lambda d: field(d, "number").update(minLength=2), "minLength tighter"),
    "a shorter text, where null is good too": (
        lambda d: field(d, "tail")["anyOf"][0].update(maxLength=3),
        "Ask.tail: maxLength tighter",
    ),
    "a shorter text in a list": (
        lambda d: field(d, "words")["items"].update(maxLength=8),
        "Ask.words[]: maxLength tighter",
    ),
    "a smaller number": (lambda d: field(d, "count").update(maximum=8), "maximum tighter"),
    "a larger number needed": (lambda d: field(d, "count").update(minimum=2), "minimum tighter"),
    "a request's field takes null, and a shorter text": (
        lambda d: schema(d, "Ask")["properties"].update(
            number={"anyOf": [{"type": "string", "maxLength": 49}, {"type": "null"}]}
        ),
        "Ask.number: maxLength tighter",
    ),
    "a request's field takes null, and another type": (
        lambda d: schema(d, "Ask")["properties"].update(
            number={"anyOf": [{"type": "integer"}, {"type": "null"}]}
        ),
        "Ask.number: another type",
    ),
    "a request's field takes null no more": (
        lambda d: schema(d, "Ask")["properties"].update(tail={"type": "string", "maxLength": 4}),
        "Ask.tail: another type",
    ),
    "a field of both may be null": (
        lambda d: schema(d, "Both")["properties"].update(
            x={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        "Both.x: another type",
    ),
    "a pattern": (lambda d: field(d, "number").update(pattern="^x"), "another pattern"),
}
HARMLESS: dict[str, Change] = {
    "nothing": lambda _: None,
    "a new path": lambda d: d["paths"].update({"/c": {"get": {"security": [], "responses": {}}}}),
    "a new method": lambda d: d["paths"]["/a"].update(
        put={"security": [], "requestBody": {"required": True}, "responses": {}}
    ),
    "a new status": lambda d: post(d)["responses"].update({"429": {}}),
    "a new field in a reply": lambda d: schema(d, "Told")["properties"].update(new={}),
    "a new optional field in a request": lambda d: schema(d, "Ask")["properties"].update(new={}),
    "a reply's value more": lambda d: schema(d, "Status")["enum"].append("newest"),
    "a reply's value less": lambda d: schema(d, "Status")["enum"].remove("old"),
    "a request's value more": lambda d: schema(d, "Colour")["enum"].append("green"),
    "a reply's field always there": lambda d: schema(d, "Told")["required"].append("maybe"),
    "a request's field no longer required": lambda d: schema(d, "Ask").update(required=[]),
    "a request's field takes null too": lambda d: schema(d, "Ask")["properties"].update(
        number={
            "anyOf": [{"type": "null"}, {"type": "string", "minLength": 1, "maxLength": 50}],
        }
    ),
    "a header that nobody looks at any more": lambda d: d["paths"]["/a"]["get"]["parameters"].pop(
        1
    ),
    "a parameter's bound is gone": lambda d: parameter(d, 0)["schema"].pop("maximum"),
    "an example has another name": lambda d: d["paths"]["/a"]["get"]["responses"]["200"].update(
        examples={"one": {"$ref": "#/c/examples/two"}}
    ),
    "wider bounds": lambda d: field(d, "number").update(minLength=0, maxLength=99),
    "no bounds": lambda d: (field(d, "items").pop("maxItems"), field(d, "kind").pop("enum")),
    "alternatives in another order": lambda d: field(d, "tail")["anyOf"].reverse(),
    "other words": lambda d: field(d, "number").update(description="another", title="other"),
    "a body no longer needed": lambda d: post(d)["requestBody"].update(required=False),
}


@each_row(("change", "told"), BREAKS.values(), ids=BREAKS)
def test_what_would_break_a_client_is_told(change: Change, told: str) -> None:
    new = copy.deepcopy(SMALL)
    change(new)
    found = breaks(SMALL, new)
    assert [line for line in found if told in line], found


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_breaks_nobody_is_let_through(change: Change) -> None:
    new = copy.deepcopy(SMALL)
    change(new)
    assert breaks(SMALL, new) == []


def test_nothing_says_any_more_that_a_channel_sends_nothing() -> None:
    assert "nothing is sent yet" not in json.dumps(both()).lower()
    assert "nothing is sent yet" not in say("purpose-status_push").lower()


def test_every_operation_that_anybody_may_call_says_as_whom() -> None:
    paths = both()["paths"]
    for _, operation in operations():
        responses = paths[operation.path][operation.method.lower()]["responses"]
        headers = responses[str(operation.status)].get("headers", {})
        assert ("X-Served-As" in headers) == (operation.caller is CallerKind.ANYBODY), operation.id


# Problems.


def test_every_code_of_a_problem_is_in_the_description_and_has_its_row() -> None:
    codes = [row.code for row in rows()]
    declared = {
        code
        for path in DEPLOYED
        for code in re.findall(r'^    code = "([a-z-]+)"', path.read_text("utf-8"), re.MULTILINE)
    }
    assert codes == sorted(declared), "whatever of it is imported"
    for audience in Audience:
        described = described_for(audience)["components"]["schemas"]
        assert described["ProblemCode"]["enum"] == codes
        assert described["Problem"]["properties"]["code"]["$ref"].endswith("/ProblemCode")
    for code in codes:
        assert f'<tr id="{code}">' in page()


def test_what_is_asked_first_stands_first_and_every_tag_has_its_text() -> None:
    for audience, first in ((Audience.PUBLIC, "tracking"), (Audience.INTERNAL, "rights")):
        described = described_for(audience)
        tags = [tag["name"] for tag in described["tags"]]
        used = [
            tag
            for methods in described["paths"].values()
            for one in methods.values()
            for tag in one["tags"]
        ]
        assert tags == list(dict.fromkeys(used))
        assert (tags[0], set(tags)) == (first, set(used))
    assert next(iter(described_for(Audience.PUBLIC)["paths"])) == "/v1/carriers"
