"""A pose worker: the process that decodes frames and runs an engine."""
