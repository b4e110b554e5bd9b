"""Where the site and the models lie."""

from pathlib import Path

import pytest

from webapp.paths import bundled_folder


def test_the_folders_are_those_of_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (bundled_folder("static") / "js").is_dir()
    package = tmp_path / "webapp"
    (package / "static").mkdir(parents=True)
    monkeypatch.setattr("webapp.paths.PACKAGE", package)
    assert bundled_folder("static") == package / "static"
