"""The page's files and what a browser is told about them."""

import os
from pathlib import Path

from webapp.paths import bundled_folder
from webapp.wsgi.assets import entity_tag, media_type


def test_scripts_are_javascript_whatever_the_machine_says() -> None:
    assert media_type(Path("main.js")) == "text/javascript"
    assert media_type(Path("three.module.MJS")) == "text/javascript"


def test_an_unknown_file_is_bytes() -> None:
    assert media_type(Path("LICENSE")) == "application/octet-stream"


def test_every_file_of_the_site_has_a_known_type() -> None:
    files = [path for path in bundled_folder("static").rglob("*") if path.is_file() and path.suffix]
    assert files
    unknown = {path.suffix for path in files if media_type(path) == "application/octet-stream"}
    assert unknown <= {".ts"}  # declarations are for the type checker; no browser asks for them


def test_the_tag_names_the_content_and_not_the_time(tmp_path: Path) -> None:
    one, other = tmp_path / "one.js", tmp_path / "other.js"
    one.write_text("let a = 1")
    other.write_text("let a = 1")
    os.utime(other, (0, 0))
    assert entity_tag(one) == entity_tag(other)


def test_a_changed_file_has_another_tag_at_once(tmp_path: Path) -> None:
    file = tmp_path / "one.js"
    file.write_text("let a = 1")
    os.utime(file, (0, 0))
    before = entity_tag(file)
    file.write_text("let a = 2")
    assert entity_tag(file) != before
