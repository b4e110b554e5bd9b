"""A source that is still opening when another one is chosen must not touch what the other one shows."""

from pathlib import Path
from typing import Final

import cv2
import pytest

from tests.browser.conftest import Visit, Visiting
from tests.browser.photo_video import write_webm
from tests.support.photo_clips import photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Every camera waits until the test lets it through, as while a person reads the browser's question.
ASKING_CAMERA: Final = """
globalThis.asked = [];
globalThis.streams = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  await new Promise((allow) => globalThis.asked.push(allow));
  const stream = await ask(wish);
  globalThis.streams.push(stream);
  return stream;
};
"""
SLOW_FIRST_PICTURE: Final = """
const read = globalThis.createImageBitmap;
globalThis.createImageBitmap = async (from, ...more) => {
  if (from instanceof File && !globalThis.firstRead) await new Promise((go) => (globalThis.firstRead = go));
  return read(from, ...more);
};
"""
POSES_OF: Final = "posecast.latestPose()?.people.length > 0 && posecast.latestPose().size[0] === {width}"
STATE: Final = "posecast.state().source"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "astronaut.png"
    cv2.imwrite(str(path), cv2.cvtColor(photograph("astronaut"), cv2.COLOR_RGB2BGR))
    return path


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_webm(tmp_path / "astronaut.webm", "still")


def seq_rises(visit: Visit) -> None:
    seq = visit.page.evaluate("posecast.latestPose().seq")
    visit.wait_for(f"posecast.latestPose()?.seq > {seq + 2}")


def test_a_camera_that_is_allowed_after_a_video_was_opened(visit: Visiting, video: Path) -> None:
    page = visit(script=ASKING_CAMERA)
    page.page.locator("#start").click()
    page.wait_for("asked.length === 1")
    page.page.locator("#file-video").set_input_files(video)
    page.wait_for(POSES_OF.format(width=640), 30)
    page.page.evaluate("asked[0]()")
    page.wait_for("streams[0]?.getTracks().every(track => track.readyState === 'ended')")
    assert page.page.evaluate("document.getElementById('video').srcObject") is None
    seq_rises(page)


def test_two_cameras_opened_one_after_the_other(visit: Visiting) -> None:
    page = visit(script=ASKING_CAMERA)
    page.page.locator("#start").click()
    page.wait_for("asked.length === 1")
    page.page.get_by_role("button", name="Camera", exact=True).click()
    page.wait_for("asked.length === 2")
    page.page.evaluate("asked[1]()")
    page.wait_for("streams.length === 1")
    page.page.evaluate("asked[0]()")
    page.wait_for("streams[1]?.getTracks().every(track => track.readyState === 'ended')")
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)
    assert page.page.evaluate("document.getElementById('video').srcObject === streams[0]")
    assert page.page.locator("#card").is_hidden()


def test_a_camera_that_is_allowed_after_a_stop_is_let_go(visit: Visiting) -> None:
    page = visit(script=ASKING_CAMERA)
    page.page.locator("#start").click()
    page.wait_for("asked.length === 1")
    page.page.locator("#start").click()
    page.page.evaluate("asked[0]()")
    page.wait_for("streams[0]?.getTracks().every(track => track.readyState === 'ended')")
    assert page.page.evaluate(STATE) == "idle"


def test_a_second_video_chosen_while_the_first_one_opens(visit: Visiting, video: Path) -> None:
    page = visit()
    choose_twice = """bytes => {
        for (const name of ["first.webm", "second.webm"]) {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], name, {type: "video/webm"}));
            document.getElementById("stage").dispatchEvent(
                new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
        }
    }"""
    page.page.evaluate(choose_twice, list(video.read_bytes()))
    page.wait_for(POSES_OF.format(width=640), 30)
    assert page.page.locator("#card").is_hidden()
    assert page.text("#file-name") == "second.webm"


def test_a_picture_that_is_read_too_late(visit: Visiting, picture: Path, tmp_path: Path) -> None:
    page = visit(script=SLOW_FIRST_PICTURE)
    page.page.locator("#file-picture").set_input_files(picture)
    page.wait_for("globalThis.firstRead !== undefined")
    second = tmp_path / "second.png"
    second.write_bytes(picture.read_bytes())
    page.page.locator("#file-picture").set_input_files(second)
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)
    page.page.evaluate("firstRead()")
    seq_rises(page)
    assert page.page.evaluate("document.getElementById('still').width") == photograph("astronaut").shape[1]
    assert page.text("#file-name") == "second.png"
