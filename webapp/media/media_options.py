"""What somebody may choose for a picture or a video, on the command line as over HTTP."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from webapp.formats.pose_document import Smoothing
from webapp.pose.engine import TrackerOptions

Ground = Literal["picture", "black", "transparent"]

GROUNDS: Final[tuple[Ground, ...]] = get_args(Ground)


@dataclass(frozen=True)
class MediaOptions:
    """Fractions are 0..1."""

    model: str = "full"
    people: int = 1  # how many are looked for at most
    min_detection: float = 0.5  # score below which the detector's find is ignored
    min_visibility: float = 0.0  # landmarks below it are not drawn; results keep all of them
    smoothing: Smoothing = "live"  # of videos; offline looks ahead as well as back
    ground: Ground = "picture"  # what skeletons are drawn on

    def tracker(self) -> TrackerOptions:
        """The same for the tracker. What is smoothed offline comes out of it raw, but from steadied regions."""
        return TrackerOptions(
            model=self.model,
            smoothing=self.smoothing != "none",
            raw_landmarks=self.smoothing == "offline",
            min_detection=self.min_detection,
            people=self.people,
        )
