"""The progress that is shown while a video is processed."""

from io import StringIO

from webapp.cli.progress_bar import LOG_EVERY_S, ProgressBar, progress_text
from webapp.media.progress import Progress


def test_the_line_says_how_far_how_fast_and_how_long() -> None:
    text = progress_text(Progress(70, 280, 0.25), elapsed_s=2.0)
    assert text == "[######------------------]  25 %  70 of 280 frames  35 frames/s  6 s left"


def test_the_first_frames_say_nothing_of_the_speed() -> None:
    assert progress_text(Progress(1, 280, 0.0), elapsed_s=0.9) == f"[{'-' * 24}]   0 %  1 of 280 frames"


def test_without_a_length_it_counts() -> None:
    assert progress_text(Progress(70, None, None), elapsed_s=2.0) == "70 frames  35 frames/s"


def test_long_times_are_shown_in_minutes_and_hours() -> None:
    assert progress_text(Progress(1, 100, 0.01), 1.0).endswith("1 min 39 s left")
    assert progress_text(Progress(1, 9999, 0.0001), 1.0).endswith("2 h 46 min left")


def test_a_terminal_s_line_rewrites_itself_ten_times_a_second() -> None:
    stream = StringIO()
    line = ProgressBar(stream, 0.0, is_terminal=True)
    for index in range(1, 31):
        line.show(Progress(index, 30, index / 30), index / 30)
    assert 7 <= stream.getvalue().count("\r") <= 10
    assert "\n" not in stream.getvalue()
    line.erase()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_a_whole_line_now_and_then() -> None:
    stream = StringIO()
    line = ProgressBar(stream, 0.0, is_terminal=False)
    for second in range(61):
        line.show(Progress(second, 100, second / 100), float(second))
    line.erase()
    assert len(stream.getvalue().splitlines()) == 60 / LOG_EVERY_S
    assert "\r" not in stream.getvalue()
