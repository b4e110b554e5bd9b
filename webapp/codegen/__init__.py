"""Writes the page's copies of what Python declares: the wire and the skeleton's style."""
