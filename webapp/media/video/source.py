"""Opens a video so that FFmpeg reads that one file only.

FFmpeg follows references: playlists name other files and addresses, a QuickTime file may keep its frames in another
file. So the kind is taken from the first bytes, only the demuxer of that kind and the decoders named here are allowed,
the file is passed as an open stream without a name, and opening any other file is refused (docs/decisions/0014).
"""

import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from webapp.media import file_kind as kinds
from webapp.media.file_kind import SNIFFED_BYTES, FileKind, file_kind
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.mp4_index import STREAM_LIMIT, check_index

# The decoders of FFmpeg that may be used, by FFmpeg's names; it has 500, most of them for old games. These are what
# phones, cameras, browsers, editing programs, laboratories and screen recorders write.
VIDEO_DECODERS: Final = frozenset(
    [
        "h264",
        "hevc",
        "vp8",
        "vp9",
        "libdav1d",
        "av1",
        "mpeg4",
        "mjpeg",
        "mpeg2video",
        "mpeg1video",
        "h263",
        "prores",
        "dnxhd",
        "dvvideo",
        "ffv1",
        "huffyuv",
        "ffvhuff",
        "rawvideo",
        "png",
        "gif",
    ]
)
AUDIO_DECODERS: Final = frozenset(
    [
        "aac",
        "aac_latm",
        "mp3",
        "mp3float",
        "mp2",
        "mp2float",
        "ac3",
        "eac3",
        "opus",
        "vorbis",
        "flac",
        "alac",
        "amrnb",
        "amrwb",
        "adpcm_ms",
        "adpcm_ima_wav",
        "adpcm_ima_qt",
        "pcm_u8",
        "pcm_s8",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
        "pcm_s24be",
        "pcm_s32le",
        "pcm_s32be",
        "pcm_f32le",
        "pcm_f32be",
        "pcm_f64le",
        "pcm_f64be",
        "pcm_alaw",
        "pcm_mulaw",
        "pcm_bluray",
        "pcm_dvd",
    ]
)

_DEMUXERS: Final = {
    kinds.MP4: "mov",
    kinds.MATROSKA: "matroska",
    kinds.AVI: "avi",
    kinds.GIF: "gif",
    kinds.MPEG_TS: "mpegts",
    kinds.MPEG_PS: "mpeg",
}

FRAME_PIXEL_LIMIT: Final = 8192 * 4320
"""8K. A decoder keeps up to 17 such frames in memory."""

NO_DECODER: Final = {"codec_whitelist": "none", "max_pixels": str(2**31 - 1)}
"""Options of streams with which FFmpeg decodes nothing, and so refuses no size."""

_READ_BYTES: Final = 1 << 18  # read at once; large, so that FFmpeg calls Python less often


class _NamelessFile:
    """A file for FFmpeg without a name or folder, next to which it could look for others."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read
        self.tell = file.tell
        self._file = file

    def seek(self, offset: int, whence: int) -> int:
        """Seek as FFmpeg expects: a damaged file may ask for an impossible position, which returns an error number."""
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError) as error:
            return -(getattr(error, "errno", None) or errno.EINVAL)


@contextmanager
def opened_video(
    path: Path, pixel_limit: int = FRAME_PIXEL_LIMIT, *, decodes: bool = True
) -> Iterator[InputContainer]:
    """Open the file within the context. Raises MediaError.

    decodes: whether FFmpeg may decode frames to learn of the streams; if not, it says what the container says.
    """
    try:
        file = _regular_file(path)
    except OSError as error:
        raise MediaError(
            MediaProblem.UNREADABLE, f"{path.name} cannot be read: {error.strerror or error}"
        ) from error
    with file:
        demuxer = _demuxer(file, path)
        options = stream_options(pixel_limit) if decodes else NO_DECODER
        with _container(file, demuxer, options) as container:
            yield container


def _regular_file(path: Path) -> BinaryIO:
    """Open a regular file. Raises OSError for others."""
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe may block, a device has no end
        raise OSError("it is not a file")
    return path.open("rb")


def _demuxer(file: BinaryIO, path: Path) -> str:
    """Return FFmpeg's name of the demuxer for this kind of file. Raises MediaError."""
    beginning = file.read(SNIFFED_BYTES)
    file.seek(0)
    if not beginning:
        raise MediaError(MediaProblem.EMPTY, f"{path.name} is empty; choose the video again")
    kind = file_kind(beginning)
    if kind in _DEMUXERS:
        if kind is kinds.MP4:
            check_index(file)
        return _DEMUXERS[kind]
    raise _refused(kind)


def _refused(kind: FileKind | None) -> MediaError:
    if kind is None:
        return MediaError(
            MediaProblem.NOT_A_VIDEO, "this is not a video; MP4, MOV, MKV, WebM, AVI, MPEG and GIF are read"
        )
    if kind.group == "video":
        return MediaError(MediaProblem.UNSUPPORTED, f"this is {kind.called} file; convert it to MP4 (H.264)")
    if kind.group == "playlist":
        return MediaError(
            MediaProblem.UNSUPPORTED,
            f"this is {kind.called}, which only names other files or addresses; give the video itself",
        )
    what = "picture" if kind.group == "picture" else "file"
    return MediaError(MediaProblem.NOT_A_VIDEO, f"this is {kind.called} {what}, not a video")


def _container(file: BinaryIO, demuxer: str, options: dict[str, str]) -> InputContainer:
    try:
        return av.open(
            _NamelessFile(file),
            "r",
            format=demuxer,
            options=options,
            container_options=_container_options(demuxer),
            metadata_errors="replace",
            buffer_size=_READ_BYTES,
            io_open=_refuse_to_open,
        )
    except MemoryError as error:
        raise MediaError(MediaProblem.NO_MEMORY, "there is not enough memory for this video") from error
    except (av.FFmpegError, ValueError, RuntimeError) as error:
        raise MediaError(
            MediaProblem.DAMAGED, f"the video is damaged ({reason(error)}); copy or upload it again"
        ) from error
    except OSError as error:  # from the disk
        raise unreadable(error) from error


def video_stream(container: InputContainer) -> VideoStream:
    """Return the video stream that is not cover art. Raises MediaError."""
    videos = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    if not videos:
        what = "only sound" if container.streams.audio else "no video"
        raise MediaError(MediaProblem.NO_FRAMES, f"there is {what} in the file")
    best = container.streams.best("video")
    stream = next((one for one in videos if best is not None and one.index == best.index), videos[0])
    codec = stream.codec_context.name if stream.codec_context else "an unknown kind"
    if codec not in VIDEO_DECODERS:
        raise MediaError(
            MediaProblem.UNSUPPORTED,
            f"the video is written in {codec}, which is not read; convert it to H.264",
        )
    return stream


def unreadable(error: OSError) -> MediaError:
    return MediaError(MediaProblem.UNREADABLE, f"the video cannot be read: {error.strerror or error}")


def stream_options(pixel_limit: int) -> dict[str, str]:
    """Return the decoders' option that limits the pixels of a frame."""
    return {"max_pixels": str(pixel_limit)}


def _container_options(demuxer: str) -> dict[str, str]:
    options = {
        "protocol_whitelist": "none",
        "format_whitelist": ",".join(_DEMUXERS.values()),
        "codec_whitelist": ",".join(sorted(VIDEO_DECODERS | AUDIO_DECODERS)),
        "max_streams": str(STREAM_LIMIT),
    }
    if demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    return options


def _refuse_to_open(url: str, _flags: int, _options: dict[str, Any]) -> NoReturn:
    raise PermissionError(f"the video names another file or address ({url[:80]!r}), which is not opened")


def reason(error: BaseException) -> str:
    """Return FFmpeg's message for an error, without file names and numbers."""
    return str(getattr(error, "strerror", None) or error)
