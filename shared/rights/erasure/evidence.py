"""Keys of what stays as evidence: computed from its random name, so that no person's key is."""

from collections.abc import Sequence

from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.keys_of_nobody import KeysOfNobody
from shared.rights.erasure.model import Evidence


class EvidenceKeys(KeysOfNobody[str]):
    """Keys of records whose owner is their own name."""

    def __init__(self, keyring: KeyringHolder, domain: str = Evidence.collection) -> None:
        """Make the keys of one class of records. See ``KeysOfNobody``."""
        super().__init__(keyring, domain)

    async def parts(self, owner: str) -> Sequence[str]:
        """Return the name."""
        return (owner,)
