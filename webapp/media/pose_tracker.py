"""What a picture or a video needs of a pose engine."""

from typing import Protocol

from webapp.pose.engine import RgbImage, Tracked, TrackerOptions


class FrameTracker(Protocol):
    """A PoseEngine, or whatever has its frames tracked elsewhere."""

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """As PoseEngine's."""
