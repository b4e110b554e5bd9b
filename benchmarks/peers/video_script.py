"""Writes a video with skeletons and a JSON, with the loop that the documentation of OpenCV and MediaPipe suggests.

Run: python video_script.py IN OUT.mp4 OUT.json MODEL.task
"""

import json
import sys

import cv2
import mediapipe as mp

vision = mp.tasks.vision
CONNECTIONS = [(edge.start, edge.end) for edge in vision.PoseLandmarksConnections.POSE_LANDMARKS]

source, drawn, data, model = sys.argv[1:]
video = cv2.VideoCapture(source)
rate = video.get(cv2.CAP_PROP_FPS)
size = int(video.get(cv2.CAP_PROP_FRAME_WIDTH)), int(video.get(cv2.CAP_PROP_FRAME_HEIGHT))
writer = cv2.VideoWriter(drawn, cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
options = vision.PoseLandmarkerOptions(
    base_options=mp.tasks.BaseOptions(model_asset_path=model), running_mode=vision.RunningMode.VIDEO
)
frames = []
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    index = 0
    while True:
        there, picture = video.read()
        if not there:
            break
        image = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        found = landmarker.detect_for_video(image, round(index * 1000 / rate))
        for body in found.pose_landmarks:
            points = [(round(point.x * size[0]), round(point.y * size[1])) for point in body]
            for start, end in CONNECTIONS:
                cv2.line(picture, points[start], points[end], (255, 255, 255), 2)
            for point in points:
                cv2.circle(picture, point, 3, (0, 0, 255), -1)
        frames.append(
            {
                "image": [[(p.x, p.y, p.z, p.visibility) for p in body] for body in found.pose_landmarks],
                "world": [[(p.x, p.y, p.z) for p in body] for body in found.pose_world_landmarks],
            }
        )
        writer.write(picture)
        index += 1
writer.release()
with open(data, "w", encoding="utf-8") as file:  # noqa: PTH123 - as people write it
    json.dump(frames, file)
