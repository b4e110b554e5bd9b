"""Links on their way out of the page, into other people's pages, and from a computer without one: in real browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame

from tests.browser.conftest import LOADED, TURNED_AWAY, Visit, Visiting
from tests.browser.room_steps import DRAWS, LINKS, PHONE
from tests.lan.terminal_code import code_in, scanned
from tests.support.running_server import RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WISHES = """
globalThis.wishes = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  globalThis.wishes.push(wish.video.facingMode?.ideal ?? null);
  return open(wish);
};
"""
SENDS = "Object.defineProperty(navigator, 'share', {value: async (what) => { globalThis.sent = what; }});"
NO_CLIPBOARD = (
    "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async () => { throw new Error(); }}});"
)


@dataclass(frozen=True)
class OtherSite:
    """A site of somebody else's, whose pages are files in a folder."""

    folder: Path
    origin: str

    def page_with(self, address: str) -> str:
        """The address of a page of this site that shows another in a frame."""
        page = f'<!doctype html><title>club</title><iframe src="{address}" width="360" height="640"></iframe>'
        (self.folder / "index.html").write_text(page)
        return f"{self.origin}/index.html"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def other_site(folder: Path) -> Iterator[OtherSite]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield OtherSite(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def embedded_frame(browser: Browser, address: str) -> Frame:
    page = browser.new_page()
    page.goto(address)
    page.wait_for_timeout(300)
    return page.frames[1]


def watch_link(desktop: Visit) -> str:
    desktop.wait_for(LINKS)
    return str(desktop.page.evaluate("posecast.state().links.watch"))


def draws_within(frame: Frame, seconds: float) -> bool:
    for _ in range(int(seconds * 10)):
        if frame.evaluate(f"globalThis.posecast !== undefined && {DRAWS}"):
            return True
        frame.page.wait_for_timeout(100)
    return False


def test_a_page_that_may_shows_the_skeleton_in_a_frame_and_another_does_not(
    browser: Browser, visit: Visiting, tmp_path: Path
) -> None:
    (tmp_path / "friend").mkdir()
    (tmp_path / "stranger").mkdir()
    with (
        other_site(tmp_path / "friend") as friend,
        other_site(tmp_path / "stranger") as stranger,
        RunningServer("--workers", "1", "--allow-origin", friend.origin) as server,
    ):
        desktop = visit(url=server.url)
        link = watch_link(desktop)
        desktop.start_camera()
        address = f"{server.url}/?embed=1#watch={link}"
        frame = embedded_frame(browser, friend.page_with(address))
        assert draws_within(frame, 15)
        refused = embedded_frame(browser, stranger.page_with(address))
        assert refused.evaluate("document.getElementById('canvas') ?? null") is None
        assert not draws_within(refused, 1)
        # The whole page, with its buttons, is nobody's to frame, so that no click can be stolen.
        whole = embedded_frame(browser, friend.page_with(f"{server.url}/"))
        assert not whole.evaluate("globalThis.posecast !== undefined")
        desktop.page.close()  # before its server


def test_a_link_is_copied_whole(visit: Visiting) -> None:
    desktop = visit(permissions=["camera", "clipboard-read", "clipboard-write"])
    link = watch_link(desktop)
    desktop.page.locator("#share-open").click()
    desktop.page.locator("[data-copy=watch]").click()
    desktop.wait_for("document.body.innerText.includes('Copied.')")
    assert desktop.page.evaluate("navigator.clipboard.readText()").endswith(f"#watch={link}")


def test_without_a_clipboard_the_link_is_marked_for_the_keys(visit: Visiting) -> None:
    desktop = visit(script=NO_CLIPBOARD)
    link = watch_link(desktop)
    desktop.page.locator("#share-open").click()
    desktop.page.locator("[data-copy=watch]").click()
    desktop.wait_for("document.body.innerText.includes('The link is marked')")
    assert desktop.page.evaluate("getSelection().toString() || document.activeElement.value").endswith(link)


def test_a_phone_sends_a_link_with_its_own_dialog(visit: Visiting) -> None:
    page = visit(script=SENDS)
    link = watch_link(page)
    page.page.locator("#share-open").click()
    page.page.locator("[data-send=watch]").click()
    page.wait_for("globalThis.sent !== undefined")
    assert page.page.evaluate("sent.url").endswith(f"#watch={link}")


def test_a_phone_turns_to_its_other_camera_and_back(visit: Visiting) -> None:
    desktop = visit()
    desktop.wait_for(LINKS)
    address = (
        f"{desktop.page.url.split('#')[0]}#camera={desktop.page.evaluate('posecast.state().links.camera')}"
    )
    phone = visit(address, WISHES, LOADED, **PHONE)
    phone.page.locator("#phone-tap").tap()
    phone.wait_for(DRAWS, 30)
    for wishes in (2, 3):
        phone.page.locator("#phone-flip").tap()
        phone.wait_for(f"wishes.length === {wishes}")
        seq = phone.page.evaluate("posecast.latestPose()?.seq ?? -1")
        phone.wait_for(f"(posecast.latestPose()?.seq ?? -1) > {seq} && {DRAWS}", 30)
    first, second, third = phone.page.evaluate("wishes")
    assert {first, second} == {"user", "environment"}
    assert third == first


def test_the_terminals_code_without_a_page_on_the_computer_says_what_to_do(
    visit: Visiting, tmp_path: Path
) -> None:
    with RunningServer("--workers", "1", "--lan", "--certificates", str(tmp_path)) as server:
        link = scanned(code_in(server.log)).partition("#")[2]
        options = {**PHONE, "ignore_https_errors": True}
        phone = visit(f"{server.url}/#{link}", "", LOADED, **options)
        phone.expected += [TURNED_AWAY]
        phone.page.locator("#phone-tap").tap()
        phone.wait_for("document.body.innerText.includes('Open Posecast on the computer first')")
        desktop = visit(server.url, ignore_https_errors=True)
        desktop.wait_for(LINKS)
        phone.page.get_by_role("button", name="Use this phone again").click()
        phone.wait_for(DRAWS, 30)
        desktop.wait_for(DRAWS, 30)
        for each in (phone, desktop):
            each.page.close()  # before their server
