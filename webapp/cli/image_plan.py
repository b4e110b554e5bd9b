"""Decides which pictures `posecast image` reads, and the names of their results."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WRITTEN_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp")
"""The endings of drawn pictures."""

READ_SUFFIXES: Final = (*WRITTEN_SUFFIXES, ".gif", ".heic", ".heif", ".avif")
"""The endings of pictures that are read from folders."""


class PlanError(Exception):
    """The options contradict each other; the message says what to do."""


@dataclass(frozen=True)
class PicturePlan:
    """A picture and the files of its results; None for those that were not asked for."""

    source: Path
    stem: str  # of the results' names: no two pictures have the same
    drawn: Path | None
    json: Path | None
    csv: Path | None

    def openpose(self, folder: Path) -> Path:
        """Return the name of the OpenPose file in that folder."""
        return folder / f"{self.stem}_keypoints.json"

    def files_with(self, openpose_folder: Path | None) -> list[Path]:
        """Return all files that will be written; openpose_folder: None if OpenPose's were not asked for."""
        openpose = self.openpose(openpose_folder) if openpose_folder else None
        return [one for one in (self.drawn, self.json, self.csv, openpose) if one]


def pictures_of(inputs: Iterable[Path]) -> list[Path]:
    """Return the given files, and the pictures directly in the given folders, by name; each once. Raises PlanError."""
    found: dict[Path, Path] = {}
    for given in inputs:
        pictures = sorted(_pictures_in(given)) if given.is_dir() else [given]
        if not pictures:
            raise PlanError(f"the folder {given} has no picture ({', '.join(READ_SUFFIXES)}) directly in it")
        for picture in pictures:
            found.setdefault(picture.resolve(), picture)
    return list(found.values())


def _pictures_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.suffix.lower() in READ_SUFFIXES and not path.name.startswith(".") and path.is_file():
            yield path


def plan(
    inputs: Iterable[Path], out: Path | None, *, json: bool, csv: bool, transparent: bool
) -> list[PicturePlan]:
    """Plan all results. Raises PlanError.

    `out` is the drawn picture's file if one picture was given and the name ends like one's, else a folder. Without it
    nothing is drawn, and the other results go to the current folder.
    """
    given = list(inputs)
    pictures = pictures_of(given)
    file = _drawn_file(out, given, pictures, transparent)
    folder = file.parent if file else out or Path()
    stems = [file.stem] if file else list(_different_stems(pictures))

    def drawn(picture: Path, stem: str) -> Path | None:
        return file or (folder / f"{stem}{_suffix(picture, transparent)}" if out else None)

    return [
        PicturePlan(
            source=picture,
            stem=stem,
            drawn=drawn(picture, stem),
            json=folder / f"{stem}.json" if json else None,
            csv=folder / f"{stem}.csv" if csv else None,
        )
        for picture, stem in zip(pictures, stems, strict=True)
    ]


def _drawn_file(out: Path | None, given: list[Path], pictures: list[Path], transparent: bool) -> Path | None:
    """Return `out` if it names one drawn picture, else None. Raises PlanError if it cannot be one."""
    if not out or out.is_dir():
        return None
    if out.suffix.lower() not in WRITTEN_SUFFIXES:
        if _looks_like_a_file(out, given):
            raise PlanError(
                f"{out.suffix} cannot be written; end the name in one of {', '.join(WRITTEN_SUFFIXES)}"
            )
        return None
    if len(pictures) > 1 or given[0].is_dir():
        raise PlanError(f"{out} is the name of one picture; several need a folder: -o FOLDER")
    if transparent and out.suffix.lower() in (".jpg", ".jpeg"):
        raise PlanError("a JPEG has no transparency; end the name in .png or .webp")
    return out


def _looks_like_a_file(out: Path, given: list[Path]) -> bool:
    """Whether `out` was meant as a file: one picture was given, and `out` ends like result.gif."""
    return len(given) == 1 and given[0].is_file() and bool(out.suffix)


def _suffix(picture: Path, transparent: bool) -> str:
    """Return the ending of the drawn picture: the picture's own, if that can be written."""
    own = picture.suffix.lower()
    if transparent and own != ".webp":
        return ".png"
    return own if own in WRITTEN_SUFFIXES else ".png"


def _different_stems(pictures: list[Path]) -> Iterator[str]:
    """Give each picture's name without ending; of those with the same name, later ones get _2, _3 …

    Names that differ only in capital letters are the same on some disks.
    """
    taken = {picture.stem.casefold() for picture in pictures}
    given: set[str] = set()
    for picture in pictures:
        stem, number = picture.stem, 1
        while stem.casefold() in given or (number > 1 and stem.casefold() in taken):
            number += 1
            stem = f"{picture.stem}_{number}"
        given.add(stem.casefold())
        yield stem
