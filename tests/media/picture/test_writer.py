"""Pictures are written whole or not at all."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media.bounded import ROOT
from tests.media.pictures import small_photo
from webapp.media.picture.reader import read_picture
from webapp.media.picture.writer import PictureKind, write_picture
from webapp.media.problems import MediaError, MediaProblem

PHOTO = small_photo()
WITH_ALPHA = np.dstack([PHOTO, np.tile(np.arange(160, dtype=np.uint8), (120, 1))])


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_written_picture_is_read_back(kind: PictureKind, tmp_path: Path) -> None:
    path, stream = tmp_path / "picture", io.BytesIO()
    write_picture(PHOTO, path, kind)
    write_picture(PHOTO, stream, kind)
    assert path.read_bytes() == stream.getvalue()
    with Image.open(path) as written:
        assert written.format == kind.upper()
    read = read_picture(path)
    assert np.abs(read.astype(int) - PHOTO).mean() < (3 if kind != "png" else 1e-9)
    assert [one.name for one in tmp_path.iterdir()] == ["picture"]


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_transparency_is_kept(kind: PictureKind) -> None:
    stream = io.BytesIO()
    write_picture(WITH_ALPHA, stream, kind)
    alpha = np.asarray(Image.open(stream))[:, :, 3]
    assert np.array_equal(alpha, WITH_ALPHA[:, :, 3])


def test_a_jpeg_cannot_be_transparent(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no transparency") as caught:
        write_picture(WITH_ALPHA, tmp_path / "a.jpg", "jpeg")
    assert caught.value.code == MediaProblem.UNSUPPORTED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_more_than_a_format_can_hold(kind: PictureKind, tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        write_picture(np.zeros((1, 65_536, 3), np.uint8), tmp_path / "wide", kind)
    assert caught.value.code == MediaProblem.UNWRITABLE
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"a\.png cannot be written: No such file") as caught:
        write_picture(PHOTO, tmp_path / "absent" / "a.png", "png")
    assert caught.value.code == MediaProblem.UNWRITABLE


def test_a_full_disk_leaves_no_file(tmp_path: Path) -> None:
    program = (
        "import resource, sys, numpy; from pathlib import Path\n"
        "from webapp.media.picture.writer import write_picture\n"
        "from webapp.media.problems import MediaError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "noise = numpy.random.default_rng(0).integers(0, 255, (400, 400, 3), 'uint8')\n"
        "try: write_picture(noise, Path(sys.argv[1]), 'png')\n"
        "except MediaError as error: print(error.code, error.message)\n"
    )
    path = tmp_path / "a.png"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == ""
    assert done.stdout.startswith("no-room there is no room on the disk for a.png")
    assert list(tmp_path.iterdir()) == []
