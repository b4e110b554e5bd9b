"""Results on the disk: whole or not there, in folders that are made, and never over what they were made from."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PART: Final = ".part"
"""Ends the name of what is being written."""


class OutputError(Exception):
    """A result cannot be where it is wanted; the message says why."""


def check_results(
    inputs: Iterable[Path], outputs: Iterable[Path], openpose_folder: Path | None, ways: str
) -> None:
    """Make the results' folders. Raises OutputError as check_outputs, and where nothing is wanted; `ways` to say it."""
    wanted = list(outputs)
    if not wanted and not openpose_folder:
        raise OutputError(f"say what you want: {ways}")
    check_outputs(inputs, wanted)
    if openpose_folder:
        make_folder(openpose_folder)


def check_outputs(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Make the outputs' folders. Raises OutputError for one that is an input, stands for two results, or cannot be."""
    sources = {one.resolve(): one for one in inputs}
    taken: set[Path] = set()
    for output in outputs:
        place = output.resolve()
        if place in sources or _is_one_of(output, sources):
            raise OutputError(f"{output} is what is read; write to another name or folder")
        if place in taken:
            raise OutputError(f"two results cannot both be written to {output}")
        taken.add(place)
        if output.is_dir():
            raise OutputError(f"{output} is a folder; say the file's name, too")
        if str(output) == "-" or (output.exists() and not output.is_file()):
            # A device's place would be taken by the finished result.
            raise OutputError(f"{output} is no file; results come as whole files, so say a file's name")
        make_folder(output.parent)


def _is_one_of(output: Path, sources: Iterable[Path]) -> bool:
    """Another name of the same file: a hard link, or other letters on a disk that takes them for the same."""
    return output.exists() and any(source.exists() and output.samefile(source) for source in sources)


def make_folder(folder: Path) -> None:
    """Make it and those above it. Raises OutputError where that, or writing there, is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"{folder} is a file, not a folder") from error
    except OSError as error:
        raise OutputError(f"the folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"nothing can be written to the folder {folder}: permission denied")


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """The name to write to; the file has its own name when all of it is there, and is removed after an error."""
    part = path.with_name(path.name + PART)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_written_whole(folder: Path) -> Iterator[Path]:
    """The folder to write files to; they move into `folder`, beside what is there already, when all are written."""
    part = folder.with_name(folder.name + PART)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        folder.mkdir(exist_ok=True)
        for written in part.iterdir():
            written.replace(folder / written.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
