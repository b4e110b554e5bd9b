"""Pictures to try with one click: scikit-image's own photographs of people, where that package is installed.

Found without importing it, which would bring SciPy into the web process.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from webapp.api import views


@dataclass(frozen=True)
class Sample:
    file_name: str
    title: str
    credit: str
    media_type: str


SAMPLES: Final = {
    "astronaut": Sample(
        "astronaut.png",
        "Eileen Collins, astronaut",
        "NASA, public domain; from scikit-image",
        "image/png",
    ),
    "camera": Sample(
        "camera.png",
        "A photographer with a tripod",
        "Lav Varshney, CC0; from scikit-image",
        "image/png",
    ),
}
"""Those that lie in the package itself; it would fetch the others from the network."""


@cache
def data_folder() -> Path | None:
    """Where scikit-image's pictures are, or None without it."""
    spec = importlib.util.find_spec("skimage")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "data" if places else None


def sample_path(name: str, folder: Callable[[], Path | None] = data_folder) -> Path | None:
    """The file of a sample, or None where there is none such."""
    where = folder()
    path = where / SAMPLES[name].file_name if where and name in SAMPLES else None
    return path if path and path.is_file() else None


def sample_views(prefix: str, folder: Callable[[], Path | None] = data_folder) -> list[views.Sample]:
    """prefix: the path of the API."""
    return [
        {"name": name, "title": sample.title, "url": f"{prefix}/samples/{name}", "credit": sample.credit}
        for name, sample in SAMPLES.items()
        if sample_path(name, folder)
    ]
