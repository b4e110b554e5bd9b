"""README.md and docs/: links lead to files, and names of buttons and ports are those of the page and the server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running_server import ROOT
from webapp.settings import ServerSettings

PAGES = (ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")))
MANUAL = {
    path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *ROOT.glob("docs/*.md"))
}
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r'\]\(([^)\s]+)\)|<img src="([^"]+)"')
NAMED_FILE = re.compile(
    r"(?<![\w/.-])(?:benchmarks|posecast|scripts|static|templates|tests|webapp)/[\w./-]*\.(?:css|html|json|js|py)\b"
)


def links(page: Path) -> Iterator[str]:
    """Yield the targets of links and images on a page."""
    for link, image in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        yield link or image


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_broken(page: Path, link: str) -> bool:
    """Return whether a relative link leads to no file, or to no heading of it."""
    if re.match(r"[a-z]+:", link):
        return False
    file, _, anchor = link.partition("#")
    target = page.parent / file if file else page
    return not target.exists() or bool(anchor and anchor not in anchors(target))


def test_every_relative_link_leads_to_a_file() -> None:
    assert [f"{page.name}: {link}" for page in PAGES for link in links(page) if is_broken(page, link)] == []


def test_every_file_named_in_the_text_exists() -> None:
    named = {(page.name, file) for page in PAGES for file in NAMED_FILE.findall(page.read_text("utf-8"))}
    assert sorted(f"{page}: {file}" for page, file in named if not (ROOT / file).exists()) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading, or two\n[a](page.md#a-heading-or-two) [b](#missing) [c](https://x/y) [d](gone.md)"
    )
    assert [link for link in links(page) if is_broken(page, link)] == ["#missing", "gone.md"]


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
