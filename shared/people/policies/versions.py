"""The versions of the policy as files: every one that ever was or will be, with its hash.

A published file is never changed: its hash stands in ``published/index.toml``. ``make policy`` adds
a version.
"""

import tomllib
from functools import cache
from pathlib import Path

from shared.kernel import published_files
from shared.kernel.published_files import PublishedFileError
from shared.people.policies.model import Draft, Policy, PolicyError, check

FOLDER = Path(__file__).with_name("published")
INDEX = "index.toml"


def parsed(raw: bytes) -> Draft:
    """Return the version that a file describes. Raises PolicyError."""
    try:
        return published_files.parsed(Draft, raw)
    except PublishedFileError as e:
        raise PolicyError(str(e)) from e


@cache
def policies(folder: Path = FOLDER) -> tuple[Policy, ...]:
    """Return every version in order, those of later days included.

    Raises:
        PolicyError: A file is not the one that was published, or they do not follow one another.
    """
    index = tomllib.loads((folder / INDEX).read_text(encoding="utf-8"))
    if [*index] != [str(number) for number in range(1, len(index) + 1)]:
        msg = "the index does not number the versions from 1"
        raise PolicyError(msg)
    found = tuple(_read(folder, int(version), told["sha256"]) for version, told in index.items())
    check(found)
    return found


def _read(folder: Path, version: int, digest: str) -> Policy:
    try:
        raw = published_files.unchanged(folder / f"{version}.toml", digest)
    except PublishedFileError as e:
        msg = f"version {e}"
        raise PolicyError(msg) from e
    return Policy(**dict(parsed(raw)), version=version, sha256=digest)
