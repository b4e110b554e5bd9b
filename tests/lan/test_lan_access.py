"""The URLs that pages and terminal show."""

import pytest

from tests.lan.sample_access import HOME, NOWHERE, lan_at, lan_with_provided_certificate
from webapp.lan.lan_access import host_without_port, names_for_urls


def test_the_page_gets_the_urls_and_the_trust_page() -> None:
    assert lan_at(HOME).page_entry() == {
        "addresses": ["https://192.168.1.5:8000", "https://[fd00::2]:8000"],
        "trust_url": "http://192.168.1.5:8001/trust",
    }


def test_without_a_network_there_is_nothing_to_share() -> None:
    assert lan_at(NOWHERE).page_entry() == {"addresses": [], "trust_url": None}


def test_a_provided_certificate_is_valid_for_its_names() -> None:
    lan = lan_with_provided_certificate("pose.example.org")
    assert lan.page_entry() == {"addresses": ["https://pose.example.org:8000"], "trust_url": None}
    assert lan.secure_base("pose.example.org:8001") == "https://pose.example.org:8000"
    assert lan_with_provided_certificate().urls()[0] == "https://192.168.1.5:8000"
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
def test_a_host_of_ours_is_kept(header: str, base: str) -> None:
    assert lan_at().secure_base(header) == base


@pytest.mark.parametrize(
    "header",
    [
        *("evil.example", "evil.example:8001", "192.168.1.6", "", ":", "[", "[]", "[::2]:80", "192.168.1.5.evil.example"),
        *("192.168.1.5@evil.example", "user:pass@192.168.1.5", "192.168.1.5/evil.example", "localhost\t", " localhost"),
        *("localhost.evil.example", "pc.local.", "127.1", "2130706433", "l\u043ecalhost"),
    ],
)  # fmt: skip
def test_a_foreign_host_leads_to_an_address_of_ours(header: str) -> None:
    assert lan_at().secure_base(header) == "https://192.168.1.5:8000"
    assert lan_at(NOWHERE).secure_base("evil.example") == "https://localhost:8000"


def test_ports_are_cut_off_hosts() -> None:
    assert [host_without_port(one) for one in ("A:1", "[::1]:2", "b")] == ["a", "[::1]", "b"]
