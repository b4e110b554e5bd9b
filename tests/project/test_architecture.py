"""The walls between the parts, read from the imports."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEBAPP = ROOT / "webapp"
STATIC_JS = ROOT / "static" / "js"

PIXELS_AND_NETWORKS = {"cv2", "simplejpeg", "openvino", "mediapipe", "PIL", "av"}
FLASK = {"flask", "flask_socketio", "werkzeug"}
WEB = FLASK | {"socketio", "engineio", "eventlet", "simple_websocket", "click", "msgpack"}

WORKER_MODULES = {
    "webapp.workers.pose.__main__",
    "webapp.workers.pose.jpeg_decoder",
    "webapp.engines.registry",
}
"""These run in a pose worker only; the web process must not even import them."""

MEDIA_PROCESS = "webapp.workers.media"
NOT_IN_THE_WEB_PROCESS = WORKER_MODULES | {
    "webapp.cli.doctor",
    "webapp.engines.mediapipe.task_bundle",
    "webapp.codegen.browser_wire",
}
NO_PIXELS_OF_MEDIA = (
    "webapp.media.media_options",
    "webapp.media.problems",
    "webapp.media.progress",
    "webapp.media.pose_tracker",
)
"""What the web process may know of webapp.media: what people may ask for, and what can go wrong."""

KNOW_FLASK = {
    "webapp.__main__",
    "webapp.server.app",
    "webapp.pages.routes",
    "webapp.pages.error_pages",
    "webapp.realtime.handlers",
    "webapp.server.lifecycle",
    "webapp.pages.trust_pages",
    "webapp.pages.http_redirect",
    "webapp.api.about_routes",
    "webapp.api.file_response",
    "webapp.api.image_routes",
    "webapp.api.job_routes",
    "webapp.wsgi.problem_response",
    "webapp.api.routes",
    "webapp.api.uploads.receiver",
    "webapp.api.video_routes",
}
VIEWS = ("canvas_view.js", "space_view.js", "status_panel.js")
TALK_TO_THE_SERVER = {"api.js", "upload.js", "media_page.js"}
MEDIA_VIEWS = sorted(
    path for path in (STATIC_JS / "media").glob("*.js") if path.name not in TALK_TO_THE_SERVER
)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(path: Path) -> set[str]:
    """The full names of the modules that a file imports anywhere, also within functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def top_levels(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


MODULES = {module_name(path): path for path in sorted(WEBAPP.rglob("*.py"))}
POSE = [name for name in MODULES if name.startswith("webapp.pose.") or name == "webapp.pose"]
ROOMS = [name for name in MODULES if name.startswith("webapp.rooms")]
USERS_OF_ROOMS = ("app", "clients", "connections", "events", "pages", "reception", "server", "worker_pool")
WEB_PROCESS = [
    name
    for name in MODULES
    if name not in NOT_IN_THE_WEB_PROCESS
    and not name.startswith(("webapp.pose", "webapp.engines.mediapipe", "webapp.cli.", MEDIA_PROCESS))
    and (not name.startswith("webapp.media.") or name in NO_PIXELS_OF_MEDIA)
]
RECORDED = [name for name in MODULES if name.startswith(("webapp.media.", "webapp.formats."))]


def test_the_walls_are_where_this_test_looks() -> None:
    assert {
        "webapp.server.app",
        "webapp.realtime.handlers",
        "webapp.scheduler.worker_pool",
        "webapp.__main__",
    } <= set(WEB_PROCESS)
    assert {"webapp.pose.tracker", "webapp.pose.engine"} <= set(POSE)
    assert {"webapp.rooms.room", "webapp.rooms.viewer_queue"} <= set(ROOMS)
    assert {"webapp.media.drawing.skeleton", "webapp.formats.json_format"} <= set(RECORDED)
    assert set(MODULES) >= WORKER_MODULES
    assert set(MODULES) >= set(NO_PIXELS_OF_MEDIA)


@pytest.mark.parametrize("name", POSE)
def test_the_pipeline_knows_nothing_above_it(name: str) -> None:
    imported = imported_by(MODULES[name])
    assert top_levels(imported) & WEB == set()
    above = {one for one in imported if one.startswith("webapp.") and not one.startswith("webapp.pose")}
    assert above == set()


@pytest.mark.parametrize("name", WEB_PROCESS)
def test_the_web_process_touches_no_pixel_and_no_network(name: str) -> None:
    imported = imported_by(MODULES[name])
    assert top_levels(imported) & PIXELS_AND_NETWORKS == set()
    assert imported & WORKER_MODULES == set()
    assert {one for one in imported if one.startswith(MEDIA_PROCESS)} == set()
    of_pose = {one for one in imported if one.startswith("webapp.pose.")}
    allowed = ("webapp.pose.engine", "webapp.pose.body")
    assert {one for one in of_pose if not one.startswith(allowed)} == set()
    of_media = {one for one in imported if one.startswith("webapp.media.")}
    assert {one for one in of_media if not one.startswith(NO_PIXELS_OF_MEDIA)} == set()


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_pictures_and_videos_know_nothing_of_the_web(name: str) -> None:
    imported = imported_by(MODULES[name])
    assert top_levels(imported) & WEB == set()
    own = {one for one in imported if one.startswith("webapp.")}
    below = ("webapp.media", "webapp.formats", "webapp.pose", "webapp.media.drawing.style")
    assert {one for one in own if not one.startswith(below)} == set()


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(MEDIA_PROCESS)])
def test_the_process_that_decodes_uploads_knows_no_web_and_runs_no_network(name: str) -> None:
    imported = imported_by(MODULES[name])
    assert top_levels(imported) & (WEB | {"openvino", "mediapipe", "simplejpeg"}) == set()
    assert {one for one in imported if one.startswith("webapp.api")} == set()
    assert imported & WORKER_MODULES == set()


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_know_no_socket_and_nothing_that_does(name: str) -> None:
    imported = imported_by(MODULES[name])
    assert top_levels(imported) & (WEB - {"msgpack"}) == set()
    assert imported & {f"webapp.{user}" for user in USERS_OF_ROOMS} == set()


@pytest.mark.parametrize("name", MODULES)
def test_few_know_flask(name: str) -> None:
    if name in KNOW_FLASK or name.startswith("webapp.serving."):
        return
    assert top_levels(imported_by(MODULES[name])) & FLASK == set()


@pytest.mark.parametrize("name", MODULES)
def test_fewer_know_eventlet(name: str) -> None:
    if name == "webapp.__main__" or name.startswith("webapp.serving."):
        return
    assert "eventlet" not in top_levels(imported_by(MODULES[name]))


CLIENT = {module_name(path): path for path in sorted((ROOT / "posecast").rglob("*.py"))}
CLIENT_MAY_KNOW = (
    "webapp.protocol.wire",
    "webapp.serving.threadsafe_tls",
    "webapp.formats.json_reader",
    "webapp.formats.pose_document",
    "webapp.pose.body",
    "webapp.pose.engine",
)


@pytest.mark.parametrize("name", CLIENT)
def test_the_client_knows_the_wire_the_formats_and_poses_and_nothing_that_serves(name: str) -> None:
    imported = imported_by(CLIENT[name])
    # It encodes frames with what is there: simplejpeg or Pillow.
    forbidden = (PIXELS_AND_NETWORKS - {"simplejpeg", "PIL"}) | (WEB - {"socketio", "engineio"})
    assert top_levels(imported) & forbidden == set()
    of_webapp = {one for one in imported if one.startswith("webapp.")}
    assert {one for one in of_webapp if not one.startswith(CLIENT_MAY_KNOW)} == set()


@pytest.mark.parametrize("name", MODULES)
def test_no_part_of_the_server_needs_the_client(name: str) -> None:
    assert "posecast" not in top_levels(imported_by(MODULES[name]))


FORMATS = [name for name in MODULES if name.startswith("webapp.formats")]


@pytest.mark.parametrize("name", FORMATS)
def test_formats_know_the_body_and_nothing_else_of_ours(name: str) -> None:
    imported = imported_by(MODULES[name])
    assert top_levels(imported) <= set(sys.stdlib_module_names) | {"numpy", "webapp"}
    below = ("webapp.formats", "webapp.pose.body", "webapp.pose.engine")
    of_webapp = {one for one in imported if one.startswith("webapp.")}
    assert {one for one in of_webapp if not one.startswith(below)} == set()


LAN = [name for name in MODULES if name.startswith("webapp.lan.")]
BELOW_LAN = (
    "webapp.lan",
    "webapp.pages.routes",
    "webapp.settings",
    "webapp.wsgi.assets",
    "webapp.wsgi.middleware",
)


@pytest.mark.parametrize("name", LAN)
def test_the_network_side_knows_no_rooms_and_no_server(name: str) -> None:
    imported = {one for one in imported_by(MODULES[name]) if one.startswith("webapp.")}
    assert {one for one in imported if not one.startswith((*BELOW_LAN, "webapp.__version__"))} == set()


@pytest.mark.parametrize("name", [name for name in MODULES if name not in LAN])
def test_only_the_network_side_makes_certificates(name: str) -> None:
    assert "cryptography" not in top_levels(imported_by(MODULES[name]))


def imported_by_script(path: Path) -> Iterator[str]:
    for found in re.finditer(
        r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""", path.read_text(encoding="utf-8")
    ):
        yield found[1]


@pytest.mark.parametrize("view", VIEWS)
def test_views_know_no_connection_and_not_each_other(view: str) -> None:
    imported = set(imported_by_script(STATIC_JS / view))
    forbidden = {
        name for name in imported if re.search(r"connection|socket", name) or Path(name).name in VIEWS
    }
    assert forbidden == set()


@pytest.mark.parametrize("view", VIEWS)
def test_views_use_no_socket_that_lies_around(view: str) -> None:
    assert not re.search(r"\bio\s*\(|\bWebSocket\b", (STATIC_JS / view).read_text(encoding="utf-8"))


def test_the_script_reader_sees_every_kind_of_import(tmp_path: Path) -> None:
    script = tmp_path / "one.js"
    script.write_text(
        """import { a } from "./a.js";\nimport './b.js';\nconst c = await import("./c.js");\n"""
    )
    assert list(imported_by_script(script)) == ["./a.js", "./b.js", "./c.js"]


@pytest.mark.parametrize("view", MEDIA_VIEWS, ids=lambda path: path.name)
def test_only_the_api_of_the_media_page_asks_the_server(view: Path) -> None:
    assert not re.search(
        r"\bfetch\s*\(|XMLHttpRequest|WebSocket|sendBeacon", view.read_text(encoding="utf-8")
    )


def test_the_media_page_has_views_to_look_at() -> None:
    assert {"item_row.js", "result_view.js", "transport.js"} <= {path.name for path in MEDIA_VIEWS}
    assert re.search(r"XMLHttpRequest", (STATIC_JS / "media" / "upload.js").read_text(encoding="utf-8"))
