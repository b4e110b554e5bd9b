"""Writes results whole or not at all, makes their folders, and never overwrites an input."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from webapp.media.part_file import part_of


class OutputError(Exception):
    """A result cannot be written where it was asked for; the message says why."""


def check_results(
    inputs: Iterable[Path], outputs: Iterable[Path], openpose_folder: Path | None, ways: str
) -> None:
    """Make the results' folders. Raises OutputError as check_outputs, and if there is no result; ways: the options."""
    wanted = list(outputs)
    if not wanted and not openpose_folder:
        raise OutputError(f"choose at least one result: {ways}")
    check_outputs(inputs, wanted)
    if openpose_folder:
        make_folder(openpose_folder)


def check_outputs(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Make the outputs' folders, and try that files can be made there.

    Raises OutputError for an output that is an input, stands for two results, is no file, or could not get its name.
    """
    wanted = list(outputs)
    sources = {one.resolve(): one for one in inputs}
    taken: set[Path] = set()
    for output in wanted:
        with _refused_names(output):
            resolved = output.resolve()
            _check_output(output, resolved, sources)
        if resolved in taken:
            raise OutputError(f"two results cannot both be written to {output}")
        taken.add(resolved)
    for folder in {output.parent for output in wanted}:
        make_folder(folder)
    for output in wanted:  # a name that is too long is found only where the folder exists
        with _refused_names(output):
            output.exists()


@contextmanager
def _refused_names(output: Path) -> Iterator[None]:
    """Raise OutputError where the system refuses a name: it is too long, or a link that leads to itself."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise OutputError(f"{output} cannot be written: {reason}") from error


def _check_output(output: Path, resolved: Path, sources: Mapping[Path, Path]) -> None:
    """Raise OutputError for an output that is an input or no file, and OSError where the system refuses its name."""
    if resolved in sources or _is_one_of(output, sources):
        raise OutputError(f"{output} is an input; choose another name or folder")
    if output.is_dir():
        raise OutputError(f"{output} is a folder; add the file's name")
    if str(output) == "-" or (output.exists() and not output.is_file()):
        # The finished result would replace a device.
        raise OutputError(f"{output} is not a regular file; results are whole files, so give a file's name")


def _is_one_of(output: Path, sources: Iterable[Path]) -> bool:
    """Whether it is another name of an input: a hard link, or other letters on a disk that ignores their case."""
    return output.exists() and any(source.exists() and output.samefile(source) for source in sources)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, and try to make a file in it. Raises OutputError if that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise OutputError(f"{folder} is a file, not a folder") from error
    except OSError as error:
        raise OutputError(f"the folder {folder} cannot be made: {error.strerror}") from error
    trial = part_of(folder / "posecast")
    try:
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise OutputError(f"nothing can be written to the folder {folder}: {error.strerror}") from error


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Give the name to write to; the file gets its own name when it is complete, and is removed after an error."""
    part = part_of(path)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """Give the folder to write to; its files move to `folder`, next to those there, when all are complete."""
    part = part_of(folder)
    part.mkdir(parents=True)
    try:
        yield part
        folder.mkdir(exist_ok=True)
        for written in part.iterdir():
            written.replace(folder / written.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
