"""Posecast's Python client: posecast.client talks to a running server, which is the package webapp."""
