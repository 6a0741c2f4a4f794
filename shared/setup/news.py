"""Parts: who tells people of what they follow."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.follows import FollowParts
from shared.setup.posting import PostingParts

if TYPE_CHECKING:
    from shared.parcels.follows.news_courier import NewsCourier
    from shared.people.messages.outbox_delivery import Delivery
    from shared.people.messages.posting import PostTerms


class NewsParts(FollowParts, PostingParts):
    """What people follow, and how they are told of it."""

    @cached_property
    def news_delivery(self) -> "Delivery":
        """What sends the news of the outbox."""
        from shared.people.messages.kinds import NEWS_LANES

        return self.delivery_by(dict.fromkeys(NEWS_LANES, lambda: self._courier))

    @cached_property
    def _courier(self) -> "NewsCourier":
        """By connections that nothing but news waits for."""
        from shared.parcels.follows.news_courier import NewsCourier

        posting = self.posting_by(self.platform.news_messenger, self._terms())
        return NewsCourier(self.follows, self.consents, posting, self.clock)

    def _terms(self) -> "dict[str, PostTerms]":
        from shared.people.messages.kinds import NEWS_EMAIL, NEWS_PUSH, NEWS_SMS
        from shared.people.messages.posting import PostTerms

        given = self.platform.settings
        mails, messages = given.news_mail_per_second, given.news_sms_per_second
        pushes = given.news_push_per_second
        return {
            NEWS_EMAIL.id: PostTerms(10, given.news_mail_per_hour, self.pace_of(mails)),
            NEWS_SMS.id: PostTerms(5, given.news_sms_per_hour, self.pace_of(messages)),
            NEWS_PUSH.id: PostTerms(20, given.news_push_per_hour, self.pace_of(pushes)),
        }
