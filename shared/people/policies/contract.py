"""How requests and answers speak of versions of the policy."""

from enum import StrEnum

NUMBER = "^[1-9][0-9]{0,3}$"
"""The form of a version's number in a path."""


class AcceptanceKind(StrEnum):
    """How somebody accepted a version."""

    SAID = "said"
    GOING_ON = "going_on"
    """They were told, and went on using the service after it had taken effect."""
