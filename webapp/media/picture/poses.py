"""A picture to the poses of the people in it."""

from dataclasses import replace

from webapp.formats.pose_document import FramePoses, PoseDocument, Source, pose_in_pixels
from webapp.media.media_options import MediaOptions
from webapp.media.pose_tracker import FrameTracker
from webapp.pose.engine import NO_STATE, RgbImage


def poses_in_picture(
    pixels: RgbImage, name: str, engine: FrameTracker, options: MediaOptions
) -> PoseDocument:
    """The poses of one picture, as MediaPipe's IMAGE mode finds them: nothing is known before, nothing smoothed.

    name: the file's, without folders. Raises what the engine raises.
    """
    height, width = pixels.shape[:2]
    alone = replace(options.tracker(), smoothing=False)
    tracked = engine.track(pixels, NO_STATE, 0.0, alone)
    people = tuple(pose_in_pixels(person, width, height) for person in tracked.people)
    source = Source(name, "image", width, height)
    return PoseDocument(source, options.model, "none", (FramePoses(0, 0.0, people),))
