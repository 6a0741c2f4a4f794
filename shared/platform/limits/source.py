"""Where a request comes from, as the limits see it. In memory only; never stored or logged."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

_UNKNOWN = "unknown"
_IPV6_BITS = 64
_IPV6_NETWORK_BITS = 48


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the limits see it."""

    source: str
    """Where they call from; empty: a mail of theirs came, which is counted elsewhere."""
    device: str = ""
    """The token of a known device, as it came."""
    person: str | None = None
    """Who is signed in."""


def source_of(address: str) -> str:
    """Return the source of a client address: the IPv4 address, or the /64 of an IPv6 one.

    A household or a phone has a whole /64, so counting single IPv6 addresses would count nothing.
    An address that cannot be read is the source ``unknown``, shared by all such.
    """
    told = address.strip().strip("[]")
    try:
        if ":" not in told:
            return str(IPv4Address(told))
        parsed = IPv6Address(told)
    except ValueError:
        return _UNKNOWN
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> (128 - _IPV6_BITS):x}/{_IPV6_BITS}"


def network_of(source: str) -> str:
    """Return the network of a source: the /48 of an IPv6 /64, the /24 of an IPv4 address.

    Whoever has one IPv6 line mostly has a /48, which is 65,536 sources.
    """
    prefix, _, bits = source.partition("/")
    if bits == str(_IPV6_BITS):
        return f"{int(prefix, 16) >> (_IPV6_BITS - _IPV6_NETWORK_BITS):x}/{_IPV6_NETWORK_BITS}"
    if is_ipv4(source):
        return f"{source.rpartition('.')[0]}.0/24"
    return source  # no address: a network of its own


def is_ipv4(source: str) -> bool:
    """Tell whether a source is an IPv4 address: many people may share one."""
    return "." in source
