"""Reports the benchmark of the pipeline."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.pipeline import ModelSpeed, Parts, PipelineResult
from benchmarks.report.charts import FLOOR, OURS, REST, THEIRS, grouped_bars, legend_above, panels
from benchmarks.report.elements import Section, Table, number, ratio_text, spread_text
from benchmarks.samples import Spread, ratios

TEXT: Final = """\
JPEG in, landmarks out, in one process on one core. Ours is what a pose worker does with each frame; MediaPipe is its
PoseLandmarker in VIDEO mode with `cv2.imdecode` and `cv2.cvtColor` before it. They alternate, a chunk of the same frames
each, of which the first three do not count: the caches are then full of the other's code. Figures are medians over the
chunks, with the lowest and the highest."""
PART_NAMES: Final = ("decode", "crop", "network", "rest")


def speed_ratio(speed: ModelSpeed) -> Spread:
    return ratios([run.fps for run in speed.ours], [run.fps for run in speed.theirs])


def median_part(speed: ModelSpeed, name: str) -> float:
    """A part of a frame, ms; "beside_network" for all parts but the network."""
    return Spread.of([getattr(parts, name) for parts in speed.parts]).median


def section(result: PipelineResult) -> Section:
    clips = ", ".join(f"{name} ({size / 1e3:.0f} KB a frame)" for name, size in result.clips)
    return Section(
        "pipeline",
        "Pipeline: one process, one core",
        TEXT,
        [_speed_table(result), _parts_table(result)],
        _figure(result),
        [
            f"Clips: {clips}; 480×640 or 640×480, JPEG quality 75, 4:2:0.",
            (
                f"The floor is the network's multiplications over the core's measured peak in f32, {result.peak_gflops:.0f} "
                "GFLOP/s: no f32 implementation can be faster without computing less."
            ),
        ],
    )


def _speed_table(result: PipelineResult) -> Table:
    header = [
        *("model", "Posecast, frames/s", "MediaPipe, frames/s", "ratio"),
        *("Posecast, CPU ms", "MediaPipe, CPU ms", "frames with a person, ours / theirs"),
    ]
    return Table(header, [_speed_row(speed) for speed in result.models])


def _speed_row(speed: ModelSpeed) -> list[str]:
    found = [Spread.of([run.found for run in runs]) for runs in (speed.ours, speed.theirs)]
    return [
        speed.model,
        spread_text(Spread.of([run.fps for run in speed.ours])),
        spread_text(Spread.of([run.fps for run in speed.theirs])),
        ratio_text(speed_ratio(speed)),
        spread_text(Spread.of([run.cpu_ms for run in speed.ours]), 2),
        spread_text(Spread.of([run.cpu_ms for run in speed.theirs]), 2),
        " / ".join(f"{share.median:.0%}" for share in found),
    ]


def _parts_table(result: PipelineResult) -> Table:
    header = ["model", "decode", "crop", "network", "rest", "all but the network", "network's floor", "GMAC"]
    rows = [
        [
            speed.model,
            *(spread_text(_spread(speed.parts, name), 2) for name in PART_NAMES),
            spread_text(_spread(speed.parts, "beside_network"), 2),
            number(speed.floor_ms, 2),
            number(speed.macs / 1e9, 3),
        ]
        for speed in result.models
    ]
    return Table(header, rows, "Where a frame of ours spends its time, ms:")


def _spread(parts: list[Parts], name: str) -> Spread:
    return Spread.of([getattr(one, name) for one in parts])


def _figure(result: PipelineResult) -> Figure:
    figure, (speed_axes, parts_axes) = panels(2)
    models = [speed.model for speed in result.models]
    medians = {
        "Posecast": [Spread.of([run.fps for run in speed.ours]).median for speed in result.models],
        "MediaPipe": [Spread.of([run.fps for run in speed.theirs]).median for speed in result.models],
    }
    grouped_bars(speed_axes, models, medians, {"Posecast": OURS, "MediaPipe": THEIRS})
    speed_axes.set_ylabel("frames a second, one core")
    left = [0.0] * len(models)
    for name, colour in zip(PART_NAMES, (REST[0], REST[1], OURS, REST[2]), strict=True):
        widths = [median_part(speed, name) for speed in result.models]
        parts_axes.barh(models, widths, left=left, label=name, color=colour)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    floors = [speed.floor_ms for speed in result.models]
    parts_axes.plot(floors, models, "|", color=FLOOR, markersize=24, markeredgewidth=3, label="floor")
    parts_axes.set_xlabel("ms a frame")
    parts_axes.grid(visible=False, axis="y")
    legend_above(parts_axes, 3)
    return figure
