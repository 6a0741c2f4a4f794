"""The notices that people are shown when they are asked: every one that ever was, by version."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from shared.privacy.purposes import ASKED

FOLDER = Path(__file__).with_name("notices")


class NoticeError(Exception):
    """The notices of this release are not as they were published."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is said of one purpose."""

    name: str
    text: str
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A notice in one language."""

    title: str
    intro: str
    controller: str
    contact: str
    withdraw: str
    purposes: Mapping[str, Ask]
    sha256: str
    """Of the file as it is published."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A version of the notice."""

    version: int
    published: date
    texts: Mapping[str, Text]
    """By language."""
    since: Mapping[str, int]
    """For each purpose: the first version whose consent still covers what this one says."""


@cache
def notices() -> Mapping[int, Notice]:
    """Return every version.

    Raises:
        NoticeError: A text is not the one that was published, or a purpose is missing.
    """
    index = tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))
    return {int(version): _notice(int(version), told) for version, told in index.items()}


def current() -> Notice:
    """Return the newest version: the one that is shown."""
    return notices()[max(notices())]


def _notice(version: int, told: Mapping[str, Any]) -> Notice:
    texts = {
        language: _text(version, language, digest) for language, digest in told["sha256"].items()
    }
    since = dict(told["since"])
    if any(text.purposes.keys() != since.keys() for text in texts.values()):
        msg = f"notice {version} does not say the same purposes in every language"
        raise NoticeError(msg)
    if since.keys() - ASKED.keys() or any(first > version for first in since.values()):
        msg = f"notice {version} names what is not asked, or counts from a later version"
        raise NoticeError(msg)
    return Notice(version, told["published"], texts, since)


def _text(version: int, language: str, digest: str) -> Text:
    raw = (FOLDER / str(version) / f"{language}.toml").read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        msg = f"notice {version} ({language}) is not the one that was published"
        raise NoticeError(msg)
    told = tomllib.loads(raw.decode())
    purposes = {
        name: Ask(ask["name"], ask["text"], tuple(ask["data"]))
        for name, ask in told.pop("purposes").items()
    }
    return Text(**told, purposes=purposes, sha256=digest)
