"""The engines by name, each loaded only when it is asked for."""

import subprocess
import sys

import pytest

from tests.support.fake_engine import FakeEngine
from webapp import models
from webapp.engines.registry import open_engine, open_engine_from


def test_an_engine_of_ones_own() -> None:
    assert isinstance(open_engine_from("tests.support.fake_engine:FakeEngine"), FakeEngine)


def test_the_default_engine_lets_its_state_travel() -> None:
    engine = open_engine("openvino")
    engine.load("lite")
    assert not engine.keeps_state_in_worker


def test_a_missing_model_stops_the_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: str) -> None:
    monkeypatch.setenv(models.MODELS_ENV, str(tmp_path))
    with pytest.raises(models.ModelMissingError):
        open_engine("openvino")


@pytest.mark.parametrize(("name", "other"), [("openvino", "mediapipe"), ("mediapipe", "openvino")])
def test_one_engine_does_not_load_the_other(name: str, other: str) -> None:
    script = f"import sys, webapp.engines.registry; webapp.engines.registry.open_engine('{name}'); print('{other}' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
