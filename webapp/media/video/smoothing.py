"""Smooths the poses of a whole video offline: each person's track from end to end."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from webapp.formats.pose_document import PersonPose, PoseDocument
from webapp.pose.offline_smoothing import smooth_points, smooth_visibility


def smooth_offline(document: PoseDocument, on_track: Callable[[], None] = lambda: None) -> PoseDocument:
    """Return the document with the landmarks of every id smoothed over its whole track.

    on_track is called after every track; ten minutes of one person take about two seconds.
    The document's landmarks should be raw, but tracked with smoothed regions (TrackerOptions.raw_landmarks).
    Raises ValueError if the frames' times do not rise.
    """
    tracks: dict[int, list[tuple[float, PersonPose]]] = defaultdict(list)
    for frame in document.frames:
        for person in frame.people:
            tracks[person.id].append((frame.time_s, person))
    smoothed = {}
    for id_, track in tracks.items():
        smoothed[id_] = iter(_smoothed(track))
        on_track()
    frames = tuple(
        replace(frame, people=tuple(next(smoothed[person.id]) for person in frame.people))
        for frame in document.frames
    )
    return replace(document, smoothing="offline", frames=frames)


def _smoothed(track: list[tuple[float, PersonPose]]) -> list[PersonPose]:
    """Smooth one person's poses, given and returned in the order of their frames; image in pixels, world in metres."""
    times_s = np.array([time_s for time_s, _ in track])
    people = [person for _, person in track]
    image = np.stack([person.image for person in people])
    image[:, :, :3] = smooth_points(image[:, :, :3], times_s)
    image[:, :, 3] = smooth_visibility(image[:, :, 3], times_s)
    world = smooth_points(np.stack([person.world for person in people]), times_s)
    return [replace(person, image=image[row], world=world[row]) for row, person in enumerate(people)]
