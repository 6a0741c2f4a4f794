"""People who are registered by the product's own classes: over HTTP it takes ten times as long."""

import secrets

from shared.people.accounts.accounts import Details
from shared.people.accounts.proofs import Proof
from shared.people.consents.choice import Choice, Method
from shared.people.person.address import email
from shared.people.person.model import UsedProof
from shared.platform.limits.source import Asker
from shared.platform.records.port import DocumentId
from shared.setup.people import PeopleParts


async def registered(parts: PeopleParts, name: str, *, agrees: bool = False) -> str:
    """Register somebody new; return their id.

    Args:
        parts: Of the region.
        name: How their mailbox begins; who they say they are.
        agrees: Whether to anonymous statistics.
    """
    address = email(f"{name}-{secrets.token_hex(6)}@example.org")
    proof = Proof(address, DocumentId(UsedProof.collection, secrets.token_hex(16)))
    choice = Choice({"anonymous_statistics": agrees}, 1, "en", Method.SETTINGS)
    details = Details(country="DE", policy_version="1", nickname=name)
    entered = await parts.accounts.register(
        proof,
        details,
        also=lambda person: parts.consents.first(person, "DE", choice),
        asker=Asker(
            source=f"2001:db8:{secrets.token_hex(2)}::1"
        ),  # so that nobody waits for others
    )
    return entered.person_id
