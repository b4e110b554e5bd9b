"""`python -m benchmarks`: Posecast against what people would use instead, side by side, in turns, in one run.

The full run takes about a quarter of an hour on two idle cores, and writes docs/benchmarks.md with its plots.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.machine import this_machine
from benchmarks.report.page import others_text, section_text, targets_table, write_page
from benchmarks.results import QUESTIONS, Results, ask
from benchmarks.targets import targets

DOCS: Final = Path(__file__).parents[1] / "docs"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    asked = given.only or list(QUESTIONS)
    results = Results(this_machine())
    print(f"{results.machine.cpu}, {results.machine.cores} cores; {', '.join(asked)}\n", flush=True)
    for question in asked:
        started_s = time.monotonic()
        ask(results, question, short=given.short)
        print(section_text(results, question))
        print(f"({question}: {time.monotonic() - started_s:.0f} s)\n", flush=True)
    print(targets_table(targets(results)).plain())
    print(f"\n{others_text(results)}")
    folder = given.docs or (None if given.short or given.only else DOCS)
    if folder:
        write_page(results, folder)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="only show that all of it works; figures mean nothing"
    )
    parser.add_argument("--only", type=_questions, metavar="A,B", help=f"of {', '.join(QUESTIONS)}")
    parser.add_argument(
        "--docs",
        type=Path,
        metavar="FOLDER",
        help="write the page there; by default a full run of all questions writes it to docs/, others nowhere",
    )
    return parser.parse_args(arguments)


def _questions(text: str) -> list[str]:
    chosen = text.split(",")
    unknown = [name for name in chosen if name not in QUESTIONS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no question {unknown[0]!r}; there are {', '.join(QUESTIONS)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
