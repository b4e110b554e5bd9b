"""The model files: where they are, and a check that they are the ones that Posecast was tested with.

They are Google's, as the npm package @mediapipe/pose (Apache-2.0) contains them; `make run` copies them to models/, and
a built wheel contains them inside the package.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from webapp.paths import bundled_folder

MODELS_ENV: Final = "POSECAST_MODELS"

ModelName = Literal["lite", "full", "heavy"]
MODEL_NAMES: Final[tuple[ModelName, ...]] = get_args(ModelName)
DEFAULT_MODEL: Final[ModelName] = "full"


@dataclass(frozen=True)
class ModelFile:
    """One model file: its name here, its name in the npm package, its SHA-256."""

    name: str
    package_name: str
    sha256: str


DETECTOR: Final = ModelFile(
    "pose_detector.tflite",
    "pose_solution_packed_assets.data",
    "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
)
LANDMARK_MODELS: Final = {
    "lite": ModelFile(
        "pose_landmark_lite.tflite",
        "pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
    "full": ModelFile(
        "pose_landmark_full.tflite",
        "pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    "heavy": ModelFile(
        "pose_landmark_heavy.tflite",
        "pose_landmark_heavy.tflite",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    ),
}
ALL_FILES: Final = (DETECTOR, *LANDMARK_MODELS.values())


class ModelError(Exception):
    """A model file cannot be used; the message says which one and what to do."""


class ModelMissingError(ModelError):
    """A model file is missing or not readable."""


class ModelChangedError(ModelError):
    """A model file has another SHA-256 than the recorded one."""


def models_folder() -> Path:
    """Return the folder of the model files: $POSECAST_MODELS, else in the installed package, else in the checkout."""
    chosen = os.environ.get(MODELS_ENV)
    if chosen:
        return Path(chosen)
    return bundled_folder("models")


def model_path(file: ModelFile, folder: Path | None = None) -> Path:
    """Check a model file and return its path. Raises as read_model does."""
    folder = folder or models_folder()
    read_model(file, folder)
    return folder / file.name


def read_model(file: ModelFile, folder: Path | None = None) -> bytes:
    """Return the bytes of a model file, checked.

    Raises ModelMissingError where it is missing or not readable, ModelChangedError where its SHA-256 differs.
    """
    path = (folder or models_folder()) / file.name
    try:
        weights = path.read_bytes()
    except OSError as error:
        raise ModelMissingError(
            f"the model {path} cannot be read ({error.strerror}); `make models` fetches it again, "
            f"or set {MODELS_ENV} to the folder that has it"
        ) from error
    found = hashlib.sha256(weights).hexdigest()
    if found != file.sha256:
        raise ModelChangedError(
            f"the model {path} is not the one Posecast was tested with: its sha256 is {found[:12]}…, "
            f"recorded is {file.sha256[:12]}…; delete it and run `make models`"
        )
    return weights
