"""What the worker is told."""

from shared.kernel.schema import Body
from shared.platform.jobs.push import OpaqueId


class ExportWanted(Body):
    """The message of topic ``export_worker``."""

    person: OpaqueId
    export: OpaqueId
