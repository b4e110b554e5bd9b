"""The command `posecast`. Imports nothing that opens sockets or threads: eventlet must be able to patch first."""

import sys
from collections.abc import Callable
from typing import Any

import click

from webapp import __version__
from webapp.cli.image import image
from webapp.cli.serve_options import serve_options, server_settings
from webapp.cli.video import video
from webapp.settings import ServerSettings
from webapp.terminal.console import expect_messages_only

Start = Callable[[ServerSettings], None]
"""Starts the server and returns when it has ended."""

_SERVE_EXAMPLES = """\b
Examples:
  posecast serve                     open http://localhost:8000 on this machine
  posecast serve --lan               serve phones of this network, with HTTPS and a QR code
  posecast serve --port 9000 --model lite --workers 2
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: posecast serve. Each command has its own help: posecast serve --help",
)
@click.version_option(__version__, message="posecast %(version)s")
def cli() -> None:
    """Posecast turns any camera that a browser can open into a body-pose sensor.

    It serves a page that sends the camera's frames to this machine, which finds 33 landmarks of the body
    in each and sends them back; the page draws them over the frame and in 3D. Frames are never stored.
    The commands image and video do the same for files.
    """


cli.add_command(image)
cli.add_command(video)


@cli.command(epilog=_SERVE_EXAMPLES)
@serve_options
@click.pass_obj
def serve(start: Start, /, **options: Any) -> None:
    """Start the server, and print its address when it is ready.

    Ctrl-C stops it; a second Ctrl-C ends it at once.
    """
    settings = server_settings(options)
    expect_messages_only()
    start(settings)


@cli.command()
def doctor() -> None:
    """Check this machine and the installation, and say how to repair what is wrong.

    The exit code is 1 if Posecast cannot run, or not well.
    """
    from webapp.cli.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(finding.line())
    sys.exit(any(finding.is_fatal for finding in findings))
