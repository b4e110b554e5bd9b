"""The process that announces posecast.local until its standard input ends.

It is a process of its own because the library needs asyncio, which does not run under eventlet.
"""

import sys
from ipaddress import ip_address
from typing import Final

import click
from zeroconf import AddressResolverIPv4, InterfaceChoice, ServiceInfo, Zeroconf

from webapp.lan.addresses import IpAddress

NAME_TAKEN: Final = 3
"""The exit code if another machine already has the name."""

_QUERY_MS: Final = 1500
"""How long to wait for another machine that has the name. They answer within a tenth of this."""


@click.command()
@click.option("--name", required=True, help="Such as posecast.local")
@click.option("--port", required=True, type=int)
@click.option("--address", "addresses", multiple=True, required=True)
@click.option("--interface", "interfaces", multiple=True, help="Addresses to speak on.  [default: all]")
def announce(name: str, port: int, addresses: tuple[str, ...], interfaces: tuple[str, ...]) -> None:
    """Announce the name, unless another machine has it. Run by the server only."""
    zeroconf = Zeroconf(interfaces=list(interfaces) or InterfaceChoice.All)
    try:
        if others_with(zeroconf, name) - set(map(ip_address, addresses)):
            sys.exit(NAME_TAKEN)
        zeroconf.register_service(service(name, port, addresses))
        sys.stdin.read()
    finally:
        zeroconf.close()  # withdraws the name, so that phones forget it


def service(name: str, port: int, addresses: tuple[str, ...]) -> ServiceInfo:
    """Return what is announced: an HTTPS service at that name and these addresses."""
    return ServiceInfo(
        "_https._tcp.local.",
        f"Posecast {port}._https._tcp.local.",
        port=port,
        server=f"{name}.",
        parsed_addresses=list(addresses),
    )


def others_with(zeroconf: Zeroconf, name: str) -> set[IpAddress]:
    """Return the addresses that have the name now."""
    resolver = AddressResolverIPv4(f"{name}.")
    resolver.request(zeroconf, _QUERY_MS)
    return set(map(ip_address, resolver.parsed_addresses()))


if __name__ == "__main__":
    announce()
