"""POST /api/v1/image on real servers with the fake engine, and once with the real one."""

import io
import json
import zipfile
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import requests
from PIL import Image
from skimage import data

from tests.api.conftest import ApiServer
from tests.api.pictures import GOOD, gray_picture
from tests.support.fake_engine import Mark
from tests.support.running_server import RunningServer
from webapp.formats.json_format import poses_schema
from webapp.formats.json_reader import read_json
from webapp.formats.npz_format import read_npz

pytestmark = pytest.mark.server

JPEG = {"Content-Type": "image/jpeg"}


def post(server: ApiServer, body: bytes = GOOD, query: str = "", **headers: str) -> requests.Response:
    return requests.post(f"{server.url}/image{query}", body, headers={**JPEG, **headers}, timeout=60)


@pytest.mark.both_modes
def test_a_picture_gives_its_poses(server: ApiServer) -> None:
    answer = post(server)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    found = answer.json()
    jsonschema.validate(found, poses_schema())
    assert found["source"] == {
        "name": "image",
        "kind": "image",
        "width": 64,
        "height": 48,
        "frame_rate": None,
        "duration_s": None,
    }
    assert found["frames"][0]["people"][0]["id"] == 1
    assert set(found["ms"]) == {"decode", "detect", "landmarks", "total"}
    assert (found["ms"]["detect"], found["ms"]["landmarks"]) == (1.0, 2.0)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert server.left_behind() == []


def test_a_form_gives_the_same_and_its_file_name_is_a_label(server: ApiServer) -> None:
    answer = requests.post(
        f"{server.url}/image", files={"file": ("../../etc/Übung\r\n.jpg", GOOD)}, timeout=60
    )
    assert answer.status_code == 200
    assert answer.json()["source"]["name"] == "Übung%0D%0A.jpg"  # as the client wrote it
    assert server.left_behind() == []


def test_a_body_of_unknown_length_is_accepted(server: ApiServer) -> None:
    answer = requests.post(f"{server.url}/image", iter([GOOD[:100], GOOD[100:]]), headers=JPEG, timeout=60)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("chosen", "accept", "media_type", "kind"),
    [
        ("", "image/png", "image/png", "PNG"),
        ("", "text/html, image/jpeg;q=0.9", "image/jpeg", "JPEG"),
        ("?format=png", "application/json", "image/png", "PNG"),
        ("?format=jpeg&ground=black", "*/*", "image/jpeg", "JPEG"),
        ("?format=png&ground=transparent", "*/*", "image/png", "PNG"),
    ],
)
def test_the_annotated_picture_has_the_format_that_was_asked_for(
    server: ApiServer, chosen: str, accept: str, media_type: str, kind: str
) -> None:
    answer = post(server, query=chosen, Accept=accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.size) == (kind, (64, 48))
    assert picture.mode == ("RGBA" if "transparent" in chosen else "RGB")


def test_every_other_format_can_be_read(server: ApiServer, tmp_path: Path) -> None:
    wanted = read_json(post(server).text)
    csv = post(server, Accept="text/csv")
    assert csv.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert csv.text.count("\nleft_knee") + csv.text.count(",left_knee,") == 1
    assert "left_knee_world_x" in post(server, query="?format=csv-wide").text
    npz = tmp_path / "poses.npz"
    npz.write_bytes(post(server, query="?format=npz").content)
    assert np.allclose(read_npz(npz).frames[0].people[0].image, wanted.frames[0].people[0].image, atol=0.01)
    for format_, points in (("openpose", 25), ("openpose-coco18", 18)):
        archive = zipfile.ZipFile(io.BytesIO(post(server, query=f"?format={format_}").content))
        (name,) = archive.namelist()
        assert len(json.loads(archive.read(name))["people"][0]["pose_keypoints_2d"]) == points * 3


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?people=9", "people must be an integer from 1 to 8"),
        ("?model=huge", "model must be one of lite, full, heavy, not 'huge'"),
        ("?format=gif", "format must be one of json, png"),
        ("?colour=red", "there is no parameter 'colour'"),
        ("?format=jpeg&ground=transparent", "a JPEG has no transparency"),
    ],
)
def test_parameters_are_checked(server: ApiServer, query: str, said: str) -> None:
    answer = post(server, query=query)
    check_problem(answer, 400, "bad-parameter")
    assert said in answer.json()["detail"]


def check_problem(answer: requests.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, "about:blank")
    assert problem["title"]
    assert problem["detail"]


def test_a_wrong_request_is_a_problem(server: ApiServer) -> None:
    check_problem(post(server, Accept="video/mp4"), 406, "not-acceptable")
    check_problem(post(server, Accept="image/jpeg", query="?ground=transparent"), 400, "bad-parameter")
    check_problem(requests.get(f"{server.url}/image", timeout=9), 405, "method-not-allowed")
    check_problem(requests.get(f"{server.url}/nothing", timeout=9), 404, "not-found")
    check_problem(requests.get(f"{server.running.url}/api/", timeout=9), 404, "not-found")
    text = requests.post(f"{server.url}/image", b"x", headers={"Content-Type": "text/plain"}, timeout=9)
    check_problem(text, 415, "unsupported-media-type")


def test_foreign_pages_cannot_post(server: ApiServer) -> None:
    """Neither with a form, which browsers send without a preflight request, nor otherwise."""
    foreign = {"Origin": "https://evil.example"}
    form = {"file": ("a.jpg", GOOD)}
    for path in ("image", "video"):
        sent = requests.post(f"{server.url}/{path}", headers=foreign, files=form, timeout=9)
        called = post(server, Origin="https://evil.example")
        text = requests.post(
            f"{server.url}/{path}", GOOD, headers={**foreign, "Content-Type": "text/plain"}, timeout=9
        )
        for answer in (sent, called, text):
            check_problem(answer, 403, "bad-origin")
    own = post(server, Origin=server.running.url)
    assert own.status_code == 200


def test_a_picture_that_crashes_two_workers_is_a_problem_and_the_next_one_has_poses(
    server: ApiServer,
) -> None:
    check_problem(post(server, gray_picture(Mark.CRASH, kind="PNG")), 500, "worker-lost")
    check_problem(post(server, gray_picture(Mark.FAIL, kind="PNG")), 500, "internal")
    assert post(server).status_code == 200
    assert server.left_behind() == []


def test_the_real_engine_finds_the_astronaut(async_mode: str) -> None:
    stream = io.BytesIO()
    Image.fromarray(data.astronaut()).save(stream, "JPEG", quality=95)
    with RunningServer("--workers", "1", "--async-mode", async_mode) as server:
        answer = requests.post(
            f"{server.url}/api/v1/image?model=lite", stream.getvalue(), headers=JPEG, timeout=60
        )
    person = answer.json()["frames"][0]["people"][0]
    nose = person["image"][0]
    assert (nose[0], nose[1]) == pytest.approx((225, 126), abs=12)
    assert person["score"] > 0.9
