"""The promotions as files, each with its hash: what is being sent is not changed any more.

``make promote`` adds one.
"""

import tomllib
from functools import cache
from pathlib import Path

from shared.kernel.published_files import PublishedFileError, parsed, unchanged
from shared.people.promotions.model import Promotion

FOLDER = Path(__file__).with_name("published")
INDEX = "index.toml"


@cache
def promotions(folder: Path = FOLDER) -> tuple[Promotion, ...]:
    """Return every promotion, those of former and later days included.

    Raises:
        PublishedFileError: A file is not the one that was published.
    """
    index = tomllib.loads((folder / INDEX).read_text(encoding="utf-8"))
    return tuple(_read(folder, name, told["sha256"]) for name, told in index.items())


def _read(folder: Path, name: str, digest: str) -> Promotion:
    found = parsed(Promotion, unchanged(folder / f"{name}.toml", digest))
    if found.id != name:
        msg = f"{name}: its id is {found.id}"
        raise PublishedFileError(msg)
    return found
