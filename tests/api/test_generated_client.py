"""A client that a stock generator makes of a running server's document: it is whole, typed, and works."""

import importlib
import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from types import ModuleType
from typing import Any, Final

import httpx
import pytest

from tests.api.conftest import ApiServer
from tests.api.pictures import GOOD
from tests.api.test_job_routes import PATIENCE_S, SHORT
from webapp.pose.body import LANDMARK_NAMES

pytestmark = [pytest.mark.server, pytest.mark.slow]

LEFT_OUT: Final = {
    "POST /image: Unsupported content type image/*",
    "POST /video: Unsupported content type video/*",
    "GET /samples/{name}: Unsupported content_type image/png",
}
"""What the generator knows no way to send or take. The same can be sent as application/octet-stream or as a form."""

_UNSUPPORTED: Final = r"^WARNING parsing (.+) within \w+\.\s+.*?(Unsupported content.type [^\s)]+)"


class GeneratedClient:
    """The package that was generated, and a client of the server by it."""

    def __init__(self, package: str, server: ApiServer, said: str) -> None:
        """said: what the generator printed."""
        self.said = said
        self.models = importlib.import_module(f"{package}.models")
        self.types = importlib.import_module(f"{package}.types")
        self._package = package
        self.client: Any = importlib.import_module(package).Client(
            base_url=server.url, raise_on_unexpected_status=True, timeout=httpx.Timeout(PATIENCE_S)
        )

    def ask(self, operation: str, *arguments: object, **more: object) -> Any:
        """The answer to an operation, such as "videos.get_job"."""
        module: ModuleType = importlib.import_module(f"{self._package}.api.{operation}")
        return module.sync_detailed(*arguments, client=self.client, **more)

    def file(self, content: bytes, name: str = "me") -> Any:
        return self.types.File(payload=io.BytesIO(content), file_name=name)


@pytest.fixture(scope="module")
def made(server: ApiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratedClient]:
    folder = tmp_path_factory.mktemp("generated")
    package = f"posecast_client_{server.running.port}"  # another one for each server of this process
    (folder / "config.json").write_text('{"post_hooks": []}')  # nobody reads it, so it needs no layout
    command = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--url",
        f"{server.url}/openapi.json",
    ]
    run = subprocess.run(
        [*command, "--config", "config.json", "--meta", "none", "--output-path", package],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        found = GeneratedClient(package, server, run.stdout + run.stderr)
        with found.client:
            yield found


def test_nothing_is_lost_but_what_the_generator_never_takes(made: GeneratedClient) -> None:
    warnings = re.findall(_UNSUPPORTED, made.said, re.MULTILINE)
    assert {f"{where}: {why}" for where, why in warnings} == LEFT_OUT
    assert len(warnings) == made.said.count("WARNING"), made.said


def test_a_picture_gives_typed_landmarks(made: GeneratedClient, server: ApiServer) -> None:
    answer = made.ask("pictures.find_poses_in_image", body=made.file(GOOD), people=2)
    assert answer.status_code == 200
    found = answer.parsed
    assert isinstance(found, made.models.PoseDocument)
    assert [name.value for name in found.landmark_names] == list(LANDMARK_NAMES)
    assert (found.source.kind, found.source.width) == (made.models.PoseSourceKind.IMAGE, 64)
    assert isinstance(found.ms, made.models.PoseMilliseconds)
    assert found.units.image.x == "px"
    (person,) = found.frames[0].people
    assert isinstance(person, made.models.PosePerson)
    assert [len(landmark) for landmark in person.image] == [4] * 33
    assert [len(landmark) for landmark in person.world] == [3] * 33
    assert {type(value) for landmark in person.image for value in landmark} <= {int, float}
    assert server.left_behind() == []


def test_a_form_with_a_picture_gives_the_same(made: GeneratedClient) -> None:
    form = made.models.FindPosesInImageFilesBody(file=made.file(GOOD, "wave.jpg"))
    found = made.ask("pictures.find_poses_in_image", body=form).parsed
    assert isinstance(found, made.models.PoseDocument)
    assert found.source.name == "wave.jpg"


def test_a_bad_picture_gives_a_typed_problem(made: GeneratedClient) -> None:
    answer = made.ask("pictures.find_poses_in_image", body=made.file(GOOD[: len(GOOD) // 2]))
    assert answer.status_code == 422
    problem = answer.parsed
    assert isinstance(problem, made.models.Problem)
    assert (problem.code, problem.status) == (made.models.ProblemCode.TRUNCATED, 422)
    assert problem.title == "The file ends early"
    assert problem.detail


def test_a_video_becomes_a_job_with_results_and_goes(made: GeneratedClient, server: ApiServer) -> None:
    models = made.models
    answer = made.ask(
        "videos.find_poses_in_video",
        body=made.file(SHORT),
        smoothing=models.FindPosesInVideoSmoothing.OFFLINE,
    )
    assert answer.status_code == 202
    job = answer.parsed
    assert isinstance(job, models.Job)
    assert (job.state, job.progress, job.source, job.expires) == (models.JobState.QUEUED, None, None, None)
    assert isinstance(job.created, datetime)
    job = wait_until_over(made, job.id)
    assert (job.state, job.problem, job.frames_done) == (models.JobState.DONE, None, 12)
    assert isinstance(job.source, models.VideoSource)
    poses = made.ask("videos.get_job_poses", job.id).parsed
    assert isinstance(poses, models.PoseDocument)
    assert [frame.index for frame in poses.frames] == list(range(12))
    check_files(made, job)
    assert made.ask("videos.delete_job", job.id).status_code == 204
    gone = made.ask("videos.get_job", job.id).parsed
    assert isinstance(gone, models.Problem)
    assert gone.code == models.ProblemCode.NO_SUCH_JOB
    assert server.left_behind() == []


def test_a_bad_video_gives_a_typed_problem_in_its_job(made: GeneratedClient) -> None:
    job = made.ask("videos.find_poses_in_video", body=made.file(b"hello" * 100)).parsed
    job = wait_until_over(made, job.id)
    assert job.state == made.models.JobState.FAILED
    assert isinstance(job.problem, made.models.Problem)
    assert job.problem.code == made.models.ProblemCode.NOT_A_VIDEO
    assert made.ask("videos.delete_job", job.id).status_code == 204


def test_samples_are_listed(made: GeneratedClient) -> None:
    samples = made.ask("about.list_samples").parsed
    assert samples
    assert all(isinstance(sample, made.models.Sample) for sample in samples)


def wait_until_over(made: GeneratedClient, job_id: str) -> Any:
    deadline_s = time.monotonic() + PATIENCE_S
    while (job := made.ask("videos.get_job", job_id).parsed).state in {"queued", "running"}:
        assert time.monotonic() < deadline_s, job
        time.sleep(0.05)
    return job


def check_files(made: GeneratedClient, job: Any) -> None:
    """Every file that the job names comes whole, the drawn video among them."""
    sizes = {result.name: result.bytes_ for result in job.results}
    assert set(sizes) == set(made.models.JobResultName)
    for name in made.models.GetJobResultName:
        file = made.ask("videos.get_job_result", job.id, name).parsed
        assert isinstance(file, made.types.File)
        assert len(file.payload.read()) == sizes[name.value]
