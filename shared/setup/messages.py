"""The composition root of messages to people. See ``shared/setup/platform.py``."""

from functools import cache

from shared.people.accounts.notices import Notices
from shared.people.messages.channels import Channels
from shared.people.messages.port import Messenger
from shared.people.messages.sender import Sender
from shared.people.messages.sms import SmsSender
from shared.platform.suppliers.mail import MailClient, MailTerms
from shared.platform.suppliers.register import register
from shared.privacy.purposes import Purpose
from shared.setup.accounts import disclosures, limits
from shared.setup.platform import clock, supplier, wall_clock
from shared.setup.settings import settings


@cache
def sender() -> Sender:
    """Return the one way to people."""
    return Sender(_channels(), disclosures, _allows)


async def _allows(person: str, purpose: Purpose) -> bool:
    from shared.setup.consents import consents  # noqa: PLC0415 - when something is asked

    return await consents().allowed(person, purpose)


def _channels() -> Messenger:
    """Return the channels to people that are configured."""
    given, sms = settings(), None
    if given.sms_account is not None and given.sms_token is not None:
        sms = SmsSender(
            supplier("sms", given.sms_url, None),
            account=given.sms_account,
            token=given.sms_token.get_secret_value(),
            sender=given.sms_from,
            prefixes=given.sms_prefixes,
            clock=wall_clock(),
        )
    return Channels(mail=_relay(), sender=given.mail_from, sms=sms, clock=wall_clock())


@cache
def notices() -> Notices:
    """Return what people are told about their accounts."""
    given = settings()
    return Notices(
        sender,
        limits(),
        clock(),
        mail_per_hour=given.mail_per_hour,
        sms_per_hour=given.sms_per_hour,
    )


def _relay() -> MailClient | None:
    given = settings()
    if given.smtp_host is None:
        return None
    password = given.smtp_password
    terms = MailTerms(
        host=given.smtp_host,
        port=given.smtp_port,
        region=given.region,
        user=given.smtp_user,
        password=password.get_secret_value() if password is not None else None,
        loopback=given.local_stack,
        off="mail" in given.suppliers_off,
    )
    return MailClient(register()["mail"], terms, wall_clock())
