"""What ``deletion`` takes. The contract is API version 1."""

from typing import Literal

from shared.web.model import Body


class Confirmation(Body):
    """That somebody means it."""

    confirm: Literal["DELETE"]
