"""The operations on one's own portrait."""

from functions.profile.contract import Kept, Removed
from functions.profile.deps import Deps
from functions.profile.examples import KEPT, REMOVED
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel.schema import Raw
from shared.people.portraits.image import MAX_BYTES, MEDIA_TYPES
from shared.privacy.purposes import ACCOUNT


async def put_portrait(call: Call[bytes], deps: Deps) -> Kept:
    """Set your portrait: a PNG, JPEG or WebP picture of up to 1 MiB.

    Which of them it is, the file tells, whichever `Content-Type` names. It is made anew as a JPEG
    of at most 512 by 512 pixels; whatever else the file carries, such as where it was taken, is
    left behind.
    """
    await deps.portraits.put(call.person, call.body)
    return Kept()


async def get_portrait(call: Call[None], deps: Deps) -> Answered:
    """Get your portrait, a JPEG."""
    return Answered(Raw(await deps.portraits.get(call.person)))


async def delete_portrait(call: Call[None], deps: Deps) -> Removed:
    """Delete your portrait."""
    await deps.portraits.delete(call.person)
    return Removed()


PORTRAITS = (
    Operation(
        "PUT",
        "/v1/me/portrait",
        put_portrait,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        accepts=MEDIA_TYPES,
        body_bytes=MAX_BYTES,
        reply=Kept,
        examples=KEPT,
    ),
    Operation(
        "GET",
        "/v1/me/portrait",
        get_portrait,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        media_type="image/jpeg",
        reply=Raw,
        tagged=True,
    ),
    Operation(
        "DELETE",
        "/v1/me/portrait",
        delete_portrait,
        caller=CallerKind.PERSON,
        purpose=ACCOUNT,
        reply=Removed,
        examples=REMOVED,
    ),
)
