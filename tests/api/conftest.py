"""Servers with the fake engine and a folder for uploads of their own, one for each async mode."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.settings import ASYNC_MODES


@dataclass(frozen=True)
class ApiServer:
    """A running server, and the folder in which it keeps uploads and results."""

    running: RunningServer
    folder: Path
    present: set[Path] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"{self.running.url}/api/v1"

    def left_behind(self) -> list[Path]:
        """Return what lies in the folder of uploads and results and did not before this test, the lock apart."""
        return [path for path in self._all() if path not in self.present]

    def note_present(self) -> None:
        """Note what other tests have left in the folder."""
        self.present.clear()
        self.present.update(self._all())

    def _all(self) -> list[Path]:
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


@pytest.fixture(autouse=True)
def present_before(request: pytest.FixtureRequest) -> None:
    """What other tests have left on the shared server is not the fault of this one."""
    if "server" in request.fixturenames:
        server = request.getfixturevalue("server")
        if isinstance(server, ApiServer):  # some files have a server of another kind under this name
            server.note_present()
