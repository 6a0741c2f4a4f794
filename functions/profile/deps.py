"""What the function ``profile`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.people.accounts.codes import SignInCodes
    from shared.people.accounts.devices import Devices
    from shared.people.accounts.identities import Identities
    from shared.people.accounts.notices import Notices
    from shared.people.accounts.own_sessions import OwnSessions
    from shared.people.accounts.preferences import PreferenceRecords
    from shared.people.accounts.profiles import Profiles
    from shared.people.accounts.push_offer import PushOffer
    from shared.people.accounts.quick_login import QuickLogins
    from shared.people.accounts.second_proofs import SecondProofs
    from shared.people.messages.sent import SentMessages
    from shared.people.person.disclosures import Disclosures
    from shared.people.portraits.portraits import Portraits


class Deps(Protocol):
    """What the function ``profile`` may use."""

    @property
    def region(self) -> str:
        """This region."""
        ...

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address, if it is known."""
        ...

    @property
    def own_sessions(self) -> "OwnSessions":
        """People's sessions, as each sees theirs."""
        ...

    @property
    def profiles(self) -> "Profiles":
        """People's own data."""
        ...

    @property
    def codes(self) -> "SignInCodes":
        """The codes by which people sign in."""
        ...

    @property
    def quick_logins(self) -> "QuickLogins":
        """The quick logins that are on."""
        ...

    @property
    def identities(self) -> "Identities":
        """The identities that people have linked."""
        ...

    @property
    def notices(self) -> "Notices":
        """What people are told about their accounts."""
        ...

    @property
    def devices(self) -> "Devices":
        """People's devices."""
        ...

    @property
    def push_offer(self) -> "PushOffer":
        """By what devices can be sent push messages."""
        ...

    @property
    def preferences(self) -> "PreferenceRecords":
        """People's preferences."""
        ...

    @property
    def sent_messages(self) -> "SentMessages":
        """What people were sent."""
        ...

    @property
    def disclosures(self) -> "Disclosures":
        """Where it is written down whom data was given to."""
        ...

    @property
    def portraits(self) -> "Portraits":
        """People's portraits."""
        ...

    @property
    def second_proofs(self) -> "SecondProofs":
        """By what else people show that an idle phone number is still theirs."""
        ...
