"""The socket handlers: where each message goes, and that only those send it who may. What it means stands elsewhere."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import socketio
from socketio.exceptions import ConnectionRefusedError as RefusedError

from webapp.camera.session import STOPPING
from webapp.camera.token_bucket import TokenBucket
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.socketio_packet import UNREADABLE_EVENT
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
from webapp.realtime.lobby import IsAtHome, Lobby, nobody_is_at_home
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.member import Member
from webapp.rooms.permissions import may_send
from webapp.scheduler.worker_pool import WorkerPool

log = logging.getLogger("posecast.clients")

Arguments = tuple[object, ...]
_EVENTS: Final = frozenset(Event)
_DONE: Final[Acknowledgement] = {"ok": True}


class SocketHandlers:
    """Serves cameras, their owners and their viewers."""

    def __init__(
        self,
        server: socketio.Server,
        clients: ClientRegistry,
        pool: WorkerPool,
        model: str,
        is_at_home: IsAtHome = nobody_is_at_home,
    ) -> None:
        self._server = server
        self._clients = clients
        self._connections = SocketConnections(server)
        self._reception = Lobby(clients, self._connections, pool, model, is_at_home)
        self._rooms = self._reception.rooms
        self._stopping = threading.Event()
        self._refusals_logged = TokenBucket(limits.LOG_LINES_A_SECOND, limits.LOG_BURST, time.monotonic())
        self._handlers: dict[Event, Callable[[Member, Arguments], Mapping[str, Any]]] = {
            Event.SETTINGS: self._settings,
            Event.SHARE: self._share,
            Event.STATE: self._state,
            Event.RENEW: self._renew,
            Event.TAKE_BACK: self._take_back,
        }

    def register(self) -> None:
        """Have the server call these handlers. Directly, not through Flask: a request context a frame has its price."""
        self._server.on("connect", self.connect)
        self._server.on("disconnect", self._lost)
        self._server.on(str(Event.FRAME), self.frame)
        self._server.on("*", self.other)

    def start(self) -> None:
        """Begin to pass poses on to those who watch."""
        self._reception.broadcaster.start()

    @property
    def terminal_link(self) -> str:
        """Room and token for the code in the terminal."""
        return str(self._rooms.terminal_link)

    @property
    def rooms(self) -> int:
        return len(self._rooms)

    @property
    def strangers(self) -> int:
        """Connections that have not said who they are."""
        return self._connections.count - len(self._clients.all())

    def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        address = str(environ.get("REMOTE_ADDR", "?"))
        now_s = time.monotonic()
        try:
            arrival = check_auth(auth)
            if self._stopping.is_set():
                raise MessageError(
                    ProblemCode.SERVER_STOPPING, "the server is stopping; try again in a moment"
                )
            member = self._reception.let_in(sid, arrival, address, now_s)
        except MessageError as error:
            if self._refusals_logged.allows(now_s):  # one connection may try again without end
                log.info("client %s from %s refused: %s", sid, address, error.code)
            raise RefusedError(error.message, {"code": str(error.code), "message": error.message}) from error
        if (
            self._stopping.is_set() and member.session is not None
        ):  # since the look above: `stop` may have missed it
            member.session.stop()
        how = "resumed" if arrival.resume is not None else "connected"
        counts = (len(self._clients), self._clients.maximum, self._clients.viewers)
        log.info("client %s from %s %s (%d of %d, %d viewers)", sid, address, how, *counts)
        self._reception.welcome(member, sid, now_s)

    def _lost(self, sid: str, reason: str) -> None:
        """A connection has ended. The library notices some ends just when something is to be sent there, and then
        calls this from within our sending, under whatever locks; so what follows is a task of its own.
        """
        self._server.start_background_task(self.disconnect, sid, reason)

    def disconnect(self, sid: str, reason: str) -> None:
        member = self._clients.remove(sid)
        if member is None:
            return
        self._reception.lose(member, sid, time.monotonic())
        if member.session is None:
            log.info("viewer %s disconnected (%s)", sid, reason)
            return
        counts = member.session.counts
        log.info(
            "client %s disconnected (%s): %d frames, %d poses, %d dropped, %d problems",
            *(sid, reason, counts.frames, counts.poses, counts.dropped, counts.problems),
        )

    def frame(self, sid: str, *arguments: object) -> None:
        """The one event that comes often, and the only one that is not acknowledged."""
        member = self._clients.get(sid)
        if member is None:
            return
        if member.session is not None and may_send(self._rooms.standing(member), Event.FRAME):
            member.session.receive(arguments, time.monotonic())
        else:
            self._refuse(member, arguments, *self._not_allowed(member, Event.FRAME))
        self._after_message(sid)

    def other(self, event: str, sid: str, *arguments: object) -> Mapping[str, Any] | None:
        """Every event but `frame`: those of the wire as the table of roles says, and those that there are not."""
        member = self._clients.get(sid)
        if member is None:
            return None
        try:
            known = Event(event) if event in _EVENTS else None
            if known is None:
                self._refuse(member, arguments, ProblemCode.BAD_MESSAGE, _unknown(event))
                return None
            return self._handle(member, known, arguments)
        except MessageError as error:
            return {"ok": False, "problem": error.problem()}
        finally:
            self._after_message(sid)

    def stop(self) -> None:
        """Take no client and no frame in any more, and answer those that wait."""
        self._stopping.set()
        for member in self._clients.all():
            if member.session is not None:
                member.session.stop()

    def say_goodbye(self) -> None:
        self._reception.broadcaster.stop()
        for member in self._clients.all():
            if member.session is not None:
                member.session.say_that_the_server_stops()
            else:
                self._reception.tell_problem(
                    member, {"seq": None, "code": str(ProblemCode.SERVER_STOPPING), "message": STOPPING}
                )

    def _handle(self, member: Member, event: Event, arguments: Arguments) -> Mapping[str, Any] | None:
        with self._rooms.held():  # else a camera displaced after the look would speak for the next one
            if not may_send(self._rooms.standing(member), event):
                raise MessageError(*self._not_allowed(member, event))
            answer = self._handlers[event](member, arguments)
        room = self._rooms.of(member)
        if room is not None and event is not Event.SETTINGS:
            self._reception.broadcaster.wake(room)
        return answer

    def _settings(self, member: Member, arguments: Arguments) -> SettingsAnswer:
        session = member.session
        if session is None:
            raise MessageError(*self._not_allowed(member, Event.SETTINGS))
        changed = session.change_settings(arguments)
        if changed:
            shown = ", ".join(f"{name} to {value}" for name, value in changed.items())
            _note(member, "client %s changed %s", member.sid, shown)
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
        _note(member, "client %s renewed its links, which ended %d connections", member.sid, len(ended))
        self._reception.see_out(ended)
        return {"ok": True, "links": links}

    def _take_back(self, member: Member, arguments: Arguments) -> Acknowledgement:
        check_empty(arguments, Event.TAKE_BACK)
        self._rooms.take_back(member)
        return _DONE

    def _not_allowed(self, member: Member, event: Event) -> tuple[ProblemCode, str]:
        standing = self._rooms.standing(member)
        return ProblemCode.NOT_ALLOWED, f"{standing} of this room may not send {str(event)!r}"

    def _refuse(self, member: Member, arguments: Arguments, code: ProblemCode, message: str) -> None:
        if member.session is not None:
            member.session.refuse(arguments, code, message)
            return
        problem: Problem = {"seq": readable_seq(arguments), "code": str(code), "message": message}
        self._reception.tell_problem(member, problem)

    def _after_message(self, sid: str) -> None:
        """Be fair to the others: to their memory, and under eventlet to their turn if this client never pauses."""
        if self._connections.is_unread(sid):
            log.warning("client %s does not read its answers", sid)
            self._connections.cut(sid)
        time.sleep(0)


def _note(member: Member, words: str, *facts: object) -> None:
    """Log what a message of an owner or a camera did, unless its messages have filled many lines lately."""
    if member.session is not None and member.session.log_lines.allows(time.monotonic()):
        log.info(words, *facts)


def _unknown(event: str) -> str:
    if event == UNREADABLE_EVENT:
        return "the message is not a Socket.IO packet in msgpack; use the msgpack parser, as the wire format says"
    return f"there is no event {event[:40]!r}; the wire format has a list of them"
