"""Parts: who tells people of what they follow."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.follows import FollowParts

if TYPE_CHECKING:
    from shared.parcels.follows.news_courier import NewsCourier, NewsTerms
    from shared.people.messages.outbox_delivery import Delivery
    from shared.people.messages.sender import Sender
    from shared.platform.suppliers.pace import Pace


class NewsParts(FollowParts):
    """What people follow, and how they are told of it."""

    @cached_property
    def news_delivery(self) -> "Delivery":
        """What sends the news of the outbox."""
        from shared.people.messages.kinds import Lane

        lanes = (Lane.NEWS_EMAIL, Lane.NEWS_SMS)
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

        if (base_url := self.base_url_of(self.region)) is None:
            msg = "REGION_URLS does not name this region: no message would say how it is stopped"
            raise ValueError(msg)
        return NewsCourier(
            self.follows,
            self._sender,
            self.consents,
            self.limits,
            self.clock,
            links=self.unsubscribe_links,
            base_url=base_url,
            terms=self._terms(),
        )

    def _terms(self) -> "dict[str, NewsTerms]":
        from shared.parcels.follows.news_courier import NewsTerms
        from shared.people.messages.kinds import NEWS_EMAIL, NEWS_SMS

        given = self.platform.settings
        return {
            NEWS_EMAIL.id: NewsTerms(
                given.news_mail_per_hour, self._pace(given.news_mail_per_second)
            ),
            NEWS_SMS.id: NewsTerms(given.news_sms_per_hour, self._pace(given.news_sms_per_second)),
        }

    def _pace(self, per_second: float) -> "Pace":
        """Return the pace of one channel: of news alone, which one instance sends."""
        from shared.platform.suppliers.pace import OwnPace, Unpaced

        if not self.platform.settings.limited:
            return Unpaced()
        return OwnPace(per_second, self.platform.wall_clock)
