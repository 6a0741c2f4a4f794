"""What the worker is told."""

from shared.kernel.schema import Body
from shared.platform.jobs.push import OpaqueId


class MessageWaiting(Body):
    """The message of topic ``deliver_message``."""

    message: OpaqueId
