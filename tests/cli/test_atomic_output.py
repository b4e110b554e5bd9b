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


def test_two_runs_into_one_file_do_not_write_into_each_other(tmp_path: Path) -> None:
    with atomic_file(tmp_path / "a.csv") as first, first.open("w") as stream:
        with atomic_file(tmp_path / "a.csv") as second:
            second.write_text("the second")
        stream.write("the first")
        stream.flush()
        assert (tmp_path / "a.csv").read_text() == "the second"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["the first"]


def test_two_runs_into_one_folder_do_not_remove_each_other_s_files(tmp_path: Path) -> None:
    folder = tmp_path / "json"
    with atomic_folder(folder) as first:
        (first / "0.json").write_text("the first")
        with atomic_folder(folder) as second:
            (second / "0.json").write_text("the second")
        assert (folder / "0.json").read_text() == "the second"
    assert (folder / "0.json").read_text() == "the first"
    assert list(tmp_path.iterdir()) == [folder]


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


def test_a_name_that_cannot_be_is_refused(tmp_path: Path) -> None:
    check_outputs([], [tmp_path / f"{'x' * 251}.csv"])
    with pytest.raises(OutputError, match="cannot be written: File name too long"):
        check_outputs([], [tmp_path / f"{'x' * 252}.csv"])
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        check_outputs([], [tmp_path / "round.csv"])


def test_a_disk_that_takes_no_file_is_found_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one that became read-only: os.access says that root may write to it."""

    def refuse(_path: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(OutputError, match=r"the folder .*: Read-only file system"):
        check_outputs([], [tmp_path / "a.csv"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        make_folder(tmp_path)
