"""Files as sources, settings that are remembered, and a keyboard that is enough."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pytest

from tests.browser.conftest import Visit, Visiting
from tests.browser.photo_video import write_webm
from tests.support.photo_clips import moved_points, photograph, placement
from webapp.pose.body import landmark_index

pytestmark = pytest.mark.browser

PHOTO_SIZE: Final = (512, 512)
# The astronaut's nose in her photograph, pixels, read off it by hand.
NOSE_PX: Final = (222, 118)
NOSE_TOLERANCE_PX: Final = 20


def nose_px(visit: Visit, size: tuple[int, int]) -> np.ndarray:
    """Where the page draws the nose, in pixels of a picture of that size."""
    drawn = visit.page.evaluate("posecast.drawnJoints()")
    rect, joint = drawn["rect"], drawn["people"][0]["joints"][landmark_index("nose")]
    return np.array([
        (joint["x"] - rect["x"]) / rect["width"] * size[0],
        (joint["y"] - rect["y"]) / rect["height"] * size[1],
    ])  # fmt: skip


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "astronaut.png"
    cv2.imwrite(str(path), cv2.cvtColor(photograph("astronaut"), cv2.COLOR_RGB2BGR))
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_webm(tmp_path / "astronaut.webm", "still")


def test_a_picture(visit: Visiting, picture: Path) -> None:
    page = visit()
    page.page.locator("#file-picture").set_input_files(picture)
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    assert np.linalg.norm(nose_px(page, PHOTO_SIZE) - NOSE_PX) < NOSE_TOLERANCE_PX
    assert page.text("#file-name") == "astronaut.png"
    assert page.page.evaluate("posecast.drawnJoints().mirrored") is False


def test_a_video_file_loops_and_pauses(visit: Visiting, video: Path) -> None:
    page = visit()
    page.page.locator("#file-video").set_input_files(video)
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    expected = moved_points(placement("still", 0), np.array(NOSE_PX))
    assert np.linalg.norm(nose_px(page, (640, 480)) - expected) < NOSE_TOLERANCE_PX
    assert page.page.evaluate("posecast.drawnJoints().mirrored") is False
    page.page.keyboard.press("p")
    assert page.page.evaluate("document.getElementById('video').paused")
    assert page.text("#who") == "Video paused"
    assert (page.text("#rate"), page.text("#delay")) == ("–", "–")
    page.page.wait_for_timeout(3500)  # longer than a server may be silent
    assert page.text("#who") == "Video paused"
    page.page.keyboard.press("p")
    page.wait_for("!document.getElementById('video').paused")
    assert page.page.evaluate("document.getElementById('video').loop")


def test_a_dropped_picture(visit: Visiting, picture: Path) -> None:
    page = visit()
    page.page.evaluate(
        """bytes => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], "dropped.png", {type: "image/png"}));
            document.getElementById("stage").dispatchEvent(
                new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
        }""",
        list(picture.read_bytes()),
    )
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    assert page.text("#file-name") == "dropped.png"


def test_from_a_file_back_to_the_camera(visit: Visiting, picture: Path, video: Path) -> None:
    page = visit()
    page.page.locator("#file-picture").set_input_files(picture)
    page.wait_for("posecast.drawnJoints()?.people.length > 0", 30)
    page.page.locator("#file-video").set_input_files(video)
    page.wait_for("posecast.latestPose()?.size[0] === 640", 30)
    page.page.get_by_role("button", name="Camera", exact=True).click()
    page.wait_for(
        "document.getElementById('video').srcObject && posecast.drawnJoints()?.people.length > 0", 30
    )
    assert page.page.evaluate("posecast.drawnJoints().mirrored") is True


def test_the_keyboard_starts_and_stops(visit: Visiting) -> None:
    page = visit()
    page.page.keyboard.press("Space")
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)
    assert page.text("#start") == "Stop"
    page.page.keyboard.press("Space")
    page.wait_for("posecast.state().source === 'idle'")
    assert page.page.evaluate("posecast.drawnJoints()") is None
    assert page.page.evaluate("document.getElementById('video').srcObject") is None
    # The button that has the focus takes the key itself: once, not twice.
    page.page.locator("#start").focus()
    page.page.keyboard.press("Space")
    page.wait_for("posecast.state().source === 'live'")
    page.page.keyboard.press("?")
    assert page.page.locator("#help").is_visible()
    page.page.keyboard.press("Escape")
    assert page.page.locator("#help").is_hidden()
    for is_open in (True, False):
        page.page.keyboard.press("?")
        assert page.page.locator("#help").is_visible() is is_open
    page.page.keyboard.press("?")
    page.page.mouse.click(5, 5)  # beside it
    assert page.page.locator("#help").is_hidden()


def test_the_only_camera_goes_on_when_another_is_asked_for(visit: Visiting) -> None:
    page = visit()
    page.start_camera()
    page.page.evaluate("globalThis.first = document.getElementById('video').srcObject")
    page.page.keyboard.press("c")
    page.wait_for("document.getElementById('toast').textContent === 'There is no other camera.'")
    assert page.page.evaluate("document.getElementById('video').srcObject === first && first.active")


def test_the_tab_key_reaches_every_control(visit: Visiting) -> None:
    page = visit()
    reached = set()
    for _ in range(45):
        page.page.keyboard.press("Tab")
        reached.add(page.page.evaluate("document.activeElement.id || document.activeElement.value"))
    assert {
        "start",
        "camera-choice",
        "theme-toggle",
        "help-open",
        "full-screen",
        "space",
        "space-reset",
    } <= reached
    assert {"mirror", "smoothing", "people-more", "full", "glued"} <= reached


def test_the_keyboard_reaches_the_settings_of_a_phone_on_its_side(visit: Visiting) -> None:
    page = visit(viewport={"width": 844, "height": 390})
    focused = "document.activeElement.id"
    page.wait_for("document.getElementById('workspace').dataset.tab === 'space'")
    for _ in range(20):
        page.page.keyboard.press("Tab")
        if page.page.evaluate(focused) == "tab-space":
            break
    page.page.keyboard.press("ArrowRight")
    assert page.page.evaluate(focused) == "tab-settings"
    assert page.page.evaluate("document.getElementById('space-panel').inert")
    reached = set()
    for _ in range(30):
        page.page.keyboard.press("Tab")
        reached.add(page.page.evaluate("document.activeElement.id || document.activeElement.value"))
    assert {"mirror", "smoothing", "people-more"} <= reached
    assert not {"space", "space-reset"} & reached
    page.page.locator("#tab-settings").focus()
    page.page.keyboard.press("ArrowRight")  # past the end, and past the tab that is not there
    assert page.page.evaluate(focused) == "tab-space"


def test_a_turned_phone_has_its_tab_back(visit: Visiting) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    front = "document.getElementById('workspace').dataset.tab === '{tab}'"
    roles = "['picture', 'space', 'settings'].map(name => document.getElementById(`${name}-panel`).role)"
    page.wait_for(front.format(tab="picture"))
    assert page.page.evaluate(roles) == ["tabpanel"] * 3
    page.page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for(front.format(tab="space"))
    assert page.page.evaluate(roles) == [None, "tabpanel", "tabpanel"]
    page.page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for(front.format(tab="picture"))
    page.page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for("!document.querySelector('[role=tabpanel], [inert]')")


def test_a_video_behind_another_tab_goes_on(visit: Visiting) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    page.start_camera()
    page.page.locator("#tab-space").click()
    video = page.page.locator("#video")
    # Without a graphics card the covered video is hidden on purpose; here it shall be as with one.
    page.page.evaluate("document.getElementById('stage').dataset.inMemory = 'false'")
    assert video.evaluate("video => getComputedStyle(video).visibility") == "visible"
    assert page.page.locator("#picture-panel").evaluate("panel => getComputedStyle(panel).opacity") == "0"
    seq = page.page.evaluate("posecast.latestPose().seq")
    page.wait_for(f"posecast.latestPose().seq > {seq + 2}")


def test_choices_are_remembered(visit: Visiting) -> None:
    page = visit()
    page.page.locator("label", has_text="Heavy").click()
    page.page.locator("#people-more").click()
    page.page.locator("#smoothing").uncheck()
    page.page.locator("#theme-toggle").click()
    page.wait_for("posecast.state().settings.model === 'heavy' && posecast.state().settings.people === 2")
    theme = page.page.evaluate("document.documentElement.dataset.theme")
    page.page.reload()
    page.wait_for(
        "globalThis.posecast?.state().settings.model === 'heavy' && posecast.state().settings.people === 2"
    )
    page.wait_for("posecast.state().settings.smoothing === false")
    assert page.page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.page.locator("input[value=heavy]").is_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_it_is_chosen(visit: Visiting, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    assert page.page.evaluate("document.documentElement.dataset.theme") == scheme


@pytest.mark.parametrize(
    "size", [(1440, 900), (1024, 768), (390, 844), (320, 568), (844, 390), (568, 320), (768, 1024)]
)
def test_nothing_sticks_out_of_the_window_and_nothing_moves_when_it_starts(
    visit: Visiting, size: tuple[int, int]
) -> None:
    page = visit(viewport={"width": size[0], "height": size[1]})
    places = """() => ["stage", "start", "sources", "rate", "delay-queue"].map(id => {
        const {x, y, width, height} = document.getElementById(id).getBoundingClientRect();
        return [id, Math.round(x), Math.round(y), ["stage", "start"].includes(id) ? [width, height] : 0];
    })"""
    before = page.page.evaluate(places)
    page.page.keyboard.press("Space")
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)
    page.wait_for("Number(document.getElementById('delay').textContent) > 0")
    assert page.page.evaluate(places) == before
    assert page.page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    )
    boxes = page.page.evaluate("""() => [...document.querySelectorAll("button, select, .status dd")]
        .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.closest(".settings"))
        .map(each => [each.id || each.textContent, each.getBoundingClientRect()])
        .filter(([, box]) => box.right > innerWidth + 1 || box.left < -1 || box.bottom > innerHeight + 1)
        .map(([name]) => name)""")
    assert boxes == []
