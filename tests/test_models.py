import re
from pathlib import Path

import pytest

from webapp.models import (
    ALL_FILES,
    DEFAULT_MODEL,
    DETECTOR,
    LANDMARK_MODELS,
    MODEL_NAMES,
    MODELS_ENV,
    ModelChangedError,
    ModelMissingError,
    model_path,
    models_folder,
    read_model,
)


def test_the_gathered_models_are_the_recorded_ones() -> None:
    for file in ALL_FILES:
        assert read_model(file)[4:8] == b"TFL3"


def test_sums_are_recorded_whole_and_differ() -> None:
    sums = {file.sha256 for file in ALL_FILES}
    assert len(sums) == len(ALL_FILES) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", found) for found in sums)
    assert DEFAULT_MODEL in LANDMARK_MODELS
    assert tuple(LANDMARK_MODELS) == MODEL_NAMES


def test_a_missing_model_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(
        ModelMissingError, match=rf"{tmp_path}/pose_detector.tflite.*make models.*{MODELS_ENV}"
    ):
        read_model(DETECTOR, tmp_path)


@pytest.mark.parametrize("damage", [b"", b"TFL3", None])
def test_a_changed_model_is_refused_with_both_sums(tmp_path: Path, damage: bytes | None) -> None:
    weights = read_model(DETECTOR)
    one_bit_off = bytes([weights[0] ^ 1]) + weights[1:]
    (tmp_path / DETECTOR.name).write_bytes(one_bit_off if damage is None else damage)
    with pytest.raises(ModelChangedError, match=rf"recorded is {DETECTOR.sha256[:12]}.*make models"):
        model_path(DETECTOR, tmp_path)


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODELS_ENV, str(tmp_path))
    assert models_folder() == tmp_path
