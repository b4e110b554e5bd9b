"""Posecast: any camera that a browser can open becomes a body-pose sensor."""

__version__ = "0.1.0"
