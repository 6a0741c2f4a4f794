"""List prices, without free quotas and discounts, and without storage and traffic.

US dollars, single region, europe-west1. Google's pages, as they stood in 2025: that of the key
service says "effective March 17, 2025", the others bear no date.
https://cloud.google.com/firestore/pricing https://cloud.google.com/run/pricing
https://cloud.google.com/kms/pricing https://cloud.google.com/pubsub/pricing
"""

from dataclasses import dataclass, field

from infra.local.tools.bill import Billed

AS_OF = "2025-03-17"
READ, WRITE, DELETE = 0.03 / 100_000, 0.09 / 100_000, 0.01 / 100_000
REQUEST = 0.40 / 1_000_000
VCPU_SECOND, GIB_SECOND = 0.000024, 0.0000025
KEY_OPERATION = 0.03 / 10_000
MESSAGE = 2 * 1_000 * 40 / 2**40
"""Published and delivered, 1,000 bytes each at least; a TiB is 40 dollars."""
GIB = 0.5
"""Of an instance, as Terraform sets it."""


@dataclass(frozen=True, slots=True)
class Used:
    """What something takes."""

    documents: Billed = field(default_factory=Billed)
    requests: float = 0
    cpu_seconds: float = 0
    key_operations: float = 0
    messages: float = 0

    def each(self, number: int) -> "Used":
        """Return what one of so many takes, documents rounded to whole ones."""
        of = self.documents
        return Used(
            Billed(*(round(one / number) for one in (of.reads, of.writes, of.deletes))),
            self.requests / number,
            self.cpu_seconds / number,
            self.key_operations / number,
            self.messages / number,
        )

    @property
    def dollars(self) -> float:
        """What that costs.

        A request is billed as long as it lasts and shares its instance with up to 80 others: here
        it pays for the CPU time that it takes, on an instance that is busy.
        """
        of = self.documents
        computing = self.cpu_seconds * (VCPU_SECOND + GIB * GIB_SECOND)
        return (
            of.reads * READ
            + of.writes * WRITE
            + of.deletes * DELETE
            + self.requests * REQUEST
            + computing
            + self.key_operations * KEY_OPERATION
            + self.messages * MESSAGE
        )
