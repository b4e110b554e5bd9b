"""The stock stack: Flask-SocketIO on eventlet and MediaPipe's PoseLandmarker, used as their documentation shows.

One landmarker for each client, since its VIDEO mode tracks one video; called in the handler; the reply in JSON.
"""

import argparse
from typing import Any

import cv2
import mediapipe as mp
import numpy as np
from flask import Flask, request
from flask_socketio import SocketIO, emit

from webapp.engines.mediapipe.landmarker import bundle_for

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")
landmarkers: dict[str, Any] = {}
vision = mp.tasks.vision


@socketio.on("connect")  # type: ignore[untyped-decorator]
def connect() -> None:
    options = vision.PoseLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_buffer=app.config["BUNDLE"]),
        running_mode=vision.RunningMode.VIDEO,
    )
    landmarkers[request.sid] = vision.PoseLandmarker.create_from_options(options)  # type: ignore[attr-defined]


@socketio.on("disconnect")  # type: ignore[untyped-decorator]
def disconnect() -> None:
    landmarkers.pop(request.sid).close()  # type: ignore[attr-defined]


@socketio.on("frame")  # type: ignore[untyped-decorator]
def frame(data: dict[str, Any]) -> None:
    picture = cv2.imdecode(np.frombuffer(data["jpeg"], np.uint8), cv2.IMREAD_COLOR)
    image = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    found = landmarkers[request.sid].detect_for_video(image, int(data["t"]))  # type: ignore[attr-defined]
    emit(
        "pose",
        {
            "seq": data["seq"],
            "landmarks": [[(p.x, p.y, p.z, p.visibility) for p in body] for body in found.pose_landmarks],
            "world": [[(p.x, p.y, p.z) for p in body] for body in found.pose_world_landmarks],
        },
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--model", required=True)
    arguments = parser.parse_args()
    app.config["BUNDLE"] = bundle_for(arguments.model)
    socketio.run(app, port=arguments.port)
