"""Gives waiting frames to idle workers: a fair queue, live frames before recorded ones."""
