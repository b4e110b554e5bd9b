"""Addresses and names by which other devices of the network reach this machine, the likely address first."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

IpAddress = IPv4Address | IPv6Address

LOOPBACK: Final[tuple[IpAddress, ...]] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))

_VIRTUAL: Final = re.compile(
    r"""^(docker | br-[0-9a-f]{6} | veth | virbr | vmnet | vboxnet | lxc | lxd | cni | cali | flannel | podman
    | tun | utun | tap | wg | ppp | ipsec | zt | tailscale | nordlynx | proton | mullvad | ifb | dummy
    | bridge\d | awdl | llw | anpi)
    | vethernet | virtual | vmware | hyper-v | \bvpn\b | tap-windows | wireguard | loopback""",
    re.VERBOSE | re.IGNORECASE,
)
"""Interfaces of containers, virtual machines and tunnels: phones hardly ever reach this machine by their addresses."""

_REMOTE_ADDRESSES: Final = {socket.AF_INET: "203.0.113.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses reserved for documentation (RFC 5737, RFC 3849): the system is asked by which of ours it would reach them.
Nothing is sent."""

_HOST_NAME: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)


@dataclass(frozen=True)
class InterfaceAddress:
    interface: str
    ip: IpAddress


@dataclass(frozen=True)
class Reach:
    """How this machine is reached: its addresses, the likely one first (none of loopback), and its names."""

    addresses: tuple[IpAddress, ...]
    names: tuple[str, ...]

    def hosts(self) -> tuple[str, ...]:
        """Return addresses and names as in a URL or a Host header: lower case, brackets around IPv6."""
        return (*map(url_host, (*self.addresses, *LOOPBACK)), *self.names)

    def urls(self, port: int) -> list[str]:
        """Return the URLs for other devices of the network, the likely one first."""
        return [f"https://{url_host(address)}:{port}" for address in self.addresses]


def current_reach(extra_names: Iterable[str] = ()) -> Reach:
    """Ask the system for its addresses and names now."""
    return Reach(
        tuple(by_likelihood(interface_addresses(), outgoing_addresses())),
        tuple(dict.fromkeys((*host_names(socket.gethostname()), *extra_names))),
    )


def interface_addresses() -> list[InterfaceAddress]:
    """Return every address of every interface, as the system lists them."""
    import ifaddr

    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            found.append(InterfaceAddress(adapter.nice_name, ip_address(text)))
    return found


def outgoing_addresses() -> set[IpAddress]:
    """Return the addresses from which this machine reaches the internet; empty without a network."""
    found = set()
    for family, remote in _REMOTE_ADDRESSES.items():
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((remote, 9))
                found.add(ip_address(probe.getsockname()[0]))
        except OSError:
            continue
    return found


def by_likelihood(found: Iterable[InterfaceAddress], outgoing: set[IpAddress]) -> list[IpAddress]:
    """Return the addresses that other devices can use, each once, the one that a phone most likely reaches first."""

    def unlikeliness(one: InterfaceAddress) -> tuple[bool, ...]:
        return (
            is_virtual(one.interface),
            one.ip.version == 6,
            one.ip.is_link_local,
            one.ip not in outgoing,
            not one.ip.is_private,
        )

    usable = [one for one in found if is_usable(one.ip)]
    return list(dict.fromkeys(one.ip for one in sorted(usable, key=unlikeliness)))


def is_usable(ip: IpAddress) -> bool:
    """Whether other devices can use it in a URL. IPv6 link-local needs the interface's name, which browsers refuse."""
    if ip.is_loopback or ip.is_multicast or ip.is_unspecified:
        return False
    return not (ip.version == 6 and ip.is_link_local)


def is_virtual(interface: str) -> bool:
    """Whether an interface, by its name, belongs to containers, virtual machines or tunnels."""
    return bool(_VIRTUAL.search(interface))


def host_names(host: str) -> list[str]:
    """Return localhost, the host's name, and its name under .local, if certificates may contain them."""
    own = host.lower().rstrip(".")
    first = own.partition(".")[0]
    candidates = ["localhost", own, f"{first}.local"]
    return list(dict.fromkeys(name for name in candidates if _HOST_NAME.fullmatch(name)))


def url_host(address: IpAddress) -> str:
    """Return an address as the host of a URL."""
    return f"[{address}]" if address.version == 6 else str(address)
