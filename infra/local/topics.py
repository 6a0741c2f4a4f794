"""The topics of Pub/Sub and who they are pushed to, as Terraform makes them in the cloud.

Every region's topics lie side by side in the one emulator, by ``<region>-<topic>``; each is pushed
through the relay to the function of its name.
"""

import http.client
import json
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus

from infra.local.ports import Ports
from infra.local.process import PartError
from shared.jobs.port import Topic

ACK_SECONDS = 600
"""How long a push may take to be answered: the most there is."""
ATTEMPTS = 50
"""After so many a message is set aside, in the topic of the dead letters."""
_SECONDS = 10.0


def make_topics(ports: Ports, project: str, regions: Sequence[str]) -> None:
    """Make every region's topics and push subscriptions; those that are there stay.

    Raises:
        PartError: The emulator refused one.
    """
    connection = http.client.HTTPConnection("127.0.0.1", ports.of_part("pubsub"), timeout=_SECONDS)
    try:
        for path, body in _wanted(ports, f"projects/{project}", regions):
            connection.request(
                "PUT", f"/v1/{path}", json.dumps(body), {"Content-Type": "application/json"}
            )
            reply = connection.getresponse()
            reply.read()
            if reply.status not in (HTTPStatus.OK, HTTPStatus.CONFLICT):
                message = f"pubsub answered {reply.status} to making {path}"
                raise PartError(message)
    finally:
        connection.close()


def _wanted(
    ports: Ports, project: str, regions: Iterable[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    for region in regions:
        for topic in Topic:
            name = f"{region}-{topic}"
            yield f"{project}/topics/{name}", {}
            yield f"{project}/topics/{name}-dead", {}
            yield (
                f"{project}/subscriptions/{name}",
                {
                    "topic": f"{project}/topics/{name}",
                    "pushConfig": {"pushEndpoint": f"{ports.url_of('relay')}/{region}{topic.path}"},
                    "ackDeadlineSeconds": ACK_SECONDS,
                    "retryPolicy": {"minimumBackoff": "1s", "maximumBackoff": "10s"},
                    "deadLetterPolicy": {
                        "deadLetterTopic": f"{project}/topics/{name}-dead",
                        "maxDeliveryAttempts": ATTEMPTS,
                    },
                },
            )
