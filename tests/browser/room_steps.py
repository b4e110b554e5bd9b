"""What people do with a room in several browsers, over plain HTTP and over HTTPS alike."""

import time
from dataclasses import dataclass
from typing import Any, Final

from tests.browser.conftest import LOADED, TURNED_AWAY, Visit, Visiting

PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
NO_CAMERA: Final[dict[str, Any]] = {"permissions": []}
LINKS: Final = "posecast.state().links !== null"
DRAWS: Final = "(posecast.drawnJoints()?.people.length ?? 0) > 0"
IS_CAMERA: Final = "posecast.state().room?.is_camera === true"
IS_NOT_CAMERA: Final = "posecast.state().room?.is_camera === false"
OFFLINE: Final = ["ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "WebSocket connection to"]
"""What the browser's console says of a network that is away."""

AT_ONCE_S: Final = 8.0
"""What happens at once takes far less than a second on an idle machine; a timeout or a lost ping would take more than this."""


@dataclass
class Rooms:
    """A desktop that opened a room, and who joins it by its links."""

    visiting: Visiting
    desktop: Visit

    def link(self, kind: str) -> str:
        pair = self.desktop.page.evaluate(f"posecast.state().links.{kind}")
        return f"{self.desktop.page.url.split('#')[0]}#{kind}={pair}"

    def phone(self, script: str = "") -> Visit:
        """A phone that was tapped, and is the camera."""
        phone = self.visiting(self.link("camera"), script, LOADED, **PHONE)
        phone.page.locator("#phone-tap").tap()
        phone.wait_for(DRAWS, 30)
        return phone

    def viewer(self, **options: Any) -> Visit:
        return self.visiting(self.link("watch"), **{**NO_CAMERA, **options})


def seq(visit: Visit) -> int:
    return int(visit.page.evaluate("posecast.latestPose()?.seq ?? -1"))


def drop_notes(visit: Visit) -> None:
    """Drops a file on the stage that no page can show."""
    visit.page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(["hello"], "notes.txt", {type: "text/plain"}));
        document.getElementById("stage").dispatchEvent(
            new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
    }""")


# Clocks of the pages, which are one machine's: a test that looks in from outside sees things late on a busy one.
NOTES_CLICK: Final = """
document.getElementById("share-renew").addEventListener("click", () => { globalThis.clickedAt = Date.now(); });
"""
NOTES_CARD: Final = """
new MutationObserver(([{target}]) => { if (!target.hidden) globalThis.cardAt ??= Date.now(); })
  .observe(document.getElementById("card"), {attributes: true});
"""
NOTES_POSE: Final = """(after) => document.addEventListener("posecast:pose", ({detail}) => {
  if (detail.seq > after) globalThis.poseAt ??= Date.now();
})"""


def scheme_of(visit: Visit) -> str:
    return visit.page.url.partition(":")[0].upper()


def lose_the_phones_network_for_five_seconds(rooms: Rooms) -> None:
    """The stream is back within two seconds of the network, in the same room."""
    phone = rooms.phone()
    phone.expected += OFFLINE
    rooms.desktop.wait_for(DRAWS)
    room = phone.page.evaluate("JSON.parse(sessionStorage['posecast.session']).room")
    before = seq(rooms.desktop)
    phone.page.context.set_offline(True)
    rooms.desktop.page.wait_for_timeout(2000)
    stopped = seq(rooms.desktop)
    rooms.desktop.page.wait_for_timeout(3000)
    assert max(before, seq(rooms.desktop)) <= max(before, stopped)  # nothing came: the network was away
    rooms.desktop.page.evaluate(NOTES_POSE, stopped)
    back_s = time.time()
    phone.page.context.set_offline(False)
    rooms.desktop.wait_for(
        f"posecast.latestPose()?.seq > {stopped} && {DRAWS} && globalThis.poseAt !== undefined"
    )
    took_s = rooms.desktop.page.evaluate("poseAt") / 1000 - back_s
    print(f"{scheme_of(phone)}: stream back after {took_s:.2f} s")
    assert 0 <= took_s <= AT_ONCE_S
    assert phone.page.evaluate("JSON.parse(sessionStorage['posecast.session']).room") == room
    assert rooms.desktop.page.evaluate(IS_NOT_CAMERA)


def give_out_new_links(rooms: Rooms) -> None:
    """Who came by the old ones is out at once, and told why."""
    phone, viewer = rooms.phone(), rooms.viewer()
    viewer.wait_for(DRAWS)
    old = rooms.link("watch")
    rooms.desktop.page.keyboard.press("s")
    rooms.desktop.page.evaluate(NOTES_CLICK)
    viewer.page.evaluate(NOTES_CARD)
    rooms.desktop.page.locator("#share-renew").click()
    viewer.wait_for("posecast.state().code === 'link-ended' && globalThis.cardAt !== undefined")
    took_s = (viewer.page.evaluate("cardAt") - rooms.desktop.page.evaluate("clickedAt")) / 1000
    print(f"{scheme_of(viewer)}: the old viewer was out after {took_s:.2f} s")
    assert 0 <= took_s <= AT_ONCE_S
    assert viewer.text("#card-title") == "This link has ended"
    phone.wait_for("!document.getElementById('card').hidden")
    assert phone.text("#card-title") == "This link has ended"
    rooms.desktop.wait_for("document.getElementById('share-said').textContent.startsWith('New links')")
    assert rooms.link("watch") != old
    late = rooms.visiting(old, "", "globalThis.posecast?.state().code === 'no-such-room'", **NO_CAMERA)
    for each in (phone, viewer, late):
        each.expected += [TURNED_AWAY]
    assert late.text("#card-title") == "This link leads nowhere"
    rooms.viewer()
