"""The places where data lies. By themselves, for a start that reads no record names them too."""

from enum import StrEnum


class Database(StrEnum):
    """Where one region's data lies: the databases ``<region>-<value>``, and its bucket."""

    DATA = "data"
    KEYS = "keys"
    SHIPMENTS = "shipments"
    BUCKET = "bucket"
    """No database: sealed objects."""
