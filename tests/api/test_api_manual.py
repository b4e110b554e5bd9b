"""docs/api.md: its examples with curl are run as they stand, and its lists are the server's."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Final, get_args

import pytest
import requests

from tests.api.conftest import ApiServer
from tests.api.pictures import GOOD
from tests.api.test_job_routes import SHORT, wait
from tests.support.running_server import ROOT
from webapp.api.query_params import IMAGE_PARAMETERS, PICTURE_FORMATS, VIDEO_PARAMETERS
from webapp.api.views import RESULT_TYPES, JobState
from webapp.formats.pose_document import Smoothing
from webapp.wsgi.problem import TITLES

MANUAL: Final = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES: Final = [
    line
    for block in re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)
    for line in block.strip().splitlines()
    if line.startswith("curl ")  # the other one is what test_generated_client.py does
]


def run(example: str, server: ApiServer, folder: Path, job: str) -> str:
    command = shlex.split(example.replace("http://localhost:8000", server.running.url).replace("JOB", job))
    done = subprocess.run(
        [*command, "--silent", "--show-error", "--fail-with-body"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode(errors="replace")


@pytest.mark.server
def test_every_example_works_as_it_stands(server: ApiServer, tmp_path: Path) -> None:
    assert len(EXAMPLES) == 8
    (tmp_path / "photo.jpg").write_bytes(GOOD)
    (tmp_path / "clip.mp4").write_bytes(SHORT)
    said, job = [], ""
    for example in EXAMPLES:
        said.append(run(example, server, tmp_path, job))
        found = re.search(r"^Location: /api/v1/jobs/(\S+)", said[-1], re.MULTILINE)
        if found:
            job = found[1]
            wait(f"{server.url}/jobs/{job}", "done", "failed")
    assert [json.loads(text)["format"] for text in said[:2]] == ["posecast-poses"] * 2
    assert (tmp_path / "annotated.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "poses.csv").read_text().startswith("# Posecast poses")
    assert b"ftyp" in (tmp_path / "annotated.mp4").read_bytes()[:16]
    assert requests.get(f"{server.url}/jobs/{job}", timeout=9).status_code == 404
    assert server.left_behind() == []


def test_it_names_every_parameter_value_and_result() -> None:
    values = (*PICTURE_FORMATS, *get_args(Smoothing), *JobState)
    names = (*IMAGE_PARAMETERS, *VIDEO_PARAMETERS, *values, *RESULT_TYPES)
    assert [name for name in names if f"`{name}`" not in MANUAL] == []


def test_its_codes_are_the_servers() -> None:
    table = MANUAL[MANUAL.index("| status | codes") : MANUAL.index("The limits are")]
    codes = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", table)) - {"detail"}
    assert len(codes) > 20
    assert codes <= set(TITLES)


def test_its_job_has_the_fields_of_a_job(server: ApiServer) -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", MANUAL, re.DOTALL)[0])
    document = requests.get(f"{server.url}/openapi.json", timeout=9).json()
    job = document["components"]["schemas"]["Job"]
    assert set(shown) == set(job["properties"])
