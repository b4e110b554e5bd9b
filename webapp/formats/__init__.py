"""Writes and reads the poses of a picture or video: one document, and a module for each file format."""
