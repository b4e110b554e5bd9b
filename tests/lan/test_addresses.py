"""Which addresses are offered, and which first."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.lan.addresses import (
    InterfaceAddress,
    IpAddress,
    Reach,
    by_likelihood,
    current_reach,
    host_names,
    is_usable,
    is_virtual,
    url_host,
)


def on(interface: str, ip: str) -> InterfaceAddress:
    return InterfaceAddress(interface, ip_address(ip))


def ordered(found: list[InterfaceAddress], *outgoing: str) -> list[str]:
    return [str(ip) for ip in by_likelihood(found, {ip_address(one) for one in outgoing})]


def test_a_laptop_with_wifi_docker_and_a_vpn_that_takes_everything() -> None:
    found = [
        on("lo", "127.0.0.1"),
        on("docker0", "172.17.0.1"),
        on("br-0a1b2c3d4e5f", "172.18.0.1"),
        on("eth0", "10.1.2.3"),
        on("wlan0", "192.168.1.5"),
        on("wlan0", "fe80::1"),
        on("wlan0", "2001:db8:1::5"),
        on("tun0", "10.8.0.2"),
    ]
    assert ordered(found, "192.168.1.5")[:2] == ["192.168.1.5", "10.1.2.3"]
    with_vpn = ordered(found, "10.8.0.2")
    assert with_vpn[:2] == ["10.1.2.3", "192.168.1.5"]
    assert set(with_vpn[3:]) == {"172.17.0.1", "172.18.0.1", "10.8.0.2"}


def test_an_address_that_the_machine_gave_itself_comes_after_one_it_was_given() -> None:
    assert ordered([on("eth0", "169.254.7.7"), on("wlan0", "192.168.1.5")]) == ["192.168.1.5", "169.254.7.7"]


@pytest.mark.parametrize(
    "interface",
    ["docker0", "veth12ab", "virbr0", "utun3", "wg0", "tailscale0", "vEthernet (WSL)", "VirtualBox Host-Only Network"],
)  # fmt: skip
def test_interfaces_of_containers_and_tunnels(interface: str) -> None:
    assert is_virtual(interface)


@pytest.mark.parametrize(
    "interface", ["eth0", "wlan0", "en0", "enp3s0", "wlp2s0", "Wi-Fi", "Ethernet 2", "br0", "bridge"]
)
def test_interfaces_of_real_networks(interface: str) -> None:
    assert not is_virtual(interface)


@given(
    st.lists(
        st.tuples(st.sampled_from(["eth0", "wlan0", "docker0", "tun0", "lo"]), st.ip_addresses()), max_size=12
    )
)
def test_every_usable_address_is_offered_once_and_virtual_ones_last(
    found: list[tuple[str, IpAddress]],
) -> None:
    listed = [InterfaceAddress(*one) for one in found]
    result = by_likelihood(listed, set())
    assert sorted(map(str, result)) == sorted({str(one.ip) for one in listed if is_usable(one.ip)})
    best = {
        ip: min(is_virtual(one.interface) for one in listed if one.ip == ip) for ip in result
    }  # an address on two interfaces counts by the better
    assert [best[ip] for ip in result] == sorted(best.values())


def test_this_machine_finds_itself() -> None:
    reach = current_reach(["posecast.local"])
    assert "localhost" in reach.names
    assert "posecast.local" in reach.names
    assert not any(address.is_loopback for address in reach.addresses)


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("Toms-MacBook", ["localhost", "toms-macbook", "toms-macbook.local"]),
        ("pc.fritz.box.", ["localhost", "pc.fritz.box", "pc.local"]),
        ("mac.local", ["localhost", "mac.local"]),
        ("my_pc", ["localhost"]),
        ("", ["localhost"]),
        ("пк", ["localhost"]),
    ],
)
def test_host_names_are_those_that_a_certificate_may_hold(host: str, names: list[str]) -> None:
    assert host_names(host) == names


def test_hosts_are_written_as_browsers_send_them() -> None:
    reach = Reach((ip_address("192.168.1.5"), ip_address("fd00::2")), ("localhost", "pc.local"))
    assert reach.hosts() == ("192.168.1.5", "[fd00::2]", "127.0.0.1", "[::1]", "localhost", "pc.local")
    assert reach.urls(8000) == ["https://192.168.1.5:8000", "https://[fd00::2]:8000"]
    assert url_host(ip_address("::1")) == "[::1]"
