"""python-socketio's client, with messages handed on in the order in which they came."""

from typing import Any

import engineio
import socketio


class _InOrderConnection(engineio.Client):  # type: ignore[misc]
    """Hands messages on as they come. The library starts a thread for each, and these overtake each other."""

    def _trigger_event(self, event: str, *args: Any, **how: Any) -> Any:
        if event == "message":
            how["run_async"] = False
        return super()._trigger_event(event, *args, **how)


class InOrderClient(socketio.Client):  # type: ignore[misc]
    """Its handlers run on the thread that reads the connection, so they must not block."""

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrderConnection
