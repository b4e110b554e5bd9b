"""The picture of docs/media.md, made by the command that it describes; POSECAST_SCREENSHOTS=1 renews it.

It shows scikit-image's photograph of an astronaut (NASA, public domain), so that it may be published.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PIL import Image

from tests.browser.test_screenshots import COLOURS, LARGEST_BYTES, RENEW_ENV
from tests.cli.posecast_run import posecast_process
from tests.support.photo_clips import photograph
from tests.support.running_server import ROOT

GROUNDS: Final = ((), ("--skeleton-only", "black"), ("--skeleton-only", "transparent"))
SIZE: Final = 420
BETWEEN: Final = 12
CHECK: Final = 14
LIGHT, GREY = (255, 255, 255, 255), (222, 222, 222, 255)


@pytest.mark.slow
def test_the_three_grounds_of_the_image_command(tmp_path: Path) -> None:
    source = tmp_path / "astronaut.png"
    Image.fromarray(photograph("astronaut")).resize((2 * SIZE, 2 * SIZE), Image.Resampling.LANCZOS).save(
        source
    )
    drawn = []
    for index, ground in enumerate(GROUNDS):
        out = tmp_path / f"{index}.png"
        found = posecast_process("image", source, "-o", out, *ground)
        assert found.returncode == 0, found.stderr
        drawn.append(on_checks(out))
    folder = ROOT / "docs" / "images" if os.environ.get(RENEW_ENV) else tmp_path
    path = folder / "image-command.png"
    side_by_side(drawn).quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2).save(
        path, optimize=True
    )
    assert path.stat().st_size < LARGEST_BYTES


def on_checks(path: Path) -> Image.Image:
    """The picture in its shown size; what is transparent shows a chequerboard, as in an editor."""
    rows, columns = np.indices((SIZE, SIZE)) // CHECK
    checks = np.where(((rows + columns) % 2)[..., None], LIGHT, GREY).astype(np.uint8)
    with Image.open(path) as picture:
        shown = picture.convert("RGBA").resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    return Image.alpha_composite(Image.fromarray(checks), shown).convert("RGB")


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    sheet = Image.new("RGB", (len(pictures) * (SIZE + BETWEEN) - BETWEEN, SIZE), "white")
    for index, picture in enumerate(pictures):
        sheet.paste(picture, (index * (SIZE + BETWEEN), 0))
    return sheet
