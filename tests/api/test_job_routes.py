"""Videos over HTTP on real servers with the fake engine: from the upload to the results."""

import io
import json
import signal
import time
import zipfile
from pathlib import Path
from typing import Any, Final

import av
import jsonschema
import psutil
import pytest
import requests

from tests.api.conftest import ApiServer
from tests.api.pictures import GOOD
from tests.api.test_image_routes import check_problem
from tests.api.videos import HEIGHT, WIDTH, gray_video
from tests.support.fake_engine import Mark
from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.api.views import RESULT_TYPES
from webapp.formats.json_format import poses_schema

pytestmark = pytest.mark.server

PATIENCE_S: Final = 30.0
MP4: Final = {"Content-Type": "video/mp4"}
SHORT: Final = gray_video([200] * 12)
SLOW: Final = gray_video([Mark.SLOW] * 200)  # 40 s of work


def send(url: str, video: bytes = SHORT, query: str = "") -> str:
    """Send a video and return the job's URL."""
    answer = requests.post(f"{url}/video{query}", video, headers=MP4, timeout=PATIENCE_S)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "queued"
    return url.removesuffix("/api/v1") + str(answer.headers["Location"])


def wait(job_url: str, *states: str) -> dict[str, Any]:
    deadline_s = time.monotonic() + PATIENCE_S
    while (job := requests.get(job_url, timeout=PATIENCE_S).json())["state"] not in states:
        assert time.monotonic() < deadline_s, job
        time.sleep(0.05)
    return dict(job)


def wait_for_frames(job_url: str) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not requests.get(job_url, timeout=PATIENCE_S).json()["frames_done"]:
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


def media_workers(server: RunningServer) -> list[psutil.Process]:
    children = psutil.Process(server.process.pid).children()
    return [child for child in children if "webapp.workers.media" in child.cmdline()]


@pytest.mark.both_modes
def test_a_video_has_all_results(server: ApiServer) -> None:
    answer = requests.post(f"{server.url}/video", files={"file": ("a/wave.mp4", SHORT)}, timeout=PATIENCE_S)
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json()['id']}"
    job_url = server.running.url + answer.headers["Location"]
    job = wait(job_url, "done", "failed")
    assert (job["state"], job["progress"], job["frames_done"], job["frames_total"]) == ("done", 1.0, 12, 12)
    assert job["source"] == {
        "name": "wave.mp4",
        "width": WIDTH,
        "height": HEIGHT,
        "frame_rate": 25.0,
        "duration_s": pytest.approx(0.48),
    }
    assert [result["name"] for result in job["results"]] == list(RESULT_TYPES)
    for result in job["results"]:
        found = requests.get(server.running.url + result["url"], timeout=PATIENCE_S)
        assert (found.status_code, len(found.content)) == (200, result["bytes"])
        assert found.headers["Content-Type"] == result["media_type"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert f"wave-{result['name']}" in found.headers["Content-Disposition"]
    check_poses(requests.get(f"{job_url}/results/poses.json", timeout=9).json())
    check_annotated(requests.get(f"{job_url}/results/annotated.mp4", timeout=9).content)
    archive = zipfile.ZipFile(
        io.BytesIO(requests.get(f"{job_url}/results/openpose-body25.zip", timeout=9).content)
    )
    assert archive.namelist()[0] == "wave_json/wave_000000000000_keypoints.json"
    assert requests.delete(job_url, timeout=9).status_code == 204
    check_problem(requests.get(job_url, timeout=9), 404, "no-such-job")
    assert server.left_behind() == []


def check_poses(document: dict[str, Any]) -> None:
    """The state was passed from frame to frame: the fake engine counts."""
    jsonschema.validate(document, poses_schema())
    assert document["source"]["name"] == "wave.mp4"
    assert [frame["people"][0]["id"] for frame in document["frames"]] == list(range(1, 13))


def check_annotated(video: bytes) -> None:
    with av.open(io.BytesIO(video), "r") as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 12
    assert (frames[0].width, frames[0].height) == (WIDTH, HEIGHT)


def test_results_are_sent_in_parts_and_only_if_they_changed(server: ApiServer) -> None:
    job_url = send(server.url)
    wait(job_url, "done")
    url = f"{job_url}/results/annotated.mp4"
    whole = requests.get(url, timeout=9)
    part = requests.get(url, headers={"Range": "bytes=4-7"}, timeout=9)
    assert (part.status_code, part.content) == (206, whole.content[4:8])
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(whole.content)}"
    beyond = requests.get(url, headers={"Range": "bytes=99999999-"}, timeout=9)
    check_problem(beyond, 416, "range-not-satisfiable")
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"
    again = requests.get(url, headers={"If-None-Match": whole.headers["ETag"]}, timeout=9)
    assert (again.status_code, again.content) == (304, b"")
    check_problem(requests.get(f"{job_url}/results/upload", timeout=9), 404, "no-such-result")
    check_problem(requests.get(f"{job_url}/results/..%2Fupload", timeout=9), 404, "not-found")
    requests.delete(job_url, timeout=9)


@pytest.mark.parametrize(
    ("video", "code"),
    [(b"no video at all", "not-a-video"), (SHORT[:700], "truncated"), (GOOD, "not-a-video")],
)
def test_a_bad_video_fails_with_a_reason_and_leaves_nothing(
    server: ApiServer, video: bytes, code: str
) -> None:
    job_url = send(server.url, video)
    job = wait(job_url, "failed", "done")
    assert (job["state"], job["problem"]["code"], job["results"]) == ("failed", code, [])
    assert job["problem"]["status"] == 422
    assert server.left_behind() == []
    requests.delete(job_url, timeout=9)


def test_a_job_says_what_its_results_lack(server: ApiServer) -> None:
    job_url = send(server.url, cut_off_video())
    job = wait(job_url, "failed", "done")
    assert (job["state"], job["problem"]) == ("done", None)
    assert job["note"].startswith("the file is cut off: the video ends at ")
    requests.delete(job_url, timeout=9)


def cut_off_video() -> bytes:
    whole = gray_video([100] * 50, "matroska")
    return whole[: len(whole) * 3 // 4]


def test_cancelling_ends_the_process_within_a_second_and_leaves_nothing(server: ApiServer) -> None:
    job_url = send(server.url, SLOW)
    wait_for_frames(job_url)
    processes = len(media_workers(server.running))
    started_s = time.monotonic()
    assert requests.delete(job_url, timeout=9).status_code == 204
    assert time.monotonic() - started_s < 1
    assert len(media_workers(server.running)) == processes - 1
    assert server.left_behind() == []
    check_problem(requests.get(job_url, timeout=9), 404, "no-such-job")


def test_jobs_wait_for_each_other_and_one_that_waits_can_be_cancelled(server: ApiServer) -> None:
    first, second, third = (send(server.url, video) for video in (SLOW, SHORT, SHORT))
    assert wait(second, "queued")["state"] == "queued"
    assert requests.delete(second, timeout=9).status_code == 204
    requests.delete(first, timeout=9)
    assert wait(third, "done", "failed")["state"] == "done"
    for job_url in (first, second, third):
        requests.delete(job_url, timeout=9)
    assert server.left_behind() == []


def test_one_address_cannot_fill_the_queue(server: ApiServer) -> None:
    jobs = [send(server.url, SLOW) for _ in range(4)]
    refused = requests.post(f"{server.url}/video", SHORT, headers=MP4, timeout=9)
    check_problem(refused, 429, "busy")
    assert int(refused.headers["Retry-After"]) > 0
    for job_url in jobs:
        requests.delete(job_url, timeout=9)
    assert server.left_behind() == []


def test_a_job_survives_the_loss_of_a_pose_worker(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode) as server:
        job_url = send(f"{server.url}/api/v1", gray_video([Mark.SLOW] * 15))
        wait_for_frames(job_url)
        workers = [
            child
            for child in psutil.Process(server.process.pid).children()
            if "webapp.workers.pose" in child.cmdline()
        ]
        worker = min(workers, key=psutil.Process.create_time)  # the spare one was started after it
        worker.send_signal(signal.SIGKILL)
        job = wait(job_url, "done", "failed")
        assert job["state"] == "done", job
        poses = requests.get(f"{job_url}/results/poses.json", timeout=9).json()
        assert [frame["people"][0]["id"] for frame in poses["frames"]] == list(range(1, 16))
        assert server.log.count("lost: it was ended by SIGKILL") == 1


def test_a_frame_that_takes_two_workers_with_it_fails_its_job(server: ApiServer) -> None:
    job_url = send(server.url, gray_video([200, 200, Mark.CRASH, 200]))
    job = wait(job_url, "done", "failed")
    assert (job["state"], job["problem"]["code"]) == ("failed", "worker-lost")
    assert server.left_behind() == []
    requests.delete(job_url, timeout=9)


def test_a_killed_media_worker_fails_only_its_job(server: ApiServer) -> None:
    job_url = send(server.url, SLOW)
    wait_for_frames(job_url)
    # By age: the numbers of processes begin again at some time.
    of_job = max(media_workers(server.running), key=psutil.Process.create_time)
    of_job.send_signal(signal.SIGKILL)
    job = wait(job_url, "failed")
    assert job["problem"]["code"] == "broke-the-decoder"
    assert server.left_behind() == []
    requests.delete(job_url, timeout=9)
    again = send(server.url)
    assert wait(again, "done", "failed")["state"] == "done"
    requests.delete(again, timeout=9)


def test_a_stopped_server_leaves_nothing_behind(
    async_mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode) as server:
        job_url = send(f"{server.url}/api/v1", SLOW)
        send(f"{server.url}/api/v1", SHORT)
        wait_for_frames(job_url)
        processes = media_workers(server)
        assert len(processes) == 1
        assert server.stop() == 0
    assert list(tmp_path.iterdir()) == []
    assert not processes[0].is_running() or processes[0].status() == psutil.STATUS_ZOMBIE


def test_files_of_a_killed_server_are_removed_by_the_next_one(
    async_mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    mode = ("--workers", "1", "--async-mode", async_mode)
    with RunningServer(*FAKE_ENGINE, *mode) as server:
        send(f"{server.url}/api/v1", SLOW)
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    with RunningServer(*FAKE_ENGINE, *mode) as server, RunningServer(*FAKE_ENGINE, *mode) as beside:
        assert not left.exists()
        assert len(list(tmp_path.iterdir())) == 2
        assert beside.stop() == 0
        assert len(list(tmp_path.iterdir())) == 1
        job = wait(send(f"{server.url}/api/v1"), "done", "failed")
        assert job["state"] == "done"


def test_results_expire(async_mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    keep = ("--keep-results", "0.0001")  # minutes; the sweeper looks every 5 s
    with RunningServer(*FAKE_ENGINE, *keep, "--workers", "1", "--async-mode", async_mode) as server:
        job_url = send(f"{server.url}/api/v1")
        deadline_s = time.monotonic() + PATIENCE_S
        while requests.get(job_url, timeout=9).status_code == 200:
            assert time.monotonic() < deadline_s
            time.sleep(0.1)
        (folder,) = tmp_path.glob("posecast-media-*")
        assert [path.name for path in folder.iterdir()] == ["lock"]


def test_offline_smoothing_and_a_black_ground(server: ApiServer) -> None:
    job_url = send(server.url, query="?smoothing=offline&ground=black&people=2")
    job = wait(job_url, "done", "failed")
    assert job["state"] == "done", job
    poses = json.loads(requests.get(f"{job_url}/results/poses.json", timeout=9).text)
    assert poses["smoothing"] == "offline"
    requests.delete(job_url, timeout=9)
