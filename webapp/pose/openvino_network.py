"""One neural network on one CPU thread, fed with uint8 pixels.

OpenVINO reads Google's .tflite files as they are. Conversion to float and scaling are part of the compiled network,
so the pixels are touched once. The precision is said outright: on a CPU with bf16 OpenVINO would otherwise choose it
for every layer, and landmarks go wrong by 0.6 to 8.5 % of the torso (docs/decisions/0003).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13

from webapp.pose.bf16 import Grid, with_coarse_layers_in_bf16
from webapp.pose.compiled_cache import compiled_once
from webapp.pose.engine import RgbImage
from webapp.pose.openvino_config import ON_ONE_THREAD

Shape = tuple[int, ...]


@dataclass(frozen=True)
class PixelScaling:
    """How a network wants its pixels: (value - mean) / scale."""

    mean: float
    scale: float


class Network:
    """A compiled network. Outputs that nobody asks for are cut off together with the layers that only they need."""

    def __init__(
        self,
        path: Path,
        scaling: PixelScaling,
        outputs: Sequence[Shape],
        *,
        bf16_grids: Collection[Grid] = (),
    ) -> None:
        """Compile the .tflite at `path`, keeping the outputs of the given shapes, in that order.

        bf16_grids: see webapp.pose.bf16; where there are none, all layers multiply in f32.
        """
        core = ov.Core()
        precision = ov.Type.bf16 if bf16_grids else ov.Type.f32
        settings = ON_ONE_THREAD | {"INFERENCE_PRECISION_HINT": precision}

        def compiled_anew() -> ov.CompiledModel:
            model = _uint8_input(_with_outputs(core.read_model(path), outputs), scaling)
            if bf16_grids:
                model = with_coarse_layers_in_bf16(core, model, bf16_grids)
            return core.compile_model(model, "CPU", settings)

        recipe = (tuple(outputs), scaling, tuple(bf16_grids))
        compiled = compiled_once(core, path, recipe, settings, compiled_anew)
        self._request = compiled.create_infer_request()
        self._outputs = [self._request.get_output_tensor(index).data for index in range(len(outputs))]

    def infer(self, image: RgbImage) -> list[NDArray[np.float32]]:
        """Outputs for one image (size, size, 3). They are views that the next call overwrites."""
        self._request.set_input_tensor(ov.Tensor(image.reshape(-1), shared_memory=True))
        self._request.infer(share_outputs=True)  # else it copies them for an answer that nobody reads
        return self._outputs


def _with_outputs(model: ov.Model, outputs: Sequence[Shape]) -> ov.Model:
    by_shape = {tuple(result.get_output_shape(0)): result for result in model.get_results()}
    missing = [shape for shape in outputs if shape not in by_shape]
    if missing:
        raise ValueError(f"the network has no output of shape {missing[0]}; it has {sorted(by_shape)}")
    return ov.Model([by_shape[shape] for shape in outputs], model.get_parameters(), "posecast")


def _uint8_input(model: ov.Model, scaling: PixelScaling) -> ov.Model:
    """The same network, with all uint8 values of the picture in a row as its input.

    In a row, because OpenVINO turns a picture's axes as early as it can, and on bytes it does that slowly.
    """
    (floats,) = model.get_parameters()
    pixels = opset13.parameter([int(np.prod(floats.shape))], np.uint8, "pixels")
    scaled = opset13.convert(pixels, np.float32)
    if scaling.mean:
        scaled = opset13.subtract(scaled, np.float32(scaling.mean))
    scaled = opset13.divide(scaled, np.float32(scaling.scale))
    image = opset13.reshape(scaled, list(floats.shape), special_zero=False)
    for consumer in floats.output(0).get_target_inputs():
        consumer.replace_source_output(image.output(0))
    return ov.Model(model.get_results(), [pixels], model.get_name())
