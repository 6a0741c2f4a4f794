"""The one way out for mail: SMTP with STARTTLS to the registered relay (RFC 5321, RFC 3207).

The library is the standard one, which blocks, so it works in a thread. Nothing is tried again: a
lost answer does not say whether the mail was taken, and its sender can ask for another.
"""

import asyncio
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from shared.kernel import log
from shared.kernel.clock import Clock
from shared.platform.suppliers.model import Supplier
from shared.platform.suppliers.port import (
    FetchOutcome,
    NoSuchAddressError,
    SupplierError,
    SwitchedOffError,
)

_RETRY_AFTER = timedelta(seconds=30)
_AT_ONCE = 20
"""Mails of one client, each by a connection and a thread of its own."""
_INTERNATIONAL = ("SMTPUTF8", "BODY=8BITMIME")
"""For addresses with letters beyond ASCII (RFC 6531): not every relay takes them."""
_FOR_GOOD = 500
"""From this reply code on a refusal is permanent (RFC 5321, section 4.2.1)."""
_NO_SUCH_MAILBOX = b"5.1.1"
"""How the reply begins, in that case (RFC 3463, section 3.2)."""


@dataclass(frozen=True, slots=True)
class MailTerms:
    """On what terms mail is handed over."""

    host: str
    port: int
    region: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    loopback: bool = False
    """Whether the relay may be the local stack's, in plain text."""
    off: bool = False
    within: timedelta = timedelta(seconds=5)
    """For connecting, and for each answer."""


_CUT_OFF = (TimeoutError, ConnectionError, smtplib.SMTPServerDisconnected)


class _CutOffError(Exception):
    """The relay was handed a mail, and did not say whether it took it."""


class MailClient:
    """Hands mail to one relay."""

    def __init__(self, supplier: Supplier, terms: MailTerms, clock: Clock) -> None:
        local = terms.loopback and terms.host == "127.0.0.1"
        if terms.host not in supplier.hosts and not local:
            msg = f"the register does not name the host of {supplier.id}"
            raise ValueError(msg)
        self._supplier, self._terms, self._clock, self._local = supplier, terms, clock, local
        self._places = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix=supplier.id)

    async def send(self, mail: bytes, *, sender: str, to: str) -> None:
        """Hand one mail over.

        Raises:
            SwitchedOffError: The operator has switched mail off.
            SupplierRefusedError: The register does not allow it.
            NoSuchAddressError: The relay knows of no such mailbox.
            SupplierError: The relay will never take it: its outcome is ``BAD_ANSWER``. Or it did
                not take it now; or nobody knows: ``arrived``.
        """
        if self._terms.off:
            raise SwitchedOffError
        self._supplier.check(region=self._terms.region, today=self._clock.now().date())
        started, outcome = self._clock.ticks(), FetchOutcome.UNAVAILABLE
        try:
            await self._handed_over(mail, sender, to)
            outcome = FetchOutcome.ANSWERED
        except SupplierError as e:
            outcome = e.outcome
            raise
        finally:
            log.write(
                log.Event.MAIL_SENT,
                log.Severity.INFO if outcome is FetchOutcome.ANSWERED else log.Severity.WARNING,
                supplier=log.Word(self._supplier.id),
                outcome=outcome,
                ms=round((self._clock.ticks() - started) * 1000),
            )

    async def _handed_over(self, mail: bytes, sender: str, to: str) -> None:
        """Hand one mail over in a thread of its own. Raises SupplierError."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._places, self._send, mail, sender, to)
        except smtplib.SMTPRecipientsRefused as e:
            (code, said), *_ = e.recipients.values()
            if code < _FOR_GOOD:
                raise SupplierError(retry_after=_RETRY_AFTER, arrived=False) from None
            kind = NoSuchAddressError if said.startswith(_NO_SUCH_MAILBOX) else SupplierError
            # Not from e, which has the address in it.
            raise kind(outcome=FetchOutcome.BAD_ANSWER, retry_after=_RETRY_AFTER) from None
        except smtplib.SMTPNotSupportedError:
            bad = FetchOutcome.BAD_ANSWER
            raise SupplierError(outcome=bad, retry_after=_RETRY_AFTER) from None
        except _CutOffError as e:
            raise SupplierError(retry_after=_RETRY_AFTER) from e
        except (OSError, smtplib.SMTPException) as e:
            raise SupplierError(retry_after=_RETRY_AFTER, arrived=False) from e

    def _send(self, mail: bytes, sender: str, to: str) -> None:
        seconds = self._terms.within.total_seconds()
        with smtplib.SMTP(self._terms.host, self._terms.port, timeout=seconds) as relay:
            if not self._local:
                relay.starttls(context=ssl.create_default_context())
            if self._terms.user is not None:
                relay.login(self._terms.user, self._terms.password or "")
            try:
                relay.sendmail(sender, [to], mail, () if to.isascii() else _INTERNATIONAL)
            except _CUT_OFF as e:
                raise _CutOffError from e
