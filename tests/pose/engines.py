"""The real engine, made once for all tests: compiling the networks takes a second."""

from functools import cache

from webapp.models import DETECTOR, LANDMARK_MODELS, model_path
from webapp.pose.blazepose_engine import BlazePoseEngine


@cache
def blazepose_engine() -> BlazePoseEngine:
    return BlazePoseEngine(model_path(DETECTOR), lambda model: model_path(LANDMARK_MODELS[model]))
