"""What the terminal shows to connect a phone."""

import re

import pytest

from tests.lan.sample_access import AUTHORITY, HOME, NOWHERE, lan_at, lan_with_provided_certificate
from tests.lan.terminal_code import code_in, scanned
from webapp.lan.terminal_qr import QR_LETTERS, phone_instructions, qr_lines

LINK = "terminal.3q2-7wAbCdEfGhIjKlMnOp"


def test_a_phone_reads_the_link_with_the_likely_address_off_the_terminal() -> None:
    code = code_in(phone_instructions(lan_at(HOME), False, LINK))
    assert scanned(code) == f"https://192.168.1.5:8000/#camera={LINK}"


def test_where_a_code_cannot_be_drawn_the_link_is_text() -> None:
    text = phone_instructions(lan_at(HOME), False, LINK, with_code=False)
    assert f"https://192.168.1.5:8000/#camera={LINK}\n" in text
    assert text.isascii()
    assert set(qr_lines(LINK, False)) == {*QR_LETTERS, " ", "\n"}


def test_in_colour_the_code_is_the_same_and_says_both_colours_in_every_line() -> None:
    plain, coloured = (qr_lines("https://10.0.0.2:8000", in_colour) for in_colour in (False, True))
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    for line in coloured.splitlines():
        assert line.startswith("\x1b[38;5;231;48;5;16m")
        assert line.endswith("\x1b[0m")


def test_all_addresses_the_trust_page_and_the_fingerprint_are_shown() -> None:
    text = phone_instructions(lan_at(HOME), False, LINK)
    for part in ("https://[fd00::2]:8000", "http://192.168.1.5:8001/trust", AUTHORITY.fingerprint):
        assert part in text


def test_without_a_network_it_says_so() -> None:
    assert "not in a network" in phone_instructions(lan_at(NOWHERE), False, LINK)


@pytest.mark.parametrize("names", [(), ("pose.example.org",)])
def test_with_a_provided_certificate_nothing_is_said_about_trust(names: tuple[str, ...]) -> None:
    text = phone_instructions(lan_with_provided_certificate(*names), False, LINK)
    assert "/trust" not in text
    assert "fingerprint" not in text
