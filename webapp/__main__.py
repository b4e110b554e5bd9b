"""The entry point of `posecast` and `python -m webapp`: the only place that patches or picks the async mode."""

import logging
import os
import sys
import warnings
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import click

from webapp.cli.group import cli
from webapp.settings import ServerSettings

if TYPE_CHECKING:
    from webapp.server.lifecycle import Serve


def main() -> None:
    try:
        cli(obj=start_server)
    except SystemExit as ended:
        _leave(ended)


def _leave(ended: SystemExit) -> None:
    """End now, with what is printed printed: taking the native libraries apart takes 0.15 s and helps nobody."""
    code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    logging.shutdown()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read along has gone
        code = code or 1
    os._exit(code)


def start_server(settings: ServerSettings) -> None:
    answer_files: set[int] = set()
    serve = _eventlet_serve(answer_files) if settings.async_mode == "eventlet" else _threading_serve()
    from webapp.server.lifecycle import ServerError, run_server

    code = 1
    try:
        run_server(settings, serve, answer_files)
        code = 0
    except ServerError as error:
        raise click.ClickException(str(error)) from error
    except Exception:
        logging.getLogger("posecast").exception("the server failed")
    logging.shutdown()
    sys.stdout.flush()
    # Threads of the web server still wait on connections that nobody will use again.
    os._exit(code)


def _eventlet_serve(answer_files: AbstractSet[int]) -> "Serve":
    """Make blocking calls switch to another client instead; must come before anything else makes sockets or threads.

    answer_files: the files on which the workers answer, as they come and go.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # eventlet announces the end of its life at every start
        import eventlet
    from webapp.serving.eventlet_hub import let_answers_come_first

    let_answers_come_first(answer_files)
    eventlet.monkey_patch()
    from webapp.serving.eventlet_server import serve
    from webapp.serving.eventlet_unmasking import UnmaskingError, make_unmasking_fast

    try:
        make_unmasking_fast()
    except UnmaskingError as error:
        raise click.ClickException(str(error)) from error
    return serve


def _threading_serve() -> "Serve":
    from webapp.serving.threading_server import serve

    return serve


if __name__ == "__main__":
    main()
