"""The command `posecast`. Imports nothing that opens sockets or threads: eventlet must be able to patch first."""

import sys
from collections.abc import Callable

import click

from webapp import __version__, models, settings
from webapp.settings import CLIENTS_A_WORKER, AsyncMode, EngineName, Precision, ServerSettings

Start = Callable[[ServerSettings], None]
"""Starts the server and returns when it has ended."""

_SERVE_EXAMPLES = """\b
Examples:
  posecast serve                     open http://localhost:8000 on this machine
  posecast serve --host 0.0.0.0      let other machines of the network in too
  posecast serve --port 9000 --model lite --workers 2
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: posecast serve. Each command explains itself: posecast serve --help",
)
@click.version_option(__version__, message="posecast %(version)s")
def cli() -> None:
    """Posecast turns any camera that a browser can open into a body-pose sensor.

    It serves a page that sends the camera's pictures to this machine, which finds 33 points of the body
    in each and sends them back; the page draws them over the picture and in 3D. Pictures are never stored.
    """


@cli.command(epilog=_SERVE_EXAMPLES)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on: 127.0.0.1 is this machine alone, 0.0.0.0 the whole network.")  # fmt: skip
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
              help="Port to listen on; 0 takes any that is free.")  # fmt: skip
@click.option("--engine", default="openvino", show_default=True, type=click.Choice(settings.ENGINE_NAMES),
              help="What runs the networks: openvino is faster, mediapipe is "
              "Google's own, whose library reports its use to Google.")  # fmt: skip
@click.option("--model", default=models.DEFAULT_MODEL, show_default=True, type=click.Choice(models.MODEL_NAMES),
              help="Model for who chooses none: lite is fastest, heavy most exact.")  # fmt: skip
@click.option("--precision", default="auto", show_default=True, type=click.Choice(settings.PRECISIONS),
              help="Of openvino's arithmetic: auto takes bf16 for some layers where the CPU is faster with it, "
              "f32 never does.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=None,
              help="Processes that find poses.  [default: one for each core]")  # fmt: skip
@click.option("--async-mode", default="eventlet", show_default=True, type=click.Choice(settings.ASYNC_MODES),
              help="How clients are served side by side; threading works where eventlet does not.")  # fmt: skip
@click.option("--max-clients", type=click.IntRange(1), default=None,
              help="Cameras at once, further ones are asked to wait.  "
              f"[default: {CLIENTS_A_WORKER['openvino']} for each worker, {CLIENTS_A_WORKER['mediapipe']} with mediapipe]")  # fmt: skip
@click.option("--browser/--no-browser", default=None,
              help="Open the page in a browser, or not.  [default: open it when started from a terminal]")  # fmt: skip
@click.option("--engine-factory", hidden=True, metavar="MODULE:CALLABLE")
@click.pass_obj
def serve(
    start: Start,
    host: str,
    port: int,
    engine: EngineName,
    model: str,
    precision: Precision,
    workers: int | None,
    async_mode: AsyncMode,
    max_clients: int | None,
    browser: bool | None,
    engine_factory: str | None,
) -> None:
    """Start the server, and print its address when it is ready.

    Ctrl-C ends it; a second Ctrl-C ends it at once.
    """
    worker_count = workers or settings.usable_cores()
    start(
        ServerSettings(
            host=host,
            port=port,
            engine=engine,
            model=model,
            precision=precision,
            workers=worker_count,
            async_mode=async_mode,
            max_clients=max_clients or CLIENTS_A_WORKER[engine] * worker_count,
            open_browser=sys.stdout.isatty() if browser is None else browser,
            engine_factory=engine_factory,
        )
    )


@cli.command()
def doctor() -> None:
    """Check this machine and the installation, and say what to do about what is wrong.

    Ends with exit code 1 if something keeps Posecast from running.
    """
    from webapp.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(finding.line())
    sys.exit(any(finding.is_fatal for finding in findings))
