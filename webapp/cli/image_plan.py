"""Which pictures are read, and what each one's results are called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp")
"""What is taken from a folder, and what a result can be called."""


class PlanError(Exception):
    """What is asked for does not go together; the message says what does."""


@dataclass(frozen=True)
class PicturePlan:
    """A picture and where its results go; None for those that nobody wants."""

    source: Path
    stem: str  # of the results' names: no two pictures have the same
    drawn: Path | None
    json: Path | None
    csv: Path | None

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(one for one in (self.drawn, self.json, self.csv) if one)


def pictures_of(inputs: Iterable[Path]) -> list[Path]:
    """The files themselves, and of folders the pictures directly in them, by name; each once. Raises PlanError."""
    found: dict[Path, Path] = {}
    for given in inputs:
        pictures = sorted(_pictures_in(given)) if given.is_dir() else [given]
        if not pictures:
            raise PlanError(f"the folder {given} has no picture ({', '.join(SUFFIXES)}) directly in it")
        for picture in pictures:
            found.setdefault(picture.resolve(), picture)
    return list(found.values())


def _pictures_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file():
            yield path


def plan(
    inputs: Iterable[Path], out: Path | None, *, json: bool, csv: bool, transparent: bool
) -> list[PicturePlan]:
    """Where everything goes: `out` is a file where one picture was named and it ends like one, else a folder.

    Without it nothing is drawn, and the data's folder is the present one. Raises PlanError.
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
    """`out`, where it is the name of one drawn picture. Raises PlanError where it is meant so and cannot be."""
    if not out or out.is_dir():
        return None
    if out.suffix.lower() not in SUFFIXES:
        if _looks_like_a_file(out, given):
            raise PlanError(f"{out.suffix} is not written; end the name in one of {', '.join(SUFFIXES)}")
        return None
    if len(pictures) > 1 or given[0].is_dir():
        raise PlanError(f"{out} is the name of one picture; several need a folder: -o FOLDER")
    if transparent and out.suffix.lower() in (".jpg", ".jpeg"):
        raise PlanError("a JPEG has no transparency; end the name in .png or .webp")
    return out


def _looks_like_a_file(out: Path, given: list[Path]) -> bool:
    """One picture and something like result.gif: a mistake rather than a folder's name."""
    return len(given) == 1 and given[0].is_file() and bool(out.suffix)


def _suffix(picture: Path, transparent: bool) -> str:
    """The picture's own, where it can be written so."""
    own = picture.suffix.lower()
    if transparent and own != ".webp":
        return ".png"
    return own if own in SUFFIXES else ".png"


def _different_stems(pictures: list[Path]) -> Iterator[str]:
    """Each picture's name without ending; of those with the same, later ones get _2, _3 …

    Names that differ in capitals only are one on some disks.
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
