"""``make promote FILE=offer.toml``: check a promotion, and have the next release send it.

The file is copied, byte for byte, beside those that there are, and its hash is written into their
index. Exit status 0 when it was published or ``--check`` found nothing, 1 when it cannot be.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from shared.kernel.published_files import PublishedFileError, parsed
from shared.people.promotions.model import Promotion
from shared.people.promotions.versions import FOLDER, INDEX, promotions


def publish(raw: bytes, folder: Path, *, today: date, write: bool = True) -> list[str]:
    """Check a promotion, add it to the others, and return what it will do, in lines.

    Args:
        raw: Its file.
        folder: Where the promotions are.
        today: It must begin later than that, so that a release can bring it before.
        write: False: only check.

    Raises:
        PublishedFileError: It cannot be published; nothing was written.
    """
    promotion = parsed(Promotion, raw)
    if promotion.id in {one.id for one in promotions(folder)}:
        msg = f"{promotion.id} is published already: what is being sent is not changed"
        raise PublishedFileError(msg)
    if promotion.begins <= today:
        msg = f"begins must be after {today}: it needs a release first"
        raise PublishedFileError(msg)
    if write:
        (folder / f"{promotion.id}.toml").write_bytes(raw)
        with (folder / INDEX).open("a", encoding="utf-8") as index:
            index.write(f'\n["{promotion.id}"]\nsha256 = "{hashlib.sha256(raw).hexdigest()}"\n')
        promotions.cache_clear()
    languages = ", ".join(promotion.texts)
    return [
        f"{promotion.id}: from {promotion.begins} to {promotion.ends}, in {languages}",
        "  to everyone who agrees when it is their turn, once by each channel that they agreed to,",
        "  between 9 and 20 where they are; each message says how such ones are stopped",
    ]


def main(arguments: Sequence[str]) -> int:
    """Publish what is asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="promote", description="Publish a promotion.")
    parser.add_argument("--file", required=True, help="see infra/playbooks/promotions.md")
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    try:
        raw, today = Path(given.file).read_bytes(), datetime.now(UTC).date()
        print("\n".join(publish(raw, FOLDER, today=today, write=not given.check)))
    except (OSError, PublishedFileError) as e:
        print(f"not published: {e}", file=sys.stderr)
        return 1
    if not given.check:
        print("written: commit it, and bring it by a release before its first day")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
