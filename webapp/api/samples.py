"""Sample pictures for the media page: scikit-image's photographs of people, if that package is installed.

They are found without importing it, which would load SciPy into the web process.
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
"""Those that are in the package; it would download the others."""


@cache
def data_folder() -> Path | None:
    """Return the folder of scikit-image's pictures; None without that package."""
    spec = importlib.util.find_spec("skimage")
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) / "data" if locations else None


def sample_path(name: str, folder: Callable[[], Path | None] = data_folder) -> Path | None:
    """Return the file of a sample; None if there is no such sample."""
    pictures = folder()
    path = pictures / SAMPLES[name].file_name if pictures and name in SAMPLES else None
    return path if path and path.is_file() else None


def sample_views(prefix: str, folder: Callable[[], Path | None] = data_folder) -> list[views.Sample]:
    """Return the samples as clients see them. prefix: the path of the API."""
    return [
        {"name": name, "title": sample.title, "url": f"{prefix}/samples/{name}", "credit": sample.credit}
        for name, sample in SAMPLES.items()
        if sample_path(name, folder)
    ]
