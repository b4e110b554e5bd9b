"""The load generator: exact bytes, and the same poses as with python-socketio's client."""

import json

import msgpack
import pytest

from benchmarks.client_codecs import CONNECTED, PosecastCodec, StockCodec
from benchmarks.clips import clips
from benchmarks.load import CPU_LIMIT, LATE_LIMIT_MS, Load, LoadResult, Pace
from benchmarks.load_client import LoadClient, LostConnectionError
from benchmarks.load_generator import GeneratorError, LoadGenerator
from benchmarks.load_loop import LoadLoop
from benchmarks.websocket_frames import BINARY, MASK, TEXT, FrameReader, client_frame, client_header, masked
from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import GOOD, CameraClient
from webapp.protocol.limits import FRAMES_A_SECOND

FRAMES = 6


def unmasked(data: bytes) -> tuple[int, bytes]:
    """Decode a client frame in the plain way; return opcode and payload."""
    length, start = data[1] & 0x7F, 2
    if length == 126:
        length, start = int.from_bytes(data[2:4], "big"), 4
    elif length == 127:
        length, start = int.from_bytes(data[2:10], "big"), 10
    mask, payload = data[start : start + 4], data[start + 4 :]
    assert len(payload) == length
    return data[0] & 0x0F, bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536])
def test_frames_of_every_length_follow_the_standard(length: int) -> None:
    payload = bytes(place % 251 for place in range(length))
    frame = client_frame(BINARY, payload)
    assert frame[0] == 0x82  # final, binary
    assert frame[1] & 0x80  # masked
    assert unmasked(frame) == (BINARY, payload)


def test_a_payload_can_be_masked_in_two_parts() -> None:
    payload = b"a frame in two parts"
    for cut in range(9):
        assert masked(payload[:cut]) + masked(payload[cut:], cut) == masked(payload)
    assert client_header(TEXT, 5) == b"\x81\x85" + MASK


def test_messages_are_read_in_pieces_of_any_size() -> None:
    stream = (
        b"\x81\x02hi\x82\x7e\x01\x00" + bytes(256) + b"\x82\x7f" + (70000).to_bytes(8, "big") + bytes(70000)
    )
    expected = [(TEXT, b"hi"), (BINARY, bytes(256)), (BINARY, bytes(70000))]
    for size in (1, 7, 1000, len(stream)):
        reader = FrameReader()
        read = [
            message for at in range(0, len(stream), size) for message in reader.feed(stream[at : at + size])
        ]
        assert read == expected


def test_a_posecast_frame_is_one_packet_in_msgpack() -> None:
    codec = PosecastCodec()
    for seq in (0, 70000):
        opcode, payload = unmasked(b"".join(codec.encode_frame(seq, 1234.5, codec.prepare(b"a jpeg"))))
        assert opcode == BINARY
        assert msgpack.unpackb(payload) == {
            "type": 2,
            "nsp": "/",
            "data": ["frame", {"seq": seq, "t": 1234.5, "jpeg": b"a jpeg"}],
        }


def test_a_stock_frame_is_a_text_and_its_attachment() -> None:
    codec = StockCodec()
    text, attachment = codec.encode_frame(3, 7.0, codec.prepare(b"a jpeg"))
    opcode, payload = unmasked(text)
    assert (opcode, payload[:4]) == (TEXT, b"451-")
    content = {"seq": 3, "t": 7.0, "jpeg": {"_placeholder": True, "num": 0}}
    assert json.loads(payload[4:]) == ["frame", content]
    assert unmasked(attachment) == (BINARY, b"a jpeg")


def test_stock_replies_are_read_with_and_without_attachments() -> None:
    codec = StockCodec()
    assert codec.decode(TEXT, b'0{"sid":"x"}') is None
    connected = codec.decode(TEXT, b'40{"sid":"y"}')
    assert connected
    assert connected.name == CONNECTED
    pose = codec.decode(TEXT, b'42["pose",{"seq":5}]')
    assert pose
    assert (pose.name, pose.payload) == ("pose", {"seq": 5})
    assert codec.decode(TEXT, b'451-["frame",{"seq":6}]') is None
    echo = codec.decode(BINARY, b"jpeg")
    assert echo
    assert (echo.name, echo.payload) == ("frame", {"seq": 6})


@pytest.mark.slow
@pytest.mark.server
def test_the_client_gets_the_same_poses_as_python_socketio() -> None:
    jpegs = clips(1, FRAMES)[0].jpegs
    with RunningServer("--workers", "1", "--model", "lite") as server:
        with CameraClient(server.url) as camera:
            expected = [camera.ask(jpeg, t=100.0 * at)[1] for at, jpeg in enumerate(jpegs)]
        codec = PosecastCodec()
        lean = LoadClient(server.port, codec)
        assert lean.fps_limit == FRAMES_A_SECOND
        found = []
        for at, jpeg in enumerate(jpegs):
            found.append(lean.wait_for(lean.send(codec.prepare(jpeg), 100.0 * at)))
        lean.close()
    assert [message.name for message in found] == ["pose"] * FRAMES
    for message, pose in zip(found, expected, strict=True):
        assert pose["people"]
        compared = ("seq", "t", "size", "people")
        assert {name: message.payload[name] for name in compared} == {name: pose[name] for name in compared}


@pytest.mark.server
@pytest.mark.parametrize("pace", Pace)
def test_a_load_loop_counts_every_frame_once(pace: Pace) -> None:
    codec = PosecastCodec()
    frames = [codec.prepare(GOOD)]
    with RunningServer(*FAKE_ENGINE, "--workers", "1") as server:
        clients = [LoadClient(server.port, PosecastCodec()) for _ in range(3)]
        load = Load(3, pace, seconds=0.5, fps=20, warm_up_s=0.1)
        result = LoadLoop(clients, frames, load).run()
        for client in clients:
            client.close()
    assert result.unaccounted == 0
    assert result.unanswered == 0
    assert len(result.ages_ms) == sum(result.poses_by_client) > 0
    assert min(result.ages_ms) > 0
    if pace is not Pace.EAGER:
        # 3 clients, 0.6 s, 20 a second; whether the frame due at the very end counts is up to rounding.
        assert 36 <= result.sent + result.left_out <= 39


@pytest.mark.server
def test_a_client_notices_that_the_server_has_ended() -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1") as server:
        client = LoadClient(server.port, PosecastCodec())
    with pytest.raises(LostConnectionError):
        client.wait_for(0)
    client.close()


def test_a_run_is_valid_only_while_its_generator_kept_up() -> None:
    load = Load(2, Pace.STEADY, 2.0, 15)
    prompt = LoadResult(load, [30, 30], late_ms=[1.0] * 100, cpu_share=0.1)
    assert prompt.is_valid
    assert prompt.poses_a_second == 30
    assert prompt.fairness == 1
    assert not LoadResult(load, [30, 30], late_ms=[LATE_LIMIT_MS + 1] * 100, cpu_share=0.1).is_valid
    assert not LoadResult(load, [30, 30], late_ms=[1.0] * 100, cpu_share=CPU_LIMIT + 0.01).is_valid


def test_the_end_of_a_generator_is_explained(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GeneratorError, match="has ended"):
        with LoadGenerator(port=1, codec="nonsense", jpegs=()):
            pass
    assert "nonsense" in capfd.readouterr().err
