"""Servers with the fake engine and a folder for uploads of their own, one for each async mode."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.settings import ASYNC_MODES


@dataclass(frozen=True)
class ApiServer:
    """A running server, and the folder in which it keeps uploads and results."""

    running: RunningServer
    folder: Path

    @property
    def url(self) -> str:
        return f"{self.running.url}/api/v1"

    def left_behind(self) -> list[Path]:
        """Everything that lies in the folder of uploads and results, the lock apart."""
        return [path for path in self.folder.glob("posecast-media-*/*") if path.name != "lock"]


@pytest.fixture(scope="package", params=ASYNC_MODES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    folder = tmp_path_factory.mktemp("media")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", request.param) as running:
            yield ApiServer(running, folder)


@pytest.fixture(params=ASYNC_MODES)
def async_mode(request: pytest.FixtureRequest) -> str:
    """For tests that start, stop or fill a server of their own."""
    mode: str = request.param
    return mode
