"""The realtime side of the server as one object: builds its parts and connects them, starts and stops them."""

import socketio

from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.handlers import SocketHandlers
from webapp.realtime.lobby import Lobby, ServerMachine
from webapp.realtime.socket_connections import SocketConnections
from webapp.realtime.timeouts import Timeouts
from webapp.rooms.broadcaster import Broadcaster
from webapp.rooms.rooms import Rooms
from webapp.scheduler.worker_pool import WorkerPool


class RealtimeService:
    """Each part knows only those built before it."""

    def __init__(
        self,
        server: socketio.Server,
        clients: ClientRegistry,
        pool: WorkerPool,
        model: str,
        server_machine: ServerMachine | None = None,
    ) -> None:
        self.rooms = Rooms()
        self._clients = clients
        self._connections = SocketConnections(server)
        self._broadcaster = Broadcaster(self.rooms)
        self.lobby = Lobby(
            clients, self._connections, self.rooms, self._broadcaster, pool, model, server_machine
        )
        self._timeouts = Timeouts(self.rooms, self.lobby, self._connections)
        self.handlers = SocketHandlers(
            server, clients, self._connections, self.rooms, self._broadcaster, self.lobby
        )

    def start(self) -> None:
        """Begin to send poses to those who watch, and to end what times out."""
        self._broadcaster.start()
        self._timeouts.start()

    def stop(self) -> None:
        """Admit no client and accept no frame any more, and answer the frames that wait."""
        self.lobby.stop()

    def announce_stop(self) -> None:
        """Tell every client that the server is stopping; nothing else is sent any more."""
        self._timeouts.stop()
        self._broadcaster.stop()
        self.lobby.announce_stop()

    @property
    def terminal_link(self) -> str:
        """Room and token for the QR code in the terminal."""
        return str(self.rooms.terminal_link)

    @property
    def pending_connections(self) -> int:
        """How many connections are open whose clients have not sent their CONNECT."""
        return self._connections.count - len(self._clients.all())
