"""Writes the report to the terminal, and as docs/benchmarks.md with its plots."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.machine import BUSY_LIMIT, Machine
from benchmarks.report import (
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
from benchmarks.report.charts import save, style
from benchmarks.report.elements import Section, Table, number
from benchmarks.results import Results
from benchmarks.targets import Target, targets

SECTIONS: Final[dict[str, Callable[[Any], Section]]] = {
    "pipeline": pipeline.section,
    "video": video.section,
    "system": system.section,
    "overload": overload.section,
    "viewers": viewers.section,
    "jobs": jobs.section,
    "phone": phone.section,
    "transport": transport.section,
    "memory": memory.section,
    "start": start.section,
    "browser": browser.section,
}
PAGE: Final = "benchmarks.md"
IMAGES: Final = "images"
INTRODUCTION: Final = """\
# Benchmarks

Written by `make bench`, which measures both sides of each comparison alternately, in one run. Figures are medians over
the rounds, with the lowest and the highest round in brackets. Ratios hold on other machines, absolute times do not.
"""


def section_text(results: Results, name: str) -> str:
    """Return a section for the terminal."""
    with style():
        section = SECTIONS[name](getattr(results, name))
    parts = [f"== {section.title}", *(table.plain() for table in section.tables), *section.notes]
    return "\n\n".join(parts) + "\n"


def targets_table(found: list[Target]) -> Table:
    rows = [
        [
            *(target.what, f"{target.sign} {target.wanted:g}{target.unit}"),
            *(_found_text(target), target.verdict),
        ]
        for target in found
    ]
    return Table(["target", "limit", "measured", ""], rows)


def _found_text(target: Target) -> str:
    return f"{number(target.found, 2)}{target.unit}" if target.reached is not None else number(target.found)


def other_load_text(results: Results) -> str:
    """Return how busy the machine was before the benchmarks, since other programs disturb the figures."""
    share = max(results.other_load.values(), default=0.0)
    text = f"Before the benchmarks, other programs used at most {share:.0%} of the cores."
    return text if share <= BUSY_LIMIT else f"{text} THAT IS TOO MUCH: the figures cannot be trusted."


def write_page(results: Results, folder: Path) -> None:
    """Write benchmarks.md and its plots, over the old ones."""
    with style():
        sections = [
            section(getattr(results, name)) for name, section in SECTIONS.items() if getattr(results, name)
        ]
        for section in sections:
            save(section.figure, folder / IMAGES / image_name(section.name))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text("\n".join(_page(results, sections)), encoding="utf-8")


def image_name(section: str) -> str:
    return f"bench-{section}.svg"


def _page(results: Results, sections: list[Section]) -> Iterator[str]:
    yield INTRODUCTION
    yield f"## Measured on\n\n{_machine_table(results.machine).markdown()}\n\n{other_load_text(results)}\n"
    yield f"## Targets\n\n{targets_table(targets(results)).markdown()}\n"
    for section in sections:
        yield f"## {section.title}\n\n{section.text}\n"
        yield f"![{section.title}]({IMAGES}/{image_name(section.name)})\n"
        for table in section.tables:
            yield f"{table.markdown()}\n"
        for note in section.notes:
            yield f"{note}\n"


def _machine_table(machine: Machine) -> Table:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    rows = [
        ["CPU", f"{machine.cpu}, {machine.cores} cores usable"],
        ["vector instructions", ", ".join(machine.vector_flags) or "none known"],
        ["memory", f"{machine.memory_gb:.0f} GB"],
        ["system", machine.kernel],
        ["versions", versions],
    ]
    return Table(["", ""], rows)
