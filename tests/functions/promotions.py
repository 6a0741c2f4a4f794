"""A promotion that is on, as a release would bring it."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.local.tools.promote import publish
from shared.people.promotions.versions import INDEX

_FILE = """
id = "{name}"
begins = {begins:%Y-%m-%d}
ends = {ends:%Y-%m-%d}

[texts.en]
subject = "Free returns"
text = \"\"\"
Until Christmas you can return any parcel for free.

How it works: https://www.example.com/returns\"\"\"
short = "Free returns until Christmas."
"""


def offered(folder: Path, day: datetime | None = None, *, days: int = 1) -> str:
    """Publish a promotion in a folder of its own; return its id.

    Args:
        folder: Where; it is made.
        day: Its first; None: today.
        days: How many.
    """
    begins = day or datetime.now(UTC)
    folder.mkdir(exist_ok=True)
    (folder / INDEX).touch()
    name = f"offer-{secrets.token_hex(4)}"
    text = _FILE.format(name=name, begins=begins, ends=begins + timedelta(days=days - 1))
    publish(text.encode(), folder, today=begins.date() - timedelta(days=1))
    return name
