"""Every file that the page of pictures and videos gives away is what it says it is."""

import csv
import json
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import av
import jsonschema
import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import Visit, Visiting
from tests.browser.media_files import add_and_see, media_page, write_photo
from tests.browser.photo_video import SWAY_FRAMES, swaying_frames, write_frames
from tests.support.running_server import RunningServer
from webapp.formats.csv_format import COLUMNS, Layout
from webapp.formats.json_format import poses_schema
from webapp.pose.body import LANDMARK_COUNT

pytestmark = pytest.mark.browser

PHOTO_SIZE: Final = (512, 512)
BODY_25: Final = 25
COCO_18: Final = 18


def download(page: Visit, name: str, folder: Path) -> Path:
    """The file behind the button or link that saves it under this name."""
    with page.page.expect_download() as downloading:
        page.page.locator(f'[data-file="{name}"]').click()
    assert downloading.value.suggested_filename == name
    path = folder / name
    downloading.value.save_as(path)
    return path


def check_json(path: Path, frames: int) -> None:
    document: dict[str, Any] = json.loads(path.read_text())
    jsonschema.validate(document, poses_schema())
    assert len(document["frames"]) == frames
    assert all(len(frame["people"]) == 1 for frame in document["frames"])


def check_csv(layout: Layout) -> Callable[[Path, int], None]:
    def check(path: Path, frames: int) -> None:
        with path.open(newline="") as file:
            head, *rows = csv.reader(line for line in file if not line.startswith("#"))
        assert tuple(head) == COLUMNS[layout]
        assert len(rows) == frames * (LANDMARK_COUNT if layout == "long" else 1)
        assert {len(row) for row in rows} == {len(head)}

    return check


def check_npz(path: Path, frames: int) -> None:
    with np.load(path) as arrays:
        assert arrays["image"].shape == (frames, LANDMARK_COUNT, 4)
        assert arrays["world"].shape == (frames, LANDMARK_COUNT, 3)
        assert list(arrays["all_frame_index"]) == list(range(frames))


def check_openpose(keypoints: int) -> Callable[[Path, int], None]:
    def check(path: Path, frames: int) -> None:
        with ZipFile(path) as archive:
            names = archive.namelist()
            assert [name.rpartition("_")[2] for name in names] == ["keypoints.json"] * frames
            with archive.open(names[0]) as entry:
                people = json.load(TextIOWrapper(entry))["people"]
        assert [len(person["pose_keypoints_2d"]) for person in people] == [3 * keypoints]

    return check


FORMATS: Final[dict[str, Callable[[Path, int], None]]] = {
    "-poses.json": check_json,
    "-poses-long.csv": check_csv("long"),
    "-poses-wide.csv": check_csv("wide"),
    "-poses.npz": check_npz,
    "-openpose-body25.zip": check_openpose(BODY_25),
    "-openpose-coco18.zip": check_openpose(COCO_18),
}


def test_a_picture_in_every_format(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    photo = write_photo(tmp_path / "my astronaut.png")
    add_and_see(page, photo)
    annotated = Image.open(download(page, "my astronaut-annotated.png", tmp_path))
    assert annotated.size == PHOTO_SIZE
    changed = np.asarray(annotated.convert("RGB")) != np.asarray(Image.open(photo).convert("RGB"))
    assert 0.002 < changed.any(axis=-1).mean() < 0.3  # a skeleton, and not another picture
    for ending, check in FORMATS.items():
        check(download(page, f"my astronaut{ending}", tmp_path), 1)


def test_the_picture_is_saved_as_it_is_shown(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    add_and_see(page, write_photo(tmp_path / "astronaut.png"))
    everything = np.asarray(Image.open(download(page, "astronaut-annotated.png", tmp_path)))
    page.page.locator("#threshold").fill("99")
    less = np.asarray(Image.open(download(page, "astronaut-annotated.png", tmp_path)))
    assert (everything != less).any(axis=-1).sum() > 500


def test_a_video_in_every_format(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    add_and_see(page, write_frames(tmp_path / "sway.webm", swaying_frames()))
    with av.open(str(download(page, "sway-annotated.mp4", tmp_path))) as video:
        stream = video.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert sum(1 for _ in video.decode(stream)) == SWAY_FRAMES
    for ending, check in FORMATS.items():
        check(download(page, f"sway{ending}", tmp_path), SWAY_FRAMES)
    assert page.text("#downloads-note").startswith("The server keeps these until")
