"""Packets that cannot be read become an event instead of an end."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio import packet
from socketio.msgpack_packet import MsgPackPacket

from webapp.protocol.socketio_packet import CLIENT_EVENT, UNREADABLE_EVENT, EncodedEvent, ForgivingPacket


def decode(encoded: object) -> ForgivingPacket:
    return ForgivingPacket(encoded_packet=encoded)


def test_a_good_event_keeps_its_name_as_an_argument() -> None:
    encoded = MsgPackPacket(
        packet.EVENT, data=["frame", {"seq": 1, "jpeg": b"\xff"}], namespace="/", id=4
    ).encode()
    read = decode(encoded)
    assert (read.packet_type, read.namespace, read.id) == (packet.EVENT, "/", 4)
    assert read.data == [CLIENT_EVENT, "frame", {"seq": 1, "jpeg": b"\xff"}]


def test_a_connect_packet_carries_its_auth() -> None:
    encoded = MsgPackPacket(packet.CONNECT, data={"v": 1}, namespace="/").encode()
    assert decode(encoded).data == {"v": 1}


def test_an_event_with_number_keys_reaches_the_checks() -> None:
    encoded = msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame", {1: 2}]})
    assert decode(encoded).data == [CLIENT_EVENT, "frame", {1: 2}]


def test_text_that_is_no_utf8_reaches_the_checks() -> None:
    encoded = msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame", "XX"]}).replace(
        b"XX", b"\xff\xfe"
    )
    assert decode(encoded).data[:2] == [CLIENT_EVENT, "frame"]  # type: ignore[index]


@pytest.mark.parametrize(
    "name", ["*", "connect", "disconnect", "__disconnect_final", CLIENT_EVENT, UNREADABLE_EVENT, ""]
)
def test_no_name_that_the_library_knows_reaches_it(name: str) -> None:
    encoded = msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": [name, "sid", {"seq": 5}]})
    assert decode(encoded).data == [CLIENT_EVENT, name, "sid", {"seq": 5}]


@pytest.mark.parametrize("kind", [packet.EVENT, packet.DISCONNECT, packet.ACK])
def test_other_namespaces_reach_the_library_with_nothing_but_a_connect(kind: int) -> None:
    encoded = msgpack.packb({"type": kind, "nsp": "/other", "data": ["frame"], "id": 1})
    read = decode(encoded)
    assert (read.packet_type, read.namespace) == (packet.EVENT, "/")
    assert read.data == [UNREADABLE_EVENT, "there is no other namespace than '/'"]


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"\xc1",
        b"\x93\x01",
        b"not msgpack",
        '2["frame"]',
        msgpack.packb(7),
        msgpack.packb({}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/"}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": []}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": "frame"}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": [{}]}),
        msgpack.packb({"type": packet.EVENT, "nsp": 3, "data": ["frame"]}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame"], "id": []}),
        msgpack.packb({"type": packet.ACK, "nsp": "/", "data": []}),
        msgpack.packb({"type": packet.ACK, "nsp": "/", "data": [], "id": 1}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame"], "id": True}),
        msgpack.packb({"type": [], "nsp": "/", "data": ["frame"]}),
        msgpack.packb({"type": packet.BINARY_EVENT, "nsp": "/", "data": ["frame"]}),
        msgpack.packb({"type": packet.CONNECT_ERROR, "nsp": "/"}),
        msgpack.packb({"type": True, "nsp": "/"}),
        b"\x91" * 5000 + b"\xc0",
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame", [{}] * 65]}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame", [[]] * 32 + [[[]] * 32]]}),
        msgpack.packb({"type": packet.EVENT, "nsp": "/", "data": ["frame", dict.fromkeys(range(65))]}),
    ],
)
def test_what_cannot_be_read_becomes_an_event(encoded: object) -> None:
    read = decode(encoded)
    assert (read.packet_type, read.namespace) == (packet.EVENT, "/")
    assert read.data
    assert read.data[0] == UNREADABLE_EVENT


@given(st.binary(max_size=60))
def test_no_bytes_raise(encoded: bytes) -> None:
    assert decode(encoded).namespace


PAYLOADS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(PAYLOADS, st.none() | st.integers(0, 2**31))
def test_packets_are_the_bytes_that_the_library_writes(payload: object, identity: int | None) -> None:
    for data in (["pose", payload], payload):
        fields = {"data": data, "namespace": "/", "id": identity}
        ours = ForgivingPacket(packet.EVENT, **fields).encode()
        assert ours == MsgPackPacket(packet.EVENT, **fields).encode()
    assert EncodedEvent("pose", payload).binary == (
        MsgPackPacket(packet.EVENT, data=["pose", payload], namespace="/").encode()
    )
