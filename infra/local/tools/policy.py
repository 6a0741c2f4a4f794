"""``make policy FILE=draft.toml``: check the next version of the policy, and freeze it.

The draft is copied, byte for byte, beside the versions that there are, and its hash is written into
their index; a release then brings it. Nothing is shown before its day of publication. Exit status 0
when it was published or ``--check`` found nothing, 1 when it cannot be published.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from shared.people.policies.model import NOTICE_PERIOD, Draft, PolicyError, check, differences
from shared.people.policies.versions import FOLDER, INDEX, parsed, policies


def publish(raw: bytes, folder: Path, *, today: date, write: bool = True) -> list[str]:
    """Check a draft, add it to the versions, and return what it changes, in lines.

    Args:
        raw: The draft's file.
        folder: Where the versions are.
        today: It must be published later than that, so that a release can bring it before.
        write: False: only check.

    Raises:
        PolicyError: It cannot be published; nothing was written.
    """
    before = policies(folder)
    draft, version = parsed(raw), len(before) + 1
    check([*before, draft])
    if draft.published <= today:
        msg = f"version {version}: published must be after {today}: it needs a release first"
        raise PolicyError(msg)
    if write:
        (folder / f"{version}.toml").write_bytes(raw)
        with (folder / INDEX).open("a", encoding="utf-8") as index:
            index.write(f'\n[{version}]\nsha256 = "{hashlib.sha256(raw).hexdigest()}"\n')
        policies.cache_clear()
    return [f"version {version}:", *_told(draft, before[-1])]


def _told(draft: Draft, before: Draft) -> list[str]:
    lines = [
        f"  {one.section}: {one.change}"
        + "".join(f" +{promise}" for promise in one.promises_added)
        + "".join(f" -{promise}" for promise in one.promises_removed)
        for one in differences(before.texts["en"], draft.texts["en"])
    ]
    lines.append(f"  shown from {draft.published} on")
    if draft.cuts_rights:
        days = NOTICE_PERIOD.days
        lines.append(
            f"  cuts rights: in force on {draft.effective} at the earliest, and {days} days after "
            "everybody was written to (policy_notices) and the banner was served"
        )
    else:
        lines.append(f"  in force on {draft.effective}")
    return lines


def main(arguments: Sequence[str]) -> int:
    """Publish what is asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="policy", description="Freeze a version of the policy.")
    parser.add_argument(
        "--file", required=True, help="the draft: see shared/people/policies/published"
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args(arguments)
    try:
        raw = Path(given.file).read_bytes()
        today = datetime.now(UTC).date()
        print("\n".join(publish(raw, FOLDER, today=today, write=not given.check)))
    except (OSError, PolicyError) as e:
        print(f"not published: {e}", file=sys.stderr)
        return 1
    if not given.check:
        print("written: commit it, and bring it by a release before its day of publication")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
