"""Parts: who sends promotions."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.setup.posting import PostingParts

if TYPE_CHECKING:
    from shared.people.messages.posting import PostTerms
    from shared.people.promotions.model import Promotion
    from shared.people.promotions.promoting import Promoting


class PromotionParts(PostingParts):
    """Accounts, and what is offered to those who agreed."""

    def promotions(self) -> "tuple[Promotion, ...]":
        """Return every promotion that is published."""
        from shared.people.promotions.versions import FOLDER, promotions

        return promotions(self.platform.settings.promotions or FOLDER)

    @cached_property
    def promoting(self) -> "Promoting":
        """What sends them, by connections of their own."""
        from shared.people.messages.sent import SentMessage
        from shared.people.promotions.promoting import Promoting

        return Promoting(
            self.people,
            self.of_people(SentMessage),
            self.data,
            self.person_keys,
            self.clock,
            decisions=self.consents.decisions,
            posting=self.posting_by(self.platform.news_messenger, self._terms()),
            is_news_first=self.outbox.is_news_due,
            restored=self.restored,
        )

    def _terms(self) -> "dict[str, PostTerms]":
        from shared.people.messages.kinds import PROMOTION_EMAIL, PROMOTION_PUSH, PROMOTION_SMS
        from shared.people.messages.posting import PostTerms

        given = self.platform.settings
        hourly = {
            PROMOTION_EMAIL.id: given.promotions_per_hour,
            PROMOTION_SMS.id: given.promotions_sms_per_hour,
            PROMOTION_PUSH.id: given.promotions_per_hour,
        }
        fast = given.promotions_per_second
        return {id_: PostTerms(1, most, self.pace_of(fast)) for id_, most in hourly.items()}
