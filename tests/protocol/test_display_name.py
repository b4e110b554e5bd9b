"""Names as others get to see them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.protocol.display_name import shown_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann's phone", "Ann's phone"),
        ("  kitchen \t\n camera ", "kitchen camera"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\u2066b\u2069\u200f\u061c", "ab"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # harmless: pages show it as text
        ("👩\u200d🦰 \u0645\u06cc\u200c\u062e", "👩\u200d🦰 \u0645\u06cc\u200c\u062e"),
        ("\ufeff\u200b\u2028", ""),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_a_shown_name(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@given(st.text())
def test_nothing_invisible_is_left_but_what_joins_letters(name: str) -> None:
    shown = shown_name(name)
    categories = {
        unicodedata.category(character)[0] for character in shown if character not in "\u200c\u200d"
    }
    assert "C" not in categories
    assert shown_name(shown) == shown
    assert len(shown) <= len(name)
