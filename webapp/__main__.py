"""The entry point of `posecast` and `python -m webapp`."""

import logging
import os
import sys

import click

from webapp.cli.group import cli
from webapp.settings import ServerSettings


def main() -> None:
    try:
        cli(obj=start_server)
    except SystemExit as exit_request:
        _exit_now(exit_request)


def _exit_now(exit_request: SystemExit) -> None:
    """Flush what was printed and end the process without unloading the native libraries, which takes 0.15 s."""
    code = exit_request.code if isinstance(exit_request.code, int) else int(exit_request.code is not None)
    logging.shutdown()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # stdout is closed
        code = code or 1
    os._exit(code)


def start_server(settings: ServerSettings) -> None:
    """Serve until a signal asks to stop, and end the process. Raises ClickException where the server cannot start."""
    from webapp.serving.web_server import WebServerError, prepare_web_server

    try:
        web_server = prepare_web_server(settings.async_mode, settings.proxies > 0)
    except WebServerError as error:
        raise click.ClickException(str(error)) from error
    # Only now: under eventlet, nothing may make a socket or a thread before.
    from webapp.server.lifecycle import ServerError, run_server

    code = 1
    try:
        run_server(settings, web_server)
        code = 0
    except ServerError as error:
        raise click.ClickException(str(error)) from error
    except Exception:
        logging.getLogger("posecast").exception("the server failed")
    logging.shutdown()
    sys.stdout.flush()
    # The web server's threads still wait for connections that no client uses any more.
    os._exit(code)


if __name__ == "__main__":
    main()
