"""What ``deletion`` takes. The contract is API version 1."""

from shared.people.fields import ErasureWord
from shared.web.model import Body


class Confirmation(Body):
    """That somebody means it."""

    confirm: ErasureWord
