"""README.md and docs/: their words for what the page and the server have are the page's and the server's."""

import re

import pytest

from tests.support.running_server import ROOT
from webapp.settings import ServerSettings

MANUAL = {
    path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *ROOT.glob("docs/*.md"))
}


def test_the_button_for_new_links_has_one_name() -> None:
    dialog = (ROOT / "templates" / "share_dialog.html").read_text(encoding="utf-8")
    button = re.search(r'id="share-renew">([^<]+)<', dialog)
    assert button
    named = {
        (page, words)
        for page, text in MANUAL.items()
        for words in re.findall(r"\*\*([^*\n]*new links[^*\n]*)\*\*", text, re.IGNORECASE)
    }
    assert named == {(page, button[1]) for page in ("README.md", "rooms.md", "embed.md")}


@pytest.mark.parametrize("page", MANUAL)
def test_addresses_in_the_network_have_the_port_that_is_the_default(page: str) -> None:
    ports = re.findall(r"https?://192\.168[\d.]+:(\d+)", MANUAL[page])
    assert {int(port) for port in ports} <= {ServerSettings().port}
