"""What the worker is told."""

from shared.jobs.push import OpaqueId
from shared.web.model import Body


class ExportWanted(Body):
    """The message of topic ``export_worker``."""

    person: OpaqueId
    export: OpaqueId
