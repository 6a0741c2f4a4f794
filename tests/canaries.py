"""Texts that must never be found in clear: in a document, an id, a log line, a message.

Every number that the tests look up is one of these or begins with one.
"""

from infra.local.carriers.dhl import DHL
from infra.local.carriers.stories import CANARIES as CARRIERS_CANARIES

MAILBOX = "canary-person"
"""With this every mailbox begins that registers in a test."""
SUBJECT = "canary-subject"
"""With this every name begins that an OpenID provider has for somebody in a test."""
_TEXTS = (
    MAILBOX,
    SUBJECT,
    "Hidden-Nickname",
    *DHL.values(),
    *CARRIERS_CANARIES,
    "AGPDELIVERED",
    "AGP-DELIVERED",
    "AGPINTRANSIT",
    "AGP-IN-TRANSIT",
    "AGPCUSTOMS",
    "AGPPOSTCODE",
    "AGPMOVES",
    "AGP-MOVES",
    "Hamburg",
    "Berlin",
)
CANARIES = tuple(text.lower().encode() for text in _TEXTS)
