"""Media jobs: each file's work, its state, its place in the queue and its results."""
