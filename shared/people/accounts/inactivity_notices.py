"""What people are told before an account that nobody uses is deleted."""

from datetime import date

from shared.kernel.texts import say
from shared.people.accounts.inactivity import NOTICE
from shared.people.messages.delivery import Reached, reach
from shared.people.messages.kinds import INACTIVITY
from shared.people.messages.port import Message
from shared.people.messages.sender import Sender
from shared.people.person.model import Person


class InactivityNotices:
    """Tells the people of one region."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def tell(self, person_id: str, person: Person, day: date) -> Reached:
        """Tell a person on a day that their account ends 30 days later at the earliest."""
        language = person.language
        ends = f"{day + NOTICE:%Y-%m-%d}"
        message = Message(
            INACTIVITY,
            say("mail-inactivity-subject", language),
            say("mail-inactivity-text", language, day=ends),
            short=say("sms-inactivity", language, day=ends),
        )
        return await reach(self._sender, person_id, person, message)
