"""The layers that run in bf16, and the measurement that decides whether any do."""

from typing import Any

import numpy as np
import openvino as ov
import pytest

from tests.pose.engines import HAS_BF16, blazepose_engine
from tests.support.photo_clips import photograph
from webapp.models import DETECTOR, LANDMARK_MODELS, MODEL_NAMES, model_path
from webapp.pose import bf16
from webapp.pose.bf16 import COARSE_GRIDS, NoTempSpaceError, bf16_gain, bf16_pays, with_coarse_layers_in_bf16
from webapp.pose.blazepose_engine import BlazePoseEngine
from webapp.pose.blazepose_networks import LandmarkNetwork
from webapp.pose.cache_folder import FOLDER_ENV
from webapp.pose.engine import NO_STATE, TrackerOptions
from webapp.pose.openvino_config import SINGLE_THREAD

LITE = model_path(LANDMARK_MODELS["lite"])
GRIDS = COARSE_GRIDS["lite"]
PHOTO = photograph("astronaut")


class CoreOfACpu:
    """A stand-in for OpenVINO on a CPU with these capabilities; any other call is an error."""

    def __init__(self, capabilities: list[str]) -> None:
        self._capabilities = capabilities

    def get_property(self, _device: str, _name: str) -> list[str]:
        return self._capabilities


def _precisions(compiled: ov.CompiledModel) -> dict[tuple[int, ...], set[str]]:
    """Return the precisions in which the convolutions on each grid really run."""
    found: dict[tuple[int, ...], set[str]] = {}
    for operation in compiled.get_runtime_model().get_ordered_ops():
        about: Any = operation.get_rt_info()
        if about["layerType"].astype(str) == "Convolution":
            grid = tuple(operation.get_output_shape(0)[2:])
            kernel = about["primitiveType"].astype(str)
            found.setdefault(grid, set()).add(kernel.rsplit("_", 1)[-1])
    return found


@pytest.mark.skipif(not HAS_BF16, reason="this CPU has no bf16")
@pytest.mark.parametrize("model", MODEL_NAMES)
def test_only_the_coarse_layers_run_in_bf16(model: str) -> None:
    core = ov.Core()
    network = core.read_model(model_path(LANDMARK_MODELS[model]))
    marked = with_coarse_layers_in_bf16(core, network, COARSE_GRIDS[model])
    precisions = _precisions(
        core.compile_model(marked, "CPU", SINGLE_THREAD | {"INFERENCE_PRECISION_HINT": ov.Type.bf16})
    )
    for grid in COARSE_GRIDS[model]:
        assert precisions.pop(grid) == {"bf16"}
    assert {precision for others in precisions.values() for precision in others} == {"f32"}


def test_the_marks_change_nothing_in_f32() -> None:
    core, settings = ov.Core(), SINGLE_THREAD | {"INFERENCE_PRECISION_HINT": ov.Type.f32}
    picture = np.random.default_rng(1).random((1, 256, 256, 3), np.float32)
    plain = core.compile_model(core.read_model(LITE), "CPU", settings)
    marked = core.compile_model(
        with_coarse_layers_in_bf16(core, core.read_model(LITE), GRIDS), "CPU", settings
    )
    for found, expected in zip(marked(picture).values(), plain(picture).values(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-2)


@pytest.mark.skipif(not HAS_BF16, reason="this CPU has no bf16")
def test_outputs_in_bf16_are_close_to_f32() -> None:
    crop = np.full((256, 256, 3), 90, np.uint8)
    exact, fast = (LandmarkNetwork(LITE, grids).infer(crop).landmarks for grids in ((), GRIDS))
    assert not np.array_equal(fast, exact)  # it is in bf16
    rows_px = np.abs(fast - exact).reshape(39, 5)[:33, :2]
    assert np.median(rows_px) < 2.56  # 1 % of the crop


def test_without_room_for_the_marked_network_f32_is_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full_disk(*_: object) -> None:
        raise RuntimeError("iostream error")  # what OpenVINO says then

    monkeypatch.setenv(FOLDER_ENV, "")  # without a cache, so that the network is compiled
    monkeypatch.setattr("openvino.serialize", full_disk)
    engine = BlazePoseEngine(model_path(DETECTOR), lambda _: LITE, bf16=True)
    engine.load("lite")
    assert "make room there" in caplog.text
    found = engine.track(PHOTO, NO_STATE, 0.0, TrackerOptions(model="lite")).people
    (expected,) = blazepose_engine("f32").track(PHOTO, NO_STATE, 0.0, TrackerOptions(model="lite")).people
    np.testing.assert_array_equal(found[0].image, expected.image)


def test_a_machine_without_a_temporary_folder_has_no_room_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_is_usable() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", none_is_usable)
    core = ov.Core()
    with pytest.raises(NoTempSpaceError, match="TMPDIR"):
        with_coarse_layers_in_bf16(core, core.read_model(LITE), GRIDS)


def test_a_cpu_without_bf16_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openvino.Core", lambda: CoreOfACpu(["FP32", "INT8"]))
    assert bf16_gain.__wrapped__() == 1


@pytest.mark.parametrize(("gain", "chosen"), [(1.0, False), (1.1, False), (1.3, True), (2.0, True)])
def test_bf16_must_be_clearly_faster(monkeypatch: pytest.MonkeyPatch, gain: float, chosen: bool) -> None:
    monkeypatch.setattr(bf16, "bf16_gain", lambda: gain)
    assert bf16_pays() is chosen


def test_the_layer_is_measured_with_numbers_as_a_network_has_them() -> None:
    """Fresh memory may hold subnormal numbers, which take thirty times as long in f32, but not in bf16."""
    request = bf16._compiled(ov.Core(), bf16._coarse_layer(), ov.Type.f32)
    assert np.unique(request.get_input_tensor().data).tolist() == [1.0]


def test_this_machine_is_measured_once() -> None:
    assert bf16_gain() > 0
    assert bf16_gain() == bf16_gain()
