"""Checks the machine and the installation, and says how to repair what is wrong."""

import ctypes.util
import platform
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib import import_module, metadata
from typing import Final

from webapp import __version__, models
from webapp.lan.addresses import Reach, current_reach
from webapp.lan.pki.store import FOLDER_ENV, CertificateStore, certificates_folder
from webapp.lan.pki.x509 import CertificateError
from webapp.paths import PACKAGE, bundled_folder
from webapp.pose.cache_folder import FOLDER_ENV as CACHE_ENV
from webapp.pose.cache_folder import cache_folder, cache_problem
from webapp.settings import usable_cores

OLDEST_PYTHON: Final = (3, 11)

PACKAGES: Final = {
    "av": "av",
    "click": "click",
    "cryptography": "cryptography",
    "eventlet": "eventlet",
    "flask": "flask",
    "flask-socketio": "flask_socketio",
    "ifaddr": "ifaddr",
    "msgpack": "msgpack",
    "msgspec": "msgspec",
    "numpy": "numpy",
    "openvino": "openvino",
    "pillow": "PIL",
    "pillow-heif": "pillow_heif",
    "platformdirs": "platformdirs",
    "psutil": "psutil",
    "segno": "segno",
    "simple-websocket": "simple_websocket",
    "simplejpeg": "simplejpeg",
}
"""The packages that Posecast needs, and their modules. OpenCV has a check of its own."""

OPENCV_WANTED: Final = "opencv-python-headless>=4.11,<5"
OPENCV_PACKAGES: Final = (
    "opencv-python",
    "opencv-python-headless",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
)
"""All of them contain the module cv2; of two, the one installed last is used, and removing one breaks the other."""

MEDIAPIPE_LIBRARIES: Final = {"EGL": "libegl1", "GLESv2": "libgles2"}
"""System libraries that mediapipe loads, and the Debian packages that contain them."""

SITE_FILES: Final = (
    "templates/index.html",
    "static/js/main.js",
    "static/vendor/three/three.module.js",
    "static/vendor/socket.io/socket.io.msgpack.min.js",
    "static/vendor/uqr/uqr.mjs",
)


class Verdict(StrEnum):
    GOOD = "ok"
    NOTE = "note"  # something optional is missing
    WRONG = "WRONG"  # Posecast cannot run, or not well


@dataclass(frozen=True)
class Finding:
    """The result of one check, in words."""

    verdict: Verdict
    text: str

    @property
    def is_fatal(self) -> bool:
        return self.verdict is Verdict.WRONG

    def line(self) -> str:
        return f"{self.verdict:<6} {self.text}"


def examine() -> list[Finding]:
    """Run all checks."""
    return [
        Finding(Verdict.GOOD, f"Posecast {__version__} in {PACKAGE}"),
        check_python(sys.version_info[:2]),
        check_machine(),
        *check_packages(PACKAGES),
        check_opencv(installed_opencvs()),
        *check_models(models.ALL_FILES),
        check_site(SITE_FILES),
        check_arithmetic(),
        check_mediapipe(),
        check_addresses(current_reach()),
        check_cache(),
        check_certificates(datetime.now(UTC)),
    ]


def check_python(version: tuple[int, int]) -> Finding:
    shown = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        return Finding(Verdict.WRONG, f"Python {shown} is too old; install {oldest} or newer")
    return Finding(Verdict.GOOD, f"Python {shown} in {sys.prefix}")


def check_machine() -> Finding:
    cores = usable_cores()
    return Finding(Verdict.GOOD, f"{platform.system()} on {platform.machine()}, {cores} cores to use")


def check_packages(packages: dict[str, str]) -> Iterator[Finding]:
    for package, module in packages.items():
        try:
            # A library's warnings about itself are not findings.
            with warnings.catch_warnings(action="ignore"):
                import_module(module)
            yield Finding(Verdict.GOOD, f"{package} {metadata.version(package)}")
        except (ImportError, OSError) as error:
            yield Finding(
                Verdict.WRONG,
                f"{package} cannot be loaded ({error}); install the packages of requirements.lock",
            )


def installed_opencvs() -> list[str]:
    """Return the installed packages that contain a module cv2."""
    names = (distribution.metadata["Name"] for distribution in metadata.distributions())
    return sorted({name.lower() for name in names if name and name.lower() in OPENCV_PACKAGES})


def check_opencv(installed: list[str]) -> Finding:
    if len(installed) > 1:
        return Finding(
            Verdict.WRONG,
            f"{len(installed)} OpenCVs are installed ({', '.join(installed)}) and overwrite each other; repair: "
            f"pip uninstall -y {' '.join(installed)} && pip install '{OPENCV_WANTED}'",
        )
    try:
        version = import_module("cv2").__version__
    except ImportError as error:
        return Finding(
            Verdict.WRONG,
            f"OpenCV cannot be loaded ({error}); repair: pip install --force-reinstall '{OPENCV_WANTED}'",
        )
    if not version.startswith("4."):
        return Finding(
            Verdict.WRONG,
            f"OpenCV {version} samples pictures differently from MediaPipe, which moves landmarks; "
            f"repair: pip install '{OPENCV_WANTED}'",
        )
    return Finding(Verdict.GOOD, f"{installed[0] if installed else 'OpenCV'} {version}")


def check_models(files: Iterable[models.ModelFile]) -> Iterator[Finding]:
    for file in files:
        try:
            models.read_model(file)
            yield Finding(Verdict.GOOD, f"model {file.name}")
        except models.ModelError as error:
            yield Finding(Verdict.WRONG, str(error))


def check_site(files: Iterable[str]) -> Finding:
    missing = []
    for file in files:
        folder, _, name = file.partition("/")
        if not (bundled_folder(folder) / name).is_file():
            missing.append(file)
    if missing:
        return Finding(
            Verdict.WRONG, f"the page lacks {', '.join(missing)}; run `make assets` in the checkout"
        )
    return Finding(Verdict.GOOD, "the page's files are complete")


def check_arithmetic() -> Finding:
    try:
        bf16 = import_module("webapp.pose.bf16")
        gain = bf16.bf16_gain()
    except (ImportError, OSError, RuntimeError) as error:
        return Finding(Verdict.WRONG, f"OpenVINO cannot run a layer here ({error})")
    chosen = "bf16 for suitable layers" if bf16.bf16_pays() else "f32 for every layer"
    return Finding(
        Verdict.GOOD, f"a layer runs {gain:.1f} times as fast in bf16: --precision auto uses {chosen}"
    )


def check_mediapipe() -> Finding:
    try:
        version = metadata.version("mediapipe")
    except metadata.PackageNotFoundError:
        return Finding(Verdict.NOTE, "mediapipe is not installed; only --engine mediapipe needs it")
    lacking = [package for name, package in MEDIAPIPE_LIBRARIES.items() if not ctypes.util.find_library(name)]
    if lacking:
        return Finding(
            Verdict.NOTE,
            f"mediapipe {version} lacks system libraries; for --engine mediapipe: apt install {' '.join(lacking)}",
        )
    return Finding(Verdict.GOOD, f"mediapipe {version}")


def check_addresses(reach: Reach) -> Finding:
    if not reach.addresses:
        return Finding(Verdict.NOTE, "this machine is not in a network; posecast serve --lan needs one")
    shown = ", ".join(map(str, reach.addresses))
    return Finding(Verdict.GOOD, f"addresses for --lan, the likely one first: {shown}")


def check_cache() -> Finding:
    problem = cache_problem()
    if problem:
        return Finding(
            Verdict.NOTE, f"compiled networks are not kept: {problem}; {CACHE_ENV} can name another folder"
        )
    return Finding(
        Verdict.GOOD, f"folder of compiled networks: {cache_folder() or f'none ({CACHE_ENV} is empty)'}"
    )


def check_certificates(now: datetime) -> Finding:
    """Check the certificate authority of this user's folder, if there is such a folder."""
    try:
        return check_authority(CertificateStore(certificates_folder()), now)
    except CertificateError as error:
        return Finding(Verdict.NOTE, f"--lan: {error}")


def check_authority(store: CertificateStore, now: datetime) -> Finding:
    """Check the certificate authority that --lan will find; changes nothing."""
    try:
        if not store.folder.exists():
            return Finding(Verdict.GOOD, f"no certificate authority yet; --lan makes one in {store.folder}")
        problem = store.permission_problem()
        authority = None if problem else store.stored_authority()
    except CertificateError as error:
        problem = f"{error}; --lan makes a new one, which phones must trust again"
        authority = None
    except OSError as error:
        problem, authority = (
            f"it cannot be read ({error.strerror}); name another folder with {FOLDER_ENV}",
            None,
        )
    if problem:
        return Finding(Verdict.NOTE, f"the certificate authority in {store.authority_file}: {problem}")
    if authority is None:
        return Finding(Verdict.GOOD, f"no certificate authority yet; --lan makes one in {store.folder}")
    end = f"{authority.certificate.not_valid_after_utc:%Y-%m-%d}"
    if authority.is_not_yet_valid(now):
        return Finding(
            Verdict.NOTE,
            f"the certificate authority in {store.authority_file} begins in the future; is this machine's clock right?",
        )
    if authority.needs_renewal(now):
        return Finding(
            Verdict.NOTE,
            f"the certificate authority in {store.authority_file} ends on {end}; --lan makes a new one, which phones must "
            "trust again",
        )
    return Finding(
        Verdict.GOOD,
        f"certificate authority {authority.name} in {store.authority_file}, until {end}, "
        f"SHA-256 {authority.fingerprint}",
    )
