"""Documents for tests: a small one whose numbers are easy to follow, and hypothesis' own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from webapp.formats.pose_document import FramePoses, PersonPose, PoseDocument, Source
from webapp.pose.body import LANDMARK_COUNT

LARGEST_PX: Final = 70_000.0  # a picture has at most 65 535 on a side
NASTY_NAMES: Final = (
    'a, "b".mp4',
    "one\ntwo\r.mp4",
    "line\u2028end\x85.mp4",
    "x,=1+1.mp4",
    "x;@SUM(A1).mp4",
    "tab\t-2.mp4",
    "=HYPERLINK(0).mp4",
    "bytes\udcff.mp4",
    "#hash.mp4",
    "跳.mp4",
    "../../etc/passwd",
)


def person(id_: int = 1, at_px: float = 100.0, visibility: float = 1.0) -> PersonPose:
    """Landmark i is at at_px + i, 2 · (at_px + i); its world coordinates are a tenth and a hundredth of i."""
    rows = np.arange(LANDMARK_COUNT, dtype=np.float32)
    image = np.column_stack([at_px + rows, 2 * (at_px + rows), -rows, np.full(LANDMARK_COUNT, visibility)])
    world = np.column_stack([rows / 10, -rows / 10, rows / 100])
    return PersonPose(id_, 0.75, image.astype(np.float32), world.astype(np.float32))


def video(*people_of_frames: Sequence[PersonPose], name: str = "jump.mp4") -> PoseDocument:
    """A clip of 640 × 480 at 25 frames a second with these people in its frames."""
    frames = tuple(
        FramePoses(index, index * 0.04, tuple(people)) for index, people in enumerate(people_of_frames)
    )
    return PoseDocument(Source(name, "video", 640, 480, 25.0), "full", "offline", frames)


def picture(*people: PersonPose, name: str = "stand.jpg") -> PoseDocument:
    return PoseDocument(Source(name, "image", 640, 480), "heavy", "none", (FramePoses(0, 0.0, people),))


def same_documents(one: PoseDocument, other: PoseDocument) -> bool:
    """Return whether two documents are equal, since dataclasses cannot compare arrays."""
    return (
        replace(one, frames=()) == replace(other, frames=())
        and len(one.frames) == len(other.frames)
        and all(map(_same_frames, one.frames, other.frames))
    )


def _same_frames(one: FramePoses, other: FramePoses) -> bool:
    return (
        (one.index, one.time_s, len(one.people)) == (other.index, other.time_s, len(other.people))
    ) and all(
        (a.id, a.score) == (b.id, b.score)
        and a.image.dtype == b.image.dtype == a.world.dtype == b.world.dtype == np.float32
        and np.array_equal(a.image, b.image)
        and np.array_equal(a.world, b.world)
        for a, b in zip(one.people, other.people, strict=True)
    )


def _numbers(columns: int, low: float, high: float) -> st.SearchStrategy[NDArray[np.float32]]:
    return hnp.arrays(np.float32, (LANDMARK_COUNT, columns), elements=st.floats(low, high, width=32))


def _beside(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([one, other], axis=1)


def _document(
    name: str, sides: tuple[int, int], frame_rate: float, frames: list[tuple[float, list[PersonPose]]]
) -> PoseDocument:
    """Draw a document: one frame makes a picture, any other number a video."""
    times = np.cumsum([step for step, _ in frames]).tolist()
    poses = tuple(FramePoses(index, times[index], tuple(people)) for index, (_, people) in enumerate(frames))
    if len(frames) == 1:
        return PoseDocument(Source(name, "image", *sides), "lite", "none", poses)
    source = Source(name, "video", *sides, frame_rate, round(times[-1]) + 1.0 if times else None)
    return PoseDocument(source, "full", "live", poses)


NAMES: Final = st.sampled_from(NASTY_NAMES) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=())
)
"""With surrogates, which Python uses for file names that are not UTF-8."""

PEOPLE: Final = st.builds(
    PersonPose,
    id=st.integers(0, 2**40),
    score=st.floats(0, 1),
    image=st.builds(_beside, _numbers(3, -LARGEST_PX, LARGEST_PX), _numbers(1, 0, 1)),
    world=_numbers(3, -10, 10),
)
DOCUMENTS: Final = st.builds(
    _document,
    name=NAMES,
    sides=st.tuples(st.integers(1, 65_535), st.integers(1, 65_535)),
    frame_rate=st.floats(0.1, 1000),
    frames=st.lists(st.tuples(st.floats(0, 100), st.lists(PEOPLE, max_size=3)), max_size=4),
)
