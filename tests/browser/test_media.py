"""The page of pictures and videos: from a file to its result, with the real engine."""

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Request

from tests.browser.conftest import Visit, Visiting
from tests.browser.media_files import (
    DONE_LIMIT_S,
    FRAMES_ON_CANVAS,
    PLAYING,
    PLAYS_MP4,
    add,
    add_and_see,
    drop,
    media_page,
    write_mpeg4,
    write_numbered,
    write_photo,
)
from tests.browser.numbered_clip import NumberedClip
from tests.browser.photo_video import swaying_frames
from tests.support.running_server import RunningServer
from webapp.pose.body import landmark_index

pytestmark = pytest.mark.browser

PHOTO_PX: Final = 512
# The astronaut's nose in her photograph, pixels, read off it by hand.
NOSE_PX: Final = (222, 118)
NOSE_TOLERANCE_PX: Final = 20
# Of the torso: what a pipeline differs by that was given other times, and what one frame too late would not be.
STEP_PERCENT: Final = 8.0
# The second press of a double click counts for nothing until then.
SETTLED_MS: Final = 600
SHOWN_POINTS: Final = (
    "posecastMedia.drawn().people.flatMap(({joints}) => joints.filter(({hidden}) => !hidden)).length"
)
# Writes down what the list says of progress.
PROGRESS_LINES: Final = """
    globalThis.textsSeen = new Set();
    new MutationObserver(() => {
        for (const line of document.querySelectorAll(".item-status")) textsSeen.add(line.textContent);
    }).observe(document, {subtree: true, childList: true, characterData: true});
"""


@pytest.fixture
def video(clip: NumberedClip, tmp_path: Path) -> Path:
    return write_numbered(clip, tmp_path / "a clip.webm")


def on_canvas(page: Visit, clip: NumberedClip) -> dict[str, int]:
    found: dict[str, int] = page.page.evaluate(FRAMES_ON_CANVAS, list(clip.size))
    return found


def joints_px(drawn: dict[str, Any], size: tuple[int, int]) -> np.ndarray:
    """The first person's joints (33, 2) in pixels of the picture."""
    rect, joints = drawn["rect"], drawn["people"][0]["joints"]
    places = np.array([(joint["x"] - rect["x"], joint["y"] - rect["y"]) for joint in joints])
    return np.asarray(places / (rect["width"], rect["height"]) * size)


def test_a_dropped_picture_gets_its_skeleton(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    photo = write_photo(tmp_path / "astronaut.png")
    drop(page, photo)
    page.wait_for("posecastMedia.drawn()?.people.length === 1", DONE_LIMIT_S)
    assert page.page.evaluate("posecastMedia.background()") == "original"
    nose = joints_px(page.page.evaluate("posecastMedia.drawn()"), (PHOTO_PX, PHOTO_PX))[
        landmark_index("nose")
    ]
    assert np.linalg.norm(nose - NOSE_PX) < NOSE_TOLERANCE_PX
    assert page.text("#facts") == "512 × 512 · 1 person"
    page.wait_for("!document.querySelector('.item-picture canvas').hidden")
    assert page.page.locator("#transport").is_hidden()
    assert page.text("#announcement") == "astronaut.png is done."


def test_a_picture_and_a_video_dropped_together(
    visit: Visiting, server: RunningServer, tmp_path: Path, video: Path
) -> None:
    page = media_page(visit, server)
    drop(page, write_photo(tmp_path / "astronaut.png"), video)
    page.wait_for("posecastMedia.items().filter(({state}) => state === 'done').length === 2", DONE_LIMIT_S)
    assert [item["kind"] for item in page.page.evaluate("posecastMedia.items()")] == ["picture", "video"]


def test_a_pasted_picture(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    page.page.evaluate(
        """bytes => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
            document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
        }""",
        list(write_photo(tmp_path / "astronaut.png").read_bytes()),
    )
    page.wait_for("posecastMedia.drawn()?.people.length === 1", DONE_LIMIT_S)


def test_a_video_keeps_skeleton_and_frame_together(
    visit: Visiting, server: RunningServer, clip: NumberedClip, video: Path
) -> None:
    page = media_page(visit, server, script=PROGRESS_LINES)
    add_and_see(page, video)
    seen = page.page.evaluate("[...textsSeen]")
    assert any("frames/s" in line and " of " in line for line in seen), seen
    assert page.page.evaluate("posecastMedia.background()") == "original"
    frames = int(page.page.locator("#timeline").get_attribute("max") or 0) + 1
    numbers = [0, 1, frames // 3, frames // 2, frames // 2 + 1, frames - 1, 2]
    drawn = []
    for number in numbers:
        page.page.locator("#timeline").fill(str(number))
        page.wait_for(f"posecastMedia.frame() === {number}")
        page.page.wait_for_timeout(60)  # what is drawn after the jump must be right, too
        assert on_canvas(page, clip) == {"picture": number, "skeleton": number}
        drawn.append(joints_px(page.page.evaluate("posecastMedia.drawn()"), clip.size))
    assert np.nanmax(clip.distance_percent(numbers, np.stack(drawn))) < STEP_PERCENT


def test_a_playing_video_keeps_them_together_too(
    visit: Visiting, server: RunningServer, clip: NumberedClip, video: Path
) -> None:
    page = media_page(visit, server)
    add_and_see(page, video)
    page.page.locator("#play").click()
    page.wait_for(PLAYING)
    seen = []
    while page.page.evaluate(PLAYING):
        seen.append(on_canvas(page, clip))
        page.page.wait_for_timeout(40)
    assert all(each["picture"] == each["skeleton"] for each in seen), seen
    # However slow the machine: it was watched until the end.
    assert len({each["picture"] for each in seen}) > 5


def test_a_paused_video_goes_on_by_single_frames(visit: Visiting, server: RunningServer, video: Path) -> None:
    page = media_page(visit, server)
    add_and_see(page, video)
    page.page.locator("#play").click()
    page.wait_for("posecastMedia.frame() > 0")
    page.page.locator("#play").click()
    page.wait_for(f"!{PLAYING}")
    for step, by in (("frame-forward", 1), ("frame-back", -1)):
        # Asked and clicked at once: the last frame of the playing may come a little after the pause.
        stood = page.page.evaluate(
            "id => { const frame = posecastMedia.frame(); document.getElementById(id).click(); return frame; }",
            step,
        )
        page.wait_for(f"posecastMedia.frame() === {stood + by}")
        assert page.page.locator("#play").get_attribute("aria-label") == "Play"


def test_the_threshold_asks_nobody(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    add_and_see(page, write_photo(tmp_path / "astronaut.png"))
    page.page.wait_for_timeout(300)
    asked: list[Request] = []
    page.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - a method is refused
    points = []
    for threshold in (0, 50, 99):
        page.page.locator("#threshold").fill(str(threshold))
        page.page.wait_for_timeout(100)
        points.append(page.page.evaluate(SHOWN_POINTS))
    assert points[0] == 33 > points[1] > points[2], points
    assert page.text("#threshold-value") == "99 %"
    assert asked == []


def test_a_codec_that_no_browser_plays(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    add_and_see(page, write_mpeg4(tmp_path / "old.mp4", swaying_frames()))
    plays_mp4 = page.page.evaluate(PLAYS_MP4)
    assert page.page.evaluate("posecastMedia.background()") == ("annotated" if plays_mp4 else "none")
    note = page.text("#stage-note")
    assert "annotated video" in note
    page.page.locator("#timeline").fill("20")
    page.wait_for("posecastMedia.frame() === 20")
    # What the server drew already is not drawn a second time.
    assert len(page.page.evaluate("posecastMedia.drawn().people")) == (0 if plays_mp4 else 1)
    assert page.page.evaluate("posecastMedia.people()") == 1


def test_nobody_in_the_picture(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    grey = (np.full((200, 300, 3), 120, np.uint8) for _ in range(12))
    add_and_see(page, write_mpeg4(tmp_path / "empty.mp4", grey))
    assert page.text("#stage-note").startswith("Nobody was found in this video.")
    assert page.text("#facts").endswith("nobody found")
    assert page.text(".item-status") == "Nobody found · Full · smoothed"
    Image.new("RGB", (300, 200), "grey").save(tmp_path / "empty.png")
    add(page, write_photo(tmp_path / "astronaut.png"), tmp_path / "empty.png")
    page.wait_for("posecastMedia.items().filter(({state}) => state === 'done').length === 3", DONE_LIMIT_S)
    lines = [line.inner_text() for line in page.page.locator(".item-status").all()]
    assert lines[1:] == ["1 person · Full", "Nobody found · Full"]


def test_several_files_and_again_with_other_options(
    visit: Visiting, server: RunningServer, tmp_path: Path
) -> None:
    page = media_page(visit, server)
    names = ["one.png", "two.jpg", "three.webp"]
    add_and_see(page, *(write_photo(tmp_path / name) for name in names))
    page.page.locator("#options summary").click()
    page.page.locator("input[value=lite]").check(force=True)
    page.page.locator("#people-more").click()
    page.page.locator(".item").first.locator("[data-action=again]").click()
    page.wait_for(
        "posecastMedia.items().length === 4 && posecastMedia.items()[3].state === 'done'", DONE_LIMIT_S
    )
    assert [item["name"] for item in page.page.evaluate("posecastMedia.items()")] == [*names, "one.png"]
    lines = [line.inner_text() for line in page.page.locator(".item-status").all()]
    assert lines == ["1 person · Full"] * 3 + ["1 person · Lite"]


def test_a_double_click_cancels_and_does_not_start_again(
    visit: Visiting, server: RunningServer, video: Path
) -> None:
    page = media_page(visit, server)
    add(page, video)
    page.wait_for("['queued', 'running'].includes(posecastMedia.items()[0].state)")
    page.page.locator("[data-action=cancel]").dblclick()
    page.page.wait_for_timeout(SETTLED_MS)
    assert page.page.evaluate("posecastMedia.items()[0].state") == "cancelled"
    page.page.locator("[data-action=retry]").click()
    page.wait_for("posecastMedia.items()[0].state === 'done'", DONE_LIMIT_S)


def test_cancelling_ends_the_job_on_the_server(visit: Visiting, server: RunningServer, video: Path) -> None:
    page = media_page(visit, server)
    add(page, video)
    page.wait_for("['queued', 'running'].includes(posecastMedia.items()[0].state)")
    with page.page.expect_response(lambda answer: answer.request.method == "DELETE") as answered:
        page.page.locator("[data-action=cancel]").click()
    page.wait_for("posecastMedia.items()[0].state === 'cancelled'")
    assert page.text("#card-title") == "Cancelled"
    assert answered.value.status == HTTPStatus.NO_CONTENT
    assert page.page.request.get(answered.value.url).status == HTTPStatus.NOT_FOUND
