"""Parts: who tells people of what they follow."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.follows import FollowParts

if TYPE_CHECKING:
    from shared.parcels.follows.news_courier import NewsCourier
    from shared.people.messages.outbox_delivery import Delivery
    from shared.people.messages.posting import Posting, PostTerms
    from shared.people.messages.sender import Sender
    from shared.platform.suppliers.pace import Pace


class NewsParts(FollowParts):
    """What people follow, and how they are told of it."""

    @cached_property
    def news_delivery(self) -> "Delivery":
        """What sends the news of the outbox."""
        from shared.people.messages.kinds import Lane

        lanes = (Lane.NEWS_EMAIL, Lane.NEWS_SMS, Lane.NEWS_PUSH)
        return self.delivery_by(dict.fromkeys(lanes, lambda: self._courier))

    @cached_property
    def _sender(self) -> "Sender":
        """The one way to people, by connections that nothing but news waits for."""
        from shared.people.messages.sender import Sender

        return Sender(
            self.platform.news_messenger,
            self.disclosures,
            self.consents.allowed,
            pauses=self.pauses,
            return_paths=self.return_paths,
        )

    @cached_property
    def _courier(self) -> "NewsCourier":
        from shared.parcels.follows.news_courier import NewsCourier

        return NewsCourier(self.follows, self.consents, self._posting, self.clock)

    @cached_property
    def _posting(self) -> "Posting":
        """Who hands over what people may stop."""
        from shared.people.messages.posting import Posting

        if (base_url := self.base_url_of(self.region)) is None:
            msg = "REGION_URLS does not name this region: no message would say how it is stopped"
            raise ValueError(msg)

        async def link(person: str, purpose: str) -> str:
            token = await self.unsubscribe_links.token(person, purpose)
            return f"{base_url}/v1/unsubscribe/{token}"

        return Posting(
            self._sender,
            self.limits,
            self.clock,
            places=self.devices,
            link=link,
            stop=self.consents.stop,
            terms=self._terms(),
        )

    def _terms(self) -> "dict[str, PostTerms]":
        from shared.people.messages.kinds import NEWS_EMAIL, NEWS_PUSH, NEWS_SMS
        from shared.people.messages.posting import PostTerms

        given = self.platform.settings
        mails, messages = given.news_mail_per_second, given.news_sms_per_second
        pushes = given.news_push_per_second
        return {
            NEWS_EMAIL.id: PostTerms(10, given.news_mail_per_hour, self._pace(mails)),
            NEWS_SMS.id: PostTerms(5, given.news_sms_per_hour, self._pace(messages)),
            NEWS_PUSH.id: PostTerms(20, given.news_push_per_hour, self._pace(pushes)),
        }

    def _pace(self, per_second: float) -> "Pace":
        """Return the pace of one channel: of news alone, which one instance sends."""
        from shared.platform.suppliers.pace import OwnPace, Unpaced

        if not self.platform.settings.limited:
            return Unpaced()
        return OwnPace(per_second, self.platform.wall_clock)
