"""Finds the poses in a picture."""

from dataclasses import replace

from webapp.formats.pose_document import FramePoses, PoseDocument, Source, pose_in_pixels
from webapp.media.media_options import MediaOptions
from webapp.pose.engine import NO_STATE, FrameTracker, RgbImage


def poses_in_picture(
    pixels: RgbImage, name: str, engine: FrameTracker, options: MediaOptions
) -> PoseDocument:
    """Return the poses in one picture, as MediaPipe's IMAGE mode finds them, without earlier state and smoothing; and of
    people who are too small for it.

    pixels: uint8 (height, width, 3) RGB. name: of the file, without folders. Raises what the engine raises.
    """
    height, width = pixels.shape[:2]
    for_a_still = replace(options.tracker(), smoothing=False, is_still=True)
    tracked = engine.track(pixels, NO_STATE, 0.0, for_a_still)
    people = tuple(pose_in_pixels(person, width, height) for person in tracked.people)
    source = Source(name, "image", width, height)
    return PoseDocument(source, options.model, "none", (FramePoses(0, 0.0, people),))
