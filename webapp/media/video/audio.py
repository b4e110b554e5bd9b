"""Copies the audio of one video into another, in sync with its frames.

AAC and MP3, which browsers and QuickTime play from an MP4, are copied; everything else (Opus, Vorbis, AC-3, PCM, ...) is
encoded as AAC. If the audio cannot be read, the video is written without it, and `note` says why.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Protocol

import av
from av import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.packet import Packet

from webapp.media.problems import MediaError
from webapp.media.video.piece_clock import SoundClock, moved, pieces_of
from webapp.media.video.reader import VideoReader
from webapp.media.video.source import AUDIO_DECODERS, opened_video, reason

COPIED: Final = ("aac", "mp3", "mp3float")  # FFmpeg's decoders of AAC and MP3
AAC_RATES_HZ: Final = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
AAC_BITS_A_SECOND_A_CHANNEL: Final = 80_000
AAC_FRAME_SAMPLES: Final = 1024
OVERHANG_S: Final = 1.0
"""Audio is kept up to this long after the last frame, since recorders stop the two at different moments."""

PREROLL_S: Final = 0.1
"""Packets up to this long before the first frame are copied, too, and hidden by an edit list: AAC and MP3 decoders need
the packets before the first audible one."""


class _Track(Protocol):
    """A source of audio packets for the target; their times count from the first frame."""

    def packets(self) -> Iterator["Packet[Any]"]: ...


class AudioTrack:
    """The best audio stream of a video, as a stream of another video that is being written."""

    def __init__(self, source: Path, target: OutputContainer) -> None:
        self.note: str | None = None  # why audio is missing
        self._target = target
        self._opened = ExitStack()
        self._packets: Iterator[Packet[Any]] = iter(())
        self._waiting: Packet[Any] | None = None
        try:
            self._packets = self._track(source).packets()
        except _NoAudioError:
            pass
        except (MediaError, av.FFmpegError, ValueError) as error:
            self._give_up(error)

    def write_until(self, time_s: float) -> None:
        """Write the packets up to that time since the first frame. Raises OSError for a full disk."""
        while (packet := self._next()) is not None and _packet_time_s(packet) <= time_s:
            self._waiting = None
            self._target.mux(packet)

    def finish(self, video_end_s: float) -> None:
        """Write the rest, up to OVERHANG_S after the end of the video. Raises OSError for a full disk."""
        self.write_until(video_end_s + OVERHANG_S)

    def close(self) -> None:
        self._opened.close()

    def _next(self) -> "Packet[Any] | None":
        if self._waiting is None:
            try:
                self._waiting = next(self._packets, None)
            except (OSError, av.FFmpegError, ValueError) as error:
                self._give_up(error)
        return self._waiting

    def _give_up(self, error: Exception) -> None:
        self.note = f"the sound could not be copied: {reason(error)}"
        self._packets = iter(())

    def _track(self, source: Path) -> _Track:
        container = self._opened.enter_context(opened_video(source))
        stream = container.streams.best("audio")
        if not isinstance(stream, AudioStream):
            raise _NoAudioError
        codec = stream.codec_context.name if stream.codec_context else "an unknown kind"
        if codec not in AUDIO_DECODERS:
            raise ValueError(f"it is in {codec}, which is not read")
        with VideoReader(source) as video:
            start_s, step_s = video.start_s, 1 / video.info.frame_rate
        packets = _in_sync(container, stream, start_s, SoundClock(pieces_of(source, step_s)))
        kind = _CopiedAudio if codec in COPIED else _EncodedAudio
        return kind(packets, stream, self._target)


def _in_sync(
    source: InputContainer, stream: AudioStream, start_s: float, clock: SoundClock
) -> Iterator["Packet[AudioStream]"]:
    """Yield the packets with times since the first frame."""
    for packet in source.demux(stream):
        clock.move(packet)
        moved(packet, -start_s)
        yield packet


class _NoAudioError(Exception):
    """The source has no audio."""


class _CopiedAudio:
    """Packets copied unchanged but for their times."""

    def __init__(
        self, packets: Iterator["Packet[AudioStream]"], stream: AudioStream, target: OutputContainer
    ) -> None:
        self._packets = packets
        self._copy = target.add_stream_from_template(stream)

    def packets(self) -> Iterator["Packet[Any]"]:
        last_dts: int | None = None
        for packet in self._packets:
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue  # the empty last packet, or a damaged one
            early = float((packet.pts + (packet.duration or 0)) * packet.time_base) <= -PREROLL_S
            if early or (last_dts is not None and packet.dts <= last_dts):
                continue
            last_dts = packet.dts
            packet.stream = self._copy
            yield packet


class _EncodedAudio:
    """Audio decoded, synchronized (gaps filled with silence, overlaps cut) and encoded as AAC, mono or stereo."""

    def __init__(
        self, packets: Iterator["Packet[AudioStream]"], stream: AudioStream, target: OutputContainer
    ) -> None:
        self._packets = packets
        rate = min(AAC_RATES_HZ, key=lambda one: abs(one - stream.codec_context.sample_rate))
        self._layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        self._rate = rate
        self._aac = target.add_stream("aac", rate=rate)
        self._aac.layout = self._layout
        self._aac.bit_rate = AAC_BITS_A_SECOND_A_CHANNEL * (1 if self._layout == "mono" else 2)

    def packets(self) -> Iterator["Packet[Any]"]:
        graph: Graph | None = None
        for frame in self._frames():
            if graph is None:
                graph = self._graph(frame)
            graph.push(frame)
            yield from self._encoded(graph)
        if graph is not None:
            graph.push(None)
            yield from self._encoded(graph)
            yield from self._aac.encode(None)

    def _frames(self) -> Iterator[AudioFrame]:
        for packet in self._packets:
            try:
                frames = packet.decode()
            except av.EOFError:
                return
            except av.FFmpegError:
                continue  # aresample fills the gap with silence
            for frame in frames:
                if frame.pts is not None and frame.time_base is not None:
                    yield frame

    def _graph(self, first: AudioFrame) -> Graph:
        graph = Graph()
        source = graph.add_abuffer(
            sample_rate=first.sample_rate,
            format=first.format.name,
            layout=first.layout.name,
            time_base=first.time_base,
        )
        steps = [
            source,
            graph.add("aresample", f"{self._rate}:async=1:first_pts=0"),
            graph.add("aformat", f"sample_fmts=fltp:channel_layouts={self._layout}"),
            graph.add("asetnsamples", f"n={AAC_FRAME_SAMPLES}:p=0"),
            graph.add("abuffersink"),
        ]
        graph.link_nodes(*steps).configure()
        return graph

    def _encoded(self, graph: Graph) -> Iterator["Packet[Any]"]:
        while True:
            try:
                frame = graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            if isinstance(frame, AudioFrame):
                yield from self._aac.encode(frame)


def _packet_time_s(packet: "Packet[Any]") -> float:
    return float(packet.pts * packet.time_base) if packet.pts is not None and packet.time_base else 0.0
