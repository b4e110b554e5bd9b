"""The page of pictures and videos when something is wrong, by keyboard, on small screens, and after a reload."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import Visit, Visiting
from tests.browser.media_files import (
    DONE_LIMIT_S,
    MEDIA_READY,
    PLAYS_MP4,
    add,
    add_and_see,
    media_page,
    write_photo,
)
from tests.browser.photo_video import swaying_frames, write_frames
from tests.support.running_server import RunningServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES: Final[tuple[ViewportSize, ...]] = (
    {"width": 280, "height": 653},
    {"width": 390, "height": 844},
    {"width": 844, "height": 390},
    {"width": 1440, "height": 900},
)
OVERFLOW: Final = "document.documentElement.scrollWidth - innerWidth"
WOULD_ASK: Final = """(() => {
    const leaving = new Event("beforeunload", {cancelable: true});
    dispatchEvent(leaving);
    return leaving.defaultPrevented;
})()"""
# In the place of the chooser itself: after a test with a mouse, headless Chromium counts no key as an action of a person,
# and opens none.
CHOOSER_ASKED_FOR: Final = """
globalThis.chooserAskedFor = false;
addEventListener("click", ({target}) => { if (target.type === "file") chooserAskedFor = true; }, true);
"""
HIDDEN_POINTS: Final = (
    "posecastMedia.drawn().people.flatMap(({joints}) => joints.filter(({hidden}) => hidden)).length"
)
FOCUSED: Final = "selector => document.activeElement?.matches(selector) ?? false"
ACTIONS: Final = "buttons => buttons.map(({dataset}) => dataset.action)"
MOST_TABS: Final = 40


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_frames(tmp_path / "sway.webm", swaying_frames())


def tab_to(page: Visit, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.page.keyboard.press("Tab")
        if page.page.evaluate(FOCUSED, selector):
            return
    raise AssertionError(f"no way to {selector} by the Tab key")


def test_a_broken_file_says_why(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    page.expected.append("422")
    broken = tmp_path / "holiday.jpg"
    broken.write_text("Dear diary")
    add(page, broken)
    page.wait_for("posecastMedia.items()[0]?.state === 'failed'")
    problem = page.page.evaluate("posecastMedia.items()[0].problem")
    assert page.text("#card-title") == problem["title"] == "This is not a picture"
    assert page.text("#card-text") == "JPEG, PNG, WebP, GIF, HEIC and AVIF are read."
    assert page.page.locator("#card").get_by_role("button").all_inner_texts() == ["Remove"]
    assert page.text(".item-status") == problem["title"]
    assert page.page.locator(".item [data-action]").evaluate_all(ACTIONS) == ["remove"]
    assert problem["detail"] in page.text("#announcement")
    page.page.locator("#card-actions button").click()
    page.wait_for("posecastMedia.items().length === 0")
    assert page.page.locator("#welcome").is_visible()


def test_after_a_broken_file_the_first_good_one_is_shown(
    visit: Visiting, server: RunningServer, tmp_path: Path
) -> None:
    page = media_page(visit, server)
    (tmp_path / "empty.png").touch()
    good = [write_photo(tmp_path / name) for name in ("one.png", "two.png")]
    add(page, tmp_path / "empty.png", *good)
    page.wait_for("posecastMedia.drawn()?.people.length === 1", DONE_LIMIT_S)
    page.wait_for(
        "posecastMedia.items().every(({state}) => ['done', 'failed'].includes(state))", DONE_LIMIT_S
    )
    assert page.text("[aria-current=true] .item-name") in ("one.png", "two.png")
    # Chosen by hand, it stays, whatever else succeeds.
    page.page.locator(".item-open").first.click()
    assert page.text("#card-title") == "The file is empty"
    page.page.locator(".item").nth(1).locator("[data-action=remove]").click()
    assert page.text("[aria-current=true] .item-name") == "empty.png"


def test_an_empty_file_is_named_without_asking_the_server(
    visit: Visiting, server: RunningServer, tmp_path: Path
) -> None:
    page = media_page(visit, server)
    (tmp_path / "empty.png").touch()
    add(page, tmp_path / "empty.png")
    page.wait_for("posecastMedia.items()[0]?.state === 'failed'")
    assert page.text("#card-title") == page.text(".item-status") == "The file is empty"


def test_a_broken_video_says_why(visit: Visiting, server: RunningServer, video: Path, tmp_path: Path) -> None:
    page = media_page(visit, server)
    broken = tmp_path / "half.webm"
    broken.write_bytes(video.read_bytes()[:200])
    add(page, broken)
    page.wait_for("posecastMedia.items()[0]?.state === 'failed'", DONE_LIMIT_S)
    problem = page.page.evaluate("posecastMedia.items()[0].problem")
    assert page.text("#card-title") == problem["title"]
    assert page.text("#card-text").casefold() == f"{problem['detail']}.".casefold()


def test_what_is_neither_is_told(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    notes = tmp_path / "notes.txt"
    notes.write_text("a")
    add(page, notes)
    page.wait_for("!document.getElementById('toast').hidden")
    assert page.text("#toast") == "notes.txt is neither a picture nor a video."
    assert page.page.evaluate("posecastMedia.items().length") == 0


def test_without_the_server_it_says_so_and_tries_again(
    visit: Visiting, server: RunningServer, tmp_path: Path
) -> None:
    page = media_page(visit, server)
    page.expected.append("ERR_INTERNET_DISCONNECTED")
    page.page.context.set_offline(True)
    add(page, write_photo(tmp_path / "astronaut.png"))
    page.wait_for("posecastMedia.items()[0]?.state === 'failed'")
    assert page.text("#card-title") == "The server does not answer"
    page.page.context.set_offline(False)
    page.page.locator("#card-actions .button-primary").click()
    page.wait_for("posecastMedia.drawn()?.people.length === 1", DONE_LIMIT_S)


def test_leaving_asks_only_while_something_runs(visit: Visiting, server: RunningServer, video: Path) -> None:
    page = media_page(visit, server)
    assert not page.page.evaluate(WOULD_ASK)
    add(page, video)
    page.wait_for("posecastMedia.items().length === 1")
    assert page.page.evaluate(WOULD_ASK)
    page.wait_for("posecastMedia.items()[0].state === 'done'", DONE_LIMIT_S)
    assert not page.page.evaluate(WOULD_ASK)


def test_a_reload_brings_videos_back_and_a_second_visit_is_clean(
    visit: Visiting, server: RunningServer, video: Path
) -> None:
    page = media_page(visit, server)
    add_and_see(page, video)
    page.page.reload()
    page.wait_for(MEDIA_READY)
    page.wait_for("posecastMedia.background() !== null && posecastMedia.people() === 1", DONE_LIMIT_S)
    plays_mp4 = page.page.evaluate(PLAYS_MP4)
    assert page.page.evaluate("posecastMedia.background()") == ("annotated" if plays_mp4 else "none")
    assert "annotated video" in page.text("#stage-note")
    assert page.text(".item-status") == "1 person · Full · smoothed"
    assert page.page.locator("[data-file='sway-poses.json']").is_visible()
    assert media_page(visit, server).page.evaluate("posecastMedia.items()") == []


def test_a_reload_keeps_the_options(visit: Visiting, server: RunningServer, tmp_path: Path) -> None:
    page = media_page(visit, server)
    add_and_see(page, write_photo(tmp_path / "astronaut.png"))
    page.page.locator("#threshold").fill("99")
    page.page.locator("#options summary").click()
    page.page.locator("input[value=lite]").check(force=True)
    page.page.locator("input[value=none]").check(force=True)
    page.page.locator("#people-more").click()
    page.page.reload()
    page.wait_for(MEDIA_READY)
    assert page.text("#options-summary") == "Lite · up to 2 people · raw"
    with page.page.expect_request("**/api/v1/image*") as asked:
        add_and_see(page, write_photo(tmp_path / "astronaut.png"))
    assert "model=lite&people=2&min_visibility=0.99" in asked.value.url
    assert page.text("#threshold-value") == "99 %"
    assert page.page.evaluate(HIDDEN_POINTS) > 0


def test_nonsense_in_the_storage_changes_nothing(visit: Visiting, server: RunningServer) -> None:
    page = media_page(visit, server)
    strange = '{"model": "huge", "people": 99, "smoothing": 7, "minVisibility": "much"}'
    page.page.evaluate("left => localStorage.setItem('posecast-media', left)", strange)
    page.page.reload()
    page.wait_for(MEDIA_READY)
    # Of the people, as many as this server looks for.
    assert page.text("#options-summary") == "Full · up to 8 people · smoothed"
    assert page.page.locator("#people-more").is_disabled()
    assert page.page.locator("#threshold").input_value() == "0"


def test_a_job_that_runs_is_taken_up_after_a_reload(
    visit: Visiting, server: RunningServer, video: Path
) -> None:
    page = media_page(visit, server)
    page.page.on("dialog", lambda dialog: dialog.accept())  # asks whether to leave
    add(page, video)
    page.wait_for("['queued', 'running'].includes(posecastMedia.items()[0]?.state)")
    page.page.reload()
    page.wait_for(MEDIA_READY)
    page.wait_for("posecastMedia.items()[0]?.state === 'done'", DONE_LIMIT_S)


def test_results_that_the_server_removed_are_told(
    visit: Visiting, server: RunningServer, video: Path
) -> None:
    page = media_page(visit, server)
    page.expected.append("404")
    with page.page.expect_response("**/api/v1/video*") as answered:
        add_and_see(page, video)
    removed = page.page.request.delete(f"{server.url}{answered.value.headers['location']}")
    assert removed.ok
    page.page.reload()
    page.wait_for(MEDIA_READY)
    page.wait_for("posecastMedia.items()[0]?.state === 'expired'")
    assert page.text("#card-title") == "These results were removed"
    assert page.page.locator("#download-list li").count() == 0


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['width']}x{size['height']}")
def test_no_screen_scrolls_sideways(
    visit: Visiting, server: RunningServer, tmp_path: Path, video: Path, size: ViewportSize
) -> None:
    page = media_page(visit, server, viewport=size)
    assert page.page.evaluate(OVERFLOW) <= 0
    long_name = "a-very-long-name-without-any-space-as-cameras-like-to-give-" * 2
    add_and_see(page, write_photo(tmp_path / f"{long_name}.png"))
    assert page.page.evaluate(OVERFLOW) <= 0
    add_and_see(page, video)
    page.page.locator("#options summary").click()
    assert page.page.evaluate(OVERFLOW) <= 0
    for selector in ("#play", "#timeline", "#threshold", "[data-file='sway-poses.json']", "#choose"):
        box = page.page.locator(selector).bounding_box()
        assert box is not None, selector
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= size["width"], selector


def test_by_keyboard_alone(visit: Visiting, server: RunningServer, video: Path) -> None:
    page = media_page(visit, server, script=CHOOSER_ASKED_FOR)
    tab_to(page, "#choose")
    page.page.keyboard.press("Enter")
    page.wait_for("chooserAskedFor")
    add(page, video)
    page.wait_for("posecastMedia.drawn()?.people.length === 1", DONE_LIMIT_S)
    tab_to(page, ".item-open")
    tab_to(page, "#timeline")
    for key, frame in (("ArrowRight", 1), ("ArrowRight", 2), (".", 3), (",", 2), ("End", 59), ("Home", 0)):
        page.page.keyboard.press(key)
        page.wait_for(f"posecastMedia.frame() === {frame}")
    assert "frame 1 of 60" in (page.page.locator("#timeline").get_attribute("aria-valuetext") or "")
    page.page.keyboard.press(" ")
    page.wait_for("posecastMedia.frame() > 3")
    assert page.page.locator("#play").get_attribute("aria-label") == "Pause"
    page.page.keyboard.press(" ")
    page.wait_for("document.getElementById('play').getAttribute('aria-label') === 'Play'")
    tab_to(page, "#threshold")
    page.page.keyboard.press("ArrowRight")
    assert page.text("#threshold-value") == "1 %"
    tab_to(page, "[data-file='sway-poses.json']")
    with page.page.expect_download() as downloading:
        page.page.keyboard.press("Enter")
    assert downloading.value.suggested_filename == "sway-poses.json"


def test_the_two_pages_lead_to_each_other(visit: Visiting) -> None:
    page = visit()
    page.page.locator(".to-media").click()
    page.wait_for(MEDIA_READY)
    assert page.text(".media-title") == "Pictures and videos"
    page.page.locator(".to-live").click()
    page.wait_for("globalThis.posecast !== undefined")


def test_samples_are_one_click_away(visit: Visiting, server: RunningServer) -> None:
    page = media_page(visit, server)
    page.wait_for("!document.getElementById('samples').hidden")
    page.page.locator("#sample-list button").first.click()
    page.wait_for("posecastMedia.items()[0]?.state === 'done'", DONE_LIMIT_S)
    page.wait_for("posecastMedia.drawn() !== null")
