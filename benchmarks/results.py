"""The questions and what was found, as far as it was asked."""

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

QUESTIONS: Final = {
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
    """The fields are called as the questions; None for one that was not asked."""

    machine: Machine
    others: dict[str, float] = field(default_factory=dict)  # share of the cores in use before each question
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


def ask(results: Results, question: str, *, short: bool) -> None:
    """Measure one question and note the result."""
    module = QUESTIONS[question]
    results.others[question] = busy_share()
    setattr(results, question, module.measure(module.SHORT if short else module.FULL))
