"""Why an item has no result: tracking's own error, beside those of ``shared/shipments``."""

from shared.errors import ConflictError


class DuplicateItemError(ConflictError):
    """The same look-up stands earlier in the request."""

    code = "duplicate-item"
