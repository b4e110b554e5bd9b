"""A phone that is turned while it streams: its camera's pictures change their shape, and so does its screen."""

from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Visit, Visiting
from tests.browser.numbered_clip import NumberedClip
from tests.browser.room_steps import IS_NOT_CAMERA, LINKS, Rooms
from tests.browser.test_live_pose import Record, drawn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TURNING_CAMERA: Final = (Path(__file__).parent / "turning_camera.js").read_text()
STANDING: Final[ViewportSize] = {"width": 390, "height": 844}
ON_ITS_SIDE: Final[ViewportSize] = {"width": 844, "height": 390}
PICTURES: Final = 6
TORSO_PERCENT: Final = 8.0
"""A person in a small part of the picture is seen less precisely than one who fills it; in the picture of another
shape the skeleton would be off by half a torso and more."""
TOLERANCE_PX: Final = 1.0

PLACES: Final = """() => {
  const rect = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).map(rect);
  const overlay = document.getElementById("overlay");
  const { scrollWidth, scrollHeight } = document.documentElement;
  return {
    page: { width: scrollWidth, height: scrollHeight },
    window: { x: 0, y: 0, width: innerWidth, height: innerHeight },
    covering: ["stage", "overlay", "video"].map((id) => rect(document.getElementById(id))),
    pixels: [overlay.width / devicePixelRatio, overlay.height / devicePixelRatio],
    picture: posecast.drawnJoints().rect,
    controls: seen("#phone-state, #phone-bar button"),
  };
}"""
"""Where things stand on the phone's page, in CSS pixels."""

Rect = dict[str, float]


@pytest.fixture
def rooms(visit: Visiting) -> Rooms:
    desktop = visit()
    desktop.wait_for(LINKS)
    return Rooms(visit, desktop)


def turn(phone: Visit, screen: ViewportSize) -> None:
    """FrameSource it, and wait until its pictures, and the poses in them, have come in the new shape."""
    turns = phone.page.evaluate("turns")
    phone.page.set_viewport_size(screen)
    phone.wait_for(f"turns === {turns + 1}")
    phone.wait_for(f"posecast.drawnJoints()?.people.length > 0 && {is_wide(screen)}")


def is_wide(screen: ViewportSize) -> str:
    """Whether a page draws pictures of the screen's shape, as JavaScript."""
    wide = str(screen["width"] > screen["height"]).lower()
    return f"posecast.drawnJoints() && (posecast.drawnJoints().rect.width > posecast.drawnJoints().rect.height) === {wide}"


def records_of(phone: Visit, screen: ViewportSize, after_seq: int) -> list[Record]:
    """What the page drew in the screen's shape, pose by pose, after that frame."""
    wide = str(screen["width"] > screen["height"]).lower()
    wanted = (
        f"recordedPoses().filter((one) => one.seq > {after_seq} && one.isWide === {wide} && one.number >= 0)"
    )
    phone.wait_for(f"new Set({wanted}.map(({{number}}) => number)).size > {PICTURES + 3}", 90)
    records: list[Record] = phone.page.evaluate(wanted)
    return records


def settled(records: list[Record]) -> list[Record]:
    """The last pose on each picture of a camera that shows each for several poses."""
    return [one for one, following in pairwise(records) if one["number"] != following["number"]]


def assert_skeleton_lies_on_the_person(records: list[Record], clip: NumberedClip) -> None:
    numbers, joints = drawn(settled(records), clip)
    assert len(numbers) >= PICTURES
    assert np.nanmedian(clip.distance_percent(numbers, joints)) < TORSO_PERCENT


def assert_everything_fits(phone: Visit, screen: ViewportSize) -> None:
    places: dict[str, Any] = phone.page.evaluate(PLACES)
    assert (places["window"]["width"], places["window"]["height"]) == (screen["width"], screen["height"])
    assert places["page"] == dict(screen)  # nothing to scroll
    for each in places["covering"]:
        assert each == places["window"]
    assert places["pixels"] == [screen["width"], screen["height"]]
    picture, window = places["picture"], places["window"]
    assert lies_within(picture, window)
    shape = 16 / 9 if screen["width"] > screen["height"] else 9 / 16
    assert picture["width"] / picture["height"] == pytest.approx(shape, rel=0.01)
    assert max(picture["width"] / window["width"], picture["height"] / window["height"]) == pytest.approx(1)
    controls = places["controls"]
    assert len(controls) == 4  # what it does, and three buttons
    for place, control in enumerate(controls):
        assert lies_within(control, window)
        assert not any(overlap(control, other) for other in controls[place + 1 :])


def lies_within(inner: Rect, outer: Rect) -> bool:
    return all(
        inner[start] >= outer[start] - TOLERANCE_PX
        and inner[start] + inner[length] <= outer[start] + outer[length] + TOLERANCE_PX
        for start, length in (("x", "width"), ("y", "height"))
    )


def overlap(one: Rect, other: Rect) -> bool:
    return all(
        one[start] < other[start] + other[length] and other[start] < one[start] + one[length]
        for start, length in (("x", "width"), ("y", "height"))
    )


def test_a_phone_that_is_turned_while_it_streams_goes_on_in_the_new_shape(
    rooms: Rooms, clip: NumberedClip
) -> None:
    phone = rooms.phone(TURNING_CAMERA)
    phone.page.evaluate("watchPoses", list(clip.size))
    before = -1
    for screen in (STANDING, ON_ITS_SIDE, STANDING):
        if screen != phone.page.viewport_size:
            turn(phone, screen)
        assert_everything_fits(phone, screen)
        records = records_of(phone, screen, before)
        assert_skeleton_lies_on_the_person(records, clip)
        rooms.desktop.wait_for(f"{IS_NOT_CAMERA} && {is_wide(screen)}")
        phone.wait_for("document.getElementById('phone-state').textContent.includes('Live')")
        before = records[-1]["seq"]
    poses = phone.page.evaluate("recordedPoses().map(({seq, now}) => [seq, now])")
    seqs, times_ms = zip(*poses, strict=True)
    assert list(seqs) == sorted(set(seqs))
    print(f"longest pause between two poses of a phone that is turned: {np.diff(times_ms).max():.0f} ms")
