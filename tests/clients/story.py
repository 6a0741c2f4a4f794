"""What an app in Python does with the generated client: ``python story.py EU SENT EMAIL PICTURE``.

Registers somebody, follows a parcel, lists what is followed, has a copy of everything, and deletes
the account. Runs in the environment of the generated client.
"""

import importlib
import pkgutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import agogopost_client
import httpx
from agogopost_client import AuthenticatedClient, Client
from agogopost_client.api.deletion import delete_account, read_receipt
from agogopost_client.api.exports import ask_export, get_export
from agogopost_client.api.follows import follow_waybill, list_follows
from agogopost_client.api.policies import current_policy
from agogopost_client.api.profile import get_profile, patch_profile, put_portrait
from agogopost_client.api.registration import create_account, request_code
from agogopost_client.api.tracking import query
from agogopost_client.models import (
    CodeRequest,
    CodeSent,
    CountryCode,
    DataExport,
    DeletionConfirmation,
    Erasure,
    ErasureWord,
    ExportAsked,
    ExportStatus,
    Follow,
    FollowPage,
    NewAccount,
    NewFollow,
    Policy,
    PortraitKept,
    Problem,
    ProblemCode,
    Profile,
    ProfilePatch,
    Registration,
    TrackingItem,
    TrackingOutcome,
    TrackingQuery,
    TrackingResults,
)
from agogopost_client.types import File

T = TypeVar("T")
_SECONDS = 60.0


def told(kind: type[T], answer: object) -> T:
    """Return an answer that is as asked, or say which problem it is."""
    assert isinstance(answer, kind), answer
    return answer


def visit(visitor: Client) -> str:
    """Look up a parcel that is under way, and one behind a postcode."""
    numbers = ("AGP-IN-TRANSIT-0801", "AGP-POSTCODE-0801")
    asked = TrackingQuery(items=[TrackingItem(number=one) for one in numbers])
    found = told(TrackingResults, query.sync(client=visitor, body=asked)).items
    assert [one.outcome for one in found] == [TrackingOutcome.FOUND, TrackingOutcome.PROBLEM]
    assert found[1].problem is not None
    assert found[1].problem.code is ProblemCode.PROOF_REQUIRED
    return f"{len(found)} looked up"


def register(visitor: Client, sent: str, email: str) -> AuthenticatedClient:
    """Register, with the code that the local stack would have mailed."""
    address = CodeRequest(country=CountryCode.DE, email=email)
    anybody = cast("AuthenticatedClient", visitor)  # the generator knows no optional session
    handle = told(CodeSent, request_code.sync(client=anybody, body=address)).handle
    code: str = httpx.get(f"{sent}/codes", params={"to": email}).json()["code"]
    policy = told(Policy, current_policy.sync(client=visitor)).version
    about = Registration(
        country=CountryCode.DE,
        email=email,
        handle=handle,
        code=code,
        adult=True,
        policy_version=policy,
    )
    made = told(NewAccount, create_account.sync(client=visitor, body=about))
    assert made.session.token is not None
    base_url = str(visitor.get_httpx_client().base_url)
    return AuthenticatedClient(base_url, made.session.token, raise_on_unexpected_status=True)


def profile(me: AuthenticatedClient, picture: Path) -> str:
    """Change the profile as it was seen; what is left out stays. Send a portrait."""
    seen = get_profile.sync_detailed(client=me)
    change = ProfilePatch(nickname="Pia")
    etag = seen.headers["ETag"]
    changed = told(Profile, patch_profile.sync(client=me, if_match=etag, body=change))
    assert (changed.nickname, changed.country) == ("Pia", "DE")
    stale = patch_profile.sync(client=me, if_match=etag, body=ProfilePatch(nickname=None))
    assert told(Problem, stale).code is ProblemCode.PRECONDITION_FAILED
    with picture.open("rb") as file:
        told(PortraitKept, put_portrait.sync(client=me, body=File(payload=file)))
    return "changed, with a portrait"


def follow(me: AuthenticatedClient) -> str:
    """Follow a parcel; it is the one that is listed."""
    wanted = NewFollow(number="AGP-DELIVERED-0802", label="Ähren")
    made = told(
        Follow, follow_waybill.sync(client=me, body=wanted, idempotency_key="story-of-0802")
    )
    listed = told(FollowPage, list_follows.sync(client=me, limit=1))
    assert [one.id for one in listed.items] == [made.id]
    assert listed.items[0].label == "Ähren"
    return f"{made.number} followed and listed"


def export(me: AuthenticatedClient) -> str:
    """Ask for a copy, wait until it is ready, download it."""
    asked = told(ExportAsked, ask_export.sync(client=me))
    ready = _until(
        lambda: told(DataExport, get_export.sync(asked.id, client=me)),
        lambda one: one.status is not ExportStatus.PREPARING,
    )
    assert (ready.status, ready.url_withheld) == (ExportStatus.READY, None)
    archive = httpx.get(str(ready.url)).content
    assert archive.startswith(b"PK")
    return f"{len(archive)} bytes"


def end(me: AuthenticatedClient, visitor: Client) -> str:
    """Delete the account, and wait for the receipt."""
    word = DeletionConfirmation(confirm=ErasureWord.DELETE)
    receipt = told(Erasure, delete_account.sync(client=me, body=word)).receipt_id
    assert told(Problem, get_profile.sync(client=me)).code is ProblemCode.UNAUTHENTICATED
    done = _until(
        lambda: told(Erasure, read_receipt.sync(receipt, client=visitor)),
        lambda one: one.status.value == "finished",
    )
    return f"{sum(done.counts.additional_properties.values())} records erased"


def _until(ask: Callable[[], T], done: Callable[[T], bool]) -> T:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        found = ask()
        if done(found):
            return found
        time.sleep(0.2)
    msg = "it did not come to be"
    raise TimeoutError(msg)


def modules() -> int:
    """Import every module that was generated, and return how many there are."""
    found = pkgutil.walk_packages(agogopost_client.__path__, "agogopost_client.")
    return len([importlib.import_module(one.name) for one in found])


def main() -> None:
    """Tell the story, a line for each step."""
    base_url, sent, email, picture = sys.argv[1:]
    visitor = Client(base_url, raise_on_unexpected_status=True)
    print(f"modules: {modules()}")
    print(f"visit: {visit(visitor)}")
    me = register(visitor, sent, email)
    print(f"profile: {profile(me, Path(picture))}")
    print(f"follow: {follow(me)}")
    print(f"export: {export(me)}")
    print(f"end: {end(me, visitor)}")


if __name__ == "__main__":
    main()
