"""Compiled networks on disk: read if they can be trusted and are whole, compiled anew in every other case."""

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import pytest

from webapp.models import LANDMARK_MODELS, model_path
from webapp.pose import compiled_cache
from webapp.pose.cache_folder import FOLDER_ENV, cache_folder
from webapp.pose.compiled_cache import load_or_compile
from webapp.pose.openvino_network import Network, PixelScaling

LITE = model_path(LANDMARK_MODELS["lite"])
OUTPUTS = [(1, 195), (1, 117)]
PICTURE = np.random.default_rng(2).integers(0, 256, (256, 256, 3), np.uint8)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path / "kept"))
    return tmp_path / "kept"


class Compilations:
    """A small network, and how often it was compiled."""

    def __init__(self, weights: Path) -> None:
        self.count = 0
        self._weights = weights
        weights.write_bytes(b"weights")

    def take(self, recipe: object = "a recipe") -> float:
        """What the network makes of 2."""
        core = ov.Core()
        compiled = load_or_compile(core, self._weights, recipe, {}, lambda: self._compiled(core))
        (answer,) = compiled([np.array([2], np.float32)]).values()
        return float(answer[0])

    def _compiled(self, core: ov.Core) -> Any:
        self.count += 1
        value = ov.opset13.parameter([1], np.float32)
        return core.compile_model(
            ov.Model([ov.opset13.add(value, np.array([1], np.float32))], [value], "add"), "CPU"
        )


@pytest.fixture
def compilations(tmp_path: Path, folder: Path) -> Compilations:
    assert not folder.exists()
    return Compilations(tmp_path / "weights")


def test_a_network_is_compiled_once(compilations: Compilations, folder: Path) -> None:
    assert [compilations.take() for _ in range(3)] == [3, 3, 3]
    assert compilations.count == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(list(folder.iterdir())) == 1


def test_other_weights_and_another_recipe_are_another_network(
    compilations: Compilations, tmp_path: Path
) -> None:
    compilations.take()
    compilations.take("another recipe")
    (tmp_path / "weights").write_bytes(b"others")
    compilations.take()
    assert compilations.count == 3


@pytest.mark.parametrize("how", ["damaged", "cut short", "empty", "another export"])
def test_a_changed_file_is_written_anew(compilations: Compilations, folder: Path, how: str) -> None:
    compilations.take()
    (kept,) = folder.iterdir()
    content = kept.read_bytes()
    spoilt = {
        "damaged": content[:-1] + bytes([content[-1] ^ 1]),
        "cut short": content[: len(content) // 2],
        "empty": b"",
        "another export": hashlib.sha256(b"no network").digest() + b"no network",
    }
    kept.write_bytes(spoilt[how])
    assert compilations.take() == 3
    assert compilations.count == 2
    assert kept.read_bytes()[32:] != spoilt[how][32:]
    compilations.take()
    assert compilations.count == 2


def test_a_folder_that_others_can_write_to_is_not_trusted(compilations: Compilations, folder: Path) -> None:
    compilations.take()
    folder.chmod(0o777)
    compilations.take()
    assert compilations.count == 2


def test_a_network_is_read_from_a_folder_that_cannot_be_written(
    compilations: Compilations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(30, "Read-only file system")

    compilations.take()
    for name in ("os.utime", "tempfile.mkstemp"):
        monkeypatch.setattr(f"webapp.pose.compiled_cache.{name}", refuse)
    assert compilations.take() == 3
    assert compilations.count == 1


def test_without_a_cache_folder_a_network_is_compiled(
    compilations: Compilations, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_text("a file stands where the folder should")
    assert compilations.take() == 3
    monkeypatch.setenv(FOLDER_ENV, "")
    assert cache_folder() is None
    assert compilations.take() == 3
    assert compilations.count == 2


def test_the_least_recently_used_networks_are_removed(compilations: Compilations, folder: Path) -> None:
    compilations.take(0)
    (first,) = folder.iterdir()
    for recipe in range(1, compiled_cache._MAX_NETWORKS):
        compilations.take(recipe)
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    compilations.take(0)  # used again, so it stays
    compilations.take("one more")
    assert len(list(folder.iterdir())) == compiled_cache._MAX_NETWORKS
    assert first.exists()


def test_an_unfinished_file_is_removed_after_a_while(compilations: Compilations, folder: Path) -> None:
    folder.mkdir(0o700)
    old, new = (folder / f"{name}{compiled_cache._UNFINISHED}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half a network")
    os.utime(old, (1, 1))
    compilations.take()
    assert not old.exists()
    assert new.exists()  # another process may be writing it


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("grids", [(), ((16, 16), (8, 8))])
def test_a_cached_network_gives_bit_equal_outputs(grids: tuple[tuple[int, int], ...]) -> None:
    made, kept = (Network(LITE, PixelScaling(0.0, 255.0), OUTPUTS, bf16_grids=grids) for _ in range(2))
    for one, other in zip(made.infer(PICTURE), kept.infer(PICTURE), strict=True):
        np.testing.assert_array_equal(one, other)
