"""Where a request comes from, as the limits see it. In memory only; never stored or logged."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_UNKNOWN = "unknown"
_IPV6_BITS = 64
_IPV6_NETWORK_BITS = 48
_IPV4_NETWORK_BITS = 24


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
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.strip().strip("[]"))
    except ValueError:
        return _UNKNOWN
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{int(parsed) >> (128 - _IPV6_BITS):x}/64"
    return str(parsed)


def network_of(source: str) -> str:
    """Return the network of a source: the /48 of an IPv6 /64, the /24 of an IPv4 address.

    Whoever has one IPv6 line mostly has a /48, which is 65,536 sources.
    """
    prefix, _, bits = source.partition("/")
    if bits == str(_IPV6_BITS):
        return f"{int(prefix, 16) >> (_IPV6_BITS - _IPV6_NETWORK_BITS):x}/{_IPV6_NETWORK_BITS}"
    try:
        return str(ip_network(f"{source}/{_IPV4_NETWORK_BITS}", strict=False))
    except ValueError:  # no address: a network of its own
        return source


def is_ipv4(source: str) -> bool:
    """Tell whether a source is an IPv4 address: many people may share one."""
    return "." in source
