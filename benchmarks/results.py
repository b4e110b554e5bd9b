"""The benchmarks, and the results of those that were run."""

from dataclasses import dataclass, field
from typing import Final

from benchmarks import (
    browser,
    jobs,
    memory,
    overload,
    phone,
    pipeline,
    start,
    system,
    transport,
    video,
    viewers,
)
from benchmarks.browser import BrowserResult
from benchmarks.jobs import JobsResult
from benchmarks.machine import Machine, busy_share
from benchmarks.memory import MemoryResult
from benchmarks.overload import OverloadResult
from benchmarks.phone import PhoneResult
from benchmarks.pipeline import PipelineResult
from benchmarks.start import StartResult
from benchmarks.system import SystemResult
from benchmarks.transport import TransportResult
from benchmarks.video import VideoResult
from benchmarks.viewers import ViewersResult

BENCHMARKS: Final = {
    "pipeline": pipeline,
    "video": video,
    "system": system,
    "overload": overload,
    "viewers": viewers,
    "jobs": jobs,
    "phone": phone,
    "transport": transport,
    "memory": memory,
    "start": start,
    "browser": browser,
}
"""Each has `measure(effort)` and the efforts FULL and SHORT."""


@dataclass
class Results:
    """The results, in fields named like the benchmarks; None for one that was not run."""

    machine: Machine
    # Share of the cores in use before each benchmark.
    other_load: dict[str, float] = field(default_factory=dict)
    pipeline: PipelineResult | None = None
    video: VideoResult | None = None
    system: SystemResult | None = None
    overload: OverloadResult | None = None
    viewers: ViewersResult | None = None
    jobs: JobsResult | None = None
    phone: PhoneResult | None = None
    transport: TransportResult | None = None
    memory: MemoryResult | None = None
    start: StartResult | None = None
    browser: BrowserResult | None = None


def measure(results: Results, name: str, *, short: bool) -> None:
    """Run one benchmark and store its result."""
    module = BENCHMARKS[name]
    results.other_load[name] = busy_share()
    setattr(results, name, module.measure(module.SHORT if short else module.FULL))
