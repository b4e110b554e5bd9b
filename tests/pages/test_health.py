"""/healthz, of a server with workers and of one without."""

from typing import Any

from tests.pages.test_routes import browser
from webapp import __version__


def test_health_of_a_server_with_workers() -> None:
    answer = browser().get("/healthz")
    health: dict[str, Any] = answer.json or {}
    assert answer.status_code == 200
    assert health.pop("uptime_s") >= 0
    assert health == {
        "status": "ok",
        "version": __version__,
        "engine": "openvino",
        "model": "full",
        "async_mode": "threading",
        "workers": {"configured": 2, "ready": 2, "busy": 1, "replaced": 3},
        "clients": {"connected": 0, "max": 4},
        "viewers": {"connected": 0, "max": 200},
    }


def test_health_without_a_worker() -> None:
    answer = browser(ready=0).get("/healthz")
    assert (answer.status_code, (answer.json or {})["status"]) == (503, "no-worker")
