"""What the worker is told."""

from shared.jobs.push import OpaqueId
from shared.web.model import Body


class ErasureWanted(Body):
    """The message of topic ``deletion_worker``."""

    receipt: OpaqueId
