"""Parts: accounts, and how one gets into them."""

from functools import cached_property
from typing import TYPE_CHECKING

from shared.platform.vault.uses import Use
from shared.setup.messages import MessageParts

if TYPE_CHECKING:
    from datetime import datetime

    from shared.people.accounts.accounts import Accounts
    from shared.people.accounts.codes import SignInCodes
    from shared.people.accounts.devices import Devices
    from shared.people.accounts.identities import Identities
    from shared.people.accounts.known_devices import KnownDevices
    from shared.people.accounts.nonces import Nonces
    from shared.people.accounts.origins import Origins
    from shared.people.accounts.own_sessions import OwnSessions
    from shared.people.accounts.preferences import PreferenceRecords
    from shared.people.accounts.profiles import Profiles
    from shared.people.accounts.proofs import UsedProofs
    from shared.people.accounts.push_offer import PushOffer
    from shared.people.accounts.quick_login import QuickLogins
    from shared.people.accounts.second_proofs import SecondProofs
    from shared.people.accounts.session_revocation import EverySession
    from shared.people.accounts.sessions import Sessions
    from shared.people.accounts.stored_replies import StoredReplies
    from shared.people.portraits.portraits import Portraits


class PeopleParts(MessageParts):
    """People's accounts. The edge asks it who calls by a session."""

    @cached_property
    def accounts(self) -> "Accounts":
        """People's accounts."""
        from shared.people.accounts.accounts import Accounts

        return Accounts(
            people=self.people,
            keys=self.person_keys,
            identities=self.identities,
            sessions=self.sessions,
            devices=self.known_devices,
            second=self.second_proofs,
            own_sessions=self.own_sessions,
            origins=self.origins,
            used=self.used_proofs,
            limits=self.limits,
            notices=self.notices,
            clock=self.clock,
        )

    @cached_property
    def sessions(self) -> "Sessions":
        """People's sessions."""
        from shared.people.accounts.sessions import Sessions
        from shared.people.person.model import Session

        return Sessions(
            self.of_people(Session),
            self.data,
            self.person_keys,
            self.platform.keyring(Use.SESSIONS),
            self.clock,
            region=self.region,
            policy=self.policies,
        )

    @cached_property
    def own_sessions(self) -> "OwnSessions":
        """People's sessions, as each sees theirs."""
        from shared.people.accounts.own_sessions import OwnSessions
        from shared.people.person.model import Session

        return OwnSessions(self.of_people(Session), self.data)

    @cached_property
    def session_revocation(self) -> "EverySession":
        """People's sessions, by whose they are."""
        from shared.people.accounts.session_revocation import EverySession

        return EverySession(self.data)

    @cached_property
    def codes(self) -> "SignInCodes":
        """The codes by which people sign in."""
        from shared.people.accounts.codes import SignInCodes

        given = self.platform.settings
        return SignInCodes(
            self.data,
            self.platform.keyring(Use.LIMITS),
            self.clock,
            self.limits,
            self.known_devices,
            sms_per_hour=given.sms_per_hour,
            mail_per_hour=given.mail_per_hour,
            spaced=given.limited,
        )

    @cached_property
    def known_devices(self) -> "KnownDevices":
        """The devices on which people have signed in."""
        from shared.people.accounts.known_devices import KnownDevice, KnownDevices
        from shared.people.person.model import Person
        from shared.platform.records.indexes import BlindIndexes

        index = BlindIndexes(Person, self.data, self.platform.keyring(Use.LOOKUPS))
        records, macs = self.of_people(KnownDevice), self.platform.keyring(Use.SESSIONS)
        return KnownDevices(records, index, self.data, macs, self.clock, region=self.region)

    @cached_property
    def second_proofs(self) -> "SecondProofs":
        """By what else people show that an idle phone number is still theirs."""
        from shared.people.accounts.second_proofs import SecondProofs

        return SecondProofs(self.known_devices, self.platform.keyring(Use.SESSIONS))

    @cached_property
    def used_proofs(self) -> "UsedProofs":
        """The proofs that were used."""
        from shared.people.accounts.proofs import UsedProofs

        return UsedProofs(self.data, self.clock)

    @cached_property
    def nonces(self) -> "Nonces":
        """The nonces of quick login."""
        from shared.people.accounts.nonces import Nonces

        return Nonces(self.platform.keyring(Use.SESSIONS), self.clock, self.data, self.limits)

    @cached_property
    def quick_logins(self) -> "QuickLogins":
        """The quick logins that are on."""
        from shared.people.accounts.providers import PROVIDERS, issuers
        from shared.people.accounts.quick_login import QuickLogins, Trusted

        on = self.platform.settings.quick_login
        trusted: dict[str, Trusted] = {}
        for row in PROVIDERS:
            if (terms := on.get(row.id)) is not None:
                known = issuers(row, terms.issuer)
                verifier = self.platform.verifier(row.supplier, terms.keys, known, terms.audiences)
                trusted[row.id] = Trusted(terms.issuer, verifier, row.hashed_nonce)
        return QuickLogins(trusted, self.nonces, self.limits)

    @cached_property
    def identities(self) -> "Identities":
        """The identities that people have linked."""
        from shared.people.accounts.identities import Identities, LinkedIdentity

        return Identities(
            records=self.of_people(LinkedIdentity),
            people=self.people,
            used=self.used_proofs,
            keys=self.person_keys,
            notices=self.notices,
            documents=self.data,
            clock=self.clock,
        )

    @cached_property
    def origins(self) -> "Origins":
        """From where young accounts were registered."""
        from shared.people.accounts.origins import AccountOrigin, Origins

        return Origins(self.of_people(AccountOrigin), self.data, self.person_keys, self.clock)

    @cached_property
    def stored_replies(self) -> "StoredReplies":
        """The replies to requests with an idempotency key."""
        from shared.people.accounts.stored_replies import StoredReplies, StoredReply

        keys = self.platform.keyring(Use.LIMITS)
        return StoredReplies(self.of_people(StoredReply), self.data, keys, self.clock)

    @cached_property
    def profiles(self) -> "Profiles":
        """People's own data."""
        from shared.people.accounts.profiles import Profiles

        return Profiles(self.people, self.used_proofs, self.data, self.person_keys)

    @cached_property
    def devices(self) -> "Devices":
        """People's devices."""
        from shared.people.accounts.devices import Device, Devices

        return Devices(
            self.of_people(Device),
            self.data,
            self.disclosures,
            self.clock,
            restored=self.restored,
        )

    async def restored(self) -> "datetime | None":
        """Return when this region's data was restored last, if it ever was."""
        from shared.rights.erasure.replay_progress import restored_at

        return await restored_at(self.data)

    @cached_property
    def push_offer(self) -> "PushOffer":
        """By what this region's devices can be sent push messages."""
        from shared.people.accounts.push_offer import PushOffer
        from shared.platform.suppliers.register import register

        given = self.platform.settings
        return PushOffer(
            register(),
            self.wall_clock,
            region=self.region,
            apps=given.fcm_project is not None,
            keys=given.vapid_public_keys,
            loopback=given.local_stack,
        )

    @cached_property
    def preferences(self) -> "PreferenceRecords":
        """People's preferences."""
        from shared.people.accounts.preferences import PreferenceRecords, Preferences

        return PreferenceRecords(self.of_people(Preferences))

    @cached_property
    def portraits(self) -> "Portraits":
        """People's portraits."""
        from shared.people.portraits.portraits import Portraits

        return Portraits(self.platform.objects, self.person_keys)
