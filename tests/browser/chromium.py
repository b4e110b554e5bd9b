"""The Chromium on this machine, and how it is started with a clip as its camera."""

import os
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Playwright

from webapp.lan.pki.authority import Authority

CHROMIUM_ENV: Final = "POSECAST_CHROMIUM"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A plain-http name that is not localhost: what a phone on the network sees, and not a secure page to a browser.
INSECURE_HOST: Final = "posecast.test"
FLAGS: Final = (
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
)


def chromium_path(playwright: Playwright) -> str | None:
    """$POSECAST_CHROMIUM, else a Chromium on the path, else Playwright's own, else None."""
    named = os.environ.get(CHROMIUM_ENV)
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def trusting_flag(authority: Authority) -> str:
    """Has a Chromium trust what this authority signed, for which people follow the steps of /trust."""
    key = authority.certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"--ignore-certificate-errors-spki-list={b64encode(sha256(key).digest()).decode()}"


def launch(playwright: Playwright, path: str, camera: Path) -> Browser:
    """A headless Chromium whose camera plays an MJPEG clip in a loop, 30 frames a second."""
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={camera.resolve()}"]
    return playwright.chromium.launch(executable_path=path, args=flags)
