import io
import zipfile
from typing import Any

import numpy as np
import pytest
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as model_schema

from webapp.engines.mediapipe.task_bundle import (
    ALIGNMENT,
    DETECTOR_INPUT,
    LANDMARKS_INPUT,
    METADATA_NAME,
    Normalization,
    task_bundle,
    with_normalization,
)
from webapp.models import DETECTOR, LANDMARK_MODELS, ModelFile, read_model

MODEL_FILES = (DETECTOR, LANDMARK_MODELS["lite"])


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return task_bundle(*(read_model(file) for file in MODEL_FILES))


def members(bundle: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return archive.infolist()


def content_start(bundle: bytes, member: zipfile.ZipInfo) -> int:
    """Where a member's bytes begin: after its local header, whose lengths stand at bytes 26 and 28."""
    name_bytes, extra_bytes = np.frombuffer(bundle, "<u2", 2, offset=member.header_offset + 26)
    return member.header_offset + 30 + int(name_bytes) + int(extra_bytes)


def metadata_of(model: bytes) -> Any:
    """The model's one TFLITE_METADATA, unpacked."""
    unpacked = model_schema.ModelT.InitFromPackedBuf(model)
    (entry,) = [entry for entry in unpacked.metadata if entry.name == METADATA_NAME.encode()]
    packed = unpacked.buffers[entry.buffer].data.tobytes()
    assert packed[4:8] == b"M001"
    return metadata_schema.ModelMetadataT.InitFromPackedBuf(packed)


def test_the_bundle_is_a_stored_zip_of_the_two_models_by_mediapipes_names(bundle: bytes) -> None:
    assert [member.filename for member in members(bundle)] == [
        "pose_detector.tflite",
        "pose_landmarks_detector.tflite",
    ]
    assert {member.compress_type for member in members(bundle)} == {zipfile.ZIP_STORED}
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert archive.testzip() is None


def test_the_bundle_holds_each_model_with_its_own_normalization(bundle: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        detector, landmarks = (archive.read(member) for member in archive.infolist())
    assert detector == with_normalization(read_model(DETECTOR), DETECTOR_INPUT)
    assert landmarks == with_normalization(read_model(LANDMARK_MODELS["lite"]), LANDMARKS_INPUT)


def test_the_same_weights_make_the_same_bundle(bundle: bytes) -> None:
    assert task_bundle(*(read_model(file) for file in MODEL_FILES)) == bundle


def test_models_lie_where_tflite_can_read_them_in_place(bundle: bytes) -> None:
    assert [content_start(bundle, member) % ALIGNMENT for member in members(bundle)] == [0, 0]


@pytest.mark.parametrize("file", MODEL_FILES, ids=lambda file: file.name)
def test_the_metadata_says_how_the_image_is_normalized(file: ModelFile) -> None:
    metadata = metadata_of(with_normalization(read_model(file), Normalization(mean=1.5, std=2.5)))
    (image,) = metadata.subgraphMetadata[0].inputTensorMetadata
    assert image.content.contentProperties.colorSpace == metadata_schema.ColorSpaceType.RGB
    (step,) = image.processUnits
    assert step.optionsType == metadata_schema.ProcessUnitOptions.NormalizationOptions
    assert (list(step.options.mean), list(step.options.std)) == ([1.5], [2.5])


@pytest.mark.parametrize("file", MODEL_FILES, ids=lambda file: file.name)
def test_weights_and_graph_stay_as_they_are(file: ModelFile) -> None:
    weights = read_model(file)
    before = model_schema.ModelT.InitFromPackedBuf(weights)
    after = model_schema.ModelT.InitFromPackedBuf(with_normalization(weights, DETECTOR_INPUT))
    assert len(after.buffers) == len(before.buffers) + 1
    for old, new in zip(before.buffers, after.buffers[:-1], strict=True):
        assert (old.data is None) == (new.data is None)
        if old.data is not None:
            np.testing.assert_array_equal(old.data, new.data)
    assert [entry.name for entry in after.metadata[:-1]] == [entry.name for entry in before.metadata or []]
    for old, new in zip(before.subgraphs, after.subgraphs, strict=True):
        assert [tensor.name for tensor in old.tensors] == [tensor.name for tensor in new.tensors]
        assert [operator.inputs.tolist() for operator in old.operators] == [
            operator.inputs.tolist() for operator in new.operators
        ]


@pytest.mark.parametrize("file", MODEL_FILES, ids=lambda file: file.name)
def test_every_buffer_is_aligned_as_the_schema_asks(file: ModelFile) -> None:
    packed = with_normalization(read_model(file), DETECTOR_INPUT)
    model = model_schema.Model.GetRootAs(packed)
    starts = [_data_start(model.Buffers(index)) for index in range(model.BuffersLength())]
    assert {start % ALIGNMENT for start in starts if start is not None} == {0}


def _data_start(buffer: Any) -> int | None:
    field = buffer._tab.Offset(4)
    return int(buffer._tab.Vector(field)) if field else None


def test_a_model_is_still_recognized_as_one() -> None:
    assert with_normalization(read_model(DETECTOR), DETECTOR_INPUT)[4:8] == b"TFL3"
