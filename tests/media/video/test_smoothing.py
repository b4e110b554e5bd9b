import numpy as np

from webapp.formats.pose_document import FramePoses, PersonPose, PoseDocument, Source
from webapp.media.video.smoothing import smooth_offline
from webapp.pose.offline_smoothing import smooth_points


def _person(person_id: int, seed: int) -> PersonPose:
    rng = np.random.default_rng(seed)
    image = np.concatenate([rng.normal(100, 20, (33, 3)), rng.uniform(0, 1, (33, 1))], axis=1)
    return PersonPose(person_id, 0.9, image.astype(np.float32), rng.normal(0, 1, (33, 3)).astype(np.float32))


def _document() -> PoseDocument:
    """Return a clip with person 1 on every frame but the third, and person 2, listed first, from the second on."""
    frames = []
    for index in range(6):
        here = [one for one in (2, 1) if (one, index) not in {(2, 0), (1, 2)}]
        people = tuple(_person(one, 10 * index + one) for one in here)
        frames.append(FramePoses(index, index / 30, people))
    return PoseDocument(Source("walk.mp4", "video", 640, 480, 30.0), "full", "none", tuple(frames))


def test_people_keep_their_frames_and_ids() -> None:
    before, after = _document(), smooth_offline(_document())
    assert after.smoothing == "offline"
    assert (after.source, after.model) == (before.source, before.model)
    for old, new in zip(before.frames, after.frames, strict=True):
        assert (new.index, new.time_s) == (old.index, old.time_s)
        assert [(one.id, one.score) for one in new.people] == [(one.id, one.score) for one in old.people]


def test_progress_is_reported_after_every_track() -> None:
    told: list[str] = []
    smooth_offline(_document(), lambda: told.append("a track"))
    assert len(told) == 2


def test_tracks_are_smoothed_independently() -> None:
    document = _document()
    track = [(frame.time_s, one) for frame in document.frames for one in frame.people if one.id == 1]
    times_s = np.array([time_s for time_s, _ in track])
    smoothed = [one for frame in smooth_offline(document).frames for one in frame.people if one.id == 1]
    for values in ("image", "world"):
        expected = smooth_points(np.stack([getattr(one, values)[:, :3] for _, one in track]), times_s)
        found = np.stack([getattr(one, values)[:, :3] for one in smoothed])
        np.testing.assert_array_equal(found, expected)


def test_the_given_document_is_not_changed() -> None:
    document, same = _document(), _document()
    smooth_offline(document)
    for old, new in zip(document.frames, same.frames, strict=True):
        for one, other in zip(old.people, new.people, strict=True):
            np.testing.assert_array_equal(one.image, other.image)


def test_a_clip_without_people_stays_without() -> None:
    empty = PoseDocument(
        Source("empty.mp4", "video", 64, 48, 30.0), "lite", "none", (FramePoses(0, 0.0, ()),)
    )
    assert smooth_offline(empty).frames == empty.frames
