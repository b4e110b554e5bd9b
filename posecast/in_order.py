"""python-socketio's client, with messages handed on in the order in which they came."""

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
        """Say goodbye and end. `disconnect` would wait for a request of polling that the server answers seconds later."""
        if self.eio.current_transport != "polling" or self.eio.state != "connected":
            self.disconnect()
            return
        for namespace in self.namespaces:
            self._send_packet(self.packet_class(DISCONNECT, namespace=namespace))
        sent = self.eio.queue.all_tasks_done
        with sent:
            sent.wait_for(lambda: not self.eio.queue.unfinished_tasks, _GOODBYE_LIMIT_S)
        self.eio.disconnect(abort=True)

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrderConnection
