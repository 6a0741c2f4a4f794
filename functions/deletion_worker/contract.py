"""What the worker is told."""

from typing import Annotated

from pydantic import Field

from shared.kernel.schema import Body
from shared.rights.erasure.dispatch import FORM


class ErasuresWanted(Body):
    """The message of topic ``deletion_worker``."""

    receipts: Annotated[str, Field(pattern=FORM, max_length=2048)]
    """Opaque ids, with commas between them: at most 30."""
