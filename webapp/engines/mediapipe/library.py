"""MediaPipe's Python modules and its native library, and what to install where they cannot be loaded.

They load when a model is loaded or a first frame comes, not when this module is imported.

The prebuilt library reports usage statistics (which task ran where and how fast; no picture, no landmark) to
play.googleapis.com when a landmarker closes, and offers no way to turn that off:
https://github.com/google-ai-edge/mediapipe/issues/6291. The default engine reports nothing to anyone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from webapp.pose.engine import EngineError

SYSTEM_LIBRARIES: Final = ("libEGL", "libGLESv2")
SYSTEM_LIBRARY_MISSING: Final = (
    "MediaPipe needs the system libraries libEGL and libGLESv2, and one of them cannot be loaded ({error}). On "
    "Debian or Ubuntu: `sudo apt-get install -y libegl1 libgles2`. The default engine needs neither."
)
NOT_INSTALLED: Final = (
    "MediaPipe, or a package that it needs, is not installed ({error}). Install it with "
    "`pip install absl-py certifi flatbuffers matplotlib sounddevice` and `pip install --no-deps mediapipe==1.2.2`; "
    "with --no-deps, because it asks for opencv-contrib-python, which overwrites the OpenCV that Posecast uses. The default engine needs no MediaPipe."
)
NOT_LOADABLE: Final = "MediaPipe's native library cannot be loaded: {error}"


def import_mediapipe() -> Any:
    """Import the module mediapipe. Raises EngineError if it is not installed."""
    with explain_load_errors():
        import mediapipe

        return mediapipe


@contextmanager
def explain_load_errors() -> Iterator[None]:
    """Convert errors of importing MediaPipe or loading its library to EngineError that says what to install."""
    try:
        yield
    except ImportError as error:
        raise EngineError(NOT_INSTALLED.format(error=error)) from error
    except OSError as error:  # raised by ctypes, with the message of the dynamic loader
        missing = any(library in str(error) for library in SYSTEM_LIBRARIES)
        text = SYSTEM_LIBRARY_MISSING if missing else NOT_LOADABLE
        raise EngineError(text.format(error=error)) from error
