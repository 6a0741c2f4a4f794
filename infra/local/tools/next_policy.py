"""A version of the policy that might come next, for the demo and the tests: it cuts a right."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

from infra.local.tools.policy import publish
from shared.people.policies.versions import FOLDER, policies

BANNER = "From the next version on we promise one thing less."
_FIRST_OF_SEVERAL = re.compile(r'^promises = \["[A-Z][0-9]+", ', re.MULTILINE)
_HEAD = re.compile(r"^(published|effective|cuts_rights) = .*\n", re.MULTILINE)
_BANNER = re.compile(r"^banner = .*\n", re.MULTILINE)
_LANGUAGE = re.compile(r"^\[texts\.[a-z]+\]\n", re.MULTILINE)


def draft(newest: str, *, published: date, effective: date) -> bytes:
    """Return the file of a version that drops a promise of the newest one's file."""
    text = _BANNER.sub("", _HEAD.sub("", newest))
    parts, heads = _LANGUAGE.split(text), _LANGUAGE.findall(text)
    written = [
        f'{head}banner = "{BANNER}"\n{_FIRST_OF_SEVERAL.sub("promises = [", part, count=1)}'
        for head, part in zip(heads, parts[1:], strict=True)
    ]
    dates = f"published = {published}\neffective = {effective}\ncuts_rights = true\n\n"
    return (dates + "".join(written)).encode()


def with_next(folder: Path, *, today: date, days: int = 1) -> Path:
    """Fill an empty folder with the policies that there are and one more, which cuts rights.

    Args:
        folder: An empty one.
        today: The day (UTC).
        days: After how many it is published; thirty-one more, and it could take effect.
    """
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    newest = policies()[-1]
    day = max(today, newest.published, newest.effective) + timedelta(days=days)
    text = (FOLDER / f"{newest.version}.toml").read_text(encoding="utf-8")
    later = draft(text, published=day, effective=day + timedelta(days=31))
    publish(later, folder, today=today)
    return folder
