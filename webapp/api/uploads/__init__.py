"""Uploaded files: received, bounded, and kept on disk for as long as they are needed."""
