"""The other engine: Google's own PoseLandmarker behind the same interface (`--engine mediapipe`).

MediaPipe itself loads when a model is loaded or a first frame comes, not when this is imported.

Its prebuilt library reports usage statistics (which task ran where and how fast; no picture, no landmark) to
play.googleapis.com when a landmarker closes, and offers no way to turn that off:
https://github.com/google-ai-edge/mediapipe/issues/6291. The default engine reports nothing to anyone.
"""

from webapp.engines.mediapipe.engine import MediapipeEngine

__all__ = ["MediapipeEngine"]
