"""The addresses that pages and terminal give out."""

import pytest

from tests.lan.sites import HOME, NOWHERE, site_at, site_with_own_certificate
from webapp.lan.lan_access import host_without_port, names_for_urls


def test_the_page_learns_the_addresses_and_where_to_trust() -> None:
    assert site_at(HOME).page_entry() == {
        "addresses": ["https://192.168.1.5:8000", "https://[fd00::2]:8000"],
        "trust_url": "http://192.168.1.5:8001/trust",
    }


def test_without_a_network_there_is_nothing_to_share() -> None:
    assert site_at(NOWHERE).page_entry() == {"addresses": [], "trust_url": None}


def test_a_certificate_that_was_brought_along_is_good_for_its_names() -> None:
    site = site_with_own_certificate("pose.example.org")
    assert site.page_entry() == {"addresses": ["https://pose.example.org:8000"], "trust_url": None}
    assert site.secure_base("pose.example.org:8001") == "https://pose.example.org:8000"
    assert site_with_own_certificate().urls()[0] == "https://192.168.1.5:8000"
    assert names_for_urls(["*.example.org", "pose.example.org"]) == ("pose.example.org",)


@pytest.mark.parametrize(
    ("header", "base"),
    [
        ("192.168.1.5:8001", "https://192.168.1.5:8000"),
        ("192.168.1.5", "https://192.168.1.5:8000"),
        ("PC.local:8001", "https://pc.local:8000"),
        ("[fd00::2]:8001", "https://[fd00::2]:8000"),
        ("localhost:8001", "https://localhost:8000"),
        ("[::1]", "https://[::1]:8000"),
        ("127.0.0.1:1", "https://127.0.0.1:8000"),
    ],
)
def test_who_came_by_an_address_of_ours_stays_on_it(header: str, base: str) -> None:
    assert site_at().secure_base(header) == base


@pytest.mark.parametrize(
    "header",
    [
        *("evil.example", "evil.example:8001", "192.168.1.6", "", ":", "[", "[]", "[::2]:80", "192.168.1.5.evil.example"),
        *("192.168.1.5@evil.example", "user:pass@192.168.1.5", "192.168.1.5/evil.example", "localhost\t", " localhost"),
        *("localhost.evil.example", "pc.local.", "127.1", "2130706433", "l\u043ecalhost"),
    ],
)  # fmt: skip
def test_a_strange_host_leads_to_an_address_of_ours(header: str) -> None:
    assert site_at().secure_base(header) == "https://192.168.1.5:8000"
    assert site_at(NOWHERE).secure_base("evil.example") == "https://localhost:8000"


def test_ports_are_cut_off_hosts() -> None:
    assert [host_without_port(one) for one in ("A:1", "[::1]:2", "b")] == ["a", "[::1]", "b"]
