"""The pose worker's process: decodes frames and runs an engine."""
