"""What the function ``follows`` may use."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shared.kernel.clock import Clock
    from shared.parcels.carriers.port import CarrierPort
    from shared.parcels.follows.follows import Follows
    from shared.parcels.shipments.lookup import ShipmentLookup
    from shared.people.accounts.origins import Origins
    from shared.people.accounts.profiles import Profiles
    from shared.people.accounts.sessions import Sessions
    from shared.people.person.disclosures import Disclosures


class Deps(Protocol):
    """What the function ``follows`` may use."""

    @property
    def shipment_lookup(self) -> "ShipmentLookup":
        """Where numbers are looked up."""
        ...

    @property
    def clock(self) -> "Clock":
        """The clock."""
        ...

    @property
    def follows(self) -> "Follows":
        """What people follow."""
        ...

    @property
    def profiles(self) -> "Profiles":
        """What people say of themselves."""
        ...

    @property
    def sessions(self) -> "Sessions":
        """People's sessions."""
        ...

    @property
    def disclosures(self) -> "Disclosures":
        """Where it is written down whom data was given to."""
        ...

    @property
    def origins(self) -> "Origins":
        """From where young accounts were registered."""
        ...

    def whom(self, carrier: str) -> "CarrierPort | None":
        """Return whom to ask about a carrier's parcels; None: nobody."""
        ...
