"""The programs that Posecast is compared with, written as their documentation shows: not tuned, not slowed."""
