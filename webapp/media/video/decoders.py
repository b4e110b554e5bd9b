"""The decoders of FFmpeg that a file may set to work, by FFmpeg's names; it has 500, most of them for old games.

What cameras, phones, browsers and laboratories write, and what the sound beside it is in.
"""

from typing import Final

_VIDEO: Final = (
    "h264 hevc vp8 vp9 libdav1d av1 mpeg4 mjpeg mpeg2video mpeg1video h263 "  # phones, cameras, browsers
    "prores dnxhd dvvideo ffv1 huffyuv ffvhuff rawvideo png"  # cutting rooms, laboratories, screen recorders
)
_SOUND: Final = (
    "aac aac_latm mp3 mp3float mp2 mp2float ac3 eac3 opus vorbis flac alac amrnb amrwb "
    "adpcm_ms adpcm_ima_wav adpcm_ima_qt pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be "
    "pcm_f32le pcm_f32be pcm_f64le pcm_f64be pcm_alaw pcm_mulaw pcm_bluray pcm_dvd"
)

VIDEO_DECODERS: Final = frozenset(_VIDEO.split())
AUDIO_DECODERS: Final = frozenset(_SOUND.split())
