"""Runs a function in a child process with limited memory, and measures time and memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
TIME_LIMIT_S: Final = 60
MB: Final = 1 << 20

_PROGRAM: Final = """
import json, resource, sys, threading, time
from pathlib import Path
import {module}
from webapp.media.problems import MediaError
{warm_up}
# Read from /proc: psutil has no peak on Linux.
def memory(field):
    return int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith(field))) * 1024
def peak():
    return memory("VmHWM")
def measure():
    limit = memory("VmSize") + {more_memory}
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    before, start, answer = peak(), time.perf_counter(), None
    try:
        answer = {call}
    except MediaError as error:
        answer = [error.code, error.message]
    print(json.dumps([peak() - before, time.perf_counter() - start, answer]))
path = Path(sys.argv[1])
# In a thread, whose stack has its room from the start: where the main thread's cannot grow, the process dies.
thread = threading.Thread(target=measure)
thread.start()
thread.join()
"""


class Cost(NamedTuple):
    memory: int  # bytes over what the process had before, at the peak
    seconds: float
    answer: Any


def bounded(call: str, path: Path, module: str, warm_up: str = "", more_memory: int = 4096 * MB) -> Cost:
    """What `call` costs, an expression over `path` of the module's names, written out in full.

    more_memory: bytes of address space that it may take beyond what it has. A MediaError is an answer; every other
    error fails the test, with its traceback.
    """
    program = _PROGRAM.format(call=call, module=module, warm_up=warm_up, more_memory=more_memory)
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
        cwd=ROOT,
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # else a thread's heap has 64 MB in reserve
        check=False,
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-2000:]}"
    return Cost(*json.loads(done.stdout))
