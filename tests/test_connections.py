"""Connections that are nobody's: how long they may stay."""

import socketio

from webapp.connections import Connections

INTRODUCTION_LIMIT_S = 10.0


class Line:
    """An Engine.IO connection, as far as ending it goes."""

    def __init__(self) -> None:
        self.ended = 0

    def close(self, wait: bool, abort: bool) -> None:
        assert (wait, abort) == (False, True)
        self.ended += 1


def connections_with(*lines: str) -> tuple[Connections, socketio.Server, dict[str, Line]]:
    server = socketio.Server(async_mode="threading")
    opened = {name: Line() for name in lines}
    server.eio.sockets.update(opened)
    return Connections(server), server, opened


def test_one_who_says_nothing_for_long_is_ended_once() -> None:
    connections, server, opened = connections_with("silent")
    for now_s in (5.0, 5.0 + INTRODUCTION_LIMIT_S / 2, 4.9 + INTRODUCTION_LIMIT_S):
        connections.end_strangers(now_s)
    assert opened["silent"].ended == 0
    connections.end_strangers(5.0 + INTRODUCTION_LIMIT_S)
    connections.end_strangers(6.0 + INTRODUCTION_LIMIT_S)
    assert opened["silent"].ended == 1
    assert server.eio.sockets == {}


def test_a_client_may_be_silent_for_as_long_as_it_likes() -> None:
    connections, server, opened = connections_with("client")
    connections.end_strangers(0.0)
    server.manager.connect("client", "/")
    for now_s in (5.0, 60.0, 3600.0):
        connections.end_strangers(now_s)
    assert opened["client"].ended == 0


def test_one_who_left_is_forgotten_and_its_name_may_come_again() -> None:
    connections, server, opened = connections_with("silent")
    connections.end_strangers(0.0)
    line = server.eio.sockets.pop("silent")
    connections.end_strangers(9.0)
    server.eio.sockets["silent"] = line
    connections.end_strangers(INTRODUCTION_LIMIT_S + 1)
    assert opened["silent"].ended == 0
