"""bf16 arithmetic for the layers that bear it, on CPUs that are faster with it.

Most of the landmark network's work is done on coarse grids, and most of what bf16's 8 bits spoil is spoilt on the fine
ones before them and in the heads behind them. So the coarse layers multiply in bf16 and all others in f32, within one
network. docs/decisions/0012 has the figures.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import perf_counter
from typing import Final

import numpy as np
import openvino as ov
from openvino import opset13
from openvino._offline_transformations import apply_moc_transformations

from webapp.pose.openvino_config import ON_ONE_THREAD

Grid = tuple[int, int]

COARSE_GRIDS: Final[Mapping[str, tuple[Grid, ...]]] = {
    "lite": ((16, 16), (8, 8)),
    "full": ((32, 32), (16, 16), (8, 8)),
    "heavy": ((16, 16), (8, 8)),
}
"""Rows and columns of the layers that multiply in bf16, by model. 32x32 wins 5 % with "full"; with the others the error
grows too much for it. 4x4 and coarser, where the heads begin, win nothing (decision 0012)."""

_STAYS_F32: Final = "precise_0"
"""OpenVINO's mark on an operation that keeps its precision whatever the hint says. It is read from a file only."""

_WORTH_IT: Final = 1.2
"""From this gain on, bf16 is chosen. Measured 1.6 to 2.0 with AVX-512's bf16, 3.1 with AMX."""

_PROBE_CHANNELS: Final = (
    512  # of one 1x1 convolution on a 16x16 grid, as the "full" network has them: 0.067 GMAC
)
_PROBE_ROUNDS: Final = 7
_PROBE_RUNS: Final = 5  # a round; the fastest run counts


class NoRoomError(Exception):
    """The network could not be written and read again; the message says where."""


def bf16_pays() -> bool:
    """Whether this machine is faster with bf16."""
    return bf16_gain() >= _WORTH_IT


@cache
def bf16_gain() -> float:
    """How many times as fast a coarse layer is in bf16 as in f32, measured once; 1 where the CPU has no bf16."""
    core = ov.Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return 1.0
    layer = _coarse_layer()
    in_f32, in_bf16 = (_compiled(core, layer, precision) for precision in (ov.Type.f32, ov.Type.bf16))
    turns = [(_fastest_s(in_f32), _fastest_s(in_bf16)) for _ in range(_PROBE_ROUNDS)]
    return min(f32_s for f32_s, _ in turns) / min(bf16_s for _, bf16_s in turns)


def with_coarse_layers_in_bf16(core: ov.Core, model: ov.Model, grids: Collection[Grid]) -> ov.Model:
    """The same network, in which all but the layers on these grids keep f32 when bf16 is the hint it is compiled with.

    Raises NoRoomError.
    """
    apply_moc_transformations(model, cf=False)  # OpenVINO's own tidying, which would lose the marks
    for operation in _layers(model):
        if tuple(operation.get_output_shape(0)[2:]) not in grids:
            operation.get_rt_info()[_STAYS_F32] = ""
    return _reread(core, model)


def _layers(model: ov.Model) -> Iterator[ov.Node]:
    """The operations on the way from the input to the outputs; not those that only prepare weights."""
    reached: set[str] = {parameter.get_name() for parameter in model.get_parameters()}
    for operation in model.get_ordered_ops():
        inputs = {value.get_node().get_name() for value in operation.input_values()}
        if inputs & reached:
            reached.add(operation.get_name())
            if operation.get_output_size() and operation.get_type_name() != "Result":
                yield operation


def _reread(core: ov.Core, model: ov.Model) -> ov.Model:
    try:
        with TemporaryDirectory() as folder:
            network, weights = Path(folder) / "network.xml", Path(folder) / "network.bin"
            ov.serialize(model, network, weights)
            return core.read_model(network.read_bytes(), weights.read_bytes())
    except (OSError, RuntimeError) as error:
        raise NoRoomError(f"the folder {gettempdir()} does not take 30 MB for a moment ({error})") from error


def _coarse_layer() -> ov.Model:
    channels = _PROBE_CHANNELS
    pixels = opset13.parameter([1, channels, 16, 16], np.float32)
    weights = opset13.constant(np.full((channels, channels, 1, 1), 0.01, np.float32))
    layer = opset13.convolution(pixels, weights, [1, 1], [0, 0], [0, 0], [1, 1])
    return ov.Model([layer], [pixels], "probe")


def _compiled(core: ov.Core, model: ov.Model, precision: ov.Type) -> ov.InferRequest:
    settings = ON_ONE_THREAD | {"INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    # Memory as the system gave it holds numbers so small that f32 takes thirty times as long for them.
    request.get_input_tensor().data[...] = 1.0
    return request


def _fastest_s(request: ov.InferRequest) -> float:
    def seconds() -> float:
        started_s = perf_counter()
        request.infer()
        return perf_counter() - started_s

    return min(seconds() for _ in range(_PROBE_RUNS))
