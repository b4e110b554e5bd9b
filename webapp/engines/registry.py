"""Opens a pose engine by name. Each is imported only when it is chosen, so its packages are needed only then."""

from importlib import import_module

from webapp.models import DETECTOR, LANDMARK_MODELS, model_path
from webapp.pose.engine import PoseEngine
from webapp.settings import EngineName, Precision


def open_engine(name: EngineName, precision: Precision = "auto") -> PoseEngine:
    """Open the engine of that name. Raises EngineError, ModelError if it cannot run on this machine."""
    return _open_mediapipe() if name == "mediapipe" else _open_openvino(precision)


def open_engine_from(factory: str) -> PoseEngine:
    """Return the engine that a factory makes, named as "module:callable"."""
    module, _, name = factory.partition(":")
    engine: PoseEngine = getattr(import_module(module), name)()
    return engine


def _open_openvino(precision: Precision) -> PoseEngine:
    from webapp.pose.blazepose_engine import BlazePoseEngine

    return BlazePoseEngine(
        model_path(DETECTOR),
        lambda model: model_path(LANDMARK_MODELS[model]),
        bf16=False if precision == "f32" else None,
    )


def _open_mediapipe() -> PoseEngine:
    from webapp.engines.mediapipe.engine import MediapipeEngine

    return MediapipeEngine()
