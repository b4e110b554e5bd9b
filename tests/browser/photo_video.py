"""A video file that every Chromium plays, made from a photograph."""

from pathlib import Path

import cv2

from tests.photo_clips import FRAME_HEIGHT_PX, FRAME_WIDTH_PX, Condition, photo_clip


def write_webm(path: Path, condition: Condition) -> Path:
    """The astronaut, moved as the condition says, a second long and made to loop; VP8 at 30 frames a second."""
    size = (FRAME_WIDTH_PX, FRAME_HEIGHT_PX)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"VP80"), 30, size)
    if not writer.isOpened():
        raise OSError("this OpenCV cannot write WebM")
    for frame in photo_clip("astronaut", condition):
        writer.write(cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))
    writer.release()
    return path
