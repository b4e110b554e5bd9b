"""What the commands print: text on stdout and stderr never ends a run, whatever these are.

They may be closed, lead to a full disk or to a program that has ended, and have an encoding without our letters. What
cannot be printed is lost. Where it was what the command was asked for, as with `posecast doctor`, that is an error.
"""

import codecs
import io
import os
import sys
from typing import IO, Final

_STANDARD_FILES: Final = 3
"""stdin, stdout and stderr: the file descriptors 0 to 2."""

_PLAIN: Final = {"×": "x", "–": "-", "…": "...", "→": "->"}
"""What is printed for letters of ours where the encoding lacks them; others become escapes such as \\u2588."""

_ERRORS: Final = "posecast.plain"
"""The name of the way in which text is encoded that has other letters than the encoding."""


class ForgivingWriter(io.BufferedWriter):
    """A buffer of which no method raises OSError; `lost` is the first one that there was.

    has_messages_only: whether the command was asked for something else than what it prints.
    """

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self.lost: OSError | None = None
        self.has_messages_only = False

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        """Write the data at once; what cannot be written is dropped."""
        try:
            super().write(data)
        except OSError as error:
            self.lost = self.lost or error
        self.flush()
        return memoryview(data).nbytes

    def flush(self) -> None:
        """Write what is left, if that is possible."""
        try:
            super().flush()
        except OSError as error:
            self.lost = self.lost or error


def set_up_console() -> None:
    """Have sys.stdout and sys.stderr take any text, for good."""
    codecs.register_error(_ERRORS, plain_letters)
    for number in range(_STANDARD_FILES):
        _open_if_closed(number)
    sys.stdout = forgiving(sys.stdout, 1)
    sys.stderr = forgiving(sys.stderr, 2)


def forgiving(stream: IO[str] | None, number: int) -> io.TextIOWrapper:
    """Return a stream to the same file that takes any text. stream: None if the file `number` was closed at the start."""
    binary = getattr(stream, "buffer", None) or io.FileIO(number, "wb", closefd=False)
    raw = getattr(binary, "raw", binary)
    return io.TextIOWrapper(
        ForgivingWriter(raw),
        encoding=getattr(stream, "encoding", None),
        errors=_ERRORS,
        line_buffering=getattr(stream, "line_buffering", True),
        write_through=getattr(stream, "write_through", False),
    )


def plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for text that cannot be encoded, and where to go on: a handler of codecs.register_error."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(
        _PLAIN.get(one) or one.encode("ascii", "backslashreplace").decode() for one in text
    ), error.end


def can_print(text: str) -> bool:
    """Whether the encoding of stdout has all these letters."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeError:
        return False
    return True


def expect_messages_only() -> None:
    """Say that from now on the command prints messages, whose loss is no error: its results are files, or it serves."""
    writer = _stdout_writer()
    if writer:
        writer.has_messages_only = True


def lost_output() -> OSError | None:
    """Return why something could not be printed to stdout; None if all was."""
    sys.stdout.flush()
    writer = _stdout_writer()
    return writer.lost if writer else None


def lost_result() -> OSError | None:
    """As lost_output, but None for messages."""
    writer = _stdout_writer()
    return None if writer and writer.has_messages_only else lost_output()


def _stdout_writer() -> ForgivingWriter | None:
    """Return what set_up_console has put under sys.stdout; None where it was not called, as in tests."""
    buffer = getattr(sys.stdout, "buffer", None)
    return buffer if isinstance(buffer, ForgivingWriter) else None


def _open_if_closed(number: int) -> None:
    """Open a standard file that is closed, so that no socket or result gets its number, and what is printed with it."""
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, os.O_RDONLY)  # it gets the lowest free number; writing to it fails, as it should
