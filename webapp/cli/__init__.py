"""The command line: `posecast serve`, `image`, `video` and `doctor`."""
