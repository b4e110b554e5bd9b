"""Builds the `.task` bundle for MediaPipe's PoseLandmarker from the plain weights files.

A bundle is an uncompressed zip of two TFLite models with metadata that says how a picture is normalized.
The published weights lack that metadata ("requires specifying NormalizationOptions metadata"), and the metadata writer
in MediaPipe 1.2.2's wheel cannot be imported, so this module writes it with MediaPipe's generated schemas.

Needs mediapipe and flatbuffers: import it only after MediaPipe was chosen.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import Any, Final

import flatbuffers
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata_schema
from mediapipe.tasks.metadata import schema_py_generated as model_schema

DETECTOR_NAME: Final = "pose_detector.tflite"
LANDMARKS_NAME: Final = "pose_landmarks_detector.tflite"
METADATA_NAME: Final = "TFLITE_METADATA"
MODEL_IDENTIFIER: Final = b"TFL3"
METADATA_IDENTIFIER: Final = b"M001"
ALIGNMENT: Final = 16
"""Bytes; TFLite's schema requires it of every buffer. Unaligned buffers are copied, with a warning for each client."""

_ZIP_HEADER_BYTES: Final = 30
_ZIP_PADDING_ID: Final = b"\x35\xd9"  # the extra field that Android's zipalign writes: readers skip it
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a fixed date: the same weights make the same bundle


@dataclass(frozen=True)
class Normalization:
    """A model's input is (pixel - mean) / std."""

    mean: float
    std: float


DETECTOR_INPUT: Final = Normalization(mean=127.5, std=127.5)  # [-1, 1]
LANDMARKS_INPUT: Final = Normalization(mean=0.0, std=255.0)  # [0, 1]


def task_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return the bundle for PoseLandmarker's model_asset_buffer, from the .tflite of detector and landmark network."""
    members = {
        DETECTOR_NAME: with_normalization(detector, DETECTOR_INPUT),
        LANDMARKS_NAME: with_normalization(landmarks, LANDMARKS_INPUT),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as bundle:
        for name, model in members.items():
            bundle.writestr(_aligned_member(name, start=archive.tell()), model)
    return archive.getvalue()


def with_normalization(model: bytes, normalization: Normalization) -> bytes:
    """Return the .tflite with metadata that says how its image input is normalized; the weights are unchanged."""
    unpacked = model_schema.ModelT.InitFromPackedBuf(model)
    buffers = [_AlignedBuffer(_bytes(buffer.data)) for buffer in unpacked.buffers]
    buffers.append(_AlignedBuffer(_input_metadata(normalization)))
    entry = model_schema.MetadataT(name=METADATA_NAME, buffer=len(buffers) - 1)
    unpacked.buffers = buffers
    unpacked.metadata = [*(unpacked.metadata or []), entry]
    return _finished(unpacked, MODEL_IDENTIFIER)


@dataclass(frozen=True)
class _AlignedBuffer:
    """Replaces the schema's BufferT, whose packing ignores the alignment."""

    data: bytes | None

    def Pack(self, builder: flatbuffers.Builder) -> int:  # noqa: N802 - the generated code calls it so
        vector = None
        if self.data is not None:
            builder.Prep(ALIGNMENT, len(self.data))
            vector = builder.CreateByteVector(self.data)
        model_schema.BufferStart(builder)
        if vector is not None:
            model_schema.BufferAddData(builder, vector)
        return int(model_schema.BufferEnd(builder))


def _input_metadata(normalization: Normalization) -> bytes:
    step = metadata_schema.ProcessUnitT(
        optionsType=metadata_schema.ProcessUnitOptions.NormalizationOptions,
        options=metadata_schema.NormalizationOptionsT(mean=[normalization.mean], std=[normalization.std]),
    )
    content = metadata_schema.ContentT(
        contentPropertiesType=metadata_schema.ContentProperties.ImageProperties,
        contentProperties=metadata_schema.ImagePropertiesT(colorSpace=metadata_schema.ColorSpaceType.RGB),
    )
    image = metadata_schema.TensorMetadataT(name="image", content=content, processUnits=[step])
    graph = metadata_schema.SubGraphMetadataT(inputTensorMetadata=[image])
    return _finished(metadata_schema.ModelMetadataT(subgraphMetadata=[graph]), METADATA_IDENTIFIER)


def _finished(table: Any, identifier: bytes) -> bytes:
    builder = flatbuffers.Builder()
    builder.Finish(table.Pack(builder), identifier)
    return bytes(builder.Output())


def _bytes(data: Any) -> bytes | None:
    return None if data is None else bytes(data)


def _aligned_member(name: str, start: int) -> zipfile.ZipInfo:
    """Return a member whose content starts at a multiple of ALIGNMENT, since TFLite reads it in place."""
    member = zipfile.ZipInfo(name, _ZIP_EPOCH)
    # An extra field is an id and a length, 4 bytes in all, and its content.
    unpadded = start + _ZIP_HEADER_BYTES + len(name.encode()) + 4
    padding = -unpadded % ALIGNMENT
    member.extra = _ZIP_PADDING_ID + padding.to_bytes(2, "little") + bytes(padding)
    return member
