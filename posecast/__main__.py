"""`python -m posecast`: says where the program is, since this package is the client's and may not load the server."""

import sys

if __name__ == "__main__":
    sys.exit(
        "posecast is the package of the client. The program is the command posecast, or python -m webapp."
    )
