"""Names of results while they are written."""

from pathlib import Path

import pytest

from webapp.media.part_file import part_of


def test_two_runs_with_the_same_result_write_to_files_of_their_own() -> None:
    parts = {part_of(Path("out/drawn.mp4")) for _ in range(100)}
    assert len(parts) == 100
    assert {part.parent for part in parts} == {Path("out")}
    assert all(part.name.startswith("drawn.mp4.") and part.suffix == ".part" for part in parts)


@pytest.mark.parametrize("name", ["a" * 251 + ".mp4", "ä" * 125 + ".mp4", "🕺" * 62 + ".csv"])
def test_the_longest_names_have_one_too(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    part = part_of(tmp_path / name)
    part.touch()
    assert part.exists()
