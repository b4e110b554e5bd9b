"""A camera's session: its frames, their order and rate, its tracker's state, and the answers to its client."""
