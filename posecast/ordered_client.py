"""A python-socketio client that handles messages in the order in which they arrive."""

import socket
from contextlib import suppress
from typing import Any, Final

import engineio
import socketio
from socketio.packet import DISCONNECT

_DISCONNECT_LIMIT_S: Final = 5.0


class _OrderedConnection(engineio.Client):  # type: ignore[misc]
    """Handles messages on the reading thread. The library starts a thread for each, which do not keep the order."""

    def _trigger_event(self, event: str, *args: Any, **how: Any) -> Any:
        if event == "message":
            how["run_async"] = False
        return super()._trigger_event(event, *args, **how)


class OrderedClient(socketio.Client):  # type: ignore[misc]
    """A client whose handlers run on the thread that reads the connection, so they must not block."""

    def leave(self) -> None:
        """Disconnect without waiting for the server.

        `disconnect` waits: when polling, seconds for a reply, and with a WebSocket half a minute if the server is silent.
        """
        if self.eio.state != "connected":
            self.disconnect()
            return
        for namespace in self.namespaces:
            self._send_packet(self.packet_class(DISCONNECT, namespace=namespace))
        sent = self.eio.queue.all_tasks_done
        with sent:
            sent.wait_for(lambda: not self.eio.queue.unfinished_tasks, _DISCONNECT_LIMIT_S)
        is_websocket = self.eio.current_transport == "websocket"
        if is_websocket:
            self._shut_down_socket()
        self.eio.disconnect(abort=not is_websocket)

    def _shut_down_socket(self) -> None:
        """Wake the threads that read and write. Below TLS, whose state only these threads may use."""
        connection = self.eio.ws.sock
        if connection is not None:
            with suppress(OSError):  # the other end closed it first
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _OrderedConnection
