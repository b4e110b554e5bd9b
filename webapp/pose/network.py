"""One neural network on one CPU thread, fed with uint8 pixels.

OpenVINO reads Google's .tflite files as they are. Conversion to float and scaling are part of the compiled network,
so the pixels are touched once. ENABLE_CPU_PINNING is off: two processes would otherwise be pinned to the same core
and share it while the other idles. The precision is said outright: on a CPU with bf16 OpenVINO would otherwise choose
it, and landmarks go wrong by 0.6 to 8.5 % of the torso (docs/decisions/0003).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino.preprocess import PrePostProcessor

from webapp.pose.engine import RgbImage

Shape = tuple[int, ...]

_ON_ONE_THREAD: Final = {
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,
    "INFERENCE_PRECISION_HINT": ov.Type.f32,
}


@dataclass(frozen=True)
class PixelScaling:
    """How a network wants its pixels: (value - mean) / scale."""

    mean: float
    scale: float


class Network:
    """A compiled network. Outputs that nobody asks for are cut off together with the layers that only they need."""

    def __init__(self, path: Path, scaling: PixelScaling, outputs: Sequence[Shape]) -> None:
        """Compile the .tflite at `path`, keeping the outputs of the given shapes, in that order."""
        core = ov.Core()
        model = _uint8_input(_with_outputs(core.read_model(path), outputs), scaling)
        compiled = core.compile_model(model, "CPU", _ON_ONE_THREAD)
        self._request = compiled.create_infer_request()
        self._outputs = [self._request.get_output_tensor(index).data for index in range(len(outputs))]

    def infer(self, image: RgbImage) -> list[NDArray[np.float32]]:
        """Outputs for one image (size, size, 3). They are views that the next call overwrites."""
        self._request.set_input_tensor(ov.Tensor(image[np.newaxis], shared_memory=True))
        self._request.infer()
        return self._outputs


def _with_outputs(model: ov.Model, outputs: Sequence[Shape]) -> ov.Model:
    by_shape = {tuple(result.get_output_shape(0)): result for result in model.get_results()}
    missing = [shape for shape in outputs if shape not in by_shape]
    if missing:
        raise ValueError(f"the network has no output of shape {missing[0]}; it has {sorted(by_shape)}")
    return ov.Model([by_shape[shape] for shape in outputs], model.get_parameters(), "posecast")


def _uint8_input(model: ov.Model, scaling: PixelScaling) -> ov.Model:
    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    scaled = steps.input().preprocess().convert_element_type(ov.Type.f32)
    if scaling.mean:
        scaled = scaled.mean(scaling.mean)
    scaled.scale(scaling.scale)
    return steps.build()
