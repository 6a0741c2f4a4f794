"""Parts: what people have decided, and what is collected under it."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.platform.vault.uses import Use
from shared.setup.person import PersonParts

if TYPE_CHECKING:
    from shared.edge.consent_gate import ConsentGate
    from shared.people.consents.consents import Consents
    from shared.people.consents.unsubscribe import UnsubscribeLinks
    from shared.people.consents.visitor_consents import VisitorConsents
    from shared.people.usage.usage import Usage


class ConsentParts(PersonParts):
    """What whoever calls allows."""

    @cached_property
    def consents(self) -> "Consents":
        """What this region's people have decided."""
        from shared.people.consents.consents import Consents
        from shared.people.consents.model import ConsentRecord, ConsentState

        return Consents(
            records=self.of_people(ConsentRecord),
            states=self.of_people(ConsentState),
            people=self.people,
            keys=self.person_keys,
            stops=self.stop_ledger,
            documents=self.data,
            clock=self.clock,
        )

    @cached_property
    def visitor_consents(self) -> "VisitorConsents":
        """The tokens in which visitors keep what they have decided."""
        from shared.people.consents.visitor_consents import VisitorConsents

        return VisitorConsents(self.platform.keyring(Use.SESSIONS), self.clock)

    @cached_property
    def consent_gate(self) -> "ConsentGate":
        """The gate that asks either, at the moment of use."""
        from shared.edge.consent_gate import ConsentGate

        return ConsentGate(lambda: self.consents, lambda: self.visitor_consents)

    @cached_property
    def unsubscribe_links(self) -> "UnsubscribeLinks":
        """The links that stop a channel."""
        from shared.people.consents.unsubscribe import UnsubscribeLinks

        before = self.platform.keyring(Use.SESSIONS)
        return UnsubscribeLinks(self.platform.keyring(Use.LINKS), before=before)

    @cached_property
    def usage(self) -> "Usage":
        """What is collected under people's consents."""
        from shared.people.usage.model import Interests, Place, Traces
        from shared.people.usage.usage import Usage

        return Usage(
            traces=self.of_people(Traces),
            interests=self.of_people(Interests),
            places=self.of_people(Place),
            keys=self.person_keys,
            documents=self.data,
            clock=self.clock,
        )
