"""The real engine, built once for all tests, since compiling the networks takes a second."""

from functools import cache

import openvino as ov

from webapp.models import DETECTOR, LANDMARK_MODELS, model_path
from webapp.pose.blazepose_engine import BlazePoseEngine

HAS_BF16 = "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")

PRECISIONS = ("f32", "bf16") if HAS_BF16 else ("f32",)
"""The precisions in which this machine can run the coarse layers."""


@cache
def blazepose_engine(precision: str = "f32") -> BlazePoseEngine:
    return BlazePoseEngine(
        model_path(DETECTOR), lambda model: model_path(LANDMARK_MODELS[model]), bf16=precision == "bf16"
    )
