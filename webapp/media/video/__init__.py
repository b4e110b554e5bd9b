"""Videos: read, posed, smoothed, written, with their sound."""
