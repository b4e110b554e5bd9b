"""Says how to start the program to those who run `python -m posecast`: this package is the client only."""

import sys

if __name__ == "__main__":
    sys.exit("This package is Posecast's client. To start the program, run posecast or python -m webapp.")
