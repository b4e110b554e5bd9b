"""/trust in a browser: readable at every size, in both themes, by keyboard; and what trusting changes.

POSECAST_SCREENSHOTS=1 renews its pictures in docs/images.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, ViewportSize
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import FLAGS, chromium_path, trusting_flag
from tests.browser.test_screenshots import COLOURS, LARGEST_BYTES, RENEW_ENV
from tests.pages.test_trust_pages import IPHONE, PIXEL
from tests.support.running_server import FAKE_ENGINE, ROOT, RunningServer
from webapp.lan.pki.store import CertificateStore

pytestmark = pytest.mark.browser

WINDOWS: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0"
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


class LanServer(RunningServer):
    @property
    def trust_url(self) -> str:
        found = re.search(r"http://[^/\s]+:(\d+)/trust", self.log)
        assert found, self.log
        return f"http://127.0.0.1:{found[1]}/trust"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def lan_server(folder: Path) -> Iterator[LanServer]:
    with LanServer(*FAKE_ENGINE, "--workers", "1", "--lan", "--certificates", str(folder)) as server:
        yield server


@pytest.fixture
def opened(browser: Browser, lan_server: LanServer) -> Iterator["Opening"]:
    opening = Opening(browser, lan_server.trust_url)
    yield opening
    opening.close()
    assert opening.errors == []


class Opening:
    """Opens /trust; notes every error and every request to anybody else."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._pages: list[Page] = []
        self.errors: list[str] = []

    def __call__(self, viewport: ViewportSize, user_agent: str, scheme: str = "light") -> Page:
        context = self._browser.new_context(
            viewport=viewport,
            user_agent=user_agent,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        self._pages.append(page)
        home = self._url.removesuffix("/trust")
        page.on(
            "console", lambda message: self.errors.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(home) else self.errors.append(f"asked {request.url}")
            ),
        )
        page.goto(self._url)
        return page

    def close(self) -> None:
        for page in self._pages:
            page.context.close()


@pytest.mark.parametrize(
    ("device", "viewport", "user_agent"), [("desktop", DESKTOP, WINDOWS), ("phone", PHONE, IPHONE)]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshot_of_trust(
    opened: Opening, tmp_path: Path, device: str, viewport: ViewportSize, user_agent: str, scheme: str
) -> None:
    page = opened(viewport, user_agent, scheme)
    folder = ROOT / "docs" / "images" if os.environ.get(RENEW_ENV) and scheme == "light" else tmp_path
    path = folder / f"trust-{device}.png"
    page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    assert picture.size == (viewport["width"], viewport["height"])
    corner = picture.getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert max(corner) < 60 if scheme == "dark" else min(corner) > 200
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2).save(path, optimize=True)
    assert path.stat().st_size < LARGEST_BYTES


@pytest.mark.parametrize("width", [280, 320, 360, 390, 560, 561, 768, 820, 1024, 1920])
def test_nothing_is_cut_off_at_any_width(opened: Opening, width: int) -> None:
    page = opened({"width": width, "height": 700}, IPHONE)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main :is(p, h1, h2, a, summary, code, li)")]
            .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5
                || each.scrollWidth > Math.ceil(each.getBoundingClientRect().width) + 1 && getComputedStyle(each).display !== "inline")
            .map((each) => each.textContent.trim().slice(0, 40))"""
    )
    assert cut == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_words_in_the_drawings_stay_inside(opened: Opening, viewport: ViewportSize) -> None:
    page = opened(viewport, PIXEL)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".drawing text")].filter((each) => {
            const words = each.getBoundingClientRect();
            const around = each.ownerSVGElement.getBoundingClientRect();
            return words.width === 0 || words.left < around.left + 4 || words.right > around.right - 4
                || words.bottom > around.bottom;
        }).map((each) => each.textContent)"""
    )
    assert outside == []


def test_the_download_is_in_the_first_screen_of_a_phone_and_big_enough_for_a_thumb(opened: Opening) -> None:
    page = opened(PHONE, IPHONE)
    box = page.locator(".system .button-primary").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]
    assert box["height"] >= 44


def test_all_is_reached_by_keyboard(opened: Opening) -> None:
    page = opened(DESKTOP, WINDOWS)
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "() => ({ words: document.activeElement.textContent.trim(),"
                " ring: getComputedStyle(document.activeElement).outlineStyle })"
            )
        )
    words = [each["words"] for each in seen]
    for wanted in ("Download the certificate", "iPhone and iPad", "Android", "Mac", "Linux"):
        assert wanted in words
    assert all(
        each["ring"] != "none" for each in seen if each["words"] in {"Android", "Download the certificate"}
    )
    page.keyboard.press("Shift+Tab")
    page.locator("#android summary").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('android').open")


def test_an_iphone_downloads_the_profile(opened: Opening) -> None:
    page = opened(PHONE, IPHONE)
    with page.expect_download() as downloading:
        page.locator("#ios .button-primary").click()
    assert downloading.value.suggested_filename == "posecast-ca.mobileconfig"


def launched(playwright: Playwright, *flags: str) -> Browser:
    path = chromium_path(playwright)
    if path is None:
        pytest.skip("no Chromium")
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])


def test_without_trust_there_is_a_warning(playwright: Playwright, lan_server: LanServer) -> None:
    with closing(launched(playwright)) as browser:
        with pytest.raises(PlaywrightError, match="ERR_CERT_AUTHORITY_INVALID"):
            browser.new_page().goto(lan_server.url)


def test_with_trust_the_page_is_secure_and_has_the_camera(
    playwright: Playwright, lan_server: LanServer, folder: Path
) -> None:
    authority = CertificateStore(folder).stored_authority()
    assert authority is not None
    with closing(launched(playwright, trusting_flag(authority))) as browser:
        page = browser.new_page(permissions=["camera"])
        page.goto(lan_server.url.replace("localhost", "127.0.0.1"))
        assert page.evaluate("isSecureContext")
        tracks = "navigator.mediaDevices.getUserMedia({ video: true }).then((s) => s.getVideoTracks().length)"
        assert page.evaluate(tracks) == 1
        page.goto(lan_server.trust_url)
        page.get_by_role("link", name="Open Posecast", exact=True).last.click()
        page.wait_for_url(re.compile("^https://127"))
