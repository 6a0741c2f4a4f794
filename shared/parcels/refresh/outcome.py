"""What came of looking at a batch of follows. Pure."""

from dataclasses import dataclass


@dataclass(slots=True)
class Looked:
    """How many follows of a batch each became of; no follow is named."""

    follows: int = 0
    asked: int = 0
    """Their carrier was asked, or somebody was just asking it."""
    fresh: int = 0
    """Somebody had asked for them lately."""
    night: int = 0
    """It is night where the person is."""
    closed: int = 0
    """The person has stopped it, objects to it, or is being erased."""
    nobody: int = 0
    """Nobody can be asked: neither their carrier nor an aggregator is configured and allowed."""
    unpaid: int = 0
    """The supplier's day does not do for them."""
    busy: int = 0
    """The supplier lets no more through."""
    failed: int = 0
    """The carrier gave no answer."""
    left: int = 0
    """There was no time for them: the batch is to be said again."""
