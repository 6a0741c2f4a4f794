"""Take mail that came to the contact address: prove it is our provider's, take it once, answer it.

The header ``X-Agogopost-Signature`` says ``t=<Unix seconds>,v1=<64 hex>``: HMAC-SHA-256 under the
key that the provider and we share, over the seconds, a full stop, and the body as it arrives.

Anybody can write in anybody's name, so a mail sets nothing going. It becomes an open request, and
whoever is said to have written it is mailed a code by which they can prove it. If the address is a
person's at that moment, it came in their name and is theirs from then on, whoever has the address
later; the answers tell nobody so. What comes too fast is refused, not dropped: the provider sends
it again later.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError

from functions.rights.contract import InboundMail
from shared.edge.validation import invalid
from shared.kernel import log
from shared.kernel.clock import DAY
from shared.kernel.errors import (
    ReplayedError,
    TooManyRequestsError,
    UnauthenticatedError,
    bad_field,
)
from shared.people.accounts.codes import SignInCodes
from shared.people.accounts.profiles import Profiles
from shared.people.person.address import Address, AddressError, correspondent
from shared.people.person.rate_limits import EVERYONE, PeopleLimits
from shared.platform.limits.source import Asker
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.platform.vault.derive import blind_index
from shared.platform.vault.port import IndexKey
from shared.rights.requests.contact import bare, is_ours
from shared.rights.requests.log import RightsLog
from shared.rights.requests.model import Right, RightsSource
from shared.rights.requests.notifications import RightsTelling
from shared.rights.requests.sealed_details import SealedRequests

PER_MAILBOX = 10
"""Mails of one sender in a day."""
PER_DAY = 1000
"""Mails of all senders in a day."""
MOST_KEPT = 10_000
"""Characters that are kept of one."""
_FRESH = timedelta(minutes=5)
_SIGNATURE = re.compile(r"\At=([0-9]{1,12}),v1=([0-9a-f]{64})\Z")
_ID_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class MailMeans:
    """What it takes."""

    domain: str
    log: RightsLog
    sealed: SealedRequests
    telling: RightsTelling
    limits: PeopleLimits
    keys: IndexKey
    profiles: Profiles
    codes: Callable[[], SignInCodes]


def opened(body: bytes, signature: str, *, key: str, now: datetime) -> InboundMail:
    """Return a mail, once it is sure whose it is. Pure.

    Args:
        body: As it arrived.
        signature: The header.
        key: The shared one.
        now: By the clock on the wall.

    Raises:
        UnauthenticatedError: It is not signed with the key.
        ReplayedError: It was signed more than five minutes ago, or so much ahead.
        InvalidInputError: It has another form.
    """
    found = _SIGNATURE.match(signature)
    at, given = (found[1], found[2]) if found else ("0", "")
    genuine = hmac.digest(key.encode(), f"{at}.".encode() + body, "sha256").hex()
    if not hmac.compare_digest(genuine.encode(), given.encode()):
        raise UnauthenticatedError
    if abs(now.timestamp() - int(at)) > _FRESH.total_seconds():
        raise ReplayedError
    try:
        return InboundMail.model_validate_json(body)
    except ValidationError as e:
        raise invalid(e, InboundMail) from e


async def take(mail: InboundMail, *, language: str, means: MailMeans) -> str:
    """Write a mail down as an open request and answer it; return what became of it.

    Raises:
        InvalidInputError: It is to somebody else, or from nobody who could be answered.
        TooManyRequestsError: There were enough today: to be sent again later.
        UnavailableError: It could not be kept or answered: to be sent again.
    """
    if not any(is_ours(one, means.domain) for one in mail.to):
        raise bad_field("to", "mailbox-unknown")
    if mail.auto_submitted or not mail.sender.strip() or is_ours(mail.sender, means.domain):
        return "ignored"
    try:
        address = correspondent(bare(mail.sender))
    except AddressError as e:
        raise bad_field("from", e.code) from e
    name = blind_index(
        await means.keys.index_key(), "inbound-mail", address.value, mail.message_id
    )[:_ID_CHARACTERS]
    kept = await _keep(mail, name, address, means)
    await _answer(name, address, language, means)
    return "kept" if kept else "repeated"


async def _keep(mail: InboundMail, name: str, address: Address, means: MailMeans) -> bool:
    """Write a mail down; false: it was before."""
    if await means.log.has(name):
        return False
    await means.limits.count("inbound-mailbox", address.mailbox, PER_MAILBOX, span=DAY)
    await means.limits.count("inbound", EVERYONE, PER_DAY, span=DAY)
    text = f"{mail.subject}\n\n{mail.text}"[:MOST_KEPT]
    fresh = means.log.fresh(
        name, Right.QUESTION, text, purpose=None, source=RightsSource.MAIL, proven=False
    )
    holder = await means.profiles.with_address(address)
    writing = await (
        means.sealed.of_visitor(address, fresh)
        if holder is None
        else means.sealed.in_name_of(holder[0], address, fresh)
    )
    return await means.log.add(writing)


async def _answer(name: str, address: Address, language: str, means: MailMeans) -> None:
    """Mail a code to who is said to have written, unless that was done, or too many were sent.

    What our relay will never take leaves an open request that staff answer.
    """
    entry = await means.log.find(name)
    if entry.acknowledged:
        return
    try:
        code = await means.codes().long_code(address, Asker(source=""))
        await means.telling.received_unproven(address, entry, code, language)
    except TooManyRequestsError:
        log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        return
    except SupplierError as e:
        if e.outcome is not FetchOutcome.BAD_ANSWER:
            raise
        log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        return
    await means.log.acknowledge(entry)
