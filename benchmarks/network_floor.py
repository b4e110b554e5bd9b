"""The lower bound of a network's time on one core in f32: its multiplications over the core's peak rate.

The peak is measured as the best of some large matrix products, since data sheets do not cover virtual machines.
"""

import math
import time
from pathlib import Path
from typing import Final

import numpy as np
import openvino as ov

MASK_SHAPE: Final = (1, 256, 256, 1)  # output of the segmentation branch, which Posecast cuts off
MATRIX: Final = 1536  # rows and columns; three such matrices are many times as large as a second-level cache
PRODUCTS: Final = 12


def peak_gflops() -> float:
    """Measure this process's billions of f32 operations a second; a multiply-add counts as two."""
    generator = np.random.default_rng(0)
    left, right = (generator.random((MATRIX, MATRIX), np.float32) for _ in range(2))
    out = np.empty_like(left)
    best_s = math.inf
    for _ in range(PRODUCTS):
        started_s = time.perf_counter()
        np.matmul(left, right, out=out)
        best_s = min(best_s, time.perf_counter() - started_s)
    return 2 * MATRIX**3 / best_s / 1e9


def floor_ms(macs: int, gflops: float) -> float:
    """Return the milliseconds for that many multiply-adds."""
    return 2 * macs / gflops / 1e6


def network_macs(path: Path) -> int:
    """Count the multiply-adds of a .tflite, without the layers that only its segmentation needs."""
    model = ov.Core().read_model(path)
    kept = [result for result in model.get_results() if tuple(result.get_output_shape(0)) != MASK_SHAPE]
    return sum(map(_macs, ov.Model(kept, model.get_parameters(), path.stem).get_ordered_ops()))


def _macs(operation: ov.Node) -> int:
    kind = operation.get_type_name()
    if kind == "Convolution":  # weights (out, in, height, width)
        return _elements(operation.get_output_shape(0)) * _elements(operation.get_input_shape(1)[1:])
    if kind == "GroupConvolution":  # weights (group, out, in, height, width)
        return _elements(operation.get_output_shape(0)) * _elements(operation.get_input_shape(1)[2:])
    if kind == "ConvolutionBackpropData":  # weights (in, out, height, width)
        return _elements(operation.get_input_shape(0)) * _elements(operation.get_input_shape(1)[1:])
    if kind == "MatMul":
        return _elements(operation.get_output_shape(0)) * int(operation.get_input_shape(0)[-1])
    return 0


def _elements(shape: ov.Shape) -> int:
    return math.prod(int(side) for side in shape)
