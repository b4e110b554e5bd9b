"""Tests of a whole server: a real process, real clients."""
