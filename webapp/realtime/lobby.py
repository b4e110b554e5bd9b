"""Admits clients to rooms, resumes the sessions of those who come back, and ends memberships."""

import logging
import time
from threading import RLock
from typing import Final, Protocol

from webapp.camera.answers import breaks_workers_problem, stopping_problem
from webapp.camera.session import Session
from webapp.models import MODEL_NAMES
from webapp.pose.engine import TrackerOptions
from webapp.protocol.message_error import MessageError
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.validation import Arrival, settings_payload
from webapp.protocol.wire import WIRE_VERSION, Event, Problem, ProblemCode, Welcome, announced_limits
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.broadcaster import Broadcaster, RoomPublisher, send_to_joined
from webapp.rooms.member import Entrance, Member
from webapp.rooms.room import Room
from webapp.rooms.rooms import EndedMembership, Rooms
from webapp.scheduler.worker_pool import WorkerPool

log = logging.getLogger("posecast.clients")

_STOPPING: Final = "the server is stopping; try again in a moment"
_TOO_SLOW: Final = (
    "you read more slowly than poses come, so this connection was ended; reload the page to try again"
)
_ENDED_MEANWHILE: Final = "the link ended while you came in; ask for a new one"


class ServerMachine(Protocol):
    """Knows which clients are on the machine that the server runs on; the code in its terminal is for their page."""

    def is_this_machine(self, address: str) -> bool: ...


class Lobby:
    def __init__(
        self,
        clients: ClientRegistry,
        connections: SocketConnections,
        rooms: Rooms,
        broadcaster: Broadcaster,
        pool: WorkerPool,
        model: str,
        server_machine: ServerMachine | None = None,
    ) -> None:
        """model: of sessions whose clients have not chosen one. server_machine: None where nobody counts as there."""
        self._clients = clients
        self._connections = connections
        self._rooms = rooms
        self._broadcaster = broadcaster
        self._pool = pool
        self._model = model
        self._server_machine = server_machine
        self._stopping = False
        # One client comes or goes at a time: an old connection may end just while a new one resumes.
        self._lock = RLock()

    def admit(self, sid: str, arrival: Arrival, address: str, now_s: float) -> Member:
        """Return a client's membership of a room, new or resumed. Raises MessageError where it is not admitted."""
        with self._lock:
            if self._stopping:
                raise MessageError(ProblemCode.SERVER_STOPPING, _STOPPING)
            if arrival.resume is not None:
                member = self._resume(sid, arrival.resume, address, now_s)
            else:
                member = self._admit_new(sid, arrival, address, now_s)
            member.sid = sid
            return member

    def welcome(self, member: Member, sid: str, now_s: float) -> None:
        """Send a client that was admitted its welcome, and then its room's state and newest pose."""
        room = self._rooms.of(member)
        if room is None:
            self.end_connection(member, ProblemCode.LINK_ENDED, _ENDED_MEANWHILE)
            return
        connection = self._connections.of(sid)
        connection.send([(Event.WELCOME, self._welcome(room, member))])
        with self._lock:
            has_resumed = member.session_id != sid
            if has_resumed and member.sid == sid and member.session is not None:
                member.session.resume(connection)  # only now, so that no pose comes before the welcome
        member.queue.connect(connection, time.monotonic())
        with self._rooms.held():
            send_to_joined(room, member, now_s)
        self._broadcaster.notify(room)

    def disconnect(self, member: Member, sid: str, now_s: float) -> None:
        """Keep the place of a client whose connection was lost, unless it has another connection already."""
        with self._lock:
            if member.sid == sid:
                self._keep_place(member, now_s)

    def end_memberships(self, ended: list[EndedMembership]) -> None:
        """Tell those who are members no more, and end their connections."""
        for one in ended:
            member = one.member
            if member.session is not None:
                member.session.disconnect()
                self._pool.release_queue(member.session.queue)
            self.end_connection(member, ProblemCode.LINK_ENDED, one.message)

    def end_slow_viewer(self, member: Member) -> None:
        """End a connection that is not read; its place is kept as if it had been lost."""
        log.info("viewer %s reads too slowly", member.session_id)
        self.end_connection(member, ProblemCode.TOO_SLOW, _TOO_SLOW)

    def end_for_broken_workers(self, member: Member) -> None:
        """End a client whose frames break workers."""
        log.warning("client %s ended: its frames made workers hang or crash", member.session_id)
        self._end_connection(member, breaks_workers_problem(None))

    def end_connection(self, member: Member, code: ProblemCode, message: str) -> None:
        """Tell a client why, and close its connection."""
        self._end_connection(member, {"seq": None, "code": str(code), "message": message})

    def _end_connection(self, member: Member, problem: Problem) -> None:
        sid = member.sid
        if sid is not None:
            # Not through the member's queue, which ends before.
            self._connections.of(sid).send([(Event.PROBLEM, problem)])
            member.queue.disconnect()
            self._connections.close_when_sent(sid)

    def send_problem(self, member: Member, problem: Problem) -> None:
        """Tell a client what is wrong that has no session to answer with."""
        member.queue.put_message(EncodedEvent(str(Event.PROBLEM), problem), time.monotonic())

    def stop(self) -> None:
        """Admit nobody and accept no frame any more, and answer the frames that wait."""
        with self._lock:
            self._stopping = True
        for member in self._clients.all():
            if member.session is not None:
                member.session.stop()

    def announce_stop(self) -> None:
        """Tell every client that the server is stopping."""
        for member in self._clients.all():
            if member.session is not None:
                member.session.announce_stop()
            else:
                self.send_problem(member, stopping_problem(None))

    def _keep_place(self, member: Member, now_s: float) -> None:
        member.sid = None
        member.queue.disconnect()
        if member.session is not None:
            member.session.disconnect()
        room = self._rooms.of(member)
        self.end_memberships(self._rooms.disconnect(member, now_s))
        if room is not None:
            self._broadcaster.notify(room)

    def _admit_new(self, sid: str, arrival: Arrival, address: str, now_s: float) -> Member:
        if arrival.room is None or arrival.token is None:
            member = self._new_member(sid, Entrance.OPENED, arrival.name, now_s)
            self._register(sid, member)
            self._rooms.open(member, on_server_machine=self._is_on_server_machine(address))
            return member
        room, entrance = self._rooms.check_link(arrival.room, arrival.token, arrival.role, address, now_s)
        member = self._new_member(sid, entrance, arrival.name, now_s)
        self._register(sid, member)
        try:
            self._rooms.join(room, member)
        except MessageError:
            self._clients.remove(sid)
            self._release_queue(member)
            raise
        return member

    def _resume(self, sid: str, resume: str, address: str, now_s: float) -> Member:
        member = self._rooms.check_resume(resume, address, now_s)
        old_sid, member.sid = member.sid, None
        if old_sid is not None:  # a connection whose end has not been noticed yet
            self._clients.remove(old_sid)
            self._connections.close_now(old_sid)
        if not self._clients.add(sid, member):
            self._keep_place(member, now_s)
            raise self._full_error(member.entrance)
        try:
            self._rooms.resume(member, now_s)
        except MessageError:
            self._clients.remove(sid)
            raise
        return member

    def _new_member(self, sid: str, entrance: Entrance, name: str, now_s: float) -> Member:
        if entrance is Entrance.WATCH_LINK:
            return Member(sid, entrance, name=name)
        publisher = RoomPublisher(self._rooms, self._broadcaster, sid)
        options = TrackerOptions(model=self._model)
        connection, queue = self._connections.of(sid), self._pool.assign_queue()
        return Member(sid, entrance, Session(connection, queue, options, now_s, publisher), name)

    def _register(self, sid: str, member: Member) -> None:
        if not self._clients.add(sid, member):
            self._release_queue(member)
            raise self._full_error(member.entrance)

    def _full_error(self, entrance: Entrance) -> MessageError:
        is_viewer = entrance is Entrance.WATCH_LINK
        places = self._clients.most_viewers if is_viewer else self._clients.maximum
        return MessageError(
            ProblemCode.SERVER_FULL, f"all {places} places are taken; try again when somebody has left"
        )

    def _release_queue(self, member: Member) -> None:
        if member.session is not None:
            self._pool.release_queue(member.session.queue)

    def _is_on_server_machine(self, address: str) -> bool:
        return self._server_machine is not None and self._server_machine.is_this_machine(address)

    def _welcome(self, room: Room, member: Member) -> Welcome:
        session = member.session
        is_camera = member is room.camera
        welcome: Welcome = {
            "v": WIRE_VERSION,
            "session": member.session_id,
            "room": room.id,
            "role": "camera" if is_camera else "viewer",
            "limits": announced_limits(),
            "models": list(MODEL_NAMES),
            "settings": settings_payload(session.options if session else TrackerOptions(model=self._model)),
            "owner": member is room.owner,
            "resume": member.resume_token,
            "last_seq": session.last_seq if session else -1,
        }
        if member is room.owner:
            welcome["links"] = room.links
        return welcome
