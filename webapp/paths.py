"""Where the package, the site and the models are: in an installed package, or in a checkout."""

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
IMPORT_ROOT: Final = PACKAGE.parent
"""The folder that Python imported webapp from; a child process needs it in its module path."""


def bundled_folder(name: str) -> Path:
    """Return the folder `static`, `templates` or `models`: in the installed package, else in the checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else IMPORT_ROOT / name
