"""Draws skeletons and labels onto pictures and video frames."""
