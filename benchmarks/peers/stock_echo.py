"""An echo server on Flask-SocketIO, used as its documentation shows: it sends every frame back."""

import argparse
from typing import Any

from flask import Flask
from flask_socketio import SocketIO, emit

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--async-mode", required=True)
arguments = parser.parse_args()

app = Flask(__name__)
socketio = SocketIO(app, async_mode=arguments.async_mode)


@socketio.on("frame")  # type: ignore[untyped-decorator]
def frame(data: dict[str, Any]) -> None:
    emit("frame", data)


if __name__ == "__main__":
    socketio.run(app, port=arguments.port, allow_unsafe_werkzeug=True)
