"""Files for the page of pictures and videos, and the page with them on it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import av
import cv2

from tests.browser.conftest import Visit, Visiting
from tests.browser.numbered_clip import NumberedClip, with_number
from tests.browser.photo_video import FPS, write_frames
from tests.support.photo_clips import photograph
from tests.support.running_server import RunningServer
from webapp.pose.engine import RgbImage

MEDIA_READY: Final = "globalThis.posecastMedia !== undefined"
DONE_LIMIT_S: Final = 120
# Debian's Chromium plays H.264, which Playwright's own does not.
PLAYS_MP4: Final = (
    """document.createElement("video").canPlayType('video/mp4; codecs="avc1.640020"') !== \"\""""
)
PLAYING: Final = """(document.getElementById("play").getAttribute("aria-label") === "Pause")"""
# The number of the frame whose picture stands on the canvas, and of the one whose skeletons do.
FRAMES_ON_CANVAS: Final = """size => {
    const overlay = document.getElementById("overlay");
    const {rect} = posecastMedia.drawn();
    const ratio = overlay.width / overlay.clientWidth;
    const onCanvas = {x: rect.x * ratio, y: rect.y * ratio, width: rect.width * ratio};
    return {picture: numberOf(overlay, onCanvas, size, false), skeleton: posecastMedia.frame()};
}"""


def media_page(visit: Visiting, server: RunningServer, **options: Any) -> Visit:
    return visit(f"{server.url}/media", ready=MEDIA_READY, **options)


def add(page: Visit, *files: Path) -> None:
    page.page.locator("#file-input").set_input_files(files)


def drop(page: Visit, *files: Path) -> None:
    """Let files fall on the page, as from a folder's window."""
    page.page.evaluate(
        """() => {
            const hand = Object.assign(document.createElement("input"), {type: "file", multiple: true, id: "hand", hidden: true});
            document.body.append(hand);
        }"""
    )
    page.page.locator("#hand").set_input_files(files)
    page.page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            for (const file of document.getElementById("hand").files) dataTransfer.items.add(file);
            document.getElementById("hand").remove();
            document.body.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
        }"""
    )


def add_and_see(page: Visit, *files: Path) -> None:
    """Add files and wait until the last is finished and the first is shown."""
    known = page.page.evaluate("posecastMedia.items().length")
    add(page, *files)
    all_ended = f"""posecastMedia.items().length === {known + len(files)}
        && posecastMedia.items().every(({{state}}) => ["done", "failed"].includes(state))"""
    page.wait_for(all_ended, DONE_LIMIT_S)
    items = page.page.evaluate("posecastMedia.items()")
    assert [item["problem"] for item in items] == [None] * len(items)
    page.wait_for("posecastMedia.background() !== null && posecastMedia.drawn() !== null")


def write_photo(path: Path) -> Path:
    """The astronaut, 512 × 512, in the format that the ending says."""
    cv2.imwrite(str(path), cv2.cvtColor(photograph("astronaut"), cv2.COLOR_RGB2BGR))
    return path


def write_numbered(clip: NumberedClip, path: Path) -> Path:
    """The clip with its frames' numbers, as a WebM, which every Chromium plays."""
    return write_frames(path, (with_number(frame, number) for number, frame in enumerate(clip.frames())))


def write_mpeg4(path: Path, frames: Iterable[RgbImage]) -> Path:
    """An MP4 of a codec that no browser plays: MPEG-4 Visual, as cameras of 2005 wrote it."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=FPS)
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        for number, frame in enumerate(frames):
            if number == 0:
                stream.height, stream.width = frame.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame)))
        container.mux(stream.encode(None))
    return path
