"""Benchmark of the page in Chromium, with a clip as its camera: frame captured to skeleton drawn, and bytes sent.

The browser has no graphics card here and shares the cores with the server, so the browser takes most of the time.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.child_process import in_child_process
from benchmarks.samples import percentile
from tests.browser.chromium import chromium_path, launch
from tests.browser.numbered_clip import best_clip, write_mjpeg
from tests.support.running_server import RunningServer

MODEL: Final = "full"
CAMERA_FPS: Final = 30
PROBE: Final = Path(__file__).parent / "browser_probe.js"
VIEWPORT: Final[ViewportSize] = {"width": 960, "height": 640}
START_LIMIT_S: Final = 30.0
_POLL_MS: Final = 50
_HAS_POSES: Final = "posecast.latestPose()?.people.length > 0"
NO_CHROMIUM: Final = "there is no Chromium on this machine"


@dataclass(frozen=True)
class Effort:
    rounds: int
    seconds: float


FULL: Final = Effort(rounds=5, seconds=6.0)
SHORT: Final = Effort(rounds=1, seconds=2.0)


@dataclass(frozen=True)
class BrowserRun:
    p50_ms: float  # frame captured to skeleton drawn
    p99_ms: float
    page_p50_ms: float  # the same from the moment at which the page took the frame
    camera_fps: float
    drawn_a_second: float
    sent_bytes_a_second: float


@dataclass
class BrowserResult:
    """The result; missing: why nothing was measured, empty if it was."""

    clip: tuple[str, tuple[int, int]]
    missing: str = ""
    camera_tells_times: bool = False
    runs: list[BrowserRun] = field(default_factory=list)


def measure(effort: Effort) -> BrowserResult:
    return in_child_process(measure_page, effort)  # Playwright needs a thread of its own


def measure_page(effort: Effort) -> BrowserResult:
    clip = best_clip()
    result = BrowserResult((clip.name, clip.size))
    with page_with_camera() as page:
        if page is None:
            result.missing = NO_CHROMIUM
            return result
        page.evaluate("takeSamples()")
        for _ in range(effort.rounds):
            _round(page, effort.seconds, result)
    return result


@contextmanager
def page_with_camera() -> Iterator[Page | None]:
    """Open the page, its camera running and poses arriving; None without Chromium."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        path = chromium_path(playwright)
        if path is None:
            yield None
            return
        camera = write_mjpeg(best_clip(), Path(folder) / "camera.mjpeg")
        with RunningServer("--model", MODEL) as server:
            browser = launch(playwright, path, camera)
            try:
                yield _started_page(
                    browser.new_context(viewport=VIEWPORT, permissions=["camera"]), server.url
                )
            finally:
                browser.close()


def _started_page(context: Any, url: str) -> Page:
    page: Page = context.new_page()
    page.add_init_script(path=PROBE)
    page.goto(url)
    _wait(page, "globalThis.posecast?.state().link === 'open'")
    page.locator("#start").click()
    _wait(page, _HAS_POSES)
    page.evaluate("countCameraFrames()")
    return page


def _wait(page: Page, expression: str) -> None:
    """Wait until the JavaScript is true. Raises TimeoutError."""
    for _ in range(round(START_LIMIT_S * 1e3 / _POLL_MS)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(_POLL_MS)
    raise TimeoutError(f"not within {START_LIMIT_S:g} s: {expression}")


def _round(page: Page, seconds: float, result: BrowserResult) -> None:
    began_ms = page.evaluate("takeSamples().at")
    page.wait_for_timeout(seconds * 1e3)
    watched: dict[str, Any] = page.evaluate("takeSamples()")
    watched_s = (watched["at"] - began_ms) / 1e3
    since_capture = [each["sinceCaptureMs"] for each in watched["drawn"]]
    result.camera_tells_times = watched["cameraTimes"]
    result.runs.append(
        BrowserRun(
            p50_ms=percentile(since_capture, 50),
            p99_ms=percentile(since_capture, 99),
            page_p50_ms=percentile([each["sinceTakenMs"] for each in watched["drawn"]], 50),
            camera_fps=watched["frames"] / watched_s,
            drawn_a_second=len(since_capture) / watched_s,
            sent_bytes_a_second=watched["bytes"] / watched_s,
        )
    )
