"""Messages to oneself: declared once, written as Pub/Sub's own client does, read strictly."""

import base64
import json

import pytest
from google.pubsub_v1.types import PublishRequest, PubsubMessage

from infra.local.stack.functions import operations
from shared.edge.operation import CallerKind
from shared.kernel.schema import Body, Raw
from shared.platform.jobs.port import Topic
from shared.platform.jobs.pubsub import MESSAGES
from shared.platform.jobs.push import OpaqueId, Push, received


class Asked(Body):
    """A message of a test."""

    person: OpaqueId


def push(data: bytes | str, **around: object) -> Push:
    text = data if isinstance(data, str) else base64.b64encode(data).decode()
    body = {"message": {"data": text, "messageId": "1", "message_id": "1"}, **around}
    return Push.model_validate_json(json.dumps(body))


def test_every_topic_is_received_by_the_function_of_its_name_and_every_push_has_a_topic() -> None:
    pushed = {
        (function, one.path) for function, one in operations() if one.path.startswith("/events/")
    }
    assert pushed == {(str(topic), topic.path) for topic in Topic}
    for _, one in operations():
        if one.path.startswith("/events/"):
            shape = (one.method, one.caller, one.body, one.status, one.reply)
            assert shape == ("POST", CallerKind.PLATFORM, Push, 204, Raw)


def test_what_we_publish_is_what_googles_own_client_would() -> None:
    ours = MESSAGES["PublishRequest"](topic="projects/p/topics/eu-export_worker")
    ours.messages.add(data=b'{"person":"x"}')
    theirs = PublishRequest(topic=ours.topic, messages=[PubsubMessage(data=b'{"person":"x"}')])
    assert ours.SerializeToString() == PublishRequest.serialize(theirs)
    ours.messages[0].attributes.add(key="a", value="b")
    theirs.messages[0].attributes = {"a": "b"}
    assert ours.SerializeToString() == PublishRequest.serialize(theirs)


def test_a_message_is_read_whatever_the_platform_adds_around_it() -> None:
    around = {"subscription": "s", "deliveryAttempt": 3, "somethingNew": {"a": 1}}
    assert received(push(b'{"person":"ab12"}', **around), Asked) == Asked(person="ab12")


@pytest.mark.parametrize(
    "data",
    ["", "%%%", b"", b"[]", b"{", b"{}", b'{"person":1}', b'{"person":"a/b"}',
     b'{"person":"x","more":"y"}', b"\xff\xfe", b'{"person":"' + b"x" * 65 + b'"}'],
    ids=lambda one: repr(one)[:20],
)  # fmt: skip
def test_a_poison_message_is_none_and_told_in_the_log(
    data: bytes | str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert received(push(data), Asked) is None
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["severity"], told["message"]) == ("ERROR", "message-refused")
    assert "person" not in line
