"""What the demo remembers to search for, and how it reads an answer."""

import pytest

from infra.local.demo.client import Reply
from infra.local.demo.page import World
from infra.local.stack.ports import Ports


@pytest.mark.parametrize(
    ("told", "sought"),
    [
        ("AGP-DELIVERED-0042", {"AGP-DELIVERED-0042", "AGPDELIVERED0042"}),
        ("10 0000 0013", {"10 0000 0013", "1000000013"}),
        ("jane.roe@example.com", {"jane.roe@example.com"}),
        ("Tom", set()),
    ],
    ids=["number", "number with spaces", "no number", "too short to mean anything"],
)
def test_what_is_personal_is_sought_as_typed_and_as_kept(told: str, sought: set[str]) -> None:
    world = World.of(Ports())
    world.note(told)
    world.close()
    assert world.personal == sought


def test_an_answer_without_a_body_has_no_json_and_no_state() -> None:
    reply = Reply(304, {}, b"", 0.1)
    assert (reply.body, reply.etag, reply.sets_cookie) == (None, "", False)


def test_an_answer_tells_its_state_and_what_it_wants_remembered() -> None:
    reply = Reply(200, {"etag": '"a"', "set-cookie": "x=y"}, b'{"z": 1}', 0.1)
    assert (reply.body, reply.etag, reply.sets_cookie) == ({"z": 1}, '"a"', True)
