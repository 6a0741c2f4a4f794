"""Where a request comes from, as the limits see it. In memory only; never stored or logged."""

from ipaddress import IPv4Address, IPv6Address, ip_address

_IPV6_BITS = 64


def source_of(address: str) -> str:
    """Return the source of a client address: the IPv4 address, or the /64 of an IPv6 one.

    A household or a phone has a whole /64, so counting single IPv6 addresses would count nothing.
    An address that cannot be read is the source ``unknown``, shared by all such.
    """
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.strip().strip("[]"))
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{int(parsed) >> (128 - _IPV6_BITS):x}/64"
    return str(parsed)
