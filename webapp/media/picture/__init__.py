"""Reads pictures, finds the poses in them, writes pictures."""
