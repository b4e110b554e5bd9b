"""Reports the benchmark of whole videos."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.report.charts import OURS, THEIRS, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number, ratio_text, spread_text
from benchmarks.samples import Spread, ratios
from benchmarks.video import MODEL, Run, VideoResult

TEXT: Final = f"""\
A whole video, written with skeletons and with a JSON of all landmarks ("{MODEL}"): `posecast video` beside a loop of
cv2.VideoCapture, MediaPipe's PoseLandmarker in VIDEO mode, cv2's lines and cv2.VideoWriter (mp4v, which browsers do not
play). Whole processes, imports and loading included; ours reads compiled networks from an earlier run."""
NAMES: Final = {"ours": "posecast video", "theirs": "cv2 and MediaPipe in a loop"}


def section(result: VideoResult) -> Section:
    return Section("video", "A whole video", TEXT, [_table(result)], _figure(result))


def _table(result: VideoResult) -> Table:
    rows = [_row(NAMES["ours"], result.ours), _row(NAMES["theirs"], result.theirs)]
    ratio = ratios([run.fps for run in result.ours], [run.fps for run in result.theirs])
    rows[0].append(ratio_text(ratio))
    rows[1].append("1×")
    header = ["", "seconds", "frames/s", "frames with a person", "the video's MB", "as fast"]
    return Table(header, rows, f"{result.clip}, {result.ours[0].frames} frames:")


def _row(name: str, runs: list[Run]) -> list[str]:
    return [
        name,
        spread_text(Spread.of([run.seconds for run in runs]), 2),
        spread_text(Spread.of([run.fps for run in runs])),
        f"{number(100 * Spread.of([run.found for run in runs]).median, 0)} %",
        number(Spread.of([run.megabytes for run in runs]).median, 2),
    ]


def _figure(result: VideoResult) -> Figure:
    figure, (axes,) = panels(1)
    rates = {
        NAMES[who]: [Spread.of([run.fps for run in runs]).median]
        for who, runs in (("ours", result.ours), ("theirs", result.theirs))
    }
    grouped_bars(axes, [result.clip], rates, {NAMES["ours"]: OURS, NAMES["theirs"]: THEIRS})
    axes.set_ylabel("frames a second, start to end")
    return figure
