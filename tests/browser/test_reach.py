"""Everything that is seen can be pressed and read: on every screen, with the keys, and in the system's own colours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pytest
from playwright.sync_api import Playwright

from tests.browser.chromium import FLAGS, chromium_path
from tests.browser.conftest import Visiting, checked_visits
from tests.browser.test_trouble import TROUBLED_CAMERA
from tests.support.photo_clips import photograph
from tests.support.running_server import RunningServer

pytestmark = pytest.mark.browser

SCREENS: Final = (
    *((1440, 900), (1440, 500), (1024, 768), (932, 430), (844, 390), (740, 360), (720, 450), (667, 375)),
    *((640, 360), (568, 320), (390, 844), (320, 568), (280, 653)),
)
COVERED: Final = """() => [...document.querySelectorAll(".topbar a, .topbar button, .tabs button, .actions button")]
    .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest("[inert]"))
    .filter((each) => {
        const {left, right, top, bottom} = each.getBoundingClientRect();
        const places = [0.15, 0.5, 0.85].map((part) => left + part * (right - left));
        return places.some((x) => !each.contains(document.elementFromPoint(x, (top + bottom) / 2)));
    })
    .map((each) => each.id || each.textContent.trim())"""
"""What a mouse or a finger does not reach, of all that is to be pressed."""

LARGE_LETTERS: Final = 24  # pixels; browsers have 16 by themselves

PHONE: Final = {"width": 390, "height": 844}


@pytest.fixture
def large_letters(playwright: Playwright, server: RunningServer) -> Iterator[Visiting]:
    """Visits with a browser whose owner wants letters half as large again."""
    path = chromium_path(playwright)
    if path is None:
        pytest.skip("no Chromium")
    flags = [*FLAGS, f"--blink-settings=defaultFontSize={LARGE_LETTERS}"]
    browser = playwright.chromium.launch(executable_path=path, args=flags)
    with checked_visits(browser, server.url) as visiting:
        yield visiting
    browser.close()


@pytest.mark.parametrize("size", SCREENS)
def test_nothing_covers_what_is_to_be_pressed(visit: Visiting, size: tuple[int, int]) -> None:
    page = visit(viewport={"width": size[0], "height": size[1]})
    assert page.page.evaluate(COVERED) == []
    dot = page.page.locator("#link .link-dot").bounding_box()
    words = [tab.bounding_box() for tab in page.page.locator(".tabs button").all() if tab.is_visible()]
    assert dot is not None
    assert all(
        box is None or dot["x"] >= box["x"] + box["width"] or dot["y"] + dot["height"] <= box["y"]
        for box in words
    )


@pytest.mark.parametrize("path", ["/", "/media", "/no-such-page"])
def test_letters_are_as_large_as_the_browser_is_told_to_make_them_where_there_is_room(
    large_letters: Visiting, server: RunningServer, path: str
) -> None:
    visit = large_letters(server.url + path, ready="document.readyState === 'complete'")
    visit.expected.append("status of 404")  # of the page that there is not
    page = visit.page
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(COVERED) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        letters = float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))
        assert letters == pytest.approx(min(LARGE_LETTERS, max(16, 0.027 * min(width, height))), abs=0.01)


def test_on_a_phone_trouble_brings_its_words_to_the_front(visit: Visiting) -> None:
    for tab in ("#tab-space", "#tab-settings"):
        page = visit(script=TROUBLED_CAMERA % "NotFoundError", viewport=PHONE)
        page.page.locator(tab).click()
        page.page.locator("#start").click()
        page.wait_for("document.getElementById('workspace').dataset.tab === 'picture'")
        assert page.text("#card-title") == "No camera found"


def test_on_a_phone_a_picture_that_is_opened_beside_the_settings_is_shown(
    visit: Visiting, tmp_path: Path
) -> None:
    path = tmp_path / "astronaut.png"
    cv2.imwrite(str(path), cv2.cvtColor(photograph("astronaut"), cv2.COLOR_RGB2BGR))
    page = visit(viewport=PHONE)
    page.page.locator("#tab-settings").click()
    page.page.locator("#file-picture").set_input_files(path)
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    assert page.page.evaluate("document.getElementById('workspace').dataset.tab") == "picture"


@pytest.mark.parametrize("trouble", ["", "NotFoundError"])
def test_a_button_that_vanishes_hands_the_keys_to_the_next(visit: Visiting, trouble: str) -> None:
    page = visit(script=TROUBLED_CAMERA % trouble)
    page.page.locator("#welcome [data-action='start-camera']").focus()
    page.page.keyboard.press("Enter")
    if trouble:
        page.page.locator("#card").wait_for()
        page.page.evaluate("globalThis.cameraTrouble = ''")
        page.page.locator("#card").get_by_role("button", name="Try again").press("Enter")
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)
    assert page.page.evaluate("document.activeElement.id") == "start"


def test_whoever_steps_back_in_3d_still_sees_the_figure(visit: Visiting) -> None:
    page = visit(viewport={"width": 1440, "height": 900}, with_3d=True)
    page.start_camera()
    box = page.page.locator("#space").bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(40):
        page.page.mouse.wheel(0, 300)
    page.page.wait_for_timeout(500)
    picture = np.frombuffer(page.page.locator("#space").screenshot(), np.uint8)
    shown = cv2.imdecode(picture, cv2.IMREAD_COLOR)
    assert shown is not None
    middle = shown[shown.shape[0] // 4 : -shown.shape[0] // 4, shown.shape[1] // 4 : -shown.shape[1] // 4]
    assert middle.max() > 100  # the screen's own colour has 28


def test_the_systems_own_colours_tell_what_is_chosen(visit: Visiting) -> None:
    page = visit(forced_colors="active", viewport={"width": 1440, "height": 900})

    def look(selector: str) -> Any:
        return page.page.locator(selector).first.evaluate(
            "(each) => [getComputedStyle(each).backgroundColor, getComputedStyle(each).borderColor]"
        )

    assert look(".choice:has(:checked)") != look(".choice:not(:has(:checked))")
    assert look(".segments [aria-pressed='true']") != look(".segments [aria-pressed='false']")
    assert look(".switch:checked") != look(".switch:not(:checked)")
    page.start_camera()
    assert look(".swatch-left") != look(".swatch-right")
