"""Parts: what hands over messages that people may stop."""

from typing import TYPE_CHECKING

from shared.setup.people import PeopleParts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.people.messages.port import Messenger
    from shared.people.messages.posting import Posting, PostTerms
    from shared.platform.suppliers.pace import Pace


class PostingParts(PeopleParts):
    """Accounts, and what their people turn on and off."""

    def posting_by(self, messenger: "Messenger", terms: "Mapping[str, PostTerms]") -> "Posting":
        """Return what hands over some kinds of messages.

        Args:
            messenger: By whose connections.
            terms: How much of each kind is sent, and how fast.

        Raises:
            ValueError: No message would say how it is stopped.
        """
        from shared.people.messages.posting import Posting
        from shared.people.messages.sender import Sender

        if (base_url := self.base_url_of(self.region)) is None:
            msg = "REGION_URLS does not name this region: no message would say how it is stopped"
            raise ValueError(msg)

        async def link(person: str, purpose: str) -> str:
            token = await self.unsubscribe_links.token(person, purpose)
            return f"{base_url}/v1/unsubscribe/{token}"

        sender = Sender(
            messenger,
            self.disclosures,
            self.consents.allowed,
            pauses=self.pauses,
            return_paths=self.return_paths,
        )
        return Posting(
            sender,
            self.limits,
            self.clock,
            places=self.devices,
            link=link,
            stop=self.consents.stop,
            terms=terms,
        )

    def pace_of(self, per_second: float) -> "Pace":
        """Return a pace that one instance keeps."""
        from shared.platform.suppliers.pace import OwnPace, Unpaced

        if not self.platform.settings.limited:
            return Unpaced()
        return OwnPace(per_second, self.platform.wall_clock)
