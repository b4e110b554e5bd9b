"""The elements of a report, and the formatting of figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.figure import Figure

from benchmarks.samples import Spread


@dataclass(frozen=True)
class Table:
    """A table that can be written as Markdown or plain text."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""

    def markdown(self) -> str:
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"{self.caption}\n\n{text}" if self.caption else text

    def plain(self) -> str:
        """Return the table with aligned columns, for the terminal."""
        widths = [max(map(len, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in (self.header, *self.rows)
        ]
        return "\n".join([self.caption, *lines] if self.caption else lines)


@dataclass(frozen=True)
class Section:
    """The section of one benchmark: how it was measured, the figures, and the plot."""

    name: str
    title: str
    text: str
    tables: Sequence[Table]
    figure: Figure
    notes: Sequence[str] = field(default_factory=tuple)


def number(value: float, digits: int = 1) -> str:
    return "–" if math.isnan(value) else f"{value:,.{digits}f}"


def spread_text(spread: Spread, digits: int = 1) -> str:
    """Return the median, with the lowest and the highest round."""
    if spread.rounds < 2:
        return number(spread.median, digits)
    return f"{number(spread.median, digits)} ({number(spread.low, digits)}–{number(spread.high, digits)})"


def ratio_text(spread: Spread) -> str:
    return f"{spread_text(spread, 2)}×" if spread.rounds else "–"
