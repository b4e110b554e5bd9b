"""The options for a picture or a video, on the command line and over HTTP."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from webapp.formats.pose_document import Smoothing
from webapp.pose.engine import TrackerOptions

Ground = Literal["picture", "black", "transparent"]

GROUNDS: Final[tuple[Ground, ...]] = get_args(Ground)


@dataclass(frozen=True)
class MediaOptions:
    """The options of one run; fractions are 0..1."""

    model: str = "full"
    people: int = 1  # the most people to look for
    min_detection: float = 0.5  # score below which a detection is ignored
    min_visibility: float = 0.0  # landmarks below it are not drawn; result files contain all
    smoothing: Smoothing = "live"  # of videos; offline uses later frames as well as earlier ones
    ground: Ground = "picture"  # the background of the skeletons

    def tracker(self) -> TrackerOptions:
        """Return the tracker's options. For offline smoothing it gives raw landmarks, from smoothed regions."""
        return TrackerOptions(
            model=self.model,
            smoothing=self.smoothing != "none",
            raw_landmarks=self.smoothing == "offline",
            min_detection=self.min_detection,
            people=self.people,
        )
