"""Where this machine can be reached from its network: addresses, the likely one first, and names."""

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
"""Interfaces of containers, virtual machines and tunnels: a phone in the room hardly ever reaches this machine there."""

_FAR_AWAY: Final = {socket.AF_INET: "203.0.113.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of nobody (RFC 5737, RFC 3849), to ask the system by which of ours it would go out. Nothing is sent."""

_HOST_NAME: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)


@dataclass(frozen=True)
class InterfaceAddress:
    interface: str
    ip: IpAddress


@dataclass(frozen=True)
class Reach:
    """By what this machine is reached: addresses with the likely one first (none of loopback), and names."""

    addresses: tuple[IpAddress, ...]
    names: tuple[str, ...]

    def hosts(self) -> tuple[str, ...]:
        """All of it as it stands in a URL's host or a Host header, lower case, brackets around IPv6."""
        return (*map(url_host, (*self.addresses, *LOOPBACK)), *self.names)

    def urls(self, port: int) -> list[str]:
        """Addresses to open for people of the network, the likely one first."""
        return [f"https://{url_host(address)}:{port}" for address in self.addresses]


def current_reach(extra_names: Iterable[str] = ()) -> Reach:
    return Reach(
        tuple(in_order(interface_addresses(), outgoing_addresses())),
        tuple(dict.fromkeys((*host_names(socket.gethostname()), *extra_names))),
    )


def interface_addresses() -> list[InterfaceAddress]:
    """Every address of every interface, as the system lists them."""
    import ifaddr

    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            found.append(InterfaceAddress(adapter.nice_name, ip_address(text)))
    return found


def outgoing_addresses() -> set[IpAddress]:
    """The addresses by which this machine goes out to the internet; empty without a network."""
    found = set()
    for family, far_away in _FAR_AWAY.items():
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((far_away, 9))
                found.add(ip_address(probe.getsockname()[0]))
        except OSError:
            continue
    return found


def in_order(found: Iterable[InterfaceAddress], outgoing: set[IpAddress]) -> list[IpAddress]:
    """The addresses that others can use, each once, the one that a phone most likely reaches first."""

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
    """Whether others can put it into a URL. IPv6 link-local needs the interface's name, which browsers do not take."""
    if ip.is_loopback or ip.is_multicast or ip.is_unspecified:
        return False
    return not (ip.version == 6 and ip.is_link_local)


def is_virtual(interface: str) -> bool:
    return bool(_VIRTUAL.search(interface))


def host_names(host: str) -> list[str]:
    """The names of this machine: localhost, its own, and that under .local, without what no certificate may hold."""
    own = host.lower().rstrip(".")
    first = own.partition(".")[0]
    candidates = ["localhost", own, f"{first}.local"]
    return list(dict.fromkeys(name for name in candidates if _HOST_NAME.fullmatch(name)))


def url_host(address: IpAddress) -> str:
    return f"[{address}]" if address.version == 6 else str(address)
