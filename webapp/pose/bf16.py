"""Runs the coarse layers of the landmark network in bf16, on CPUs that are faster with it.

Most of the network's work is done on coarse grids, while most of the error that bf16's 8 bits cause arises on the fine
grids before them and in the heads after them. So the coarse layers multiply in bf16 and all others in f32, within one
network. docs/decisions/0012 has the figures.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np
import openvino as ov
from openvino import opset13
from openvino._offline_transformations import apply_moc_transformations

from webapp.pose.openvino_config import SINGLE_THREAD

Grid = tuple[int, int]

COARSE_GRIDS: Final[Mapping[str, tuple[Grid, ...]]] = {
    "lite": ((16, 16), (8, 8)),
    "full": ((32, 32), (16, 16), (8, 8)),
    "heavy": ((16, 16), (8, 8)),
}
"""Rows and columns of the layers that multiply in bf16, by model. 32x32 gains 5 % of the time with "full"; with the
other models it costs too much accuracy. 4x4 and coarser, where the heads begin, gain nothing (docs/decisions/0012)."""

_KEEP_F32: Final = "precise_0"
"""OpenVINO's mark on an operation that ignores the precision hint. OpenVINO reads it from files only."""

_MIN_GAIN: Final = 1.2
"""bf16 is chosen from this gain on. Measured: 1.6 to 2.0 with AVX-512's bf16, 3.1 with AMX."""

_PROBE_CHANNELS: Final = 512
"""Channels of the layer that is timed: a 1x1 convolution on a 16x16 grid as in "full", 0.067 GMAC."""

_PROBE_ROUNDS: Final = 7
_PROBE_RUNS: Final = 5
"""Runs in a round and precision; the fastest one counts."""


class NoTempSpaceError(Exception):
    """The marked network could not be written to the temporary folder and read back; the message names the folder."""


def bf16_pays() -> bool:
    """Return whether this machine is clearly faster with bf16."""
    return bf16_gain() >= _MIN_GAIN


@cache
def bf16_gain() -> float:
    """Measure, once, how many times as fast a coarse layer is in bf16 as in f32; 1 without bf16 in the CPU."""
    core = ov.Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return 1.0
    layer = _coarse_layer()
    in_f32, in_bf16 = (_compiled(core, layer, precision) for precision in (ov.Type.f32, ov.Type.bf16))
    rounds = [(_fastest_s(in_f32), _fastest_s(in_bf16)) for _ in range(_PROBE_ROUNDS)]
    return min(f32_s for f32_s, _ in rounds) / min(bf16_s for _, bf16_s in rounds)


def with_coarse_layers_in_bf16(core: ov.Core, model: ov.Model, grids: Collection[Grid]) -> ov.Model:
    """Return the network so marked that, compiled with the hint bf16, only the layers on these grids run in bf16.

    Raises NoTempSpaceError.
    """
    # OpenVINO's common transformations, which compiling would apply anyway and which would lose the marks.
    apply_moc_transformations(model, cf=False)
    for operation in _operations_on_pixels(model):
        if tuple(operation.get_output_shape(0)[2:]) not in grids:
            operation.get_rt_info()[_KEEP_F32] = ""
    return _written_and_read(core, model)


def _operations_on_pixels(model: ov.Model) -> Iterator[ov.Node]:
    """Yield the operations that depend on the input, without those that only prepare weights."""
    reached: set[str] = {parameter.get_name() for parameter in model.get_parameters()}
    for operation in model.get_ordered_ops():
        inputs = {value.get_node().get_name() for value in operation.input_values()}
        if inputs & reached:
            reached.add(operation.get_name())
            if operation.get_output_size() and operation.get_type_name() != "Result":
                yield operation


def _written_and_read(core: ov.Core, model: ov.Model) -> ov.Model:
    try:
        with TemporaryDirectory() as folder:
            network, weights = Path(folder) / "network.xml", Path(folder) / "network.bin"
            ov.serialize(model, network, weights)
            return core.read_model(network.read_bytes(), weights.read_bytes())
    except (OSError, RuntimeError) as error:
        raise NoTempSpaceError(
            f"30 MB cannot be written to the folder for temporary files, see TMPDIR ({error})"
        ) from error


def _coarse_layer() -> ov.Model:
    channels = _PROBE_CHANNELS
    pixels = opset13.parameter([1, channels, 16, 16], np.float32)
    weights = opset13.constant(np.full((channels, channels, 1, 1), 0.01, np.float32))
    layer = opset13.convolution(pixels, weights, [1, 1], [0, 0], [0, 0], [1, 1])
    return ov.Model([layer], [pixels], "probe")


def _compiled(core: ov.Core, model: ov.Model, precision: ov.Type) -> ov.InferRequest:
    settings = SINGLE_THREAD | {"INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    # Fresh memory may hold subnormal numbers, for which f32 takes thirty times as long.
    request.get_input_tensor().data[...] = 1.0
    return request


def _fastest_s(request: ov.InferRequest) -> float:
    def seconds() -> float:
        started_s = perf_counter()
        request.infer()
        return perf_counter() - started_s

    return min(seconds() for _ in range(_PROBE_RUNS))
