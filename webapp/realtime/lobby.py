"""Lets clients in, finds those again who come back, and sees out those whose time is over."""

import logging
import time
from collections.abc import Callable, Iterable
from threading import RLock
from typing import Final

from webapp.camera.session import Answer, Session
from webapp.models import MODEL_NAMES
from webapp.pose.engine import TrackerOptions
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.validation import Arrival, settings_payload
from webapp.protocol.wire import WIRE_VERSION, Event, Message, Pose, Problem, ProblemCode, Welcome
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.broadcaster import Broadcaster, tell_newcomer
from webapp.rooms.member import Entrance, Member
from webapp.rooms.room import Room
from webapp.rooms.rooms import Ended, Rooms
from webapp.scheduler.worker_pool import WorkerPool

log = logging.getLogger("posecast.clients")

_TOO_SLOW: Final = (
    "you read more slowly than poses come, so this connection was ended; reload the page to try again"
)
_ENDED_MEANWHILE: Final = "the link ended while you came in; ask for a new one"

IsAtHome = Callable[[str], bool]
"""Whether an address is the server's own machine, whose page the code in its terminal means."""


def nobody_is_at_home(_address: str) -> bool:
    return False


class Lobby:
    def __init__(
        self,
        clients: ClientRegistry,
        connections: SocketConnections,
        pool: WorkerPool,
        model: str,
        is_at_home: IsAtHome = nobody_is_at_home,
    ) -> None:
        self.rooms = Rooms()
        self._is_at_home = is_at_home
        self.broadcaster = Broadcaster(
            self.rooms, self.see_out, self.cut_slow_viewer, connections.end_strangers
        )
        self._clients = clients
        self._connections = connections
        self._pool = pool
        self._model = model
        self._turn = (
            RLock()
        )  # one comes or goes at a time: an old connection may end just while a new one resumes

    def let_in(self, sid: str, arrival: Arrival, address: str, now_s: float) -> Member:
        """A client's place in a room, new or kept for it. Raises MessageError with the reason where there is none."""
        with self._turn:
            if arrival.resume is not None:
                member = self._take_up_again(sid, arrival.resume, address, now_s)
            else:
                member = self._take_in(sid, arrival, address, now_s)
            member.sid = sid
            return member

    def welcome(self, member: Member, sid: str, now_s: float) -> None:
        """Tell a client that it is in, and how its room is."""
        room = self.rooms.of(member)
        if room is None:
            self.end_connection(member, ProblemCode.LINK_ENDED, _ENDED_MEANWHILE)
            return
        self._connections.send(sid, Event.WELCOME, self._welcome(room, member))
        self._go_on(member, sid)
        self._connections.plug_in(sid, member.outbox)
        with self.rooms.held():
            tell_newcomer(room, member, now_s)
        self.broadcaster.wake(room)

    def _go_on(self, member: Member, sid: str) -> None:
        """Let the answers of one who came back go out here; only now, so that no pose arrives before the welcome."""
        with self._turn:
            came_back = member.session_id != sid
            if came_back and member.sid == sid and member.session is not None:
                member.session.resume(self._answer(sid))

    def lose(self, member: Member, sid: str, now_s: float) -> None:
        """Keep the place of a client whose connection is gone, unless it is here over another one already."""
        with self._turn:
            if member.sid == sid:
                self._keep_place(member, now_s)

    def _keep_place(self, member: Member, now_s: float) -> None:
        member.sid = None
        member.outbox.disconnect()
        if member.session is not None:
            member.session.lose_connection()
        room = self.rooms.of(member)
        self.see_out(self.rooms.leave_for_now(member, now_s))
        if room is not None:
            self.broadcaster.wake(room)

    def see_out(self, ended: list[Ended]) -> None:
        """Tell those who are members no more, and end their connections."""
        for one in ended:
            member = one.member
            if member.session is not None:
                member.session.lose_connection()
                self._pool.leave_lane(member.session.lane)
            self.end_connection(member, ProblemCode.LINK_ENDED, one.message)

    def cut_slow_viewer(self, member: Member) -> None:
        """End a connection that is not read; its place is kept as if it had been lost."""
        log.info("viewer %s reads too slowly", member.session_id)
        self.end_connection(member, ProblemCode.TOO_SLOW, _TOO_SLOW)

    def end_connection(self, member: Member, code: ProblemCode, message: str) -> None:
        sid = member.sid
        if sid is not None:
            problem: Problem = {"seq": None, "code": str(code), "message": message}
            self._connections.send(sid, Event.PROBLEM, problem)  # not through the outbox, which ends before
            member.outbox.disconnect()
            self._connections.farewell(sid)

    def tell_problem(self, member: Member, problem: Problem) -> None:
        member.outbox.put_letter(EncodedEvent(str(Event.PROBLEM), problem), time.monotonic())

    def _take_in(self, sid: str, arrival: Arrival, address: str, now_s: float) -> Member:
        if arrival.room is None or arrival.token is None:
            member = self._new_member(sid, Entrance.OPENED, arrival.name, now_s)
            self._give_place(sid, member)
            self.rooms.open(member, at_home=self._is_at_home(address))
            return member
        room, entrance = self.rooms.check_link(arrival.room, arrival.token, arrival.role, address, now_s)
        member = self._new_member(sid, entrance, arrival.name, now_s)
        self._give_place(sid, member)
        try:
            self.rooms.join(room, member)
        except MessageError:
            self._clients.remove(sid)
            self._leave_lane(member)
            raise
        return member

    def _take_up_again(self, sid: str, resume: str, address: str, now_s: float) -> Member:
        member = self.rooms.check_resume(resume, address, now_s)
        old_sid, member.sid = member.sid, None
        if old_sid is not None:  # a connection whose end has not been noticed yet
            self._clients.remove(old_sid)
            self._connections.cut(old_sid)
        if not self._clients.add(sid, member):
            self._keep_place(member, now_s)
            raise self._is_full(member.entrance)
        try:
            self.rooms.come_back(member, now_s)
        except MessageError:
            self._clients.remove(sid)
            raise
        return member

    def _new_member(self, sid: str, entrance: Entrance, name: str, now_s: float) -> Member:
        if entrance is Entrance.WATCH_LINK:
            return Member(sid, entrance, name=name)

        def on_pose(pose: Pose, jpeg: bytes, now_s: float) -> None:
            room = self.rooms.of(member)
            with (
                self.rooms.held()
            ):  # else a camera handed over just now might leave its last pose to the next
                is_news = room is not None and room.note_pose(member, pose, jpeg, now_s)
            if room is not None and is_news:
                self.broadcaster.wake(room)

        options = TrackerOptions(model=self._model)
        session = Session(self._answer(sid), self._pool.enter_lane(), options, now_s, on_pose)
        member = Member(sid, entrance, session, name)
        return member

    def _give_place(self, sid: str, member: Member) -> None:
        if not self._clients.add(sid, member):
            self._leave_lane(member)
            raise self._is_full(member.entrance)

    def _is_full(self, entrance: Entrance) -> MessageError:
        viewers = entrance is Entrance.WATCH_LINK
        places = self._clients.most_viewers if viewers else self._clients.maximum
        return MessageError(
            ProblemCode.SERVER_FULL, f"all {places} places are taken; try again when somebody has left"
        )

    def _leave_lane(self, member: Member) -> None:
        if member.session is not None:
            self._pool.leave_lane(member.session.lane)

    def _answer(self, sid: str) -> Answer:
        def answer(messages: Iterable[Message]) -> None:
            self._connections.send_together(sid, messages)

        return answer

    def _welcome(self, room: Room, member: Member) -> Welcome:
        session = member.session
        is_camera = member is room.camera
        welcome: Welcome = {
            "v": WIRE_VERSION,
            "session": member.session_id,
            "room": room.id,
            "role": "camera" if is_camera else "viewer",
            "limits": limits.announced(),
            "models": list(MODEL_NAMES),
            "settings": settings_payload(session.options if session else TrackerOptions(model=self._model)),
            "owner": member is room.owner,
            "resume": member.resume_token,
            "last_seq": session.last_seq if session else -1,
        }
        if member is room.owner:
            welcome["links"] = room.links
        return welcome
