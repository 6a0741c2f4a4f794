"""Parts: the one way to people, and what they are told of the policy."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.platform.vault.uses import Use
from shared.setup.consents import ConsentParts
from shared.setup.policies import published

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.people.accounts.notices import Notices
    from shared.people.messages.kinds import Lane
    from shared.people.messages.outbox import Outbox
    from shared.people.messages.outbox_delivery import Courier, Delivery
    from shared.people.messages.pauses import Pauses
    from shared.people.messages.return_paths import ReturnPaths
    from shared.people.messages.sender import Sender
    from shared.people.messages.sent import SentMessages
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
    def pauses(self) -> "Pauses":
        """What was reported of people's addresses."""
        from shared.people.messages.pauses import Pauses

        return Pauses(self.people, self.limits, self.clock)

    @cached_property
    def return_paths(self) -> "ReturnPaths | None":
        """Where reports about news by mail come back to; None: nobody takes them."""
        from shared.people.messages.return_paths import ReturnPaths

        if (domain := self.platform.settings.report_domain) is None:
            return None
        return ReturnPaths(self.platform.keyring(Use.LINKS), self.clock, domain=domain)

    @cached_property
    def outbox(self) -> "Outbox":
        """What is about to be sent."""
        from shared.people.messages.kinds import Lane
        from shared.people.messages.outbox import Outbox
        from shared.people.messages.outgoing import Outgoing

        given = self.platform.settings
        return Outbox(
            self.of_people(Outgoing),
            self.data,
            self.platform.jobs,
            self.clock,
            per_second={
                Lane.NEWS_EMAIL: given.news_mail_per_second,
                Lane.NEWS_SMS: given.news_sms_per_second,
                Lane.NEWS_PUSH: given.news_push_per_second,
            },
        )

    @cached_property
    def delivery(self) -> "Delivery":
        """What sends of it what concerns accounts."""
        from shared.people.messages.kinds import Lane

        return self.delivery_by({Lane.ACCOUNT: lambda: self.notices})

    def delivery_by(self, couriers: "Mapping[Lane, Callable[[], Courier]]") -> "Delivery":
        """Return what sends some of the outbox's lanes."""
        from shared.people.messages.outbox_delivery import Delivery
        from shared.people.messages.outgoing import Outgoing
        from shared.people.messages.sent import SentMessage

        return Delivery(
            self.of_people(Outgoing),
            self.of_people(SentMessage),
            self.people,
            self.data,
            self.clock,
            couriers=couriers,
        )

    @cached_property
    def sent_messages(self) -> "SentMessages":
        """What people were sent."""
        from shared.people.messages.sent import SentMessage, SentMessages

        return SentMessages(self.of_people(SentMessage))

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
