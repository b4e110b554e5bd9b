"""What the doctor says about good and bad installations."""

import ctypes.util
import re
import tomllib
from datetime import UTC, datetime, timedelta
from importlib import metadata
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.support.running_server import ROOT
from webapp import models
from webapp.cli import doctor
from webapp.cli.doctor import Verdict
from webapp.lan.addresses import Reach
from webapp.lan.pki.store import CertificateStore

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_two_opencvs_are_reported_with_the_repair() -> None:
    finding = doctor.check_opencv(["opencv-contrib-python", "opencv-python-headless"])
    assert finding.is_fatal
    assert "2 OpenCVs" in finding.text
    assert "pip uninstall -y opencv-contrib-python opencv-python-headless" in finding.text


def test_one_opencv_is_good_and_ours_is_the_only_one_here() -> None:
    installed = doctor.installed_opencvs()
    assert installed == ["opencv-python-headless"]
    assert doctor.check_opencv(installed).verdict is Verdict.GOOD


def test_an_opencv_that_does_not_load_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError(f"libGL.so.1, wanted by {name}")

    monkeypatch.setattr(doctor, "import_module", fail)
    finding = doctor.check_opencv(["opencv-python-headless"])
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
    assert doctor.check_python((3, 10)).is_fatal
    assert not doctor.check_python((3, 11)).is_fatal


def test_a_missing_package_is_named() -> None:
    (finding,) = doctor.check_packages({"some-package": "no_such_module_anywhere"})
    assert finding.is_fatal
    assert "some-package" in finding.text


def test_every_package_of_an_installation_is_checked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    names = {re.split(r"[^\w-]", dependency, maxsplit=1)[0] for dependency in wanted}
    assert names == {*doctor.PACKAGES, doctor.OPENCV_WANTED.partition(">")[0]}
    assert doctor.OPENCV_WANTED in wanted


def test_missing_and_changed_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(models.MODELS_ENV, str(tmp_path))
    (tmp_path / models.DETECTOR.name).write_bytes(b"something else")
    findings = list(doctor.check_models(models.ALL_FILES))
    assert all(finding.is_fatal for finding in findings)
    assert "sha256" in findings[0].text
    assert "cannot be read" in findings[1].text


def test_a_page_without_its_libraries() -> None:
    finding = doctor.check_site(["static/js/protocol/wire.js", "static/vendor/nothing.js"])
    assert finding.is_fatal
    assert "static/vendor/nothing.js" in finding.text
    assert "wire.js" not in finding.text


def test_mediapipe_without_its_libraries_is_only_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} 1.2.2")
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None if name == "EGL" else name)
    finding = doctor.check_mediapipe()
    assert finding.verdict is Verdict.NOTE
    assert "apt install libegl1" in finding.text


def test_a_line_begins_with_the_verdict() -> None:
    assert doctor.Finding(Verdict.WRONG, "no").line() == "WRONG  no"
    assert doctor.Finding(Verdict.GOOD, "yes").line() == "ok     yes"


def test_here_the_server_could_run() -> None:
    wrong = [finding.text for finding in doctor.examine() if finding.is_fatal]
    assert wrong == []


def test_the_authority_is_shown_with_its_file_end_and_fingerprint(tmp_path: Path) -> None:
    store = CertificateStore(tmp_path / "certificates")
    assert "no certificate authority yet" in doctor.check_authority(store, NOW).text
    assert not store.folder.exists()
    authority = store.authority(NOW)
    finding = doctor.check_authority(store, NOW)
    assert finding.verdict is Verdict.GOOD
    for part in (str(store.authority_file), "until 2036-", authority.fingerprint):
        assert part in finding.text


@pytest.mark.parametrize("problem", ["other users can read", "ends on", "damaged"])
def test_a_problem_of_the_authority_is_a_note_with_a_way_out(tmp_path: Path, problem: str) -> None:
    store = CertificateStore(tmp_path / "certificates")
    store.authority(NOW)
    now = NOW
    if problem == "other users can read":
        store.authority_file.chmod(0o644)
    elif problem == "damaged":
        store.authority_file.write_bytes(b"half")
    else:
        now = NOW + timedelta(days=3640)
    finding = doctor.check_authority(store, now)
    assert finding.verdict is Verdict.NOTE
    assert problem in finding.text
    assert "--lan" in finding.text


def test_a_folder_that_cannot_be_looked_into_is_a_note(tmp_path: Path) -> None:
    finding = doctor.check_authority(CertificateStore(tmp_path / ("x" * 300)), NOW)
    assert finding.verdict is Verdict.NOTE
    assert "File name too long" in finding.text


def test_the_cache_is_shown_with_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSECAST_CACHE", str(tmp_path / "networks"))
    assert doctor.check_cache().text.endswith(str(tmp_path / "networks"))
    monkeypatch.setenv("POSECAST_CACHE", str(tmp_path / ("x" * 300)))
    assert doctor.check_cache().verdict is Verdict.NOTE


def test_addresses_are_shown_in_order() -> None:
    reach = Reach((ip_address("192.168.1.5"), ip_address("10.8.0.2")), ("localhost",))
    assert "192.168.1.5, 10.8.0.2" in doctor.check_addresses(reach).text
    assert doctor.check_addresses(Reach((), ())).verdict is Verdict.NOTE
