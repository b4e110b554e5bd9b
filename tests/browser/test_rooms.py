"""A phone as the desktop's camera, a link for everyone else: three browsers on one server, with a real clip as camera."""

import signal
from typing import Final

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.browser.conftest import LOADED, TURNED_AWAY, Visit, Visiting
from tests.browser.room_steps import (
    DRAWS,
    IS_CAMERA,
    IS_NOT_CAMERA,
    LINKS,
    NO_CAMERA,
    OFFLINE,
    PHONE,
    Rooms,
    drop_notes,
    give_out_new_links,
    lose_the_phones_network_for_five_seconds,
    seq,
)
from tests.support.running_server import RunningServer

pytestmark = pytest.mark.browser


HIDDEN_AT_WILL: Final = """
globalThis.hideTab = (hidden) => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
};
globalThis.endCamera = () => {
  const [track] = document.getElementById("video").srcObject.getTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
};
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  if (globalThis.cameraIsTaken) throw new DOMException("test", "NotReadableError");
  return open(wish);
};
"""
"""A locked screen, and a camera that something else takes: what a phone does to a page."""

WAKE_LOCKS: Final = """
globalThis.wakeLocks = 0;
const request = async () => {
  const lock = {released: false, release: async () => { lock.released = true; wakeLocks -= 1; }};
  wakeLocks += 1;
  return lock;
};
Object.defineProperty(navigator, "wakeLock", {value: {request}});
"""


@pytest.fixture
def rooms(visit: Visiting) -> Rooms:
    desktop = visit()
    desktop.wait_for(LINKS)
    return Rooms(visit, desktop)


def test_a_phone_becomes_the_desktops_camera_with_one_tap_and_a_third_watches(rooms: Rooms) -> None:
    phone = rooms.phone()
    rooms.desktop.wait_for(f"{IS_NOT_CAMERA} && {DRAWS}")
    viewer = rooms.viewer()
    viewer.wait_for(DRAWS)
    for each in (rooms.desktop, viewer):
        shown = seq(each)
        each.wait_for(f"posecast.latestPose().seq > {shown} + 5")
        each.wait_for("document.getElementById('space-empty').hidden")
        assert each.text("#who") == "1 person"
    assert "Live" in phone.text("#phone-state")
    assert rooms.desktop.page.locator("#remote-strip").is_visible()
    rooms.desktop.wait_for("document.getElementById('viewer-count').textContent === '1'")


def test_a_file_that_is_no_source_does_not_take_the_camera_back_from_a_phone(rooms: Rooms) -> None:
    phone = rooms.phone()
    rooms.desktop.wait_for(f"{IS_NOT_CAMERA} && {DRAWS}")
    drop_notes(rooms.desktop)
    rooms.desktop.page.locator("#toast").wait_for()
    shown = seq(rooms.desktop)
    rooms.desktop.wait_for(f"posecast.latestPose().seq > {shown} + 5")
    assert rooms.desktop.page.evaluate(IS_NOT_CAMERA)
    assert "Live" in phone.text("#phone-state")


def test_all_three_draw_the_same_pose(rooms: Rooms) -> None:
    phone = rooms.phone()
    viewer = rooms.viewer()
    viewer.wait_for(DRAWS)
    phone.page.locator("#phone-shutter").tap()
    for each in (rooms.desktop, viewer):
        each.wait_for("posecast.state().room.camera === 'paused'")
        each.page.wait_for_timeout(300)
    newest = [each.page.evaluate("posecast.latestPose()?.seq") for each in (rooms.desktop, viewer)]
    assert newest[0] == newest[1]
    assert "paused" in viewer.text("#watch-title")


def test_those_who_watch_are_not_asked_for_a_camera_and_see_no_picture(rooms: Rooms) -> None:
    rooms.desktop.start_camera()
    viewer = rooms.viewer(script="navigator.mediaDevices.getUserMedia = () => { throw new Error('asked'); };")
    viewer.wait_for(DRAWS)
    assert viewer.page.locator("#stage").get_attribute("data-covered") == "false"
    assert viewer.page.locator("#video-sign").is_hidden()
    assert viewer.page.locator("#start").is_hidden()


def test_video_is_shown_to_viewers_while_a_sign_says_so(rooms: Rooms) -> None:
    rooms.desktop.start_camera()
    viewer = rooms.viewer()
    viewer.wait_for(DRAWS)
    rooms.desktop.page.keyboard.press("s")
    rooms.desktop.page.locator("#share-video").check()
    viewer.wait_for("document.getElementById('stage').dataset.covered === 'true'")
    for each in (rooms.desktop, viewer):
        each.wait_for("!document.getElementById('video-sign').hidden")
    rooms.desktop.page.locator("#share-video").uncheck()
    viewer.wait_for("document.getElementById('stage').dataset.covered === 'false'")
    for each in (rooms.desktop, viewer):
        each.wait_for("document.getElementById('video-sign').hidden")


def test_the_desktop_shows_its_phones_picture_while_video_is_on_and_says_so(rooms: Rooms) -> None:
    rooms.phone()
    desktop = rooms.desktop
    desktop.wait_for(DRAWS)
    assert desktop.page.locator("#stage").get_attribute("data-covered") == "false"
    assert "Show the video too" in desktop.text(".of-remote")
    desktop.page.keyboard.press("s")
    assert "here when a phone is the camera" in desktop.text("label[for='share-video']")
    desktop.page.locator("#share-video").check()
    desktop.wait_for("document.getElementById('stage').dataset.covered === 'true'")


@pytest.mark.parametrize("width", [320, 390])
def test_the_sign_of_a_shared_video_stands_beside_the_legend_on_a_phone(rooms: Rooms, width: int) -> None:
    rooms.desktop.start_camera()
    rooms.desktop.page.keyboard.press("s")
    rooms.desktop.page.locator("#share-video").check()
    viewer = rooms.viewer(**{**PHONE, "viewport": {"width": width, "height": 700}})
    viewer.wait_for("['legend', 'video-sign'].every((id) => !document.getElementById(id).hidden)")
    sign, legend = (viewer.page.locator(f"#{each}").bounding_box() for each in ("video-sign", "legend"))
    assert sign
    assert legend
    assert sign["x"] + sign["width"] <= legend["x"]


def test_the_desktop_tells_left_from_right_and_a_pose_that_stands_still_is_pale(rooms: Rooms) -> None:
    phone = rooms.phone()
    desktop = rooms.desktop
    desktop.wait_for(DRAWS)
    desktop.wait_for("!document.getElementById('legend').hidden")
    opacities = "[...document.querySelectorAll('#overlay, #space')].map((view) => Number(getComputedStyle(view).opacity))"
    assert desktop.page.evaluate(opacities) == [1, 1]
    phone.page.locator("#phone-shutter").tap()
    desktop.wait_for(f"{opacities}.every((opacity) => opacity < 0.6)")
    phone.page.locator("#phone-shutter").tap()
    desktop.wait_for(f"{opacities}.every((opacity) => opacity === 1)")


def test_a_phone_without_network_for_five_seconds_goes_on_within_two(rooms: Rooms) -> None:
    lose_the_phones_network_for_five_seconds(rooms)


def test_a_phone_that_reloads_is_the_camera_again_without_a_tap(rooms: Rooms) -> None:
    phone = rooms.phone()
    rooms.desktop.wait_for(DRAWS)
    before = seq(rooms.desktop)
    phone.page.reload()
    phone.wait_for("globalThis.posecast?.state().link === 'open'")
    rooms.desktop.wait_for(f"posecast.latestPose()?.seq > {before} + 5")
    assert phone.page.locator("#phone-start").is_hidden()


def test_a_reloaded_desktop_keeps_its_room_and_its_links(rooms: Rooms) -> None:
    viewer = rooms.viewer()
    links = rooms.desktop.page.evaluate("posecast.state().links")
    rooms.desktop.page.reload()
    rooms.desktop.wait_for("globalThis.posecast?.state().links != null")
    assert rooms.desktop.page.evaluate("posecast.state().links") == links
    rooms.desktop.start_camera()
    viewer.wait_for(DRAWS)


def test_a_desktop_that_reloads_finds_its_phone_again(rooms: Rooms) -> None:
    rooms.phone()
    rooms.desktop.wait_for(DRAWS)
    rooms.desktop.page.reload()
    rooms.desktop.wait_for(f"globalThis.posecast && {IS_NOT_CAMERA} && {DRAWS}")
    assert rooms.desktop.page.locator("#remote-strip").is_visible()


def test_a_locked_phone_pauses_and_opens_its_camera_again_by_itself(rooms: Rooms) -> None:
    phone = rooms.phone(HIDDEN_AT_WILL)
    rooms.desktop.wait_for(DRAWS)
    phone.page.evaluate("hideTab(true); endCamera()")
    rooms.desktop.wait_for("posecast.state().room.camera === 'paused'")
    before = seq(rooms.desktop)
    phone.page.evaluate("hideTab(false)")
    rooms.desktop.wait_for(
        f"posecast.state().room.camera === 'here' && posecast.latestPose()?.seq > {before} + 3"
    )
    assert "Live" in phone.text("#phone-state")


def test_a_phone_whose_camera_a_call_took_gets_it_back_by_itself(rooms: Rooms) -> None:
    phone = rooms.phone(HIDDEN_AT_WILL)
    phone.page.evaluate("globalThis.cameraIsTaken = true; endCamera()")
    phone.wait_for("document.getElementById('phone-state').textContent.includes('Trying again')")
    rooms.desktop.wait_for("posecast.state().room.camera === 'paused'")
    phone.page.evaluate("globalThis.cameraIsTaken = false")
    rooms.desktop.wait_for("posecast.state().room.camera === 'here'")
    phone.wait_for(DRAWS, 30)


def test_the_screen_stays_on_after_a_call_that_hid_the_page(rooms: Rooms) -> None:
    phone = rooms.phone(HIDDEN_AT_WILL + WAKE_LOCKS)
    phone.wait_for("wakeLocks === 1")
    phone.page.evaluate("globalThis.cameraIsTaken = true; endCamera()")
    phone.wait_for("document.getElementById('phone-state').textContent.includes('Trying again')")
    phone.page.evaluate("hideTab(true)")
    phone.wait_for("wakeLocks === 0")
    phone.page.evaluate("hideTab(false); globalThis.cameraIsTaken = false")
    rooms.desktop.wait_for("posecast.state().room.camera === 'here'")
    phone.wait_for("wakeLocks === 1")
    phone.page.locator("#phone-shutter").click()
    phone.wait_for("wakeLocks === 0")


def test_a_duplicated_tab_gets_a_room_of_its_own(rooms: Rooms) -> None:
    with rooms.desktop.page.context.expect_page() as opening:
        # A tab opened by script takes a copy of the storage along, as a duplicated one does.
        rooms.desktop.page.evaluate("void open(location.href)")
    copy = Visit(opening.value)
    copy.wait_for("globalThis.posecast?.state().links != null")
    assert copy.page.evaluate("posecast.state().links") != rooms.desktop.page.evaluate(
        "posecast.state().links"
    )
    copy.page.wait_for_timeout(2000)
    assert rooms.desktop.page.evaluate("posecast.state().link") == "open"


def test_new_links_end_the_old_ones_at_once_and_say_so(rooms: Rooms) -> None:
    give_out_new_links(rooms)


def test_this_computer_takes_the_camera_back_and_the_phone_is_told(rooms: Rooms) -> None:
    phone = rooms.phone()
    rooms.desktop.wait_for(DRAWS)
    rooms.desktop.page.locator("#remote-strip [data-action='take-back']").click()
    rooms.desktop.wait_for(f"{IS_CAMERA} && posecast.state().source === 'live' && {DRAWS}", 30)
    phone.wait_for("!document.getElementById('card').hidden")
    assert phone.text("#card-title") == "Another device is the camera now"
    phone.page.get_by_role("button", name="Use this phone again").tap()
    rooms.desktop.wait_for(f"{IS_NOT_CAMERA} && {DRAWS}", 30)


@pytest.mark.slow
def test_after_a_restart_of_the_server_nobody_is_told_a_wrong_reason(visit: Visiting) -> None:
    with RunningServer("--workers", "1") as first:
        desktop = visit(url=first.url)
        desktop.wait_for(LINKS)
        rooms = Rooms(visit, desktop)
        phone, viewer = rooms.phone(), rooms.viewer()
        viewer.wait_for(DRAWS)
        for each in (desktop, phone, viewer):
            each.expected += [*OFFLINE, "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", TURNED_AWAY]
        port = first.port
        first.stop(signal.SIGTERM)
        desktop.wait_for("document.getElementById('who').textContent === 'No server'")
        viewer.wait_for(
            "!document.getElementById('banner').hidden && document.getElementById('legend').hidden"
        )
        assert "Ask for a new one" in viewer.text("#banner-text")
    with RunningServer("--workers", "1", "--port", str(port)):
        for each in (phone, viewer):
            each.wait_for("!document.getElementById('card').hidden", 30)
            assert each.text("#card-title") == "This link leads nowhere"
        desktop.wait_for(IS_CAMERA, 30)
        desktop.wait_for("/links from before have ended/.test(document.getElementById('toast').textContent)")


def test_a_phone_that_left_is_waited_for_and_can_be_scanned_again(rooms: Rooms) -> None:
    phone = rooms.phone()
    rooms.desktop.wait_for(DRAWS)
    phone.page.goto("about:blank")
    rooms.desktop.wait_for("posecast.state().room.camera === 'away'")
    assert "went away" in rooms.desktop.text("#remote-away-title")
    rooms.desktop.wait_for("/1:5\\d/.test(document.getElementById('remote-away-text').textContent)")
    rooms.desktop.page.locator("#remote-away [data-action='take-back']").click()
    rooms.desktop.wait_for(f"{IS_CAMERA} && {DRAWS}", 30)


@pytest.mark.parametrize("view", ["2d", "3d"])
def test_an_embedded_view_has_a_transparent_ground_and_nothing_else(rooms: Rooms, view: str) -> None:
    rooms.desktop.start_camera()
    home = rooms.desktop.page.url
    address = rooms.link("watch").replace(home, f"{home}?embed=1&view={view}")
    embedded = rooms.visiting(address, with_3d=True, **NO_CAMERA)
    embedded.wait_for(DRAWS)
    embedded.page.wait_for_timeout(500)
    alpha = alpha_of(embedded.page.screenshot(omit_background=True))
    assert (alpha == 0).mean() > 0.7
    assert (alpha > 200).sum() > 100  # the skeleton
    assert (
        embedded.page.locator("header, button:visible, [role=tablist]:visible").filter(visible=True).count()
        == 0
    )


def test_an_embedded_view_says_in_a_corner_that_its_link_has_ended(rooms: Rooms) -> None:
    home = rooms.desktop.page.url
    embedded = rooms.visiting(rooms.link("watch").replace(home, f"{home}?embed=1"), **NO_CAMERA)
    embedded.page.wait_for_timeout(300)
    assert (
        alpha_of(embedded.page.screenshot(omit_background=True)).max() == 0
    )  # nothing, while no camera is there
    rooms.desktop.page.keyboard.press("s")
    rooms.desktop.page.locator("#share-renew").click()
    embedded.page.locator("#card-title").wait_for()
    assert embedded.text("#card-title") == "This link has ended"
    assert embedded.page.get_by_role("button").count() == 0
    assert (alpha_of(embedded.page.screenshot(omit_background=True)) == 0).mean() > 0.7


def test_a_link_that_lost_a_part_says_so_everywhere_on_the_page(rooms: Rooms) -> None:
    cut = rooms.visiting(f"{rooms.desktop.page.url}#watch=cut", "", LOADED, **NO_CAMERA)
    assert cut.text("#card-title") == "This link leads nowhere"
    assert cut.text("#link-text") == cut.text("#who") == "Not connected"
    cut.page.evaluate("dispatchEvent(new Event('online'))")
    cut.page.wait_for_timeout(500)
    assert cut.text("#link-text") == "Not connected"


def test_an_embedded_view_without_a_watch_link_is_nobodys_own_page(rooms: Rooms) -> None:
    embedded = rooms.visiting(f"{rooms.desktop.page.url}?embed=1", "", LOADED, **NO_CAMERA)
    assert embedded.text("#card-title") == "This link leads nowhere"
    assert embedded.page.get_by_role("button").count() == 0


HOSTILE: Final = "<img src=x onerror='globalThis.pwned=1'><script>globalThis.pwned=1</script>\u202e\u0000"
NAMED: Final = """
Object.defineProperty(navigator, "userAgentData", {value: {
  getHighEntropyValues: async () => ({model: %r}),
}});
"""


def test_a_name_with_a_script_is_only_text(rooms: Rooms) -> None:
    rooms.phone(NAMED % HOSTILE)
    rooms.desktop.wait_for(DRAWS)
    assert rooms.desktop.text("#remote-name").startswith("<img src=x onerror=")
    viewer = rooms.viewer()
    viewer.wait_for(DRAWS)
    for each in (rooms.desktop, viewer):
        assert each.page.evaluate("globalThis.pwned") is None
        assert each.page.locator("#remote-name *").count() == 0


def test_no_link_reaches_the_server_outside_the_socket(rooms: Rooms) -> None:
    requests: list[str] = []
    viewer = rooms.viewer()
    viewer.page.on("request", lambda request: requests.append(request.url + str(request.headers)))
    viewer.page.reload()
    viewer.wait_for("globalThis.posecast?.state().link === 'open'")
    token = viewer.page.url.split(".")[-1]
    assert requests
    assert not any(token in request.replace(viewer.page.url, "") for request in requests)


def alpha_of(png: bytes) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture[..., 3], np.uint8)
