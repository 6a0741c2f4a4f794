"""What the register says about a supplier. Pure: reading the file is ``register.py``'s."""

from datetime import date, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shared.kernel.errors import UnavailableError
from shared.kernel.regions import Region
from shared.privacy.purposes import PURPOSES

Host = Annotated[str, Field(pattern=r"\A(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+\z")]
Words = Annotated[str, Field(min_length=3, max_length=200)]
_HTTPS = 443


class Category(StrEnum):
    """What suppliers are given of a person, in the register's words."""

    NUMBER = "waybill number"
    POSTCODE = "recipient postcode"
    PHONE_TAIL = "recipient phone tail"
    EMAIL = "email address"
    PHONE = "phone number"
    PUSH = "push address"


class SupplierRefusedError(UnavailableError):
    """The register does not allow handing anything to this supplier here and now."""

    def __init__(self) -> None:
        super().__init__(retry_after=timedelta(hours=1))


class Supplier(BaseModel):
    """One outside supplier."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    name: Words
    purpose: str
    categories: Annotated[tuple[Words, ...], Field(min_length=1)]
    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]
    """The only hosts that its client connects to. ``*.`` stands for one label and its dot."""
    regions: tuple[Region, ...]
    country: Annotated[str, Field(pattern=r"\A[A-Z]{2}\z")]
    stores: Words
    terms_accepted: date
    terms: Annotated[str, Field(pattern=r"\Ahttps://[a-z0-9.-]+(/[!-~]*)?\z")]
    security_evidence: Words
    next_review: date

    @field_validator("purpose")
    @classmethod
    def _known(cls, purpose: str) -> str:
        if purpose not in PURPOSES:
            msg = "not a purpose of the registry"
            raise ValueError(msg)
        return purpose

    def allows(self, *, region: str, today: date) -> bool:
        """Tell whether anything may be handed over in the region today."""
        return region in self.regions and today <= self.next_review

    def check_address(self, base_url: str, *, loopback: bool) -> None:
        """Let an address pass that it may be called at.

        Args:
            base_url: Its address, as the operator has set it.
            loopback: Whether a stand-in for it may be on this machine.

        Raises:
            ValueError: The register does not name the host, or it is not by https.
        """
        url = urlsplit(base_url)
        host = url.hostname or ""
        is_secure = url.scheme == "https" and url.port in {None, _HTTPS}
        if not ((is_secure and self.names(host)) or (loopback and is_loopback(host))):
            msg = f"the register does not name the host of {self.id}, or it is not https"
            raise ValueError(msg)

    def names(self, host: str) -> bool:
        """Tell whether a host is one of the supplier's: label by label."""
        label, _, behind = host.partition(".")
        return host in self.hosts or bool(label and f"*.{behind}" in self.hosts)

    def check(self, *, region: str, today: date) -> None:
        """Let a handing-over pass.

        Raises:
            SupplierRefusedError: Not allowed in the region, or its review is overdue.
        """
        if not self.allows(region=region, today=today):
            raise SupplierRefusedError


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
