"""The pose engine on Google's PoseLandmarker, with one landmarker for each client."""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from webapp.engines.mediapipe.landmarker import FoundPerson, Landmarker, PoseFinder
from webapp.engines.mediapipe.person_matching import PersonMatcher
from webapp.engines.mediapipe.timestamps import Timestamps
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions

MAX_LANDMARKERS: Final = 10
"""As many as a worker has clients, one for a video and one for pictures; with fewer, every frame would close another
client's landmarker. A landmarker takes 80 to 150 MB. The least recently used one is closed first."""

KEY_BYTES: Final = 16
"""Bytes of a random key, so that two clients of any workers never share a landmarker."""

log = logging.getLogger("posecast.mediapipe")


@dataclass
class _Client:
    """What the worker keeps for one client."""

    landmarker: PoseFinder
    timestamps: Timestamps
    matcher: PersonMatcher


class MediapipeEngine:
    """PoseEngine that keeps each client's landmarker in the worker; the state that travels is only its key."""

    keeps_state_in_worker = True

    def __init__(
        self,
        open_landmarker: Callable[[TrackerOptions], PoseFinder] = Landmarker,
        max_landmarkers: int = MAX_LANDMARKERS,
    ) -> None:
        self._open_landmarker = open_landmarker
        self._max_landmarkers = max_landmarkers
        self._clients: OrderedDict[bytes, _Client] = OrderedDict()  # least recently used first

    def load(self, model: str) -> None:
        """Open and close a landmarker, so that a missing library is noticed before the first client comes."""
        self._open_landmarker(TrackerOptions(model=model)).close()
        log.warning("MediaPipe reports usage statistics (no pictures) to play.googleapis.com")

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """Track as PoseEngine does; landmarks_ms includes the detector's time, which MediaPipe does not report."""
        started = perf_counter()
        key = state or secrets.token_bytes(KEY_BYTES)
        client = self._client(key, time_s, options)
        try:
            found = client.landmarker.find(frame, client.timestamps.next_ms(time_s))
        except Exception:
            self._close(key)  # a graph that failed once fails on every later frame
            raise
        people = _people(found, frame, client.matcher)
        return Tracked(people, key, detect_ms=0.0, landmarks_ms=(perf_counter() - started) * 1000)

    def close(self) -> None:
        """Close every landmarker; a later frame of a client opens a new one."""
        while self._clients:
            self._close(next(iter(self._clients)))

    def _client(self, key: bytes, time_s: float, options: TrackerOptions) -> _Client:
        """Return the client's landmarker; a new one if it has none, its options changed or its clock was reset."""
        known = self._clients.get(key)
        if known and known.landmarker.options == options and known.timestamps.accepts(time_s):
            self._clients.move_to_end(key)
            return known
        self._close(key)
        self._make_room()
        landmarker = self._open_landmarker(options)
        matcher = known.matcher if known else PersonMatcher()
        self._clients[key] = _Client(landmarker, Timestamps(time_s), matcher)
        return self._clients[key]

    def _make_room(self) -> None:
        while len(self._clients) >= self._max_landmarkers:
            self._close(next(iter(self._clients)))

    def _close(self, key: bytes) -> None:
        client = self._clients.pop(key, None)
        if client:
            client.landmarker.close()


def _people(found: list[FoundPerson], frame: RgbImage, matcher: PersonMatcher) -> tuple[Person, ...]:
    height, width = frame.shape[:2]
    square = np.array((1, height / width), np.float32)  # x and y as fractions of the width
    ids = matcher.assign([one.image[:, :2] * square for one in found])
    return tuple(
        Person(person_id, one.presence, one.image, one.world)
        for person_id, one in zip(ids, found, strict=True)
    )
