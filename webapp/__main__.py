"""The entry point of `posecast` and `python -m webapp`: the only place that patches or picks the async mode."""

import logging
import os
import sys
import warnings

import click

from webapp.cli import cli
from webapp.settings import ServerSettings


def main() -> None:
    cli(obj=start_server)


def start_server(settings: ServerSettings) -> None:
    if settings.async_mode == "eventlet":
        _patch()
        from webapp.serving.eventlet_server import serve
    else:
        from webapp.serving.threading_server import serve
    from webapp.server import ServerError, run_server

    try:
        run_server(settings, serve)
    except ServerError as error:
        raise click.ClickException(str(error)) from error
    logging.shutdown()
    sys.stdout.flush()
    # Threads of the web server still wait on connections that nobody will use again.
    os._exit(0)


def _patch() -> None:
    """Make blocking calls switch to another client instead. Must come before anything that imports sockets or threads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # eventlet announces the end of its life at every start
        import eventlet
    eventlet.monkey_patch()


if __name__ == "__main__":
    main()
