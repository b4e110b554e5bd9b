"""What can go wrong: each trouble has its own words and its own way out, and the page goes on after it."""

import signal
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import INSECURE_HOST
from tests.browser.conftest import CONNECTED, LEFT_ALONE, LOADED, TURNED_AWAY, Visit, Visiting
from tests.browser.host_changing_proxy import host_changing_proxy
from tests.browser.room_steps import drop_notes
from tests.support.running_server import RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The camera answers with this error until the test takes `cameraTrouble` away.
TROUBLED_CAMERA: Final = """
globalThis.cameraTrouble = "%s";
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  if (globalThis.cameraTrouble) throw new DOMException("test", globalThis.cameraTrouble);
  return real(wish);
};
"""
HIDDEN_AT_WILL: Final = """
globalThis.hideTab = (hidden) => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
};
"""
# Every word of the status line, from the first on.
WORDS_KEPT: Final = """
globalThis.whoWords = [];
document.addEventListener("DOMContentLoaded", () => {
  const who = document.getElementById("who");
  const keep = () => whoWords.push(who.textContent);
  new MutationObserver(keep).observe(who, {childList: true, characterData: true, subtree: true});
});
"""
NO_IMPORT_MAPS: Final = "HTMLScriptElement.supports = (kind) => kind !== 'importmap';"
NO_WEBGL: Final = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...more);
};
"""
LOSE_WEBGL: Final = """() => {
  const context = document.getElementById("space").getContext("webgl2");
  globalThis.webglLoss = context.getExtension("WEBGL_lose_context");
  globalThis.webglLoss.loseContext();
}"""
POSES_GO_ON: Final = "posecast.drawnJoints()?.seq > {seq}"


def newest_seq(visit: Visit) -> int:
    return int(visit.page.evaluate("posecast.latestPose()?.seq ?? 0"))


@pytest.mark.parametrize(
    ("error", "title"),
    [
        ("NotAllowedError", "The camera is blocked"),
        ("NotFoundError", "No camera found"),
        ("NotReadableError", "The camera is in use"),
        ("UnknownError", "The camera did not start"),
    ],
)
def test_a_camera_that_does_not_open_has_its_words_and_can_be_tried_again(
    visit: Visiting, error: str, title: str
) -> None:
    page = visit(script=TROUBLED_CAMERA % error)
    page.page.locator("#start").click()
    page.page.locator("#card").wait_for()
    assert page.text("#card-title") == title
    assert page.page.locator("#card button").count() >= 2
    assert page.text("#start") == "Start"
    page.page.evaluate("globalThis.cameraTrouble = ''")
    page.page.locator("#card").get_by_role("button", name="Try again").click()
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)
    assert page.page.locator("#card").is_hidden()


@pytest.fixture(scope="module")
def insecure_url() -> Iterator[str]:
    """A server that people know by a name, but without HTTPS."""
    with RunningServer("--workers", "1", "--public-url", f"http://{INSECURE_HOST}") as server:
        yield f"http://{INSECURE_HOST}:{server.port}"


def test_a_page_that_is_not_secure_says_so(visit: Visiting, insecure_url: str) -> None:
    page = visit(url=insecure_url, permissions=[])
    page.page.locator("#start").click()
    page.page.locator("#card").wait_for()
    assert page.text("#card-title") == "The camera needs a secure page"
    assert page.page.locator("#card").get_by_role("button", name="Open a video").is_visible()


def test_a_phone_on_a_page_that_is_not_secure_is_told_so_before_it_taps(
    visit: Visiting, insecure_url: str
) -> None:
    phone = visit(f"{insecure_url}/#camera=room.token", "", LOADED, permissions=[])
    assert phone.text("#card-title") == "This page is not secure yet"
    assert phone.page.locator("#phone-start").is_hidden()


def test_without_a_way_in_for_phones_the_share_dialog_says_how_to_make_one(visit: Visiting) -> None:
    page = visit()
    page.wait_for("posecast.state().links !== null")
    page.page.keyboard.press("s")
    assert page.page.locator("#share-camera-code").is_hidden()
    assert "posecast serve --lan" in page.text("#share-camera-hint")
    assert page.page.locator("#share-watch-address").input_value().startswith(page.page.url)
    page.page.keyboard.press("Escape")
    assert page.page.locator("#share").is_hidden()


def test_an_unplugged_camera_says_so_and_comes_back(visit: Visiting) -> None:
    page = visit()
    page.start_camera()
    page.page.evaluate(
        "document.getElementById('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))"
    )
    page.page.locator("#card").wait_for()
    assert page.text("#card-title") == "The camera went away"
    page.page.locator("#card").get_by_role("button", name="Try again").click()
    page.wait_for("posecast.latestPose()?.people.length > 0", 30)


def test_a_server_that_is_killed_and_comes_back(visit: Visiting) -> None:
    with RunningServer("--workers", "1") as first:
        page = visit(url=first.url)
        page.expected += ["ERR_CONNECTION_REFUSED", "WebSocket connection to", "ERR_EMPTY_RESPONSE"]
        page.expected += [TURNED_AWAY]
        page.start_camera()
        page.page.locator("label", has_text="Lite").click()
        page.wait_for("posecast.state().settings.model === 'lite'")
        port = first.port
        first.stop(signal.SIGKILL)
        page.page.locator("#banner").wait_for()
        assert page.text("#banner-title") == "The server does not answer"
        assert page.text("#link-text") == "No server"
        page.wait_for("document.getElementById('who').textContent === 'No server'")
    with RunningServer("--workers", "1", "--port", str(port)):
        page.wait_for("posecast.latestPose()?.people.length > 0", 30)
        assert page.page.locator("#banner").is_hidden()
        # What the person chose holds on the new server too.
        page.wait_for("posecast.state().settings.model === 'lite'")


def test_a_server_that_is_stopped_says_goodbye(visit: Visiting) -> None:
    with RunningServer("--workers", "1") as server:
        page = visit(url=server.url)
        page.expected += ["ERR_CONNECTION_REFUSED", "WebSocket connection to", "ERR_EMPTY_RESPONSE"]
        page.expected += [TURNED_AWAY, LEFT_ALONE]
        server.stop(signal.SIGTERM)
        page.page.locator("#banner").wait_for()
        page.wait_for("document.getElementById('banner-title').textContent === 'The server is being stopped'")
        with page.page.expect_event("requestfailed"):  # a try to connect again
            pass
        page.page.wait_for_timeout(100)  # until the page has heard of it
        assert page.text("#banner-title") == "The server is being stopped"


def test_a_full_server_has_a_polite_page_that_asks_again_and_opens_when_there_is_a_place(
    visit: Visiting,
) -> None:
    with RunningServer("--workers", "1", "--max-clients", "1") as small:
        first = visit(url=small.url)
        late = visit(url=small.url, ready="document.readyState === 'complete'")
        late.expected += ["503"]
        assert late.text("h1") == "Every place is taken"
        assert "every 5 seconds" in late.text("[role=status]")
        # Whoever reads the page is not thrown back to its top meanwhile.
        late.page.evaluate("globalThis.isStillThere = true")
        with late.page.expect_response(lambda answer: answer.status == 503):
            pass
        assert late.page.evaluate("globalThis.isStillThere")
        with late.page.expect_navigation():
            first.page.close()
        late.wait_for(CONNECTED)
        late.page.close()  # before its server


def test_a_full_server_that_goes_away_is_said_to_and_asked_again(visit: Visiting) -> None:
    with RunningServer("--workers", "1", "--max-clients", "1") as small:
        first = visit(url=small.url)
        late = visit(url=small.url, ready="document.readyState === 'complete'")
        late.expected += ["503", "ERR_INTERNET_DISCONNECTED"]
        late.page.context.set_offline(True)
        late.wait_for(
            "document.getElementById('asking').textContent.startsWith('The server does not answer')"
        )
        late.page.context.set_offline(False)
        late.wait_for("document.getElementById('asking').textContent.includes('every 5 seconds')")
        for each in (first, late):
            each.page.close()  # before their server


def test_without_scripts_the_page_of_a_full_server_has_a_link_and_does_not_load_itself(
    browser: Browser, visit: Visiting
) -> None:
    with RunningServer("--workers", "1", "--max-clients", "1") as small:
        first = visit(url=small.url)
        late = browser.new_context(java_script_enabled=False).new_page()
        late.goto(small.url)
        assert late.get_by_role("link", name="Try again now").get_attribute("href") == "/"
        assert late.locator("meta[http-equiv=refresh]").count() == 0
        assert late.locator("[role=status]").inner_text() == ""
        late.context.close()
        first.page.close()  # before its server


@pytest.mark.parametrize(
    ("fragment", "place"), [("", "banner"), ("#watch=room.token", "card"), ("#camera=room.token", "card")]
)
def test_behind_a_proxy_that_changes_the_address_it_says_that_the_server_does_not_know_it(
    visit: Visiting, server: RunningServer, fragment: str, place: str
) -> None:
    with host_changing_proxy(server.port, modules_have_origin=False) as address:
        page = visit(f"{address}/{fragment}", "", LOADED)
        page.expected += ["403", "WebSocket connection to"]
        if fragment.startswith("#camera"):
            page.page.locator("#phone-tap").click()
        page.wait_for(f"document.getElementById('{place}-title').textContent.includes('know this address')")
        assert "--public-url" in page.text(f"#{place}-text")
        asked: list[str] = []
        page.page.on("request", lambda request: asked.append(request.url))
        page.page.wait_for_timeout(2500)  # longer than the pause before another try
        assert asked == []
        assert page.text(f"#{place}-title") == "The server does not know this address"
        if place == "banner":
            assert page.text("#link-text") == "Not connected"
        page.page.close()  # before its proxy


@pytest.mark.parametrize("path", ["/", "/media"])
def test_a_page_whose_code_is_refused_for_its_address_says_so_too(
    visit: Visiting, server: RunningServer, path: str
) -> None:
    with host_changing_proxy(server.port, modules_have_origin=True) as address:
        page = visit(address + path, "", "document.getElementById('unknown-address').hidden === false")
        page.expected += ["403"]
        assert "--public-url" in page.text("#unknown-address")
        assert page.page.locator("#not-arrived").is_hidden()
        page.page.close()  # before its proxy


def test_a_hidden_tab_pauses_and_comes_back(visit: Visiting) -> None:
    page = visit(script=HIDDEN_AT_WILL)
    page.start_camera()
    page.page.evaluate("hideTab(true)")
    assert page.page.title() == "Paused · Posecast"
    page.page.wait_for_timeout(500)  # what was on its way may still arrive
    paused_at = newest_seq(page)
    page.page.wait_for_timeout(500)
    assert newest_seq(page) == paused_at
    page.page.evaluate("hideTab(false)")
    page.wait_for(POSES_GO_ON.format(seq=paused_at))
    assert page.page.title() == "Posecast"


def test_a_video_that_the_browser_stopped_in_a_hidden_tab_plays_again(visit: Visiting) -> None:
    page = visit(script=HIDDEN_AT_WILL)
    page.start_camera()
    page.page.evaluate("hideTab(true)")
    page.page.evaluate("document.getElementById('video').pause()")
    seq = newest_seq(page)
    page.page.evaluate("hideTab(false)")
    page.wait_for(POSES_GO_ON.format(seq=seq + 2))


def test_neither_a_start_nor_a_return_accuses_the_server(visit: Visiting) -> None:
    page = visit(script=HIDDEN_AT_WILL + WORDS_KEPT)
    page.start_camera()
    page.page.wait_for_timeout(3500)  # longer than a silence may last
    page.page.evaluate("hideTab(true)")
    page.page.wait_for_timeout(3500)
    page.page.evaluate("hideTab(false)")
    page.wait_for("whoWords.filter(words => words === '1 person').length >= 2")
    kept = page.page.evaluate("whoWords")
    assert kept == ["Starting…", "Looking…", "1 person", "Paused", "Looking…", "1 person"]


def test_a_camera_that_gives_nothing_for_a_while_says_so(visit: Visiting) -> None:
    page = visit()
    page.start_camera()
    page.page.evaluate("""() => {
        const [track] = document.getElementById("video").srcObject.getTracks();
        Object.defineProperty(track, "muted", {get: () => true, configurable: true});
    }""")
    page.wait_for("document.getElementById('who').textContent === 'No picture'")
    page.page.evaluate("""() => {
        const video = document.getElementById("video");
        const [track] = video.srcObject.getTracks();
        delete track.muted;
        video.pause();
        track.dispatchEvent(new Event("unmute"));
    }""")
    page.wait_for("!document.getElementById('video').paused")
    page.wait_for("document.getElementById('who').textContent === '1 person'")


def test_a_browser_without_import_maps_is_told_that_it_is_too_old(visit: Visiting) -> None:
    assert visit(script=NO_IMPORT_MAPS).page.locator("#old-browser").is_visible()
    assert visit().page.locator("#old-browser").is_hidden()


def test_a_lost_webgl_context_leaves_the_picture_working(visit: Visiting) -> None:
    page = visit(with_3d=True)
    page.start_camera()
    page.page.evaluate(LOSE_WEBGL)
    page.page.locator("#space-message").wait_for()
    assert page.text("#space-message-title") == "The 3D view was interrupted"
    page.wait_for(POSES_GO_ON.format(seq=newest_seq(page) + 3))
    page.page.evaluate("webglLoss.restoreContext()")
    page.page.locator("#space-message").wait_for(state="hidden")


def test_without_webgl_the_picture_works(visit: Visiting) -> None:
    page = visit(script=NO_WEBGL, with_3d=True)
    page.expected += ["WebGL"]
    page.start_camera()
    assert page.text("#space-message-title") == "No 3D view here"


def test_a_file_that_is_neither_video_nor_picture_is_told_and_the_welcome_stays(visit: Visiting) -> None:
    page = visit()
    page.page.locator("#file-video").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    page.page.locator("#toast").wait_for()
    assert page.text("#toast").startswith("notes.txt is neither a video nor a picture.")
    assert page.page.locator("#welcome").is_visible()
    assert page.page.locator("#card").is_hidden()


def test_dropping_such_a_file_does_not_end_the_camera(visit: Visiting) -> None:
    page = visit()
    page.start_camera()
    drop_notes(page)
    page.page.locator("#toast").wait_for()
    assert "MP4" in page.text("#toast")
    assert page.page.evaluate("posecast.state().source") == "live"
    page.wait_for(POSES_GO_ON.format(seq=newest_seq(page) + 2))
    assert page.page.locator("#card").is_hidden()


@pytest.mark.parametrize(
    ("field", "name", "kind", "title"),
    [
        ("#file-video", "broken.mp4", "video/mp4", "This video cannot be played"),
        ("#file-picture", "broken.jpg", "image/jpeg", "This picture cannot be read"),
    ],
)
def test_a_damaged_file(visit: Visiting, field: str, name: str, kind: str, title: str) -> None:
    page = visit()
    page.page.locator(field).set_input_files(
        {"name": name, "mimeType": kind, "buffer": b"\xff\xd8\xff nothing"}
    )
    page.page.locator("#card").wait_for()
    assert page.text("#card-title") == title
