"""Who pays for a message with a code, and for guesses: sources, networks, people, the region. Pure.

What a region sends in an hour costs money. Strangers may use a part of it, each network of theirs a
quarter of what is left of that; as much is for who is signed in and asks for an address that is not
theirs; the rest is for who shows that they are known at the address: by a session, or by a device
on which they have signed in. Whether an address has an account makes no difference.
"""

from collections.abc import Mapping
from types import MappingProxyType

from shared.kernel import log
from shared.people.person.address import Channel
from shared.people.person.rate_limits import EVERYONE, Charge, SourceLids
from shared.platform.limits.source import Asker

BY_SOURCE: Mapping[Channel, SourceLids] = MappingProxyType(
    {
        Channel.EMAIL: SourceLids(source=40, v6_network=80, v4_network=400),
        Channel.PHONE: SourceLids(source=3, v4_source=10, v6_network=6, v4_network=20),
    }
)
"""Messages that a source may have sent in an hour without their codes being used."""
GUESSES = SourceLids(source=40, v4_source=400, v6_network=80, v4_network=1600)
"""Tries of a source in an hour, after the first one at each code."""
PER_PERSON = 10
"""Messages in an hour to other addresses that somebody asks for who is signed in."""
PART = 0.4
"""Of a lid, for strangers; as much for who is signed in and asks for another address."""
OF_THE_REGION = 2
"""The first so many charges are the region's, and are not given back: what was sent is paid."""
_KINDS = {Channel.EMAIL: "mail", Channel.PHONE: "sms"}


def charges(channel: Channel, asker: Asker, *, known: bool, lid: int) -> tuple[Charge, ...]:
    """Return what a message costs whom: first the region, then what its use gives back.

    Args:
        channel: By what it goes.
        asker: Who asks for it.
        known: Whether they are known at the address that it goes to.
        lid: How many the region sends in an hour.
    """
    kind, lids = _KINDS[channel], BY_SOURCE[channel]
    whole = Charge(kind, EVERYONE, lid, watched=log.Word(kind))
    if known:
        return (whole,)
    if asker.person is not None:
        part = f"{kind}-members"
        members = Charge(part, EVERYONE, int(lid * PART), watched=log.Word(part))
        theirs = Charge(f"{kind}-person", asker.person, PER_PERSON, of=part)
        return (whole, members, theirs, *lids.charges(f"{kind}-source", asker.source, of=part))
    part = f"{kind}-strangers"
    strangers = Charge(part, EVERYONE, int(lid * PART), watched=log.Word(part))
    if not asker.source:
        return (whole, strangers)
    return (whole, strangers, *lids.charges(f"{kind}-source", asker.source, of=part))
