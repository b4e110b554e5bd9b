"""The house: few loose files, every room says what it is for. Who may import whom is held by the linters' contracts."""

import ast
import sys
from pathlib import Path

from tests.support.running_server import ROOT

WEBAPP = ROOT / "webapp"
LOOSE_IN_WEBAPP = {
    "__init__.py",
    "__main__.py",
    "models.py",
    "paths.py",
    "settings.py",
}
LOOSE_IN_JS = {"main.js", "globals.d.ts"}


def top_levels(path: Path) -> set[str]:
    """The packages that a file imports anywhere, also within functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def rooms() -> list[Path]:
    return sorted({path.parent for path in WEBAPP.rglob("*.py")} - {WEBAPP})


def test_nothing_lies_loose() -> None:
    assert {path.name for path in WEBAPP.glob("*.py")} == LOOSE_IN_WEBAPP
    assert {path.name for path in (ROOT / "static" / "js").iterdir() if path.is_file()} == LOOSE_IN_JS


def test_every_room_says_in_one_line_what_it_is_for() -> None:
    said = {room: ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8"))) for room in rooms()}
    assert [room for room, words in said.items() if not words or "\n" in words.strip()] == []


def test_every_room_stands_on_the_page_about_the_house() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    scripts = sorted(path for path in (ROOT / "static" / "js").iterdir() if path.is_dir())
    of_python = [room for room in rooms() if room.parent == WEBAPP]
    assert [room.name for room in (*of_python, *scripts) if f"{room.name}/" not in page] == []


def test_formats_need_numpy_and_nothing_else() -> None:
    allowed = set(sys.stdlib_module_names) | {"numpy", "webapp"}
    needed = {path.name: top_levels(path) - allowed for path in (WEBAPP / "formats").glob("*.py")}
    assert needed
    assert {name: more for name, more in needed.items() if more} == {}
