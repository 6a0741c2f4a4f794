"""What the product's port does not show of Firestore: both emulators answer with the same.

Codes of refusals, the order of values, what a commit says of each write: on these stand the
adapter's errors, and the tools and tests that read and rewrite a database.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from infra.local.emulators.owner import FirestoreOwner, Json, OwnerError, root

pytestmark = pytest.mark.stack

LONG_AGO = {"updateTime": "2020-01-01T00:00:00Z"}
ABSENT, PRESENT = {"exists": False}, {"exists": True}


class Database:
    """A database that nobody else has, with one document in it."""

    def __init__(self, firestore: FirestoreOwner) -> None:
        self.name = f"test-{secrets.token_hex(4)}"
        self.root = root(self.name)
        self.firestore = firestore
        self.commit(self.update("there", text={"stringValue": "as it was"}))

    def path(self, id_: str, collection: str = "things") -> str:
        return f"{self.root}/documents/{collection}/{id_}"

    def update(self, id_: str, *, only: Json | None = None, **fields: Json) -> Json:
        condition = {} if only is None else {"currentDocument": only}
        return {"update": {"name": self.path(id_), "fields": fields}, **condition}

    def delete(self, id_: str, only: Json) -> Json:
        return {"delete": self.path(id_), "currentDocument": only}

    def add(self, id_: str, by: int) -> Json:
        added = {"fieldPath": "n", "increment": {"integerValue": str(by)}}
        merged: Json = {"updateMask": {"fieldPaths": ["beside"]}}
        return {**self.update(id_), **merged, "updateTransforms": [added]}

    def commit(self, *writes: Json) -> Json:
        return self.firestore.call("Commit", database=self.root, writes=list(writes))[0]

    def refusal(self, *writes: Json) -> str:
        """Return the code by which a commit is refused."""
        with pytest.raises(OwnerError) as caught:
            self.commit(*writes)
        return caught.value.code

    def get(self, id_: str) -> Json:
        return self.firestore.call("GetDocument", name=self.path(id_))[0]

    def find(self, collection: str = "things", **query: Any) -> list[str]:  # noqa: ANN401 - JSON
        """Return the ids of what a query finds, in its order."""
        asked = {"from": [{"collectionId": collection}], **query}
        parent = f"{self.root}/documents"
        rows = self.firestore.call("RunQuery", parent=parent, structuredQuery=asked)
        return [row["document"]["name"].rsplit("/", 1)[1] for row in rows if "document" in row]


@pytest.fixture
def database(firestore: FirestoreOwner) -> Database:
    return Database(firestore)


def field(path: str, op: str, value: Json) -> Json:
    return {"fieldFilter": {"field": {"fieldPath": path}, "op": op, "value": value}}


def text(value: str) -> Json:
    return {"stringValue": value}


def number(value: int) -> Json:
    return {"integerValue": str(value)}


def when(told: str) -> datetime:
    return datetime.fromisoformat(told)


def by(*paths: str) -> list[Json]:
    return [{"field": {"fieldPath": path}, "direction": "ASCENDING"} for path in paths]


def test_a_write_to_what_is_not_as_it_must_be_is_refused_by_the_same_code(
    database: Database,
) -> None:
    one = database
    codes = {
        "created again": one.refusal(one.update("there", only=ABSENT)),
        "changed, and not there": one.refusal(one.update("none", only=PRESENT)),
        "deleted, and not there": one.refusal(one.delete("none", PRESENT)),
        "changed since": one.refusal(one.update("there", only=LONG_AGO)),
        "gone since": one.refusal(one.update("none", only=LONG_AGO)),
        "changed since, to be deleted": one.refusal(one.delete("there", LONG_AGO)),
        "gone since, to be deleted": one.refusal(one.delete("none", LONG_AGO)),
    }
    assert codes == {
        "created again": "ALREADY_EXISTS",
        "changed, and not there": "NOT_FOUND",
        "deleted, and not there": "NOT_FOUND",
        "changed since": "FAILED_PRECONDITION",
        "gone since": "FAILED_PRECONDITION",
        "changed since, to be deleted": "FAILED_PRECONDITION",
        "gone since, to be deleted": "FAILED_PRECONDITION",
    }
    assert one.get("there")["fields"] == {"text": text("as it was")}


@pytest.mark.parametrize(
    ("id_", "fields"),
    [
        ("__reserved__", {}),
        ("x" * 1501, {}),
        ("named", {"": text("")}),
        ("named", {"__name__": text("")}),
        ("large", {"text": text("x" * 1_048_577)}),
    ],
    ids=["reserved id", "long id", "field without a name", "reserved field", "over 1 MiB"],
)
def test_what_no_document_can_be_is_refused(database: Database, id_: str, fields: Json) -> None:
    assert database.refusal(database.update(id_, **fields)) == "INVALID_ARGUMENT"


@pytest.mark.parametrize("name", ["x", "projects/p/databases/d/documents/things"])
def test_what_is_no_documents_name_is_refused(firestore: FirestoreOwner, name: str) -> None:
    with pytest.raises(OwnerError) as caught:
        firestore.call("GetDocument", name=name)
    assert caught.value.code == "INVALID_ARGUMENT"


def test_an_absent_document_is_not_found_alone_and_missing_among_others(
    database: Database,
) -> None:
    with pytest.raises(OwnerError) as caught:
        database.get("none")
    assert caught.value.code == "NOT_FOUND"
    names = [database.path("none"), database.path("there")]
    rows = database.firestore.call("BatchGetDocuments", database=database.root, documents=names)
    assert sorted(row["found"]["name"] for row in rows if "found" in row) == names[1:]
    assert [row["missing"] for row in rows if "missing" in row] == names[:1]


def test_a_commit_tells_when_each_document_was_changed_and_a_delete_has_no_time(
    database: Database,
) -> None:
    first = database.commit(database.update("a", only=ABSENT), database.delete("none", {}))
    assert first["writeResults"] == [{"updateTime": first["commitTime"]}, {}]
    again = database.commit(database.update("a"), database.update("b"))
    assert when(again["commitTime"]) > when(first["commitTime"])
    times = [one["updateTime"] for one in again["writeResults"]]
    assert times == [first["commitTime"], again["commitTime"]], "a did not change"
    changed = database.commit(database.update("a", text=text("new")))
    found = database.get("a")
    assert (found["createTime"], found["updateTime"]) == (
        first["commitTime"],
        changed["commitTime"],
    )


def test_writes_of_a_commit_see_those_before_them(database: Database) -> None:
    database.commit(
        database.update("there", text=text("lost")),
        database.delete("there", PRESENT),
        database.update("there", only=ABSENT, other=text("new")),
    )
    found = database.get("there")
    assert found["fields"] == {"other": text("new")}
    assert found["createTime"] == found["updateTime"]


def test_a_field_that_is_masked_and_not_told_is_gone_and_the_others_stay(
    database: Database,
) -> None:
    database.commit(database.update("a", one=text("1"), two=text("2"), three=text("3")))
    masked = {"updateMask": {"fieldPaths": ["one", "two"]}}
    database.commit({**database.update("a", one=text("new"), three=text("not masked")), **masked})
    assert database.get("a")["fields"] == {"one": text("new"), "three": text("3")}


def test_adding_begins_at_nothing_and_stays_at_the_end_of_whole_numbers(
    database: Database,
) -> None:
    highest = 2**63 - 1
    database.commit(database.update("b", n=text("no number")))
    done = [database.commit(database.add("a", 3), database.add("b", 4))]
    done += [database.commit(database.add("a", number)) for number in (0, highest, -1)]
    totals = [
        [int(one["transformResults"][0]["integerValue"]) for one in each["writeResults"]]
        for each in done
    ]
    assert totals == [[3, 4], [3], [highest], [highest - 1]]
    times = [when(each["writeResults"][0]["updateTime"]) for each in done]
    assert times[0] == times[1] < times[2] < times[3], "adding nothing changes nothing"


VALUES: list[Json] = [
    text("b"),
    text("a"),
    text(""),
    text("\U00010000"),
    text("\uff00"),
    text("a\x00"),
    {"nullValue": None},
    {"integerValue": "1"},
    {"booleanValue": True},
    {"timestampValue": "2026-01-01T00:00:00Z"},
]


def test_texts_are_found_in_the_order_of_their_bytes_and_nothing_else_among_them(
    database: Database,
) -> None:
    places = [f"{number}" for number in range(len(VALUES))]
    writes = [
        {"update": {"name": database.path(id_, "ordered"), "fields": {"due": value}}}
        for id_, value in zip(places, VALUES, strict=True)
    ]
    database.commit(*writes)
    bounds = [
        field("due", "GREATER_THAN_OR_EQUAL", text("")),
        field("due", "LESS_THAN_OR_EQUAL", text("\U0010ffff")),
    ]
    where = {"compositeFilter": {"op": "AND", "filters": bounds}}
    found = database.find("ordered", where=where, orderBy=by("due", "__name__"))
    assert found == ["2", "1", "5", "0", "4", "3"]
    one = [field("due", op, text("a")) for op in ("GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL")]
    alone = {"compositeFilter": {"op": "AND", "filters": one}}
    assert database.find("ordered", where=alone, orderBy=by("due", "__name__")) == ["1"]
    after = {"values": [text("a"), {"referenceValue": database.path("1", "ordered")}]}
    paged = {"where": where, "orderBy": by("due", "__name__"), "limit": 2}
    assert database.find("ordered", **paged, startAt=after) == ["5", "0"]
    assert database.find("ordered", **paged | {"limit": 0}) == []
    assert database.find("ordered", orderBy=by("__name__")) == places


@pytest.mark.parametrize(
    ("value", "place"), [(VALUES[7], "7"), (VALUES[8], "8"), (VALUES[9], "9"), (VALUES[0], "0")]
)
def test_values_of_every_kind_are_found_by_what_they_are(
    database: Database, value: Json, place: str
) -> None:
    for number, one in enumerate(VALUES):
        database.commit(database.update(f"{number}", what=one))
    assert database.find(where=field("what", "EQUAL", value)) == [place]


def test_one_of_several_values_is_found_once_by_name_and_thirty_are_the_most(
    database: Database,
) -> None:
    database.commit(*(database.update(f"d{n}", owner=text(f"o{n % 3}")) for n in range(6)))

    def find(*values: str, **more: Any) -> list[str]:  # noqa: ANN401 - JSON
        among = {"arrayValue": {"values": [text(value) for value in values]}}
        return database.find(where=field("owner", "IN", among), orderBy=by("__name__"), **more)

    assert find("o2", "o0", "o2", "nobody") == ["d0", "d2", "d3", "d5"]
    assert find("o2", "o0", limit=3) == ["d0", "d2", "d3"]
    for wrong in ([], [f"o{n}" for n in range(31)]):
        with pytest.raises(OwnerError) as caught:
            find(*wrong)
        assert caught.value.code == "INVALID_ARGUMENT"


def test_what_is_changed_or_gone_is_found_as_it_is_now(database: Database) -> None:
    mine = field("owner", "EQUAL", text("me"))
    assert database.find(where=mine) == []
    database.commit(*(database.update(f"d{n}", owner=text("me")) for n in range(4)))
    assert database.find(where=mine) == ["d0", "d1", "d2", "d3"]
    database.commit(
        database.update("d1", owner=text("you")),
        database.update("d2", other=text("me")),
        {"delete": database.path("d3")},
        database.update("d4", owner=text("me")),
    )
    assert database.find(where=mine) == ["d0", "d4"]
    assert database.firestore.count(database.name, "things", owner="me") == 2


def test_a_query_for_some_fields_returns_these_alone(database: Database) -> None:
    database.commit(database.update("there", due=text("1"), other=text("2")))
    query = {"from": [{"collectionId": "things"}], "select": {"fields": [{"fieldPath": "due"}]}}
    parent = f"{database.root}/documents"
    (row,) = database.firestore.call("RunQuery", parent=parent, structuredQuery=query)
    assert row["document"]["fields"] == {"due": text("1")}
    assert row["document"]["updateTime"] == database.get("there")["updateTime"]


def test_a_negative_limit_and_a_cursor_without_a_document_are_refused(database: Database) -> None:
    for asked in ({"limit": -1}, {"orderBy": by("__name__"), "startAt": {"values": [text("x")]}}):
        with pytest.raises(OwnerError) as caught:
            database.find(**asked)
        assert caught.value.code == "INVALID_ARGUMENT"


def test_a_dump_has_every_document_of_one_database_and_of_no_other(
    firestore: FirestoreOwner,
) -> None:
    mine, other = Database(firestore), Database(firestore)
    for n in range(3):
        firestore.rewrite(mine.path(f"{n}", f"kind{n}"), {"n": {"integerValue": str(n)}})
    firestore.rewrite(mine.path("0", "kind0"), {"beside": text("x")})
    firestore.delete(mine.path("there"))
    found = {one["name"]: one["fields"] for one in firestore.dump(mine.name)}
    assert found == {
        mine.path("0", "kind0"): {"n": {"integerValue": "0"}, "beside": text("x")},
        mine.path("1", "kind1"): {"n": {"integerValue": "1"}},
        mine.path("2", "kind2"): {"n": {"integerValue": "2"}},
    }
    assert [one["name"] for one in firestore.dump(other.name)] == [other.path("there")]


def moved(database: Database) -> bool:
    """Try to move one from a document to another, both as they are read; tell whether it was."""
    seen = {id_: database.get(id_) for id_ in ("from", "to")}
    numbers = {id_: int(one["fields"]["n"]["integerValue"]) for id_, one in seen.items()}
    if not numbers["from"]:
        return False
    after = {"from": numbers["from"] - 1, "to": numbers["to"] + 1}
    writes = [
        database.update(id_, only={"updateTime": seen[id_]["updateTime"]}, n=number(after[id_]))
        for id_ in after
    ]
    try:
        database.commit(*writes)
    except OwnerError as e:
        if e.code not in {"FAILED_PRECONDITION", "ABORTED"}:
            raise
        return False
    return True


def test_commits_that_race_are_as_if_one_came_after_the_other(database: Database) -> None:
    """Of commits that move one of ten from a document to another, ten are made and no more."""
    database.commit(database.update("from", n=number(10)), database.update("to", n=number(0)))
    with ThreadPoolExecutor(8) as pool:
        made = sum(pool.map(moved, [database] * 200))
    ends = {id_: database.get(id_)["fields"]["n"] for id_ in ("from", "to")}
    assert (made, ends) == (10, {"from": number(0), "to": number(10)})
