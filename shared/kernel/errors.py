"""Everything that can go wrong, as one tree without HTTP.

``shared/edge/problem.py`` turns it into answers. No message of these errors
ever holds what a person sent: they name fields and reasons only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field that cannot be accepted, and why."""

    field: str
    """Where it is, for example ``items[3].postcode``."""
    code: str
    """A key of the text catalogue, for example ``field-missing``."""
    bounds: tuple[tuple[str, str], ...] = ()
    """Facts for the text, for example ``(("max_length", "40"),)``: ours, never the sender's."""


class AppError(Exception):
    """The root. Every kind has a code that never changes and a text in the catalogue."""

    code: ClassVar[str] = "internal"

    def __init__(
        self, *, faults: tuple[FieldFault, ...] = (), retry_after: timedelta | None = None
    ) -> None:
        super().__init__(self.code)
        self.faults = faults
        self.retry_after = retry_after

    def members(self) -> Mapping[str, object]:
        """Return what a problem of this kind says beside what all say (RFC 9457, section 3.2)."""
        return {}


class InvalidInputError(AppError):
    """What was sent does not have the declared form."""

    code = "invalid-input"


def bad_field(field: str, code: str) -> InvalidInputError:
    """Return the error for one field of what was sent."""
    return InvalidInputError(faults=(FieldFault(field, code),))


class UnauthenticatedError(AppError):
    """We do not know who is calling, and this operation needs to."""

    code = "unauthenticated"


class CredentialsError(UnauthenticatedError):
    """A code or a provider's token that was given does not prove who somebody is."""

    code = "credentials-not-accepted"


class ForbiddenError(AppError):
    """We know who is calling; this is not for them."""

    code = "forbidden"


class RecentSignInRequiredError(ForbiddenError):
    """Only for somebody who has just proven who they are."""

    code = "recent-sign-in-required"


class ConsentRequiredError(ForbiddenError):
    """The person has not allowed this; ``still_works`` says what works without it."""

    code = "consent-required"

    purpose = still_works = ""

    def __init__(self, purpose: str, still_works: str) -> None:
        super().__init__()
        self.purpose, self.still_works = purpose, still_works

    def members(self) -> Mapping[str, object]:
        """Return what it is that was not allowed, and what works all the same."""
        return {"purpose": self.purpose, "still_works": self.still_works}


class RestrictedError(ForbiddenError):
    """The person has their data stored only, or objects to this (GDPR Articles 18 and 21)."""

    code = "restricted"


class SecondMemberError(ForbiddenError):
    """It takes another member of the staff than the one who asked for it."""

    code = "second-member"


class NotFoundError(AppError):
    """Absent, or not the caller's: the two look alike."""

    code = "not-found"


class ErasedError(NotFoundError):
    """Whoever it is about is being erased: nothing of theirs is opened or sealed any more."""

    def __init__(self, *, recallable: bool = False) -> None:
        """Say whether they keep their account if they come back now."""
        super().__init__()
        self.recallable = recallable


class NoAccountError(NotFoundError):
    """The proof is good, but nobody has registered with it."""

    code = "no-account"


class PhoneIdleError(ForbiddenError):
    """The number was not used here for so long that it may be somebody else's by now."""

    code = "phone-idle"


class LastWayInError(AppError):
    """Without this nobody could sign in to the account any more."""

    code = "last-way-in"


class AgeRestrictedError(ForbiddenError):
    """Registration is for people aged 18 or over."""

    code = "age-restricted"


class WrongRegionError(AppError):
    """The person's country has its home in another region: see ``region`` and ``base_url``."""

    code = "wrong-region"
    region = base_url = ""

    def __init__(self, region: str, base_url: str) -> None:
        super().__init__()
        self.region, self.base_url = region, base_url

    def members(self) -> Mapping[str, object]:
        """Return where the person belongs."""
        return {"region": self.region, "base_url": self.base_url}


class MethodNotAllowedError(AppError):
    """The address exists; the method does not."""

    code = "method-not-allowed"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__()
        self.allowed = allowed


class RequestTimeoutError(AppError):
    """The request's body did not arrive in time."""

    code = "request-timeout"


class ConflictError(AppError):
    """Somebody else wrote first, or it exists already."""

    code = "conflict"


class PreconditionFailedError(AppError):
    """What the caller has seen is not what there is any more."""

    code = "precondition-failed"


class PreconditionRequiredError(AppError):
    """The caller must say which state they mean to change."""

    code = "precondition-required"


class IdempotencyMismatchError(AppError):
    """The same idempotency key came with another body before."""

    code = "idempotency-mismatch"


class AddressTakenError(ConflictError):
    """The address belongs to another account."""

    code = "address-taken"


class TooManyError(ConflictError):
    """There are as many of these already as one person may have."""

    code = "too-many"


class StillRunningError(ConflictError):
    """The same request is being carried out right now."""

    code = "still-running"

    def __init__(self, left: timedelta) -> None:
        super().__init__(retry_after=left)


class ReplayedError(AppError):
    """The same signed message was received before, or it is too old to tell."""

    code = "replayed"


class BodyTooLargeError(AppError):
    """The body is larger than the operation takes."""

    code = "body-too-large"


class AddressTooLongError(AppError):
    """The request's address is longer than 2 KiB."""

    code = "address-too-long"


class MediaTypeError(AppError):
    """The body is not one of the operation's media types, in UTF-8, without a content encoding."""

    code = "unsupported-media-type"

    def __init__(self, accepted: tuple[str, ...]) -> None:
        super().__init__()
        self.accepted = accepted


class TooManyRequestsError(AppError):
    """A limit of this caller is reached."""

    code = "too-many-requests"


class UnavailableError(AppError):
    """A part that we depend on did not answer in time; trying again later may work.

    What was to be written, sent or deleted may be, or may not. Who says "say it again" promises
    that the same, said again, is done once: else look first.
    """

    code = "unavailable"

    def __init__(self, *, retry_after: timedelta = timedelta(seconds=5)) -> None:
        super().__init__(retry_after=retry_after)


class IntegrityError(AppError):
    """Stored or received bytes are not what they should be. Trying again does not help."""

    code = "internal"
