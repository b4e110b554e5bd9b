"""What the server knows of its own processes."""

import os
import time

from webapp.workers.child_process import cpu_seconds


def test_the_work_of_a_process_is_its_cpu_time_and_not_the_clocks() -> None:
    before_s, cpu_s = cpu_seconds(os.getpid()), time.process_time()
    time.sleep(0.2)
    while time.process_time() - cpu_s < 0.1:
        pass
    worked = cpu_seconds(os.getpid()) - before_s
    assert abs(worked - (time.process_time() - cpu_s)) < 0.05  # the system counts in hundredths


def test_a_process_that_is_gone_counts_by_the_clock() -> None:
    assert abs(cpu_seconds(0) - time.monotonic()) < 1
