"""Where the package, the site and the models lie: in an installed package, or in a checkout."""

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
IMPORT_ROOT: Final = PACKAGE.parent
"""The folder that Python imported webapp from; a child process needs it in its module path."""


def bundled_folder(name: str) -> Path:
    """The folder `static`, `templates` or `models`: inside the installed package, else the checkout's."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else IMPORT_ROOT / name
