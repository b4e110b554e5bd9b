"""One server and one Chromium for all tests of the page; every visit is checked for errors and foreign requests."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, Request, ViewportSize, sync_playwright

from tests.browser.chromium import CHROMIUM_ENV, chromium_path, launch
from tests.browser.numbered_clip import NumberedClip, best_clip, write_mjpeg
from tests.support.running_server import RunningServer

RECORDER: Final = Path(__file__).parent / "recorder.js"
SCENE_VIEW_STUB: Final = Path(__file__).parent / "scene_view_stub.mjs"
SCENE_VIEW: Final = "**/static/js/view/scene_view.js"
# Small, because a browser without a graphics card spends most of its time on putting pixels together.
POLL_MS: Final = 50
CONNECTED: Final = "globalThis.posecast?.state().link === 'open'"
LOADED: Final = "globalThis.posecast !== undefined"
# A server that refuses somebody hangs up; a request that was on its way then finds nobody.
TURNED_AWAY: Final = "status of 400"
# The socket library fails on what is posted to a connection that it has just closed.
LEFT_ALONE: Final = "status of 500"
VIEWPORT: Final[ViewportSize] = {"width": 960, "height": 640}


@dataclass
class Visit:
    """A page and what went wrong in it; `expected` holds parts of console messages that the test provokes."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(part in error for part in self.expected)]

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def wait_for(self, expression: str, timeout_s: float = 15) -> None:
        """Wait until the JavaScript is true. (Playwright's own waiting evaluates text, which the page's policy forbids.)"""
        deadline_s = time.monotonic() + timeout_s
        while not self.page.evaluate(expression):
            if time.monotonic() > deadline_s:
                raise AssertionError(f"not within {timeout_s:g} s: {expression}; errors: {self.errors}")
            self.page.wait_for_timeout(POLL_MS)

    def start_camera(self) -> None:
        self.page.locator("#start").click()
        self.wait_for("posecast.latestPose()?.people.length > 0", 30)


class Visiting(Protocol):
    def __call__(
        self,
        url: str | None = None,
        script: str = "",
        ready: str = CONNECTED,
        *,
        with_3d: bool = False,
        **options: Any,
    ) -> Visit:
        """Open a page. with_3d: draw the 3D view, which is a stub otherwise. options: of the browser's context."""


@pytest.fixture(scope="session")
def clip() -> NumberedClip:
    return best_clip()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(
    playwright: Playwright, clip: NumberedClip, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    path = chromium_path(playwright)
    if path is None:
        pytest.skip(f"NO CHROMIUM: the page is untested. Install one, or name one with {CHROMIUM_ENV}.")
    camera = write_mjpeg(clip, tmp_path_factory.mktemp("camera") / f"{clip.name}.mjpeg")
    browser = launch(playwright, path, camera)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    with RunningServer("--workers", "1") as server:
        yield server


@pytest.fixture
def visit(browser: Browser, server: RunningServer) -> Iterator[Visiting]:
    with checked_visits(browser, server.url) as visiting:
        yield visiting


@contextmanager
def checked_visits(browser: Browser, home: str, *, always_3d: bool = False) -> Iterator[Visiting]:
    """Opens pages, each in a browser profile of its own; at the end they must have been free of errors."""
    visits: list[Visit] = []

    def open_page(
        url: str | None = None,
        script: str = "",
        ready: str = CONNECTED,
        *,
        with_3d: bool = False,
        **options: Any,
    ) -> Visit:
        chosen = {"viewport": VIEWPORT, "permissions": ["camera"], **options}
        page = browser.new_context(**chosen).new_page()
        if not (with_3d or always_3d):
            page.route(
                SCENE_VIEW, lambda route: route.fulfill(path=SCENE_VIEW_STUB, content_type="text/javascript")
            )
        page.add_init_script(script=script)
        page.add_init_script(path=RECORDER)
        visit = Visit(page)
        visits.append(visit)
        _listen(visit, url or home)
        page.goto(url or home)
        visit.wait_for(ready)
        return visit

    try:
        yield open_page
    finally:
        for each in visits:
            each.page.context.close()
    assert [error for each in visits for error in each.unexpected] == []
    assert [request for each in visits for request in each.foreign] == []


def _listen(visit: Visit, url: str) -> None:
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console", lambda message: visit.errors.append(message.text) if message.type == "error" else None
    )
    visit.page.on("request", _foreign_to(visit, urlsplit(url).netloc))


def _foreign_to(visit: Visit, home: str) -> Callable[[Request], None]:
    def check(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"blob", "data"} and address.netloc != home:
            visit.foreign.append(request.url)

    return check
