"""Files that a release brings and that never change once they are published."""

import hashlib
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


class PublishedFileError(Exception):
    """A file cannot be published, or is not as it was; the message says why, and what to do."""


def parsed(model: type[M], raw: bytes) -> M:
    """Return what a TOML file describes.

    Raises:
        PublishedFileError: It is not TOML, or a field is missing, unknown or out of bounds.
    """
    try:
        return model.model_validate(tomllib.loads(raw.decode()))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        msg = f"not a TOML file: {e}"
        raise PublishedFileError(msg) from e
    except ValidationError as e:
        told = [
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}"
            for one in e.errors(include_input=False, include_url=False)
        ]
        raise PublishedFileError("; ".join(told)) from e


def unchanged(path: Path, digest: str) -> bytes:
    """Return a file's bytes. Raises PublishedFileError if its SHA-256 is another one."""
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        msg = f"{path.stem} is not the one that was published"
        raise PublishedFileError(msg)
    return raw
