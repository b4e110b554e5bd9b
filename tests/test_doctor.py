"""What the doctor says about machines with and without trouble."""

import ctypes.util
from importlib import metadata
from pathlib import Path

import pytest

from webapp import doctor, models
from webapp.doctor import Verdict


def test_two_opencvs_are_told_with_the_repair() -> None:
    finding = doctor.look_at_opencv(["opencv-contrib-python", "opencv-python-headless"])
    assert finding.is_fatal
    assert "2 OpenCVs" in finding.text
    assert "pip uninstall -y opencv-contrib-python opencv-python-headless" in finding.text


def test_one_opencv_is_good_and_ours_is_the_only_one_here() -> None:
    installed = doctor.installed_opencvs()
    assert installed == ["opencv-python-headless"]
    assert doctor.look_at_opencv(installed).verdict is Verdict.GOOD


def test_an_opencv_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError(f"libGL.so.1, wanted by {name}")

    monkeypatch.setattr(doctor, "import_module", fail)
    finding = doctor.look_at_opencv(["opencv-python-headless"])
    assert finding.is_fatal
    assert "libGL.so.1" in finding.text


def test_two_opencvs_are_found_among_the_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("opencv_contrib_python", "opencv_python_headless", "numpy"):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n"
        )
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    assert doctor.installed_opencvs() == ["opencv-contrib-python", "opencv-python-headless"]


def test_an_old_python() -> None:
    assert doctor.look_at_python((3, 10)).is_fatal
    assert not doctor.look_at_python((3, 11)).is_fatal


def test_a_missing_package_is_named() -> None:
    (finding,) = doctor.look_at_packages({"some-package": "no_such_module_anywhere"})
    assert finding.is_fatal
    assert "some-package" in finding.text


def test_missing_and_changed_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(models.MODELS_ENV, str(tmp_path))
    (tmp_path / models.DETECTOR.name).write_bytes(b"something else")
    findings = list(doctor.look_at_models(models.ALL_FILES))
    assert all(finding.is_fatal for finding in findings)
    assert "sha256" in findings[0].text
    assert "cannot be read" in findings[1].text


def test_a_page_without_its_libraries() -> None:
    finding = doctor.look_at_site(["static/js/wire.js", "static/vendor/nothing.js"])
    assert finding.is_fatal
    assert "static/vendor/nothing.js" in finding.text
    assert "wire.js" not in finding.text


def test_mediapipe_without_its_libraries_is_only_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} 1.2.2")
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None if name == "EGL" else name)
    finding = doctor.look_at_mediapipe()
    assert finding.verdict is Verdict.NOTE
    assert "apt install libegl1" in finding.text


def test_a_line_begins_with_the_verdict() -> None:
    assert doctor.Finding(Verdict.WRONG, "no").line() == "WRONG  no"
    assert doctor.Finding(Verdict.GOOD, "yes").line() == "ok     yes"


def test_here_the_server_could_run() -> None:
    wrong = [finding.text for finding in doctor.examine() if finding.is_fatal]
    assert wrong == []
