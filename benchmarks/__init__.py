"""Measures Posecast beside what people would use instead, and reports the figures."""
