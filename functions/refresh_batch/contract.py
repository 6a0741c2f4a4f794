"""What the worker is told."""

from shared.kernel.schema import Body
from shared.platform.jobs.push import OpaqueId


class BatchDue(Body):
    """The message of topic ``refresh_batch``."""

    wheel: OpaqueId
    after: OpaqueId
    until: OpaqueId


class NewsFound(Body):
    """The other message of the same topic: somebody found news of a parcel."""

    ring: OpaqueId
