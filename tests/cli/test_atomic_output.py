"""Results are written whole or not at all."""

import os
from pathlib import Path

import pytest

from webapp.cli.atomic_output import (
    OutputError,
    atomic_file,
    atomic_folder,
    check_outputs,
    make_folder,
)


def test_a_file_gets_its_name_when_it_is_complete(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "a.csv") as part:
        part.write_text("rows")
        assert not (tmp_path / "a.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_after_an_error_the_old_file_is_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("of yesterday")
    with pytest.raises(KeyboardInterrupt), atomic_file(tmp_path / "a.csv") as part:  # noqa: PT012
        part.write_text("half")
        raise KeyboardInterrupt
    assert [path.read_text() for path in tmp_path.iterdir()] == ["of yesterday"]


def test_files_of_a_folder_come_all_at_once_beside_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "json"
    folder.mkdir()
    (folder / "other.json").touch()
    with atomic_folder(folder) as part:
        (part / "0.json").touch()
        assert [path.name for path in folder.iterdir()] == ["other.json"]
    assert sorted(path.name for path in folder.iterdir()) == ["0.json", "other.json"]
    with pytest.raises(OSError, match="full"), atomic_folder(folder) as part:  # noqa: PT012
        (part / "1.json").touch()
        raise OSError("full")
    assert sorted(path.name for path in folder.iterdir()) == ["0.json", "other.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["json"]


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.touch()
    os.link(source, tmp_path / "linked.mp4")
    (tmp_path / "pointing.mp4").symlink_to(source)
    for name in ("a.mp4", "deeper/../a.mp4", "linked.mp4", "pointing.mp4"):
        with pytest.raises(OutputError, match="is an input"):
            check_outputs([source], [tmp_path / name])


def test_a_device_is_not_replaced_by_a_result(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in (Path("-"), tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(OutputError, match="is not a regular file"):
            check_outputs([], [name])


def test_two_results_do_not_go_into_one_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="two results"):
        check_outputs([], [tmp_path / "a.csv", tmp_path / "a.csv"])


def test_folders_are_made_and_errors_name_what_prevents_that(tmp_path: Path) -> None:
    check_outputs([], [tmp_path / "new" / "deeper" / "a.csv"])
    assert (tmp_path / "new" / "deeper").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="is a file, not a folder"):
        make_folder(tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be made"):
        make_folder(tmp_path / "file" / "deeper")
    with pytest.raises(OutputError, match="is a folder; add the file's name"):
        check_outputs([], [tmp_path / "new"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="permission denied"):
        make_folder(tmp_path)
