"""The media worker's process: decodes, draws and encodes uploads. It may be killed at any time, and knows no web."""
