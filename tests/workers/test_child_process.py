"""What the server knows of its own processes."""

import os
import time

from webapp.workers.child_process import worked_s


def test_the_work_of_a_process_is_its_cpu_time_and_not_the_clocks() -> None:
    before_s, cpu_s = worked_s(os.getpid()), time.process_time()
    time.sleep(0.2)
    while time.process_time() - cpu_s < 0.1:
        pass
    worked = worked_s(os.getpid()) - before_s
    assert abs(worked - (time.process_time() - cpu_s)) < 0.05  # the system counts in hundredths


def test_a_process_that_is_gone_counts_by_the_clock() -> None:
    assert abs(worked_s(0) - time.monotonic()) < 1
