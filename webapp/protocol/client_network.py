"""Which addresses count as one client's."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

_IPV6_NETWORK_BITS: Final = 64  # what a provider gives to one household


@lru_cache(maxsize=1024)
def network_of(address: str) -> str:
    """Return what is counted as one: an IPv4 address, or the network of an IPv6 one, which has addresses without end."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{int(found) >> (128 - _IPV6_NETWORK_BITS):x}"
