"""How long what was deleted from a database can still be brought back. Pure.

By point-in-time recovery or from a backup, whichever lasts longer. A test holds this against the
Terraform, so that no receipt promises less than what is so.
"""

from collections.abc import Mapping
from datetime import timedelta

from shared.kernel.clock import DAY
from shared.privacy.describe import Database

RECOVERABLE: Mapping[Database, timedelta] = {
    Database.DATA: 14 * DAY,
    Database.KEYS: 7 * DAY,
    Database.SHIPMENTS: timedelta(0),
    Database.BUCKET: timedelta(0),
}
"""What is sealed opens no more once its person's key is beyond recovery, wherever a copy lies."""
