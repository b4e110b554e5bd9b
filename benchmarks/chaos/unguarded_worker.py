"""A pose worker of the unguarded server."""

import sys

from benchmarks.chaos.unguarded_server import remove_guards

if __name__ == "__main__":
    remove_guards()
    from webapp.workers.pose.__main__ import main

    sys.exit(main())
