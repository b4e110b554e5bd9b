"""Pictures of the page of pictures and videos; POSECAST_SCREENSHOTS=1 renews those in docs/images.

Like those of the live page, they show the astronaut (NASA, public domain) alone.
"""

import os
from itertools import chain, repeat
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Visit, Visiting
from tests.browser.media_files import DONE_LIMIT_S, add, add_and_see, media_page, write_photo
from tests.browser.photo_video import swaying_frames, write_frames
from tests.browser.test_screenshots import COLOURS, DESKTOP, LARGEST_BYTES, PHONE, RENEW_ENV
from tests.support.running_server import ROOT, RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG_ROUNDS: Final = 8  # of swaying: long enough to be caught at work
SHOWN_FRAME: Final = 22
HALF_WAY: Final = r"""[...document.querySelectorAll(".item-status")].some(({textContent}) => {
    const [, done, total] = textContent.match(/^(\d+) of (\d+) frames .* left$/) ?? [];
    return done > total * 0.3;
})"""


def shoot(page: Visit, name: str, folder: Path) -> None:
    """A screenshot with few colours, which makes the file three times smaller, and nobody sees it."""
    folder = ROOT / "docs" / "images" if os.environ.get(RENEW_ENV) else folder
    path = folder / f"media-{name}.png"
    page.page.evaluate("document.activeElement.blur()")
    page.page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2).save(path, optimize=True)
    assert path.stat().st_size < LARGEST_BYTES


@pytest.mark.parametrize(
    ("device", "viewport", "scheme"), [("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")]
)
def test_screenshots_of_pictures_and_videos(
    visit: Visiting, server: RunningServer, tmp_path: Path, device: str, viewport: ViewportSize, scheme: str
) -> None:
    page = media_page(visit, server, viewport=viewport, color_scheme=scheme, with_3d=True)
    add_and_see(page, write_photo(tmp_path / "astronaut.png"))
    page.page.wait_for_timeout(1500)  # until thumbnail and 3D view stand there
    shoot(page, f"picture-{device}-{scheme}", tmp_path)

    add_and_see(page, write_frames(tmp_path / "swaying.webm", swaying_frames()))
    page.page.locator("#timeline").fill(str(SHOWN_FRAME))
    page.wait_for(f"posecastMedia.frame() === {SHOWN_FRAME}")
    page.page.wait_for_timeout(800)
    if device == "phone":
        page.page.locator("#result").evaluate("result => result.scrollIntoView()")
    shoot(page, f"video-{device}-{scheme}", tmp_path)

    long = chain.from_iterable(swaying_frames() for _ in repeat(None, LONG_ROUNDS))
    add(page, write_frames(tmp_path / "swaying for long.webm", long))
    page.page.locator(".item-open").first.click()
    page.wait_for(HALF_WAY, DONE_LIMIT_S)
    page.page.evaluate("scrollTo(0, 0)")
    page.page.wait_for_timeout(300)
    shoot(page, f"progress-{device}-{scheme}", tmp_path)
    # If it still runs, so that the next test has the server for itself.
    page.page.evaluate("document.querySelector('[data-action=cancel]')?.click()")
