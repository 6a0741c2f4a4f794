"""What ``deletion`` takes. The contract is API version 1."""

from shared.kernel.schema import Body
from shared.people.person.fields import ErasureWord


class Confirmation(Body):
    """That somebody means it."""

    confirm: ErasureWord
