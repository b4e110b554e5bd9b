"""The BlazePose pipeline on NumPy, OpenCV and OpenVINO; it knows nothing of the web. Start at tracker.py."""
