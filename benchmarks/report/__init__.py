"""Converts results to tables and plots, for the terminal and for docs/benchmarks.md."""
