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
    drawn: Path
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


def plan(inputs: Iterable[Path], out: Path, *, json: bool, csv: bool, transparent: bool) -> list[PicturePlan]:
    """Where everything goes: `out` is a file where one picture was named and it ends like one, else a folder.

    Raises PlanError.
    """
    given = list(inputs)
    pictures = pictures_of(given)
    is_file = out.suffix.lower() in SUFFIXES and not out.is_dir()
    if is_file and (len(pictures) > 1 or given[0].is_dir()):
        raise PlanError(f"{out} is the name of one picture; several need a folder: -o FOLDER")
    if is_file and transparent and out.suffix.lower() in (".jpg", ".jpeg"):
        raise PlanError("a JPEG has no transparency; end the name in .png or .webp")
    if not is_file and _looks_like_a_file(out, given):
        raise PlanError(f"{out.suffix} is not written; end the name in one of {', '.join(SUFFIXES)}")
    folder = out.parent if is_file else out
    stems = [out.stem] if is_file else list(_different_stems(pictures))
    return [
        PicturePlan(
            source=picture,
            stem=stem,
            drawn=out if is_file else folder / f"{stem}{_suffix(picture, transparent)}",
            json=folder / f"{stem}.json" if json else None,
            csv=folder / f"{stem}.csv" if csv else None,
        )
        for picture, stem in zip(pictures, stems, strict=True)
    ]


def _looks_like_a_file(out: Path, given: list[Path]) -> bool:
    """One picture and something like result.gif, that is no folder: a mistake rather than a folder's name."""
    return len(given) == 1 and given[0].is_file() and bool(out.suffix) and not out.is_dir()


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
