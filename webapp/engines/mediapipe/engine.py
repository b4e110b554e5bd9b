"""PoseEngine on Google's PoseLandmarker, one landmarker a client."""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from webapp.engines.mediapipe.landmarker import Found, Landmarker, PeopleFinder
from webapp.engines.mediapipe.person_matching import PersonIds
from webapp.engines.mediapipe.timestamps import FrameClock
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions

MOST_LANDMARKERS: Final = 10
"""A landmarker takes 80 to 150 MB: as many as a worker has clients, one for a video beside them and one for pictures;
with fewer, each frame would take another client's. The one longest unused makes room."""
KEY_BYTES: Final = 16  # random, so that no two clients of any worker ever share a landmarker

log = logging.getLogger("posecast.mediapipe")


@dataclass
class _Client:
    """What the worker keeps for one client."""

    landmarker: PeopleFinder
    clock: FrameClock
    ids: PersonIds


class MediapipeEngine:
    """PoseEngine that keeps each client's landmarker; the state that travels is only the key to it."""

    keeps_state_in_worker = True

    def __init__(
        self,
        open_landmarker: Callable[[TrackerOptions], PeopleFinder] = Landmarker,
        most_landmarkers: int = MOST_LANDMARKERS,
    ) -> None:
        self._open_landmarker = open_landmarker
        self._most_landmarkers = most_landmarkers
        self._clients: OrderedDict[bytes, _Client] = OrderedDict()  # longest unused first

    def load(self, model: str) -> None:
        """Open and close a landmarker: that finds out what is missing before a client does."""
        self._open_landmarker(TrackerOptions(model=model)).close()
        log.warning("MediaPipe reports usage statistics (no pictures) to play.googleapis.com")

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """As PoseEngine.track; landmarks_ms has the detector's time in it, which MediaPipe does not tell apart."""
        started = perf_counter()
        key = state or secrets.token_bytes(KEY_BYTES)
        client = self._client(key, time_s, options)
        try:
            found = client.landmarker.find(frame, client.clock.next_ms(time_s))
        except Exception:
            self._forget(key)  # a graph that failed once fails for ever
            raise
        people = _people(found, frame, client.ids)
        return Tracked(people, key, detect_ms=0.0, landmarks_ms=(perf_counter() - started) * 1000)

    def close(self) -> None:
        """Close every landmarker; clients that come again get new ones."""
        while self._clients:
            self._forget(next(iter(self._clients)))

    def _client(self, key: bytes, time_s: float, options: TrackerOptions) -> _Client:
        """The client's landmarker; a new one where it has none, wants other options or set its clock anew."""
        known = self._clients.get(key)
        if known and known.landmarker.options == options and known.clock.goes_on_at(time_s):
            self._clients.move_to_end(key)
            return known
        self._forget(key)
        self._make_room()
        landmarker = self._open_landmarker(options)
        ids = known.ids if known else PersonIds()
        self._clients[key] = _Client(landmarker, FrameClock(time_s), ids)
        return self._clients[key]

    def _make_room(self) -> None:
        while len(self._clients) >= self._most_landmarkers:
            self._forget(next(iter(self._clients)))

    def _forget(self, key: bytes) -> None:
        client = self._clients.pop(key, None)
        if client:
            client.landmarker.close()


def _people(found: list[Found], frame: RgbImage, ids: PersonIds) -> tuple[Person, ...]:
    height, width = frame.shape[:2]
    square = np.array((1, height / width), np.float32)  # x and y as fractions of the width
    assigned = ids.assign([one.image[:, :2] * square for one in found])
    return tuple(
        Person(person_id, one.presence, one.image, one.world)
        for person_id, one in zip(assigned, found, strict=True)
    )
