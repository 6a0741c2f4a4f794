"""What all carriers have in common that are asked themselves and store nothing for us."""

from typing import Generic, TypeVar

from shared.kernel.clock import Deadline
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.model import Asked
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.oauth import TokenClient
from shared.platform.suppliers.port import SupplierStanding

C = TypeVar("C", bound=SupplierClient | TokenClient)


class Direct(Generic[C]):
    """A carrier, but for how it is asked. See the port."""

    _client: C

    def __init__(self, client: C, access: Access) -> None:
        self._client = client
        self.daily_budget: int | None = access.daily_budget

    @property
    def standing(self) -> SupplierStanding:
        """Whether the carrier may be asked here and now."""
        return self._client.standing

    async def forget(self, asked: Asked, *, deadline: Deadline) -> None:
        """Forget nothing: one query, one answer, nothing stored."""
