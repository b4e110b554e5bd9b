"""Runs a function in a child process, on all cores or pinned to one before any library is loaded.

Libraries that count the cores when they are loaded then start one thread; threads of other libraries share the core. So
a process uses one core, whatever the library.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def on_one_core(task: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Run `task` in a child process on one core and return its result; it and its arguments must be picklable."""
    with pinned_to(max(os.sched_getaffinity(0))):  # the last core: interrupts tend to go to the first
        return in_child_process(task, *args, **kwargs)


def in_child_process(task: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Run `task` in a child process and return its result; it and its arguments must be picklable."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(task, *args, **kwargs).result()


@contextmanager
def pinned_to(core: int) -> Iterator[None]:
    """Keep this process, and those that it starts within the context, on that core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
