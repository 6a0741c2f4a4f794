"""The port to what lies outside of one region's service: where it runs, and with what it speaks."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from shared.kernel.clock import Clock
from shared.privacy.databases import Database

if TYPE_CHECKING:
    from shared.people.accounts.quick_login import Verifier
    from shared.people.messages.port import Messenger
    from shared.platform.jobs.port import Jobs
    from shared.platform.objects.port import Objects
    from shared.platform.records.port import Documents
    from shared.platform.suppliers.client import SupplierClient
    from shared.platform.suppliers.port import Allowance, Polls, SupplierStanding
    from shared.platform.vault.keyring import KeyringHolder
    from shared.platform.vault.uses import Use
    from shared.rights.exports.port import LinkSigner
    from shared.setup.settings import Settings


class Platform(Protocol):
    """One region's stores, keys, topics and suppliers. Nothing of another region can be named.

    Each is made when it is first asked for, and is the same from then on.
    """

    @property
    def settings(self) -> "Settings":
        """What the operator has set."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock, which a request can move in the local stack."""
        ...

    @property
    def wall_clock(self) -> Clock:
        """The clock of what lies outside: suppliers and their tokens do not move with us."""
        ...

    def documents(self, database: Database) -> "Documents":
        """Return one of the region's databases."""
        ...

    def keyring(self, use: "Use") -> "KeyringHolder":
        """Return the holder of a keyring, which is kept in the database that it serves."""
        ...

    @property
    def jobs(self) -> "Jobs":
        """The topics of what is done later."""
        ...

    @property
    def objects(self) -> "Objects":
        """The bucket of sealed objects."""
        ...

    @property
    def archives(self) -> "Objects":
        """The bucket of people's exports.

        Raises:
            UnavailableError: This function may not reach it.
        """
        ...

    @property
    def messenger(self) -> "Messenger":
        """The channels to people that are configured."""
        ...

    @property
    def news_messenger(self) -> "Messenger":
        """The same for news, with connections and places of their own."""
        ...

    @property
    def link_signer(self) -> "LinkSigner":
        """Who signs links into the bucket of exports."""
        ...

    @property
    def polls(self) -> "Polls":
        """The calls of suppliers that are for polls."""
        ...

    def standing(self, name: str, base_url: str) -> "SupplierStanding":
        """Return whether a supplier may be called here and now. That needs no client of it.

        Raises:
            ValueError: The register does not name this address.
        """
        ...

    def supplier(
        self,
        name: str,
        base_url: str,
        allowance: "Allowance | None" = None,
        *,
        per_second: float | None = None,
    ) -> "SupplierClient":
        """Return the client of a supplier on the register.

        Args:
            name: As the register knows it.
            base_url: Where it is.
            allowance: How often it may be asked. None: nothing is counted.
            per_second: How many calls are made in a second. None: as many as are asked for.
        """
        ...

    def verifier(
        self,
        supplier: str,
        keys: str,
        issuers: Collection[str],
        audiences: Collection[str],
        *,
        parties: bool = True,
    ) -> "Verifier":
        """Return what verifies the tokens of an OpenID issuer.

        Args:
            supplier: Whose keys they are, as the register knows them: it must name their host.
            keys: The address of the issuer's JSON Web Key Set.
            issuers: As the tokens name it.
            audiences: Whom they are for.
            parties: Whether the authorized party (``azp``) counts too.
        """
        ...
