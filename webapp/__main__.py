"""The entry point of `posecast` and `python -m webapp`."""

import errno
import logging
import os
import sys

import click

from webapp.cli.group import cli
from webapp.settings import ServerSettings
from webapp.terminal.console import lost_result, set_up_console


def main() -> None:
    set_up_console()
    try:
        cli(obj=start_server)
    except SystemExit as exit_request:
        _exit_now(exit_request)


def _exit_now(exit_request: SystemExit) -> None:
    """Flush what was printed and end the process without unloading the native libraries, which takes 0.15 s.

    What the command was asked to print and could not is an error; a lost message about files that are written is none.
    """
    code = exit_request.code if isinstance(exit_request.code, int) else int(exit_request.code is not None)
    logging.shutdown()
    lost = lost_result()
    if lost and not code:
        code = 1
        if lost.errno != errno.EPIPE:  # whoever closes a pipe, such as `head`, has read enough
            click.echo(f"Error: the output cannot be printed: {lost.strerror}", err=True)
    sys.stderr.flush()
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
    # The web server's threads still wait for connections that no client uses any more.
    os._exit(code)


if __name__ == "__main__":
    main()
