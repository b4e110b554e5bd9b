"""Pictures of the page for the README; POSECAST_SCREENSHOTS=1 renews those in docs/images.

They show scikit-image's photograph of an astronaut (NASA, public domain), so that they may be published; it sways a
little, as a video file, so that there is something to follow.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Visiting
from tests.browser.photo_video import swaying_frames, write_frames
from tests.support.running_server import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RENEW_ENV: Final = "POSECAST_SCREENSHOTS"
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
COLOURS: Final = 256  # a palette makes the files three times smaller, and nobody sees it
LARGEST_BYTES: Final = 300_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "viewport"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_the_page_at_work(
    visit: Visiting, tmp_path: Path, device: str, viewport: ViewportSize, scheme: str
) -> None:
    page = visit(viewport=viewport, color_scheme=scheme, with_3d=True)
    page.page.locator("#file-video").set_input_files(
        write_frames(tmp_path / "astronaut.webm", swaying_frames())
    )
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    page.wait_for("Number(document.getElementById('delay').textContent) > 0")
    page.page.wait_for_timeout(2500)  # until the numbers have settled
    folder = ROOT / "docs" / "images" if os.environ.get(RENEW_ENV) else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{device}-{scheme}.png"
    page.page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    assert picture.size == (viewport["width"], viewport["height"])
    brightness = np.median(np.asarray(picture)[:8])  # the top edge is bare page
    assert brightness < 60 if scheme == "dark" else brightness > 200
    # This method keeps rare colours, such as a legend's, which others give away for shades of the photograph.
    palette = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2)
    palette.save(path, optimize=True)
    assert path.stat().st_size < LARGEST_BYTES
