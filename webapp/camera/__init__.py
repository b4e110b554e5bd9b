"""A camera's session: its latest frame, its tracker's state, its clock and its frame rate."""
