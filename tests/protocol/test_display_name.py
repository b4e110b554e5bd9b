"""Names of cameras and files as others see them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.protocol.display_name import FILE_LABEL_CHARACTERS, file_label, shown_name


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


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("wave.mp4", "wave.mp4"),
        ("../../etc/passwd", "passwd"),
        (r"C:\fotos\Übung 1.jpg", "Übung 1.jpg"),
        ("a\r\nSet-Cookie: b", "a Set-Cookie: b"),
        ("..", "image"),
        ("/", "image"),
        (None, "image"),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_of_a_files_name_only_the_last_part_is_shown(name: str | None, shown: str) -> None:
    assert file_label(name, "image") == shown


@given(st.text())
def test_a_file_label_is_never_a_path_and_never_empty(name: str) -> None:
    found = file_label(name, "image")
    assert found
    assert len(found) <= FILE_LABEL_CHARACTERS
    assert not set(found) & set("/\\\r\n\0")
    assert found not in {".", ".."}
