"""Pictures of a phone as the camera and of those who watch; POSECAST_SCREENSHOTS=1 renews those in docs/images.

Like those of the page, they show the astronaut (NASA, public domain), here as what the phone's camera sees.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import simplejpeg
from PIL import Image
from playwright.sync_api import Browser, Playwright, ViewportSize

from tests.browser.chromium import chromium_path, launch
from tests.browser.conftest import LOADED, Visit, Visiting, checked_visits
from tests.browser.photo_video import swaying_frames
from tests.browser.room_steps import DRAWS, LINKS, NO_CAMERA, PHONE, Rooms
from tests.browser.test_screenshots import COLOURS, LARGEST_BYTES, RENEW_ENV
from tests.support.running_server import ROOT, RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
JPEG_QUALITY: Final = 90
PIXEL: Final = """
Object.defineProperty(navigator, "userAgentData", {value: {getHighEntropyValues: async () => ({model: "Pixel 8"})}});
navigator.getBattery = async () => Object.assign(new EventTarget(), {level: 0.82, charging: false});
"""
# Without cameras of its own, whose names would be paths here.
IN_A_NETWORK: Final = """
navigator.mediaDevices.enumerateDevices = async () => [];
document.addEventListener("readystatechange", () => {
  const element = document.getElementById("config");
  if (!element || document.readyState !== "interactive") return;
  const lan = {addresses: ["https://192.168.1.23:8000", "https://10.8.0.2:8000"], trust_url: "http://192.168.1.23:8001/trust"};
  element.text = JSON.stringify({...JSON.parse(element.text), lan});
});
"""


@pytest.fixture(scope="module")
def photo_browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = chromium_path(playwright)
    if path is None:
        pytest.skip("no Chromium")
    camera = tmp_path_factory.mktemp("camera") / "astronaut.mjpeg"
    with camera.open("wb") as file:
        for frame in swaying_frames():
            file.write(simplejpeg.encode_jpeg(np.ascontiguousarray(frame), JPEG_QUALITY, "RGB", "420"))
    browser = launch(playwright, path, camera)
    yield browser
    browser.close()


@pytest.fixture
def visiting(photo_browser: Browser, server: RunningServer) -> Iterator[Visiting]:
    with checked_visits(photo_browser, server.url, always_3d=True) as visiting:
        yield visiting


def shoot(visit: Visit, folder: Path, name: str) -> None:
    """A picture that is not empty, small enough for a page of documentation."""
    folder = ROOT / "docs" / "images" if os.environ.get(RENEW_ENV) else folder
    path = folder / f"{name}.png"
    visit.page.wait_for_timeout(400)
    visit.page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    assert np.asarray(picture).std() > 10
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2).save(path, optimize=True)
    assert path.stat().st_size < LARGEST_BYTES


def test_screenshots_of_a_phone_as_the_camera(visiting: Visiting, tmp_path: Path) -> None:
    desktop = visiting(script=IN_A_NETWORK, viewport=DESKTOP)
    desktop.wait_for(LINKS)
    rooms = Rooms(visiting, desktop)
    desktop.page.keyboard.press("s")
    shoot(desktop, tmp_path, "share")
    desktop.page.keyboard.press("Escape")
    dark: dict[str, Any] = {**PHONE, "color_scheme": "dark"}
    phone = visiting(rooms.link("camera"), PIXEL, LOADED, **dark)
    shoot(phone, tmp_path, "phone-before")
    phone.page.locator("#phone-tap").tap()
    desktop.wait_for(DRAWS, 30)
    desktop.page.wait_for_timeout(2500)  # until the numbers have settled
    shoot(phone, tmp_path, "phone-camera")
    shoot(desktop, tmp_path, "desktop-with-phone")


def test_screenshots_of_those_who_watch(visiting: Visiting, tmp_path: Path) -> None:
    desktop = visiting()
    desktop.wait_for(LINKS)
    rooms = Rooms(visiting, desktop)
    desktop.start_camera()
    viewer = visiting(rooms.link("watch"), viewport=DESKTOP, **NO_CAMERA)
    viewer.wait_for(DRAWS)
    viewer.page.wait_for_timeout(2000)
    shoot(viewer, tmp_path, "viewer")
    desktop.page.keyboard.press("s")
    desktop.page.locator("#share-renew").click()
    viewer.wait_for("posecast.state().code === 'link-ended'")
    shoot(viewer, tmp_path, "viewer-link-ended")
