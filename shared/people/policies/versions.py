"""The versions of the policy as files: every one that ever was or will be, with its hash.

A published file is never changed: its hash stands in ``published/index.toml``. ``make policy`` adds
a version.
"""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from shared.people.policies.model import Draft, Policy, PolicyError, check

FOLDER = Path(__file__).with_name("published")
INDEX = "index.toml"


def parsed(raw: bytes) -> Draft:
    """Return the version that a file describes.

    Raises:
        PolicyError: It is not TOML, or a field is missing, unknown or out of bounds.
    """
    try:
        return Draft.model_validate(tomllib.loads(raw.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        msg = f"not a TOML file: {e}"
        raise PolicyError(msg) from e
    except ValidationError as e:
        told = [
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
            for one in e.errors(include_input=False, include_url=False)
        ]
        raise PolicyError("; ".join(told)) from e


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
    raw = (folder / f"{version}.toml").read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        msg = f"version {version} is not the one that was published"
        raise PolicyError(msg)
    return Policy(**dict(parsed(raw)), version=version, sha256=digest)
