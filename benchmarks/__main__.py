"""`python -m benchmarks`: measures Posecast and what people would use instead, alternately, in one run.

The full run takes about a quarter of an hour on two idle cores, and writes docs/benchmarks.md with its plots.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.machine import this_machine
from benchmarks.report.page import other_load_text, section_text, targets_table, write_page
from benchmarks.results import BENCHMARKS, Results, measure
from benchmarks.targets import targets

DOCS: Final = Path(__file__).parents[1] / "docs"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    names = given.only or list(BENCHMARKS)
    results = Results(this_machine())
    print(f"{results.machine.cpu}, {results.machine.cores} cores; {', '.join(names)}\n", flush=True)
    for name in names:
        started_s = time.monotonic()
        measure(results, name, short=given.short)
        print(section_text(results, name))
        print(f"({name}: {time.monotonic() - started_s:.0f} s)\n", flush=True)
    print(targets_table(targets(results)).plain())
    print(f"\n{other_load_text(results)}")
    folder = given.docs or (None if given.short or given.only else DOCS)
    if folder:
        write_page(results, folder)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="only check that everything works; the figures mean nothing"
    )
    parser.add_argument("--only", type=_benchmark_names, metavar="A,B", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument(
        "--docs",
        type=Path,
        metavar="FOLDER",
        help="write the page there; by default only a full run of all benchmarks writes one, to docs/",
    )
    return parser.parse_args(arguments)


def _benchmark_names(text: str) -> list[str]:
    chosen = text.split(",")
    unknown = [name for name in chosen if name not in BENCHMARKS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
