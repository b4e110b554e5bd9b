"""Running one function in a process of its own, with bounds on its memory, and the measure of what it took."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
TIME_LIMIT_S: Final = 60
MB: Final = 1 << 20

_PROGRAM: Final = """
import json, resource, sys, time
from pathlib import Path
import {module}
from webapp.media.problems import MediaError
{warm_up}
def memory(field):
    return int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith(field))) * 1024
def peak():
    return memory("VmHWM")
limit = memory("VmSize") + {more_memory}
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
path = Path(sys.argv[1])
before, start, answer = peak(), time.perf_counter(), None
try:
    answer = {call}
except MediaError as error:
    answer = [error.code, error.message]
print(json.dumps([peak() - before, time.perf_counter() - start, answer]))
"""


class Cost(NamedTuple):
    memory: int  # bytes over what the process had before, at the peak
    seconds: float
    answer: Any


def bounded(call: str, path: Path, module: str, warm_up: str = "", more_memory: int = 4096 * MB) -> Cost:
    """What `call` costs, an expression over `path` of the module's names, written out in full.

    more_memory: bytes of address space that it may take beyond what it has. A MediaError is an answer; every other error fails the test, with its traceback.
    """
    program = _PROGRAM.format(call=call, module=module, warm_up=warm_up, more_memory=more_memory)
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-2000:]}"
    return Cost(*json.loads(done.stdout))
