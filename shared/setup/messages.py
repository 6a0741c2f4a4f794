"""Parts: the one way to people, and what they are told of the policy."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.consents import ConsentParts
from shared.setup.policies import published

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.people.accounts.notices import Notices
    from shared.people.messages.outbox import Outbox
    from shared.people.messages.outbox_delivery import Delivery
    from shared.people.messages.sender import Sender
    from shared.people.policies.announcements import Announcements
    from shared.people.policies.model import Policy
    from shared.people.policies.notifications import PolicyTelling
    from shared.people.policies.policies import Policies


class MessageParts(ConsentParts):
    """What reaches people, each message under what they allow."""

    @cached_property
    def sender(self) -> "Sender":
        """The one way to people."""
        from shared.people.messages.sender import Sender

        return Sender(self.platform.messenger, self.disclosures, self.consents.allowed)

    @cached_property
    def outbox(self) -> "Outbox":
        """What is about to be sent."""
        from shared.people.messages.outbox import Outbox
        from shared.people.messages.outgoing import Outgoing

        return Outbox(self.of_people(Outgoing), self.data, self.platform.jobs, self.clock)

    @cached_property
    def delivery(self) -> "Delivery":
        """What sends it."""
        from shared.people.messages.outbox_delivery import Delivery
        from shared.people.messages.outgoing import Outgoing

        notices = self.notices
        return Delivery(
            self.of_people(Outgoing),
            self.people,
            self.data,
            self.clock,
            send=notices.deliver,
            channel_of=notices.channel_of,
        )

    @cached_property
    def notices(self) -> "Notices":
        """What people are told about their accounts."""
        from shared.people.accounts.notices import Notices

        given = self.platform.settings
        return Notices(
            self.sender,
            self.outbox,
            self.limits,
            self.clock,
            mail_per_hour=given.mail_per_hour,
            sms_per_hour=given.sms_per_hour,
        )

    @cached_property
    def policies(self) -> "Policies":
        """The versions of the policy in this region."""
        from shared.people.policies.notice import PolicyNotice
        from shared.people.policies.policies import Policies

        return Policies(
            self.policy_versions,
            announcements=self.announcements,
            notices=self.of_people(PolicyNotice),
            documents=self.data,
            tombstones=self.person_keys,
            clock=self.clock,
        )

    @cached_property
    def policy_versions(self) -> "Callable[[], tuple[Policy, ...]]":
        """The versions as they are published, the first one first."""
        return published(self.platform.settings)

    @cached_property
    def announcements(self) -> "Announcements":
        """How far each version has been made known."""
        from shared.people.policies.announcements import Announcements

        return Announcements(self.data)

    @cached_property
    def policy_telling(self) -> "PolicyTelling":
        """What writes to people about a version."""
        from shared.people.policies.notice import PolicyNotice
        from shared.people.policies.notifications import PolicyTelling

        return PolicyTelling(self.of_people(PolicyNotice), self.sender, self.clock)
