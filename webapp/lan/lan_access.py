"""How other devices of the network reach this server: URLs to share, and the authority that they can trust."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from webapp.lan.addresses import Reach

if TYPE_CHECKING:  # a server without HTTPS does not load that library, which takes 9 MB
    from webapp.lan.pki.authority import Authority


@dataclass(frozen=True)
class LanAccess:
    """The server's ports, and what is asked anew each time: its addresses and its authority."""

    https_port: int
    http_port: int | None  # of plain HTTP, which redirects to HTTPS; None without it
    reach: Callable[[], Reach]
    authority: "Callable[[], Authority] | None"  # None with --certfile
    own_names: tuple[str, ...] = ()  # host names of the certificate of --certfile

    def urls(self) -> list[str]:
        """Return the URLs for other devices, the likely one first."""
        named = [f"https://{name}:{self.https_port}" for name in self.own_names]
        return named or self.reach().urls(self.https_port)

    def trust_url(self) -> str | None:
        """Return the URL of the page about the authority; over plain HTTP, since devices do not trust it yet."""
        addresses = self.reach().urls(self.http_port or self.https_port)
        if self.authority is None or not addresses:
            return None
        return addresses[0].replace("https:", "http:", 1) + "/trust"

    def page_entry(self) -> dict[str, Any]:
        """Return what the page's configuration says about the network."""
        return {"addresses": self.urls(), "trust_url": self.trust_url()}

    def known_hosts(self) -> set[str]:
        """Return all hosts by which a browser may call this server, as in a Host header, without a port."""
        return {*self.reach().hosts(), *self.own_names}

    def is_this_machine(self, address: str) -> bool:
        """Whether a connection from that address comes from this machine itself."""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return ip.is_loopback or ip in self.reach().addresses

    def secure_base(self, host_header: str) -> str:
        """Return the https URL for the host of a Host header; for a foreign one, that of our likely address."""
        host = host_without_port(host_header)
        if host in self.known_hosts():
            return f"https://{host}:{self.https_port}"
        return next(iter(self.urls()), f"https://localhost:{self.https_port}")


def host_without_port(host_header: str) -> str:
    """Return the host of a Host header in lower case: "[::1]" for "[::1]:80"."""
    host = host_header.lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def names_for_urls(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a certificate that stand for one host: a wildcard stands for many."""
    return tuple(name for name in names if "*" not in name)
