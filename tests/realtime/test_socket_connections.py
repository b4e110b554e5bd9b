"""Connections: what is sent on them, and how long they may stay without a client."""

import socketio
from engineio import packet, payload
from socketio.msgpack_packet import MsgPackPacket

from webapp.protocol.wire import Event, Message
from webapp.realtime.socket_connections import SocketConnections

CONNECT_LIMIT_S = 10.0


class Line:
    """An Engine.IO connection, as far as ending it goes."""

    def __init__(self, sockets: dict[str, object], name: str) -> None:
        self._sockets = sockets
        self._name = name
        self.ended = 0

    def close(self, abort: bool) -> None:
        assert abort
        self._sockets.pop(self._name)
        self.ended += 1


def connections_with(*lines: str) -> tuple[SocketConnections, socketio.Server, dict[str, Line]]:
    server = socketio.Server(async_mode="threading")
    opened = {name: Line(server.eio.sockets, name) for name in lines}
    server.eio.sockets.update(opened)
    return SocketConnections(server), server, opened


def test_one_who_says_nothing_for_long_is_ended_once() -> None:
    connections, server, opened = connections_with("silent")
    for now_s in (5.0, 5.0 + CONNECT_LIMIT_S / 2, 4.9 + CONNECT_LIMIT_S):
        connections.close_pending(now_s)
    assert opened["silent"].ended == 0
    connections.close_pending(5.0 + CONNECT_LIMIT_S)
    connections.close_pending(6.0 + CONNECT_LIMIT_S)
    assert opened["silent"].ended == 1
    assert server.eio.sockets == {}


def test_a_client_may_be_silent_for_as_long_as_it_likes() -> None:
    connections, server, opened = connections_with("client")
    connections.close_pending(0.0)
    server.manager.connect("client", "/")
    for now_s in (5.0, 60.0, 3600.0):
        connections.close_pending(now_s)
    assert opened["client"].ended == 0


def test_one_who_left_is_forgotten_and_its_name_may_come_again() -> None:
    connections, server, opened = connections_with("silent")
    connections.close_pending(0.0)
    line = server.eio.sockets.pop("silent")
    connections.close_pending(9.0)
    server.eio.sockets["silent"] = line
    connections.close_pending(CONNECT_LIMIT_S + 1)
    assert opened["silent"].ended == 0


class Writer(Line):
    """A connection that takes down what is sent on it."""

    def __init__(self) -> None:
        super().__init__({}, "line")
        self.packets: list[packet.Packet] = []

    def send(self, packet: packet.Packet) -> None:
        self.packets.append(packet)


DROPS: list[Message] = [(Event.DROPPED, {"seq": seq, "reason": "newer-frame"}) for seq in range(3)]


def test_what_is_said_together_is_one_packet_of_several_messages() -> None:
    connections, server, _ = connections_with()
    writer = Writer()
    server.eio.sockets["line"] = writer
    sid = server.manager.connect("line", "/")
    connections.of(sid).send(DROPS)
    (together,) = writer.packets
    said = [MsgPackPacket(encoded_packet=each).data for each in together.encode()]
    assert said == [[str(event), payload] for event, payload in DROPS]


def test_over_polling_they_are_as_many_packets() -> None:
    connections, server, _ = connections_with()
    writer = Writer()
    server.eio.sockets["line"] = writer
    connections.of(server.manager.connect("line", "/")).send(DROPS)
    body = payload.Payload(packets=[*writer.packets, packet.Packet(packet.NOOP)]).encode()
    *polled, end = payload.Payload(encoded_payload=body).packets
    assert end.packet_type == packet.NOOP
    assert [MsgPackPacket(encoded_packet=each.data).data[1]["seq"] for each in polled] == [0, 1, 2]


def test_one_who_has_left_is_told_nothing() -> None:
    connections, _, _ = connections_with()
    connections.of("nobody").send(DROPS)
