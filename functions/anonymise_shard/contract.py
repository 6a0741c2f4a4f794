"""What the worker is told."""

from shared.jobs.push import OpaqueId
from shared.web.model import Body


class PartWanted(Body):
    """The message of topic ``anonymise_shard``."""

    run: OpaqueId
    part: OpaqueId
