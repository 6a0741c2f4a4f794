"""Which keyring is for what: each is encrypted by a KMS key of its own, and opens nothing else.

A function declares the keyrings that it needs and can open no other (in the cloud its account may
not use their KMS keys). So what a function's memory opens is what stands here beside its keyrings.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType

from shared.privacy.databases import Database


class Use(StrEnum):
    """What a keyring is for."""

    PEOPLE = "people"
    """Opens people's keys, and with the databases everything about them."""
    LOOKUPS = "lookups"
    """Finds people by an address that is known, and names what is theirs; opens nothing."""
    SESSIONS = "sessions"
    """Shows that sessions, devices, nonces and visitors' tokens are ours; opens nothing."""
    LINKS = "links"
    """Makes and reads the links in messages that stop such messages; opens nothing."""
    LIMITS = "limits"
    """Names counters, codes that were sent and kept replies; opens nothing."""
    EVIDENCE = "evidence"
    """Opens what is kept as evidence of people who are gone, each by its random name."""
    REQUESTS = "requests"
    """Opens the rights requests of people without an account."""
    MONTHS = "months"
    """Opens the rows of open months, with the month's own salt."""
    SHIPMENTS = "shipments"
    """Finds and opens a shipment whose number is known."""
    BUDGETS = "budgets"
    """Names counters of who has a carrier asked; opens nothing."""


DATABASE_OF: Mapping[Use, Database] = MappingProxyType(
    {
        **dict.fromkeys(Use, Database.DATA),
        Use.SHIPMENTS: Database.SHIPMENTS,
        Use.BUDGETS: Database.SHIPMENTS,
    }
)
"""Where each keyring lies."""

declared: ContextVar[frozenset[Use] | None] = ContextVar("declared_keyrings", default=None)
"""What the function at work has declared. None: nobody has, as in tests and scripts."""


class UndeclaredKeyringError(RuntimeError):
    """A function uses a keyring that it has not declared: a mistake of ours."""
