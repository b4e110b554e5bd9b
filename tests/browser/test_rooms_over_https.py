"""The same over HTTPS, as `posecast serve --lan` gives it: by the network's address, with the project's authority trusted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser.chromium import FLAGS, chromium_path, trusting_flag
from tests.browser.conftest import LOADED, Visit, Visiting, checked_visits
from tests.browser.numbered_clip import NumberedClip, write_mjpeg
from tests.browser.room_steps import (
    DRAWS,
    IS_NOT_CAMERA,
    LINKS,
    NO_CAMERA,
    PHONE,
    Rooms,
    give_out_new_links,
    lose_the_phones_network_for_five_seconds,
)
from tests.support.running_server import RunningServer
from webapp.lan.pki.store import CertificateStore

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_WEBSOCKET: Final = "globalThis.WebSocket = class { constructor() { throw new Error('refused'); } };"
"""As some iPhones do behind a certificate that was only clicked through."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def lan_server(certificates: Path) -> Iterator[RunningServer]:
    with RunningServer("--workers", "1", "--lan", "--certificates", str(certificates)) as server:
        yield server


@pytest.fixture(scope="module")
def trusting_browser(
    playwright: Playwright,
    clip: NumberedClip,
    certificates: Path,
    lan_server: RunningServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    assert lan_server.url.startswith("https://")  # it is up, so there is an authority
    path = chromium_path(playwright)
    if path is None:
        pytest.skip("no Chromium")
    camera = write_mjpeg(clip, tmp_path_factory.mktemp("camera") / "camera.mjpeg")
    trust = trusting_flag(CertificateStore(certificates).authority(datetime.now(UTC)))
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={camera.resolve()}", trust]
    browser = playwright.chromium.launch(executable_path=path, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def secure(trusting_browser: Browser, lan_server: RunningServer) -> Iterator[Visiting]:
    with checked_visits(trusting_browser, lan_server.url) as visiting:
        yield visiting


def link_to_scan(desktop: Visit, kind: str) -> str:
    """What the code in the share dialog says."""
    desktop.wait_for(LINKS)
    return str(desktop.page.locator(f"#share-{kind}-address").input_value())


class SecureRooms(Rooms):
    """Who joins comes by the network's address, over HTTPS."""

    def link(self, kind: str) -> str:
        link = link_to_scan(self.desktop, kind)
        assert link.startswith("https://")
        return link


@pytest.fixture
def secure_rooms(secure: Visiting) -> Rooms:
    return SecureRooms(secure, secure())


def test_a_phone_scans_the_networks_address_and_becomes_the_camera(secure: Visiting) -> None:
    desktop = secure()
    link = link_to_scan(desktop, "camera")
    assert link.startswith("https://")
    assert desktop.page.locator("#share-camera-code svg").count() == 1
    phone = secure(link, "", LOADED, **PHONE)
    assert phone.page.evaluate("isSecureContext")
    phone.page.locator("#phone-tap").tap()
    desktop.wait_for(f"{IS_NOT_CAMERA} && {DRAWS}", 30)
    viewer = secure(link_to_scan(desktop, "watch"), **NO_CAMERA)
    viewer.wait_for(DRAWS)
    assert phone.page.locator("#phone-note").is_hidden()


def test_a_phone_that_refuses_websocket_streams_all_the_same_and_says_what_helps(secure: Visiting) -> None:
    desktop = secure()
    phone = secure(link_to_scan(desktop, "camera"), NO_WEBSOCKET, LOADED, **PHONE)
    phone.page.locator("#phone-tap").tap()
    desktop.wait_for(f"{IS_NOT_CAMERA} && {DRAWS}", 30)
    phone.wait_for("!document.getElementById('phone-note').hidden")
    assert "Slower connection" in phone.text("#phone-note")
    assert str(phone.page.locator("#phone-note-link").get_attribute("href")).endswith("/trust")
    shown = desktop.page.evaluate("posecast.latestPose().seq")
    desktop.wait_for(f"posecast.latestPose().seq > {shown} + 10")


def test_a_phone_without_network_for_five_seconds_goes_on_within_two(secure_rooms: Rooms) -> None:
    lose_the_phones_network_for_five_seconds(secure_rooms)


def test_new_links_end_the_old_ones_at_once_and_say_so(secure_rooms: Rooms) -> None:
    give_out_new_links(secure_rooms)
