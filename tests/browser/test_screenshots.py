"""Pictures of the page for the README; POSECAST_SCREENSHOTS=1 renews those in docs/images.

They show scikit-image's photograph of an astronaut (NASA, public domain), so that they may be published.
"""

import os
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Visiting
from tests.photo_clips import photograph
from tests.running_server import ROOT

pytestmark = pytest.mark.browser

RENEW_ENV: Final = "POSECAST_SCREENSHOTS"
DESKTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
# Half a body in a space suit is not easy; the most precise model makes the best of it.
HEAVY: Final = """localStorage.setItem("posecast", JSON.stringify({model: "heavy"}));"""
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "viewport"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_the_page_at_work(
    visit: Visiting, tmp_path: Path, device: str, viewport: ViewportSize, scheme: str
) -> None:
    page = visit(viewport=viewport, color_scheme=scheme, script=HEAVY)
    photo = tmp_path / "astronaut.png"
    cv2.imwrite(str(photo), cv2.cvtColor(photograph("astronaut"), cv2.COLOR_RGB2BGR))
    page.page.locator("#file-picture").set_input_files(photo)
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    page.wait_for("Number(document.getElementById('delay').textContent) > 0")
    page.page.wait_for_timeout(2500)  # until the numbers have settled
    folder = ROOT / "docs" / "images" if os.environ.get(RENEW_ENV) else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{device}-{scheme}.png"
    page.page.screenshot(path=path)
    picture = cv2.imread(str(path))
    assert picture is not None
    assert picture.shape[:2] == (viewport["height"], viewport["width"])
    brightness = np.median(picture[:8])  # the top edge is bare page
    assert brightness < 60 if scheme == "dark" else brightness > 200
