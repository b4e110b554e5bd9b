"""The Socket.IO handlers: check that a client may send a message, and pass it to whoever acts on it."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import socketio
from socketio.exceptions import ConnectionRefusedError as RefusedError

from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.socketio_packet import CLIENT_EVENT, UNREADABLE_EVENT
from webapp.protocol.token_bucket import TokenBucket
from webapp.protocol.validation import (
    check_auth,
    check_empty,
    parse_share,
    parse_state,
    readable_seq,
    settings_payload,
)
from webapp.protocol.wire import Acknowledgement, Event, Problem, ProblemCode, RenewAnswer, SettingsAnswer
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.lobby import Lobby
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.broadcaster import Broadcaster
from webapp.rooms.member import Member
from webapp.rooms.permissions import may_send
from webapp.rooms.rooms import Rooms

log = logging.getLogger("posecast.clients")

Arguments = tuple[object, ...]
_EVENTS: Final = frozenset(Event)
_DONE: Final[Acknowledgement] = {"ok": True}


class SocketHandlers:
    """Registers itself with the Socket.IO server. Its methods run on the clients' own threads."""

    def __init__(
        self,
        server: socketio.Server,
        clients: ClientRegistry,
        connections: SocketConnections,
        rooms: Rooms,
        broadcaster: Broadcaster,
        lobby: Lobby,
    ) -> None:
        self._server = server
        self._clients = clients
        self._connections = connections
        self._rooms = rooms
        self._broadcaster = broadcaster
        self._lobby = lobby
        self._refusals_logged = TokenBucket(limits.LOG_LINES_A_SECOND, limits.LOG_BURST, time.monotonic())
        self._handlers: dict[Event, Callable[[Member, Arguments], Mapping[str, Any]]] = {
            Event.SETTINGS: self._settings,
            Event.SHARE: self._share,
            Event.STATE: self._state,
            Event.RENEW: self._renew,
            Event.TAKE_BACK: self._take_back,
        }
        # Directly, not through Flask: a request context costs too much for every frame.
        server.on("connect", self.connect)
        server.on("disconnect", self._on_disconnect)
        server.on(CLIENT_EVENT, self.event)
        server.on(UNREADABLE_EVENT, self.unreadable)

    def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        """Admit a client to a room, or refuse it with the reason."""
        address = str(environ.get("REMOTE_ADDR", "?"))
        now_s = time.monotonic()
        try:
            arrival = check_auth(auth)
            member = self._lobby.admit(sid, arrival, address, now_s)
        except MessageError as error:
            if self._refusals_logged.allows(now_s):  # one connection may try again without end
                log.info("client %s from %s refused: %s", sid, address, error.code)
            raise RefusedError(error.message, {"code": str(error.code), "message": error.message}) from error
        how = "resumed" if arrival.resume is not None else "connected"
        counts = (len(self._clients), self._clients.maximum, self._clients.viewers)
        log.info("client %s from %s %s (%d of %d, %d viewers)", sid, address, how, *counts)
        self._lobby.welcome(member, sid, now_s)

    def _on_disconnect(self, sid: str, reason: str) -> None:
        """Handle the end of a connection in a task of its own.

        The library notices some ends just when something is to be sent there, and then calls this from within our
        sending, under whatever locks. A client that leaves has no business here any more, so its connection is closed:
        one that left and came back without end would take the other clients' time.
        """
        if reason == self._server.reason.CLIENT_DISCONNECT:
            self._connections.close_now(sid)
        self._server.start_background_task(self.disconnect, sid, reason)

    def disconnect(self, sid: str, reason: str) -> None:
        """Keep the place of a client whose connection has ended."""
        member = self._clients.remove(sid)
        if member is None:
            return
        self._lobby.disconnect(member, sid, time.monotonic())
        if member.session is None:
            log.info("viewer %s disconnected (%s)", sid, reason)
            return
        counts = member.session.counts
        log.info(
            "client %s disconnected (%s): %d frames, %d poses, %d dropped, %d problems",
            *(sid, reason, counts.frames, counts.poses, counts.dropped, counts.problems),
        )

    def event(self, sid: str, name: str, *arguments: object) -> Mapping[str, Any] | None:
        """Handle an event that a client named, and return its acknowledgement."""
        member = self._clients.get(sid)
        if member is None:
            return None
        if name == Event.FRAME:  # the one that comes often, and the only one that is not acknowledged
            self._frame(member, arguments)
            return None
        if name not in _EVENTS:
            message = f"there is no event {name[:40]!r}; the wire format has a list of them"
            self._refuse(member, arguments, ProblemCode.BAD_MESSAGE, message)
            return None
        try:
            return self._handle(member, Event(name), arguments)
        except MessageError as error:
            return {"ok": False, "problem": error.problem()}

    def unreadable(self, sid: str, reason: str) -> None:
        """Tell a client that it sent what is no message of the wire format."""
        member = self._clients.get(sid)
        if member is not None:
            self._refuse(member, (), ProblemCode.BAD_MESSAGE, reason)

    def _frame(self, member: Member, arguments: Arguments) -> None:
        """Hand a frame to its client's session."""
        if member.session is not None and may_send(self._rooms.role_of(member), Event.FRAME):
            member.session.receive(arguments, time.monotonic())
        else:
            self._refuse(member, arguments, *self._not_allowed(member, Event.FRAME))

    def _handle(self, member: Member, event: Event, arguments: Arguments) -> Mapping[str, Any] | None:
        with self._rooms.held():  # else a camera replaced after the check would speak for the next one
            if not may_send(self._rooms.role_of(member), event):
                raise MessageError(*self._not_allowed(member, event))
            answer = self._handlers[event](member, arguments)
        room = self._rooms.of(member)
        if room is not None and event is not Event.SETTINGS:
            self._broadcaster.notify(room)
        return answer

    def _settings(self, member: Member, arguments: Arguments) -> SettingsAnswer:
        session = member.session
        if session is None:
            raise MessageError(*self._not_allowed(member, Event.SETTINGS))
        changed = session.change_settings(arguments)
        if changed:
            shown = ", ".join(f"{name} to {value}" for name, value in changed.items())
            _log_change(member, "client %s changed %s", member.sid, shown)
        return {"ok": True, "settings": settings_payload(session.options)}

    def _share(self, member: Member, arguments: Arguments) -> Acknowledgement:
        video = parse_share(arguments)
        if video is not None:
            self._rooms.share_video(member, video)
        return _DONE

    def _state(self, member: Member, arguments: Arguments) -> Acknowledgement:
        self._rooms.set_camera_state(member, *parse_state(arguments))
        return _DONE

    def _renew(self, member: Member, arguments: Arguments) -> RenewAnswer:
        check_empty(arguments, Event.RENEW)
        links, ended = self._rooms.renew(member)
        _log_change(member, "client %s renewed its links, which ended %d connections", member.sid, len(ended))
        self._lobby.end_memberships(ended)
        return {"ok": True, "links": links}

    def _take_back(self, member: Member, arguments: Arguments) -> Acknowledgement:
        check_empty(arguments, Event.TAKE_BACK)
        self._rooms.take_back(member)
        return _DONE

    def _not_allowed(self, member: Member, event: Event) -> tuple[ProblemCode, str]:
        role = self._rooms.role_of(member)
        return ProblemCode.NOT_ALLOWED, f"{role} of this room may not send {str(event)!r}"

    def _refuse(self, member: Member, arguments: Arguments, code: ProblemCode, message: str) -> None:
        if member.session is not None:
            member.session.refuse(arguments, code, message)
            return
        problem: Problem = {"seq": readable_seq(arguments), "code": str(code), "message": message}
        self._lobby.send_problem(member, problem)


def _log_change(member: Member, words: str, *facts: object) -> None:
    """Log what an owner or a camera changed, unless its changes have filled many lines lately."""
    if member.session is not None and member.session.log_lines.allows(time.monotonic()):
        log.info(words, *facts)
