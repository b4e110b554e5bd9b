"""Runs a function in a process of its own, on all cores or pinned to one before anything is loaded.

Libraries that count the cores when they are loaded then start one thread, and those that start more anyway have them
take turns on that core: one process, one core, whatever the library.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def on_one_core(task: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """What `task` gives, run in a process on one core; it and its arguments must be picklable."""
    with pinned_to(max(os.sched_getaffinity(0))):  # the last core: interrupts tend to go to the first
        return in_own_process(task, *args, **kwargs)


def in_own_process(task: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """What `task` gives, run there; it and its arguments must be picklable."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(task, *args, **kwargs).result()


@contextmanager
def pinned_to(core: int) -> Iterator[None]:
    """Keep this process, and those that it starts meanwhile, on that core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
