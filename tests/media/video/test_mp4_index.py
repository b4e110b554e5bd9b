"""An index that claims too many samples, or is missing, is refused before FFmpeg builds its own."""

import struct
from pathlib import Path

import pytest

from tests.media.bounded import MB, bounded
from tests.media.clips import box, patched, write_clip
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.mp4_index import SAMPLE_LIMIT, check_index

FTYP = box(b"ftyp", b"isom\0\0\0\0isom")


def check(path: Path) -> None:
    with path.open("rb") as file:
        check_index(file)
        assert file.tell() == 0


def problem_of(path: Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        check(path)
    return caught.value


def written(path: Path, *boxes: bytes) -> Path:
    path.write_bytes(b"".join((FTYP, *boxes)))
    return path


def sizes(count: int) -> bytes:
    return box(b"stsz", struct.pack(">III", 0, 1, count))


@pytest.mark.parametrize("options", [{}, {"movflags": "faststart"}, {"movflags": "frag_keyframe+empty_moov"}])
def test_ordinary_files_pass(options: dict[str, str], tmp_path: Path) -> None:
    check(write_clip(tmp_path / "a.mp4", sound="aac", muxer_options=options))


def test_hours_of_plain_pcm_pass(tmp_path: Path) -> None:
    check(write_clip(tmp_path / "a.mov", sound="pcm_s16le"))
    header = box(b"hdlr", b"\0" * 8, b"soun", b"\0" * 12)
    one_tick_each = box(b"stts", struct.pack(">IIII", 0, 1, 10**9, 1))
    check(written(tmp_path / "b.mov", box(b"moov", box(b"trak", header, one_tick_each, sizes(10**9)))))
    silent = box(b"moov", box(b"trak", one_tick_each, sizes(10**9)))
    assert problem_of(written(tmp_path / "c.mov", silent)).code == MediaProblem.UNSUPPORTED


def test_a_file_cut_off_before_its_index(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"moov") - 100])
    problem = problem_of(path)
    assert problem.code == MediaProblem.TRUNCATED
    assert "copy or upload it again" in problem.message


def test_the_limit_is_over_all_tracks(tmp_path: Path) -> None:
    half = box(b"trak", sizes(SAMPLE_LIMIT // 2))
    check(written(tmp_path / "a.mp4", box(b"moov", half, half)))
    problem = problem_of(written(tmp_path / "b.mp4", box(b"moov", half, half, box(b"trak", sizes(1)))))
    assert problem.code == MediaProblem.UNSUPPORTED
    assert "2,000,001 entries" in problem.message


def test_fragments_and_edits_count(tmp_path: Path) -> None:
    run = box(b"moof", box(b"traf", box(b"trun", struct.pack(">II", 0, 2**31))))
    assert problem_of(written(tmp_path / "a.mp4", box(b"moov"), run)).code == MediaProblem.UNSUPPORTED
    edits = box(b"edts", box(b"elst", struct.pack(">II", 0, 10_000), b"\0" * 120_000))
    track = box(b"moov", box(b"trak", edits, sizes(1000)))
    assert "cut 10000 times" in problem_of(written(tmp_path / "b.mp4", track)).message


def test_a_compressed_index_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mov", box(b"moov", box(b"cmov", box(b"dcom", b"zlib"))))
    assert "compressed" in problem_of(path).message


def test_box_names_in_descriptions_do_not_count(tmp_path: Path) -> None:
    title = box(b"udta", box(b"name", b"a tree trunk, the nicest stsz and elst of all cmov"))
    check(written(tmp_path / "a.mp4", box(b"moov", title)))


def test_very_many_boxes_are_refused(tmp_path: Path) -> None:
    assert (
        "fragments" in problem_of(written(tmp_path / "a.mp4", box(b"moov"), box(b"free") * 100_001)).message
    )


def test_a_small_file_that_claims_millions_of_frames_takes_little_memory(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", options={"bf": "0"})
    count = 20_000_000
    patched(path, b"stsz", 4, struct.pack(">II", 1, count))
    patched(path, b"stsc", 12, struct.pack(">I", count))
    patched(path, b"stts", 8, struct.pack(">I", count))
    taken = bounded("webapp.media.video.reader.VideoReader(path).info", path, "webapp.media.video.reader")
    assert taken.answer[0] == MediaProblem.UNSUPPORTED
    assert taken.memory < 8 * MB
    assert taken.seconds < 1
