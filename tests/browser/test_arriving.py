"""While the page's own code is on its way: nothing that is pressed is lost, and code that does not come is spoken of."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import CONNECTED, POLL_MS, VIEWPORT, Visit
from tests.support.running_server import RunningServer

pytestmark = pytest.mark.browser

PAGE_CODE: Final = "**/js/pages/owner.js"
MEDIA_LOADED: Final = "globalThis.posecastMedia !== undefined"


class HeldBack:
    """A file of the page that comes only when the test lets it."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._routes: list[Route] = []
        page.route(pattern, self._hold)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def let_go(self) -> None:
        while not self._routes:
            self._page.wait_for_timeout(POLL_MS)
        self._routes.pop().continue_()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_context(viewport=VIEWPORT, permissions=["camera"]).new_page()
    yield page
    page.context.close()


def test_the_last_button_pressed_early_is_pressed_when_the_page_has_arrived(
    page: Page, server: RunningServer
) -> None:
    page_code = HeldBack(page, PAGE_CODE)
    page.goto(server.url, wait_until="commit")
    page.locator("#help-open").click()
    page.locator("#start").click()
    assert page.locator("[aria-busy]").get_attribute("id") == "start"
    page_code.let_go()
    Visit(page).wait_for("globalThis.posecast?.latestPose()?.people.length > 0", 30)
    assert page.locator("[aria-busy]").count() == 0
    assert page.locator("#help").is_hidden()
    page.locator("#start").click()  # from now on it is the page's own
    Visit(page).wait_for("posecast.state().source === 'idle'")


@pytest.mark.parametrize("path", ["/", "/media", "/nothing/here"])
@pytest.mark.parametrize("elsewhere", [404, 200])
def test_below_a_path_that_a_proxy_takes_away_the_page_says_what_is_wrong(
    page: Page, server: RunningServer, path: str, elsewhere: int
) -> None:
    """At the root another site answers: it has no such files, or has a page of its own for every address."""
    page.route(
        "**/*", lambda route: route.fulfill(status=elsewhere, content_type="text/html", body="<p>Club")
    )
    page.route("**/pose/**", lambda route: route.fulfill(response=route.fetch(url=server.url + path)))
    page.goto(f"{server.url}/pose{path}")
    words = page.get_by_role("alert")
    words.wait_for()
    assert f"open at {server.url.partition('//')[2]}/pose{path}, but" in words.inner_text()
    assert "a host name or a port of its own" in words.inner_text()


def test_below_a_path_the_page_runs_where_its_files_are_at_the_root_too(
    page: Page, server: RunningServer
) -> None:
    page.route("**/pose/", lambda route: route.fulfill(response=route.fetch(url=server.url)))
    page.goto(f"{server.url}/pose/")
    Visit(page).wait_for(CONNECTED)


@pytest.mark.parametrize(
    ("path", "lost", "loaded"),
    [
        ("", PAGE_CODE, CONNECTED),
        ("", "**/js/protocol/wire.js", CONNECTED),
        ("", "**/socket.io.msgpack.min.js", CONNECTED),
        ("/media", "**/js/media/items/items.js", MEDIA_LOADED),
    ],
)
def test_a_page_that_does_not_arrive_whole_says_so_and_can_be_loaded_again(
    page: Page, server: RunningServer, path: str, lost: str, loaded: str
) -> None:
    page.route(lost, lambda route: route.abort())
    page.goto(server.url + path)
    words = page.locator("#not-arrived")
    words.wait_for()
    assert "did not load completely" in words.inner_text()
    page.unroute(lost)
    words.get_by_role("button", name="Load it again").click()
    Visit(page).wait_for(loaded)
    assert words.is_hidden()
