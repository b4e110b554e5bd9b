"""The pose engines that a worker can run, by name."""
