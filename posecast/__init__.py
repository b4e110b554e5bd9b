"""Posecast for other programs: posecast.client talks to a running server. The server itself is the package webapp."""
