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
from datetime import datetime, timedelta

from pydantic import ValidationError

from functions.rights.contract import InboundMail
from functions.rights.deps import Deps
from functions.rights.reports import heed
from shared.edge.validation import invalid
from shared.kernel import log
from shared.kernel.clock import DAY
from shared.kernel.errors import (
    ReplayedError,
    TooManyRequestsError,
    UnauthenticatedError,
    bad_field,
)
from shared.people.person.address import Address, AddressError, correspondent
from shared.people.person.rate_limits import EVERYONE
from shared.platform.limits.source import Asker
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.platform.vault.derive import blind_index
from shared.rights.requests.contact import bare, is_ours
from shared.rights.requests.model import Right, RightsSource

PER_MAILBOX = 10
"""Mails of one sender in a day."""
PER_DAY = 1000
"""Mails of all senders in a day."""
MOST_KEPT = 10_000
"""Characters that are kept of one."""
_FRESH = timedelta(minutes=5)
_SIGNATURE = re.compile(r"\At=([0-9]{1,12}),v1=([0-9a-f]{64})\Z")
_ID_CHARACTERS = 32


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


async def take(mail: InboundMail, *, language: str, deps: Deps) -> str:
    """Write a mail down as an open request and answer it; return what became of it.

    A report about a mail of ours is heeded, and answered as any other automatic mail.

    Raises:
        InvalidInputError: It is to somebody else, or from nobody who could be answered.
        TooManyRequestsError: There were enough today: to be sent again later.
        UnavailableError: It could not be kept or answered: to be sent again.
    """
    if await heed(mail, deps):
        return "ignored"
    if not any(is_ours(one, deps.contact_domain) for one in mail.to):
        raise bad_field("to", "mailbox-unknown")
    if mail.auto_submitted or not mail.sender.strip() or is_ours(mail.sender, deps.contact_domain):
        return "ignored"
    try:
        address = correspondent(bare(mail.sender))
    except AddressError as e:
        raise bad_field("from", e.code) from e
    name = blind_index(
        await deps.person_keys.index_key(), "inbound-mail", address.value, mail.message_id
    )[:_ID_CHARACTERS]
    kept = await _keep(mail, name, address, deps)
    await _answer(name, address, language, deps)
    return "kept" if kept else "repeated"


async def _keep(mail: InboundMail, name: str, address: Address, deps: Deps) -> bool:
    """Write a mail down; false: it was before."""
    if await deps.rights_log.has(name):
        return False
    await deps.limits.count("inbound-mailbox", address.mailbox, PER_MAILBOX, span=DAY)
    await deps.limits.count("inbound", EVERYONE, PER_DAY, span=DAY)
    text = f"{mail.subject}\n\n{mail.text}"[:MOST_KEPT]
    fresh = deps.rights_log.fresh(
        name, Right.QUESTION, text, purpose=None, source=RightsSource.MAIL, proven=False
    )
    holder = await deps.profiles.with_address(address)
    writing = await (
        deps.sealed_requests.of_visitor(address, fresh)
        if holder is None
        else deps.sealed_requests.in_name_of(holder[0], address, fresh)
    )
    return await deps.rights_log.add(writing)


async def _answer(name: str, address: Address, language: str, deps: Deps) -> None:
    """Mail a code to who is said to have written, unless that was done, or too many were sent.

    What our relay will never take leaves an open request that staff answer.
    """
    entry = await deps.rights_log.find(name)
    if entry.acknowledged:
        return
    try:
        code = await deps.codes.long_code(address, Asker(source=""))
        await deps.rights_telling.received_unproven(address, entry, code, language)
    except TooManyRequestsError:
        log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        return
    except SupplierError as e:
        if e.outcome is not FetchOutcome.BAD_ANSWER:
            raise
        log.write(log.Event.NOTICE_NOT_SENT, log.Severity.WARNING)
        return
    await deps.rights_log.acknowledge(entry)
