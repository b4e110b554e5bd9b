"""The BlazePose pipeline: NumPy, OpenCV and the network's runtime, and nothing of the web. Start at tracker.py."""
