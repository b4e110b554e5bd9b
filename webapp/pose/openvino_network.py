"""Runs a neural network on one CPU thread, with uint8 pixels as its input.

OpenVINO reads Google's .tflite files as they are. Conversion to float and scaling are part of the compiled network,
so the pixels are read once. The precision is always set: on a CPU with bf16 OpenVINO would otherwise choose bf16
for every layer, with an error of the landmarks of 0.6 to 8.5 % of the torso (docs/decisions/0003).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13

from webapp.pose.bf16 import Grid, with_coarse_layers_in_bf16
from webapp.pose.compiled_cache import load_or_compile
from webapp.pose.engine import RgbImage
from webapp.pose.openvino_config import SINGLE_THREAD

Shape = tuple[int, ...]


@dataclass(frozen=True)
class PixelScaling:
    """The scaling of a network's input: (pixel - mean) / scale."""

    mean: float
    scale: float


class Network:
    """A compiled network. Outputs that are not asked for are cut off, with the layers that only they need."""

    def __init__(
        self,
        path: Path,
        scaling: PixelScaling,
        outputs: Sequence[Shape],
        *,
        bf16_grids: Collection[Grid] = (),
    ) -> None:
        """Compile the .tflite at `path`, keeping the outputs of the given shapes, in that order.

        bf16_grids: the grids whose layers multiply in bf16 (bf16.py); if empty, all layers multiply in f32.
        Raises ValueError if the network lacks an output, NoTempSpaceError.
        """
        core = ov.Core()
        precision = ov.Type.bf16 if bf16_grids else ov.Type.f32
        settings = SINGLE_THREAD | {"INFERENCE_PRECISION_HINT": precision}

        def compile_network() -> ov.CompiledModel:
            model = _uint8_input(_with_outputs(core.read_model(path), outputs), scaling)
            if bf16_grids:
                model = with_coarse_layers_in_bf16(core, model, bf16_grids)
            return core.compile_model(model, "CPU", settings)

        recipe = (tuple(outputs), scaling, tuple(bf16_grids))
        compiled = load_or_compile(core, path, recipe, settings, compile_network)
        self._request = compiled.create_infer_request()
        self._outputs = [self._request.get_output_tensor(index).data for index in range(len(outputs))]

    def infer(self, image: RgbImage) -> list[NDArray[np.float32]]:
        """Return the outputs for one image (size, size, 3); they are views that the next call overwrites."""
        self._request.set_input_tensor(ov.Tensor(image.reshape(-1), shared_memory=True))
        self._request.infer(
            share_outputs=True
        )  # without it OpenVINO copies the outputs into its return value
        return self._outputs


def _with_outputs(model: ov.Model, outputs: Sequence[Shape]) -> ov.Model:
    by_shape = {tuple(result.get_output_shape(0)): result for result in model.get_results()}
    missing = [shape for shape in outputs if shape not in by_shape]
    if missing:
        raise ValueError(f"the network has no output of shape {missing[0]}; it has {sorted(by_shape)}")
    return ov.Model([by_shape[shape] for shape in outputs], model.get_parameters(), "posecast")


def _uint8_input(model: ov.Model, scaling: PixelScaling) -> ov.Model:
    """Return the same network with the picture's uint8 values as a flat input.

    Flat, because OpenVINO transposes a picture as early as it can, and transposes bytes slowly.
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
