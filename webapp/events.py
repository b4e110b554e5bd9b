"""The socket handlers: who may come in, and where each message goes. What a message means stands in session.py."""

import logging
import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import socketio
from engineio.exceptions import SocketIsClosedError
from socketio.exceptions import ConnectionRefusedError as RefusedError

from webapp import limits
from webapp.clients import Clients
from webapp.incoming import MessageError, check_auth, settings_payload
from webapp.models import MODEL_NAMES
from webapp.packets import UNREADABLE_EVENT
from webapp.pose.engine import TrackerOptions
from webapp.session import Answer, Session
from webapp.wire import WIRE_VERSION, Event, ProblemCode, SettingsAnswer, Welcome
from webapp.worker_pool import WorkerPool

log = logging.getLogger("posecast.clients")

_ROOM_BYTES: Final = 16  # 128 bits: a room's name cannot be guessed


class CameraEvents:
    """Serves cameras, each alone in a room of its own."""

    def __init__(self, server: socketio.Server, clients: Clients, pool: WorkerPool, model: str) -> None:
        self._server = server
        self._clients = clients
        self._pool = pool
        self._model = model
        self._stopping = threading.Event()

    def register(self) -> None:
        """Have the server call these handlers. Directly, not through Flask: a request context a frame has its price."""
        self._server.on("connect", self.connect)
        self._server.on("disconnect", self.disconnect)
        self._server.on(str(Event.FRAME), self.frame)
        self._server.on(str(Event.SETTINGS), self.settings)
        self._server.on("*", self.unknown)

    def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        address = environ.get("REMOTE_ADDR", "?")
        try:
            check_auth(auth)
            session = self._let_in(sid)
        except MessageError as error:
            log.info("client %s from %s refused: %s", sid, address, error.code)
            raise RefusedError(error.message, {"code": str(error.code), "message": error.message}) from error
        log.info(
            "client %s from %s connected (%d of %d)", sid, address, len(self._clients), self._clients.maximum
        )
        self._server.emit(str(Event.WELCOME), self._welcome(sid, session), to=sid)

    def disconnect(self, sid: str, reason: str) -> None:
        session = self._clients.remove(sid)
        if session is None:
            return
        session.close()
        self._pool.leave_lane(session.lane)
        counts = session.counts
        log.info(
            "client %s disconnected (%s): %d frames, %d poses, %d dropped, %d problems",
            *(sid, reason, counts.frames, counts.poses, counts.dropped, counts.problems),
        )

    def frame(self, sid: str, *arguments: object) -> None:
        session = self._clients.get(sid)
        if session is not None:
            session.receive(arguments, time.monotonic())
            self._after_message(sid)

    def settings(self, sid: str, *arguments: object) -> SettingsAnswer | None:
        session = self._clients.get(sid)
        if session is None:
            return None
        try:
            changed = session.change_settings(arguments)
        except MessageError as error:
            return {"ok": False, "problem": error.problem()}
        finally:
            self._after_message(sid)
        if changed:
            log.info(
                "client %s changed %s",
                sid,
                ", ".join(f"{name} to {value}" for name, value in changed.items()),
            )
        return {"ok": True, "settings": settings_payload(session.options)}

    def unknown(self, event: str, sid: str, *arguments: object) -> None:
        session = self._clients.get(sid)
        if session is None:
            return
        message = (
            "the message is not a Socket.IO packet in msgpack; use the msgpack parser, as the wire format says"
            if event == UNREADABLE_EVENT
            else f"there is no event {event[:40]!r}; a camera sends 'frame' and 'settings'"
        )
        session.refuse(arguments, ProblemCode.BAD_MESSAGE, message)
        self._after_message(sid)

    def stop(self) -> None:
        """Take no client and no frame in any more, and answer those that wait."""
        self._stopping.set()
        for session in self._clients.all():
            session.stop()

    def say_goodbye(self) -> None:
        for session in self._clients.all():
            session.say_that_the_server_stops()

    def _let_in(self, sid: str) -> Session:
        if self._stopping.is_set():
            raise MessageError(ProblemCode.SERVER_STOPPING, "the server is stopping; try again in a moment")
        options = TrackerOptions(model=self._model)
        session = Session(self._answer(sid), self._pool.enter_lane(), options, time.monotonic())
        if not self._clients.add(sid, session):
            self._pool.leave_lane(session.lane)
            raise MessageError(
                ProblemCode.SERVER_FULL,
                f"all {self._clients.maximum} places are taken; try again when somebody has left",
            )
        if self._stopping.is_set():  # since the look above: `stop` may not have seen this session
            session.stop()
        return session

    def _after_message(self, sid: str) -> None:
        """Be fair to the others: to their memory, and under eventlet to their turn if this client never pauses."""
        connections = self._server.eio.sockets
        connection_id = self._server.manager.eio_sid_from_sid(sid, "/")
        connection = connections.get(connection_id)
        if connection is not None and connection.queue.qsize() > limits.UNREAD_ANSWERS:
            log.warning("client %s does not read its answers", sid)
            connection.close(wait=False, abort=True)
            connections.pop(connection_id, None)  # else its next request fails within the library
        time.sleep(0)

    def _answer(self, sid: str) -> Answer:
        def answer(event: Event, payload: Mapping[str, Any]) -> None:
            with suppress(SocketIsClosedError, KeyError):  # the client left meanwhile, or is just leaving
                self._server.emit(str(event), payload, to=sid)

        return answer

    def _welcome(self, sid: str, session: Session) -> Welcome:
        return {
            "v": WIRE_VERSION,
            "session": sid,
            "room": secrets.token_urlsafe(_ROOM_BYTES),
            "role": "camera",
            "limits": limits.announced(),
            "models": list(MODEL_NAMES),
            "settings": settings_payload(session.options),
        }
