"""Into full screen and out again: by mouse or finger, and by the keys."""

from typing import Final

import pytest

from tests.browser.conftest import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IS_FULL: Final = "document.fullscreenElement?.id === 'workspace'"
IS_NOT: Final = "document.fullscreenElement === null"
# As when another program takes the camera.
TAKEN_AT_WILL: Final = """
globalThis.isTaken = false;
Object.defineProperty(MediaStreamTrack.prototype, "muted", {get: () => globalThis.isTaken});
"""
FOCUSED: Final = "document.activeElement.id"


@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (844, 390)])
def test_the_way_out_is_seen_and_works(visit: Visiting, size: tuple[int, int]) -> None:
    page = visit(viewport={"width": size[0], "height": size[1]})
    way_out = page.page.locator("#full-screen-leave")
    assert not way_out.is_visible()
    page.start_camera()
    page.page.locator("#full-screen").click()
    page.wait_for(IS_FULL)
    picture = page.page.locator("#picture-panel").bounding_box()
    assert picture is not None
    assert picture["width"] == size[0]
    assert picture["height"] > size[1] / 2
    way_out.click()  # which fails where something lies over it
    page.wait_for(IS_NOT)
    assert not way_out.is_visible()


def test_what_is_wrong_is_seen_in_full_screen(visit: Visiting) -> None:
    page = visit(script=TAKEN_AT_WILL)
    page.start_camera()
    page.page.locator("#full-screen").click()
    page.wait_for(IS_FULL)
    assert not page.page.locator("#who").is_visible()
    page.page.evaluate("globalThis.isTaken = true")
    page.page.locator("#who", has_text="No picture").wait_for()
    assert page.page.locator("#stage").get_attribute("data-stale") == "true"  # dimmed


def test_a_viewer_sees_the_picture_on_the_whole_screen(visit: Visiting) -> None:
    owner = visit()
    owner.start_camera()
    link = owner.page.evaluate("posecast.state().links.watch")
    for width, height in ((1440, 900), (390, 844), (844, 390)):
        viewer = visit(f"{owner.page.url}#watch={link}", viewport={"width": width, "height": height})
        viewer.page.locator("#full-screen").click()
        viewer.wait_for(IS_FULL)
        assert viewer.page.locator("#picture-panel").bounding_box() == {
            "x": 0,
            "y": 0,
            "width": width,
            "height": height,
        }
        viewer.page.locator("#full-screen-leave").click()
        viewer.wait_for(IS_NOT)


def test_the_keys_go_on_where_they_were(visit: Visiting) -> None:
    page = visit()
    page.page.locator("#full-screen").focus()
    page.page.keyboard.press("Enter")
    page.wait_for(IS_FULL)
    page.wait_for(f"{FOCUSED} === 'full-screen-leave'")
    page.page.keyboard.press("Enter")
    page.wait_for(IS_NOT)
    page.wait_for(f"{FOCUSED} === 'full-screen'")


def test_a_key_alone_does_both_and_leaves_the_focus_where_it_is(visit: Visiting) -> None:
    page = visit()
    page.page.locator("#start").focus()
    for expected in (IS_FULL, IS_NOT):
        page.page.keyboard.press("f")
        page.wait_for(expected)
        assert page.page.evaluate(FOCUSED) == "start"
