"""Who of the operator's staff somebody is, by the operator's own OpenID issuer."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody of the staff is there for. A token has one of these, or is refused."""

    SUPPORT = "support"
    """Helps people with their accounts."""
    PRIVACY = "privacy"
    """Answers for the promises: rights requests, incidents, duties of the law."""
    ANALYST = "analyst"
    """Works with figures that are about nobody."""
    OPERATOR = "operator"
    """Runs the service."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff."""

    role: Role
    id: str = field(repr=False)
    """The issuer's own name for them (``sub``): kept nowhere but as a keyed hash."""
