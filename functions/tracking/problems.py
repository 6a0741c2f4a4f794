"""Why an item has no result: tracking's own error, beside those of ``shared/parcels/shipments``."""

from shared.kernel.errors import ConflictError


class DuplicateItemError(ConflictError):
    """The same look-up stands earlier in the request."""

    code = "duplicate-item"
