"""Google's own PoseLandmarker behind the same interface as the default engine (`--engine mediapipe`)."""
