"""What the pages know about the network side: addresses to share, and the authority that devices can trust."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from webapp.lan.addresses import Reach

if TYPE_CHECKING:  # servers without HTTPS do without that library: 9 MB
    from webapp.lan.pki.authority import Authority


@dataclass(frozen=True)
class LanAccess:
    https_port: int
    http_port: int | None  # of plain HTTP, which redirects; None without it
    reach: Callable[[], Reach]
    authority: "Callable[[], Authority] | None"  # None where somebody brought a certificate along
    own_names: tuple[str, ...] = ()  # host names of that certificate, which devices can check

    def urls(self) -> list[str]:
        """Addresses for other devices, the likely one first."""
        named = [f"https://{name}:{self.https_port}" for name in self.own_names]
        return named or self.reach().urls(self.https_port)

    def trust_url(self) -> str | None:
        """Where other devices learn about the authority: plain HTTP, since they do not trust it yet."""
        addresses = self.reach().urls(self.http_port or self.https_port)
        if self.authority is None or not addresses:
            return None
        return addresses[0].replace("https:", "http:", 1) + "/trust"

    def page_entry(self) -> dict[str, Any]:
        """For the page's configuration."""
        return {"addresses": self.urls(), "trust_url": self.trust_url()}

    def known_hosts(self) -> set[str]:
        """By which a browser may have named this server, as in a Host header, without a port."""
        return {*self.reach().hosts(), *self.own_names}

    def is_this_machine(self, address: str) -> bool:
        """Whether a connection from that address comes from the machine itself."""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return ip.is_loopback or ip in self.reach().addresses

    def secure_base(self, host_header: str) -> str:
        """The https address that belongs to a Host header; of one that is not ours, the likely address of ours."""
        host = host_without_port(host_header)
        if host in self.known_hosts():
            return f"https://{host}:{self.https_port}"
        return next(iter(self.urls()), f"https://localhost:{self.https_port}")


def host_without_port(host_header: str) -> str:
    """Lower case; "[::1]:80" gives "[::1]"."""
    host = host_header.lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def names_for_urls(names: Iterable[str]) -> tuple[str, ...]:
    """Those of a certificate's names that stand for one host: a wildcard stands for many."""
    return tuple(name for name in names if "*" not in name)
