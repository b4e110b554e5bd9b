"""Reads videos, finds and smooths the poses in them, writes videos with their audio."""
