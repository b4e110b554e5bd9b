"""The page's main promise, in a real browser with a real clip as its camera."""

from itertools import pairwise
from typing import Any, Final

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.browser.conftest import Visit, Visiting
from tests.browser.numbered_clip import ConcurrencyLimit, NumberedClip

pytestmark = pytest.mark.browser

POSES: Final = 60
WHOLE_CLIP: Final = 100  # poses: enough to see every part of the clip, fast and slow
TORSO_PERCENT: Final = 3.0
OTHER_FRAME: Final = 15
# The page's clock and the test's both count from the frame's arrival; what is left is one turn of the page.
DELAY_TOLERANCE_MS: Final = 20
DELAY_TOLERANCE_SHARE: Final = 0.15
NOT_MIRRORED: Final = """
localStorage.setItem("posecast", JSON.stringify({mirror: {front: false, rear: false, file: false}}));
"""

Record = dict[str, Any]


def record_poses(visit: Visit, clip: NumberedClip, count: int = POSES) -> list[Record]:
    """What the page drew, pose by pose, on frames whose number could be read."""
    visit.page.evaluate("watchPoses", list(clip.size))
    visit.wait_for(f"recordedPoses().filter(pose => pose.number >= 0).length >= {count}", 60)
    records: list[Record] = visit.page.evaluate("recordedPoses()")
    return records


def joints_px(record: Record, clip: NumberedClip) -> NDArray[np.float64]:
    """The first person's drawn joints (33, 2) in pixels of the clip's frame, as unmirrored as the clip."""
    rect = record["rect"]
    joints = np.array([[joint["x"], joint["y"]] for joint in record["people"][0]["joints"]])
    fractions = (joints - [rect["x"], rect["y"]]) / [rect["width"], rect["height"]]
    if record["mirrored"]:
        fractions[:, 0] = 1 - fractions[:, 0]
    return np.asarray(fractions * clip.size, np.float64)


def drawn(records: list[Record], clip: NumberedClip) -> tuple[list[int], ConcurrencyLimit]:
    found = [record for record in records if record["number"] >= 0 and record["people"]]
    return [record["number"] for record in found], np.stack([joints_px(record, clip) for record in found])


@pytest.fixture(params=["as it is", "mirrored"])
def live(request: pytest.FixtureRequest, visit: Visiting) -> Visit:
    page = visit(script=NOT_MIRRORED if request.param == "as it is" else "")
    page.start_camera()
    return page


def test_joints_are_drawn_on_the_very_frame_that_they_belong_to(live: Visit, clip: NumberedClip) -> None:
    records = record_poses(live, clip, WHOLE_CLIP)
    numbers, joints = drawn(records, clip)
    assert len(numbers) >= POSES
    distances = clip.distance_percent(numbers, joints)
    assert np.nanmedian(distances) < TORSO_PERCENT
    # The same joints on any other frame would be wrong: the clip moves enough for this test to notice.
    others = [(number + OTHER_FRAME) % max(numbers) for number in numbers]
    assert np.nanmedian(clip.distance_percent(others, joints)) > TORSO_PERCENT


def test_poses_come_in_order(visit: Visiting, clip: NumberedClip) -> None:
    page = visit()
    page.start_camera()
    records = record_poses(page, clip, 30)
    for before, after in pairwise(records):
        assert after["seq"] > before["seq"]
        assert after["t"] > before["t"]
    assert {record["mirrored"] for record in records} == {True}  # a camera that looks at its user


def test_the_delay_shown_is_the_one_measured(visit: Visiting, clip: NumberedClip) -> None:
    page = visit(script=NOT_MIRRORED)
    page.start_camera()
    page.page.evaluate("watchCamera", list(clip.size))
    records = [record for record in record_poses(page, clip) if record["measured"] is not None]
    each = np.array([[record["measured"], record["delay"]] for record in records])
    assert np.median(np.abs(each[:, 0] - each[:, 1])) < DELAY_TOLERANCE_MS
    # The status line shows the mean of the last second, renewed four times a second.
    late = [record for record in records if record["now"] > records[0]["now"] + 1500]
    means = np.array(
        [np.mean([r["measured"] for r in records if 0 <= one["now"] - r["now"] < 1000]) for one in late]
    )
    shown = np.array([one["shown"] for one in late])
    tolerance = DELAY_TOLERANCE_MS + DELAY_TOLERANCE_SHARE * np.median(means)
    assert np.median(np.abs(shown - means)) < tolerance


def test_the_parts_of_the_delay_add_up(visit: Visiting) -> None:
    page = visit()
    page.start_camera()
    page.wait_for("Number(document.getElementById('delay').textContent) > 0")
    parts, total = page.page.evaluate("""() => [
        ["encode", "network", "queue", "inference", "draw"].map(
            part => Number(document.getElementById(`delay-${part}`).textContent)),
        Number(document.getElementById("delay").textContent)]""")
    assert sum(parts) == total


def test_the_3d_view_shows_the_figure_in_its_colours(visit: Visiting) -> None:
    page = visit(with_3d=True)
    page.start_camera()
    page.wait_for("document.getElementById('space-empty').hidden")
    png = np.frombuffer(page.page.locator("#space").screenshot(), np.uint8)
    picture = cv2.imdecode(png, cv2.IMREAD_COLOR)
    assert picture is not None
    hue = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    vivid = hue[..., 1] > 120
    orange = vivid & (np.abs(hue[..., 0].astype(int) - 20) < 8) & (hue[..., 2] > 80)
    blue = vivid & (np.abs(hue[..., 0].astype(int) - 101) < 8) & (hue[..., 2] > 80)
    assert orange.sum() > 50
    assert blue.sum() > 50


def test_live_video_with_the_skeleton_on_top(visit: Visiting) -> None:
    page = visit()
    page.start_camera()
    page.page.keyboard.press("d")
    page.wait_for("document.getElementById('stage').dataset.covered === 'false'")
    assert "behind" in page.text("#delay-chip")
    assert page.page.locator("#video").evaluate("video => getComputedStyle(video).opacity") == "1"
