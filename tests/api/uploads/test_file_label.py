"""Names of files that people send: labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.api.uploads.file_label import NAME_CHARACTERS, label


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
def test_only_the_last_part_is_shown(name: str | None, shown: str) -> None:
    assert label(name, "image") == shown


@given(st.text())
def test_a_label_is_never_a_path_and_never_empty(name: str) -> None:
    found = label(name, "image")
    assert found
    assert len(found) <= NAME_CHARACTERS
    assert not set(found) & set("/\\\r\n\0")
    assert found not in {".", ".."}
