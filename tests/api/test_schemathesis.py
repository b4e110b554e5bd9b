"""The API asked everything that its document allows, and much that it does not: no 500, and answers as described."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.api.conftest import ApiServer
from tests.api.test_image_routes import post

pytestmark = [pytest.mark.server, pytest.mark.slow]

EXAMPLES: Final = "15"
"""Of each operation, beside those that cover every parameter's edges."""

MAX_TIME_S: Final = "20"

NOT_CHECKED: Final = "positive_data_acceptance"
"""Random bytes are no pictures, and are refused with good reason."""


def test_the_api_does_what_its_document_says(server: ApiServer, tmp_path: Path) -> None:
    document = f"{server.url}/openapi.json"
    said_before = len(server.running.log)  # other tests made its workers fail on purpose
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", document),
            *("--max-examples", EXAMPLES, "--max-time", MAX_TIME_S, "--seed", "1", "--no-color"),
            *("--phases", "coverage,fuzzing,stateful", "--checks", "all", "--exclude-checks", NOT_CHECKED),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "Operations:       8 selected / 8 total" in run.stdout
    assert "Traceback" not in server.running.log[said_before:]
    assert post(server).status_code == 200
