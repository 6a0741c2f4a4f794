"""Where the plain functions keep everything, and how it looks: one database, nothing sealed."""

import hashlib
import os
from typing import Any

DATABASE = "bench-plain"
"""Any name exists at an emulator."""
PEOPLE, SESSIONS, TRACES, SHIPMENTS = "people", "sessions", "traces", "shipments"
SHOWN = ("email", "phone", "country", "locale", "nickname", "gender", "birthday", "policy_version")
"""What a person is shown of themselves."""


def project() -> str:
    """Return the project's id."""
    return os.environ["GOOGLE_CLOUD_PROJECT"]


def name_of(token: str) -> str:
    """Return the name of what is kept of a token: its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_in(authorization: str | None) -> str:
    """Return the bearer's token; empty: none."""
    scheme, _, token = (authorization or "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def shown(person: dict[str, Any]) -> dict[str, Any]:
    """Return a person as they are shown to themselves."""
    return {name: person.get(name) for name in SHOWN}
