"""How much work a video is: its frames times what one frame costs. A server does so much and no more for one video.

The costs are processor time of one core, of a machine that needs 8 ms for a pose with full (docs/benchmarks.md); another
machine takes longer or less for the same work, but refuses the same videos.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from webapp.media.media_options import MediaOptions
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.reader import VideoInfo, packets_in

POSE_S: Final[Mapping[str, float]] = {"lite": 0.006, "full": 0.008, "heavy": 0.024}
"""Seconds for a person in a frame by the model's name: the benchmarks' 5.4, 7.5 and 24 ms, rounded up."""

FRAME_S: Final = 0.002
"""Seconds for a frame whatever its size: messages between processes, and its share of seven result files."""

PIXEL_S: Final = 15e-9
"""Seconds for a pixel to be decoded, drawn and encoded: measured 18 ns at 960 × 540, 13 ns at 1080 × 1920."""


def frame_cost_s(info: VideoInfo, options: MediaOptions) -> float:
    """Return the seconds of work for a frame in which as many people are found as are looked for."""
    pose_s = POSE_S.get(options.model, max(POSE_S.values()))
    return options.people * pose_s + FRAME_S + info.width * info.height * PIXEL_S


class WorkLimit:
    """How many frames of one video are worked on; without a limit in seconds, all."""

    def __init__(self, info: VideoInfo, options: MediaOptions, limit_s: float | None) -> None:
        self._cost_s = frame_cost_s(info, options)
        self._limit_s = limit_s
        self._most = None if limit_s is None else int(limit_s / self._cost_s)  # frames

    def check(self, frames: int) -> None:
        """Raise MediaError if so many frames, of a video that may have more, are more work than the limit."""
        if self._most is not None and frames > self._most:
            raise self._too_many(self._most, "more than ")

    def check_file(self, path: Path, info: VideoInfo) -> None:
        """Raise MediaError if the file has too many frames. They are counted where its header does not count them."""
        if self._most is None:
            return
        if not info.is_counted or info.frame_count is None:
            self.check(packets_in(path, self._most + 1))
        elif info.frame_count > self._most:
            raise self._too_many(info.frame_count)

    def _too_many(self, frames: int, more_than: str = "") -> MediaError:
        work, limit = _minutes(frames * self._cost_s), _minutes(self._limit_s or 0.0)
        return MediaError(
            MediaProblem.TOO_MANY_FRAMES,
            f"the video has {more_than}{frames:,} frames, with these options {more_than}{work} minutes of work for a "
            f"processor core; {limit} are done for one video at most: cut it into shorter ones, look for fewer people, "
            "take a lighter model or make its frames smaller",
        )


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:,.3g}"
