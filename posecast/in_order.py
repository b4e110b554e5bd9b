"""python-socketio's client, with messages handed on in the order in which they came."""

import socket
from contextlib import suppress
from typing import Any, Final

import engineio
import socketio
from socketio.packet import DISCONNECT

_GOODBYE_LIMIT_S: Final = 5.0


class _InOrderConnection(engineio.Client):  # type: ignore[misc]
    """Hands messages on as they come. The library starts a thread for each, and these overtake each other."""

    def _trigger_event(self, event: str, *args: Any, **how: Any) -> Any:
        if event == "message":
            how["run_async"] = False
        return super()._trigger_event(event, *args, **how)


class InOrderClient(socketio.Client):  # type: ignore[misc]
    """Its handlers run on the thread that reads the connection, so they must not block."""

    def leave(self) -> None:
        """Say goodbye and end. `disconnect` would wait for the server: when polling, for an answer that comes seconds
        later, and with a WebSocket half a minute for one that says nothing more.
        """
        if self.eio.state != "connected":
            self.disconnect()
            return
        for namespace in self.namespaces:
            self._send_packet(self.packet_class(DISCONNECT, namespace=namespace))
        sent = self.eio.queue.all_tasks_done
        with sent:
            sent.wait_for(lambda: not self.eio.queue.unfinished_tasks, _GOODBYE_LIMIT_S)
        waits_for_its_threads = self.eio.current_transport == "websocket"
        if waits_for_its_threads:
            self._end_transport()
        self.eio.disconnect(abort=not waits_for_its_threads)

    def _end_transport(self) -> None:
        """Wake the thread that reads, and one that still writes. Below TLS, which is for them alone."""
        connection = self.eio.ws.sock
        if connection is not None:
            with suppress(OSError):  # the other end was first
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrderConnection
