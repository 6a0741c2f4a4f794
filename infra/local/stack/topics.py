"""The topics of Pub/Sub and who they are pushed to, as Terraform makes them in the cloud.

Every region's topics lie side by side in the one emulator, by ``<region>-<topic>``; each is pushed
through the relay to the function of its name.
"""

import http.client
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from infra.local.stack.ports import Ports
from infra.local.stack.process import PartError
from shared.platform.jobs.port import Topic

ACK_SECONDS = 600
"""How long a push may take to be answered: the most there is."""
ATTEMPTS = 50
"""After so many a message is set aside, in the topic of the dead letters."""
_SECONDS = 10.0


def topics(project: str, regions: Iterable[str]) -> list[str]:
    """Return the full names of every region's topics, those of the dead letters too."""
    names = [f"projects/{project}/topics/{region}-{topic}" for region in regions for topic in Topic]
    return [*names, *(f"{name}-dead" for name in names)]


def subscriptions(ports: Ports, project: str, regions: Iterable[str]) -> list[dict[str, object]]:
    """Return every region's push subscriptions, as the API has them in JSON."""
    return [
        {
            "name": f"projects/{project}/subscriptions/{region}-{topic}",
            "topic": f"projects/{project}/topics/{region}-{topic}",
            "pushConfig": {"pushEndpoint": f"{ports.url_of('relay')}/{region}{topic.path}"},
            "ackDeadlineSeconds": ACK_SECONDS,
            "retryPolicy": {"minimumBackoff": "1s", "maximumBackoff": "10s"},
            "deadLetterPolicy": {
                "deadLetterTopic": f"projects/{project}/topics/{region}-{topic}-dead",
                "maxDeliveryAttempts": ATTEMPTS,
            },
        }
        for region in regions
        for topic in Topic
    ]


def make_topics(ports: Ports, project: str, regions: Iterable[str]) -> None:
    """Make all these at Google's emulator; those that are there stay.

    Raises:
        PartError: The emulator refused one.
    """
    wanted: dict[str, Mapping[str, object]] = {name: {} for name in topics(project, regions)}
    wanted |= {str(one["name"]): one for one in subscriptions(ports, project, regions)}
    connection = http.client.HTTPConnection("127.0.0.1", ports.of_part("pubsub"), timeout=_SECONDS)
    try:
        for path, body in wanted.items():
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
