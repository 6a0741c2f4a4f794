"""What the worker is told."""

from shared.kernel.schema import Body
from shared.platform.jobs.push import OpaqueId


class NewsWaiting(Body):
    """The message of topic ``deliver_news``."""

    message: OpaqueId
