"""Rooms: one camera each, its viewers, and the links by which others come in. Knows no socket and no web server."""
