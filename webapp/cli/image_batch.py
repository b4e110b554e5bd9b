"""Runs `posecast image` on all cores, and prints a line for each picture that fails, and a summary."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click
from click.termui import progressbar

from webapp.cli.image_plan import PicturePlan
from webapp.cli.image_worker import (
    PictureJob,
    PictureOutcome,
    process_in_worker,
    process_picture,
    set_up_worker,
)
from webapp.cli.interrupt import HANG_UP
from webapp.models import DETECTOR, LANDMARK_MODELS, ModelError, model_path
from webapp.pose.cache_folder import do_without_unusable_cache
from webapp.pose.engine import EngineError
from webapp.settings import usable_cores
from webapp.workers.child_process import ONE_THREAD

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

__all__ = ["PictureJob", "run_pictures"]


def run_pictures(plans: list[PicturePlan], job: PictureJob) -> int:
    """Process all pictures and return the exit code. Raises click.ClickException if none can succeed, KeyboardInterrupt."""
    started_s = time.monotonic()
    failed = with_people = 0
    try:
        if not job.engine_factory:
            _prepare_engines(job)
        with _shown_progress(len(plans)) as bar:
            for outcome in _outcomes(plans, job):
                bar.update(1)
                if outcome.problem:
                    failed += 1
                    click.echo(f"{outcome.source}: {outcome.problem}", err=True)
                with_people += outcome.people > 0
    except (EngineError, ModelError) as error:
        raise click.ClickException(str(error)) from error
    except BrokenProcessPool as error:
        raise click.ClickException(
            "a worker process was ended from outside, probably because memory ran out; try smaller pictures"
        ) from error
    click.echo(summary(len(plans), with_people, failed, time.monotonic() - started_s))
    return 1 if failed else 0


def summary(pictures: int, with_people: int, failed: int, seconds: float) -> str:
    """Return a line such as `5 pictures: 3 with people, 1 without, 1 failed; 2.1 s`."""
    without = pictures - with_people - failed
    parts = [f"{with_people} with people"]
    parts += [f"{without} without"] if without else []
    parts += [f"{failed} failed"] if failed else []
    noun = "picture" if pictures == 1 else "pictures"
    return f"{pictures} {noun}: {', '.join(parts)}; {seconds:.1f} s"


def _prepare_engines(job: PictureJob) -> None:
    """Say once, here, what each worker process would say: raise ModelError, or log that no network can be kept."""
    for file in (DETECTOR, LANDMARK_MODELS[job.options.model]):
        model_path(file)
    do_without_unusable_cache()


def _outcomes(plans: list[PicturePlan], job: PictureJob) -> Iterator[PictureOutcome]:
    """Give the outcomes as they come. A single picture is processed here: starting a process takes longer."""
    if len(plans) == 1:
        yield process_picture(plans[0], job)
        return
    workers = min(usable_cores(), len(plans))
    with _child_environment():  # making the pool starts one process, the first submission all others
        pool = ProcessPoolExecutor(workers, get_context("spawn"), set_up_worker)
        waiting = [pool.submit(process_in_worker, plan, job) for plan in plans]
    with pool:
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def _child_environment() -> Iterator[None]:
    """Set what children inherit: one thread for arithmetic, as there is a process for each core, no signals of a terminal."""
    before = dict(os.environ)
    from_terminal = [number for number in (signal.SIGINT, HANG_UP) if number is not None]
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in from_terminal}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _shown_progress(pictures: int) -> AbstractContextManager["ProgressBar[int]"]:
    """Return a progress bar on stderr; hidden if that is no terminal."""
    is_wanted = sys.stderr.isatty() and pictures > 1
    return progressbar(
        length=pictures, label="pictures", file=sys.stderr, show_pos=True, hidden=not is_wanted
    )
