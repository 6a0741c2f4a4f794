"""The lids of a region on notices: those by mail have their own, every SMS is under one."""

from shared.people.person.address import Address, Channel
from shared.people.person.rate_limits import EVERYONE, PeopleLimits


async def admit(
    limits: PeopleLimits, address: Address, *, mail_per_hour: int, sms_per_hour: int
) -> None:
    """Count a notice that is about to be sent.

    Raises:
        TooManyRequestsError: The region has sent enough by this channel in this hour.
        UnavailableError: It could not be counted, so it must not be sent.
    """
    if address.channel is Channel.PHONE:
        await limits.count("sms", EVERYONE, sms_per_hour)
    else:
        await limits.count("notices", EVERYONE, mail_per_hour)
