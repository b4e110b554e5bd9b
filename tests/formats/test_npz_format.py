"""NPZ: exact, without pickles, with the documented shapes."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from tests.formats.documents import DOCUMENTS, person, picture, same_documents, video
from webapp.formats.npz_format import npz_bytes, read_npz, write_npz
from webapp.formats.pose_document import PoseDocument
from webapp.pose.body import EDGES, LANDMARK_NAMES


@given(DOCUMENTS)
def test_a_written_document_is_read_exactly(document: PoseDocument) -> None:
    assert same_documents(read_npz(BytesIO(npz_bytes(document))), document)


def test_arrays_have_the_shapes_that_are_documented() -> None:
    with np.load(BytesIO(npz_bytes(video([person()], [], [person(), person(2)])))) as archive:
        assert {name: (archive[name].shape, archive[name].dtype.kind) for name in archive.files} == {
            **dict.fromkeys(("frame_index", "person_id"), ((3,), "i")),
            **dict.fromkeys(("time_s", "score"), ((3,), "f")),
            "image": ((3, 33, 4), "f"),
            "world": ((3, 33, 3), "f"),
            "all_frame_index": ((3,), "i"),
            "all_time_s": ((3,), "f"),
            "landmark_names": ((33,), "U"),
            "edges": ((len(EDGES), 2), "i"),
            "size": ((2,), "i"),
            **dict.fromkeys(("frame_rate", "duration_s"), ((), "f")),
            "version": ((), "i"),
            **dict.fromkeys(("source_name", "source_kind", "model", "smoothing", "format"), ((), "U")),
        }
        assert archive["image"].dtype == archive["world"].dtype == np.float32
        assert archive["frame_index"].tolist() == [0, 2, 2]
        assert archive["all_frame_index"].tolist() == [0, 1, 2]
        assert archive["size"].tolist() == [640, 480]
        assert tuple(archive["landmark_names"]) == LANDMARK_NAMES


def test_the_same_document_gives_the_same_bytes() -> None:
    assert npz_bytes(video([person()])) == npz_bytes(video([person()]))


def test_a_path_is_used_without_an_added_extension(tmp_path: Path) -> None:
    target = tmp_path / "poses.npz.part"
    write_npz(picture(person()), target)
    assert [path.name for path in tmp_path.iterdir()] == ["poses.npz.part"]
    assert same_documents(read_npz(target), picture(person()))


def test_another_archive_is_refused() -> None:
    stream = BytesIO()
    np.savez(stream, image=np.zeros(3))
    stream.seek(0)
    with pytest.raises(ValueError, match="posecast-poses"):
        read_npz(stream)
