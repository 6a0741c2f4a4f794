"""What the worker is told."""

from shared.kernel.schema import Body
from shared.platform.jobs.push import OpaqueId


class PartWanted(Body):
    """The message of topic ``anonymise_shard``."""

    run: OpaqueId
    part: OpaqueId
