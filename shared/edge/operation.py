"""An operation is declared once: dispatch, OpenAPI, the gateway and the tests read it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from shared.edge.authentication import Caller, Registered, Visitor, served_as
from shared.kernel.errors import AppError, ForbiddenError, UnauthenticatedError
from shared.kernel.schema import Body, QueryParameters, ServedAs
from shared.platform.limits.source import Asker
from shared.privacy.purposes import Purpose
from shared.rights.staff.roles import Member, Role

if TYPE_CHECKING:
    from shared.people.accounts.idempotency import Told
    from shared.people.accounts.sessions import SignedIn

B = TypeVar("B")
D = TypeVar("D")
"""What a function's handlers may use."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
BODY_BYTES = 64 * 1024
_JSON = ("application/json",)


class CallerKind(StrEnum):
    """Who may call."""

    VISITOR = "visitor"
    """Anyone, without an identity."""
    PERSON = "person"
    """A registered person with a session."""
    ANYBODY = "anybody"
    """A registered person if a session comes with the request, else a visitor."""
    STAFF = "staff"
    """The operator's staff, by the operator's own OpenID issuer and a role."""
    SUPPLIER = "supplier"
    """An outside supplier that pushes what it knows, by its signature over the body."""
    PLATFORM = "platform"
    """Schedules and message pushes, by an OpenID token of the platform."""


@dataclass(frozen=True, slots=True)
class Call(Generic[B]):
    """One call, after everything about it was checked."""

    caller: Caller
    body: B
    now: datetime
    request_id: str
    language: str
    """In which our own texts are told."""
    languages: Sequence[str] = ()
    """Those that the caller asks for, the most wanted first: for what has languages of its own."""
    params: Mapping[str, str] = field(default_factory=dict)
    query: Any = None
    signature: str = ""
    """What the header of a signed operation says."""
    signal: bool = False
    """Whether Global Privacy Control came with it: ``Sec-GPC: 1``."""
    consent: str = ""
    """A visitor's consent token, from ``X-Consent`` or the cookie; empty: there is none."""
    preferences: str = ""
    """A visitor's preferences as their browser keeps them; empty: it keeps none."""
    device: str = ""
    """The token of a known device, from ``X-Device`` or the cookie; empty: there is none."""
    former: str = ""
    """The token of the session that a visitor's browser still has, from the cookie; empty: none."""
    if_match: str = ""
    """The header ``If-Match``: of an operation that is ``guarded`` never empty."""

    @property
    def who(self) -> "SignedIn | None":
        """The session of a registered person; None: a visitor."""
        return self.caller.signed_in if isinstance(self.caller, Registered) else None

    @property
    def signed_in(self) -> "SignedIn":
        """The session of a registered person.

        Raises:
            UnauthenticatedError: The caller is none: the operation is declared for others too.
        """
        if not isinstance(self.caller, Registered):
            raise UnauthenticatedError
        return self.caller.signed_in

    @property
    def person(self) -> str:
        """The id of the registered person who calls. Raises as ``signed_in`` does."""
        return self.signed_in.person

    @property
    def member(self) -> Member:
        """Who of the staff calls.

        Raises:
            UnauthenticatedError: The caller is none of them.
        """
        if not isinstance(self.caller, Member):
            raise UnauthenticatedError
        return self.caller

    @property
    def recently(self) -> bool:
        """Whether that person has just proven who they are."""
        return self.signed_in.recently(self.now)

    @property
    def served_as(self) -> ServedAs:
        """As whom the caller is served, of an operation that anybody may call."""
        return served_as(self.caller)

    @property
    def source(self) -> str:
        """Where a visitor or a person calls from: for limits only, never stored or logged."""
        return self.caller.source if isinstance(self.caller, Visitor | Registered) else ""

    @property
    def asker(self) -> Asker:
        """Who asks, as the limits around codes see it."""
        return Asker(self.source, self.device, self.who.person if self.who is not None else None)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with more than a view."""

    view: BaseModel
    cookies: tuple[str, ...] = ()
    """To be set or taken away: see ``shared/edge/cookies.py``."""
    etag: str = ""
    """Of a ``tagged`` operation: names this state of the resource. Empty: its bytes' hash does."""
    owner: str = ""
    """Of an ``idempotent`` operation that a visitor calls: the person whose answer this is."""
    session: str = ""
    """Of one whose answer holds a session's token: the session's name."""
    kept: str = ""
    """Of such a one: the view as JSON without the token."""
    stays: bool = False
    """Of one that makes something: whether it was seen since that whoever calls is not being
    erased."""


@dataclass(frozen=True, slots=True)
class Idempotent:
    """How an operation is carried out once."""

    scope: Callable[[Call[Any]], str]
    """Whose the keys of a call are: the person, or what a visitor proves to have. Empty: the call
    needs none, as what it proves serves for one request only, and that can be repeated by itself.
    """
    again: "Callable[[Call[Any], Any, Told], Awaitable[Answered]] | None" = None
    """Makes a reply with a session's token anew. None: the reply is repeated as it was."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[D]):
    """One operation of the API, whose handler may use what its function's ``deps.py`` names.

    The handler's docstring is its description; the first line its summary.
    """

    method: Method
    path: str
    handler: Callable[[Call[Any], D], Awaitable[BaseModel | Answered]]
    caller: CallerKind
    reply: type[BaseModel]
    purpose: Purpose
    """What it is done for. If that is for the person to decide, it is done only while they allow
    it, which is asked at the moment of use."""
    roles: frozenset[Role] = frozenset()
    """Of one that staff call: who of them may."""
    of_visitors: Purpose | None = None
    """Of one that anybody may call: what it is done for if a visitor calls, where that differs."""
    body: type[Body] | None = None
    query: type[QueryParameters] | None = None
    forms: Mapping[str, str] = field(default_factory=dict)
    """The patterns of its path's parameters, for its description; of an id it has one already."""
    accepts: tuple[str, ...] = ("application/json",)
    """The media types of the body. Without ``body`` and with others than JSON it arrives as
    bytes, which nobody has looked into."""
    media_type: str = "application/json"
    """Of the answer. Another one needs a reply of ``Raw``."""
    status: int = 200
    body_bytes: int = BODY_BYTES
    body_within: timedelta = timedelta(seconds=3)
    """How long the body may take, beside a second for each 64 KiB: then the answer is 408."""
    signature: str | None = None
    """The header with the signature over the body, which the handler is given as it arrived: it
    must check the signature before it looks inside."""
    extra_cost: Callable[[Any], float] | None = None
    """What a body costs the limiter beyond the request itself."""
    cached: timedelta | None = None
    """How long anybody may keep the answer. None: personal or fleeting, ``no-store``."""
    tagged: bool = False
    """Whether the answer carries an ``ETag``, and a caller who has it already is told 304."""
    guarded: bool = False
    """Whether ``If-Match`` must say what is being changed: without it the answer is 428."""
    still_works: str = ""
    """Of one that needs a consent: the key of the text that says what works without it."""
    partial: bool = False
    """Whether it asks for each of its items itself: a refusal does not cost the others."""
    raises: tuple[type[AppError], ...] = ()
    """The problems that its handler alone knows of: what follows from the rest is in
    ``shared/edge/openapi/refusals.py``."""
    places: str = ""
    """Of one that makes something: where that is to be found, with fields of the answer in braces:
    ``Location``, also where the same call comes again."""
    sets_cookies: bool = False
    """Whether it begins or changes what a browser keeps."""
    may_end_account: bool = False
    """Whether it can begin to erase who calls."""
    own: tuple[str, ...] = ()
    """The collections of the records of a person who calls, named by their id, that it looks at
    first: they are read together with the session."""
    within: timedelta = timedelta(seconds=9)
    """After this time the answer is 503, whatever is still going on."""
    idempotent: Idempotent | None = None
    """How it is carried out once if it comes with an ``Idempotency-Key``."""
    reads: frozenset[str] = frozenset()
    """The headers that make a difference to it alone: ``X-Device``, ``X-Consent``, ``Sec-GPC``."""
    tag: str = ""
    """Where the API description has it. Empty: where its function's name says."""
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """``{"request": {name: body}, "reply": {name: body}}`` for the API description."""

    def __post_init__(self) -> None:
        """Refuse what would let a refusal go without saying what still works, or all staff in.

        Raises:
            TypeError: It needs a consent and does not say what works without it; or it is for
                staff and does not say for whom of them, or the other way round.
        """
        if bool(self.roles) != (self.caller is CallerKind.STAFF):
            msg = f"{self.id} is for staff and says for which roles, or is neither"
            raise TypeError(msg)
        for purpose in {self.purpose, self.of_visitors or self.purpose}:
            if purpose.is_asked and not self.still_works:
                msg = f"{self.id} needs {purpose.id} and does not say what works without it"
                raise TypeError(msg)

    def admit(self, caller: Caller) -> None:
        """Let a caller pass, of staff by their role. Raises ForbiddenError."""
        if isinstance(caller, Member) and caller.role not in self.roles:
            raise ForbiddenError

    def purpose_of(self, call: Call[Any]) -> Purpose:
        """Return what a call is for."""
        return self.purpose if call.who is not None else self.of_visitors or self.purpose

    @property
    def id(self) -> str:
        """Return the name by which logs and the API description know it."""
        return f"{self.method} {self.path}"

    @property
    def has_tag(self) -> bool:
        """Tell whether its answers name their state."""
        return self.tagged or self.cached is not None

    @property
    def takes_body(self) -> bool:
        """Tell whether a body arrives, as the model or as bytes."""
        return self.body is not None or self.takes_bytes

    @property
    def takes_bytes(self) -> bool:
        """Tell whether the body arrives as bytes."""
        return self.body is None and (self.signature is not None or self.accepts != _JSON)
