"""Recorded pictures and videos: reading, finding the people, drawing, writing. Knows nothing of the web."""
