"""Draws plots as SVG files: the same figures give the same file, on a light card that is readable on any page."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, StrMethodFormatter

OURS: Final = "#0b6e99"
THEIRS: Final = "#d9730d"
FLOOR: Final = "#ffd166"
REST: Final = ("#7fb7d1", "#b9a7d6", "#a8c39a")
COLOURS: Final = {"posecast": OURS, "stock": THEIRS}
NAMES: Final = {"posecast": "Posecast", "stock": "stock stack"}
_INK: Final = "#24292f"
_CARD: Final = "#fbfbfd"
_STYLE: Final[dict[Any, Any]] = {  # the library types the keys as a long list of literals
    "svg.hashsalt": "posecast",  # fixed, so that shapes have the same ids in every run
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#d8dee4",
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.facecolor": _CARD,
    "figure.facecolor": _CARD,
    "legend.frameon": False,
}
_SIZE_INCHES: Final = (8.0, 3.2)
_WIDTH_OF_BARS: Final = 0.8


@contextmanager
def style() -> Iterator[None]:
    """Apply the style of all plots within the context."""
    with mpl.rc_context(_STYLE):
        yield


def panels(count: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with panels side by side. Call, draw and save within `style`."""
    figure = Figure(_SIZE_INCHES, layout="constrained")
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def grouped_bars(
    axes: Axes, groups: Sequence[str], series: Mapping[str, Sequence[float]], colours: Mapping[str, str]
) -> None:
    """Draw bars side by side in each group, with their values on top."""
    width = _WIDTH_OF_BARS / len(series)
    for index, (name, values) in enumerate(series.items()):
        places = [group + (index - (len(series) - 1) / 2) * width for group in range(len(groups))]
        bars = axes.bar(places, values, width, label=name, color=colours[name])
        axes.bar_label(bars, [f"{value:.3g}" for value in values], padding=2, fontsize=8)
    axes.set_xticks(range(len(groups)), groups)
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.15)
    legend_above(axes, len(series))


def legend_above(axes: Axes, columns: int) -> None:
    """Draw the legend above the plot, where it covers no bar or line."""
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, fontsize=8, borderaxespad=0.2, markerscale=0.5
    )


def logarithmic(axes: Axes) -> None:
    """Make the y axis logarithmic, with plain numbers beside it."""
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())


def save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
