"""The command `posecast`. Imports nothing that opens sockets or threads: eventlet must be able to patch first."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from webapp import __version__, models, settings
from webapp.commands.image import image
from webapp.commands.video import video
from webapp.origins import OriginError, origin_of
from webapp.settings import CLIENTS_A_WORKER, AsyncMode, EngineName, Precision, ServerSettings

Start = Callable[[ServerSettings], None]
"""Starts the server and returns when it has ended."""

_SERVE_EXAMPLES = """\b
Examples:
  posecast serve                     open http://localhost:8000 on this machine
  posecast serve --lan               let phones of this network in, with HTTPS and a QR code
  posecast serve --port 9000 --model lite --workers 2
"""


def as_origin(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """An option's address as a browser writes an origin. Raises BadParameter."""
    try:
        return None if value is None else origin_of(value)
    except OriginError as error:
        raise click.BadParameter(str(error)) from error


def as_origins(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(origin for value in values if (origin := as_origin(context, option, value)) is not None)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: posecast serve. Each command explains itself: posecast serve --help",
)
@click.version_option(__version__, message="posecast %(version)s")
def cli() -> None:
    """Posecast turns any camera that a browser can open into a body-pose sensor.

    It serves a page that sends the camera's pictures to this machine, which finds 33 points of the body
    in each and sends them back; the page draws them over the picture and in 3D. Pictures are never stored.
    The commands image and video do the same for files.
    """


cli.add_command(image)
cli.add_command(video)


@cli.command(epilog=_SERVE_EXAMPLES)
@click.option("--host", default=None, metavar="ADDRESS",
              help="Address to listen on: 127.0.0.1 is this machine alone, 0.0.0.0 the whole network.  "
              "[default: 127.0.0.1; all with --lan]")  # fmt: skip
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
              help="Port to listen on; 0 takes any that is free.")  # fmt: skip
@click.option("--lan", is_flag=True,
              help="Let phones of this network in: HTTPS with a certificate of this machine's own authority, "
              "and a QR code.")  # fmt: skip
@click.option("--http-port", type=click.IntRange(0, 65535), default=None,
              help="Port of plain HTTP, which only leads to HTTPS and /trust.  "
              "[default with --lan: the one after --port]")  # fmt: skip
@click.option("--certfile", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Serve HTTPS with this certificate (PEM) in place of the local authority's.")  # fmt: skip
@click.option("--keyfile", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Its key (PEM), if it is not in the same file.")  # fmt: skip
@click.option("--certificates", type=click.Path(path_type=Path), default=None, metavar="FOLDER",
              help="Where the local authority is kept; POSECAST_CERTIFICATES says the same.  "
              "[default: in your user data]")  # fmt: skip
@click.option("--mdns", is_flag=True, help="With --lan: also answer to the name posecast.local.")
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
@click.option("--max-viewers", type=click.IntRange(0), default=settings.MOST_VIEWERS, show_default=True,
              help="Viewers at once, in all rooms together.")  # fmt: skip
@click.option("--max-upload", type=click.IntRange(1), default=settings.MAX_UPLOAD_BYTES // 10**6, show_default=True,
              metavar="MB", help="The largest video that is taken.")  # fmt: skip
@click.option("--media-disk", type=click.IntRange(1), default=settings.MEDIA_DISK_BYTES // 10**6, show_default=True,
              metavar="MB", help="Disk for uploads and results of everybody, in the folder for temporary files (TMPDIR).")  # fmt: skip
@click.option("--keep-results", type=click.FloatRange(0, min_open=True), default=settings.KEEP_RESULTS_S / 60,
              show_default=True, metavar="MINUTES", help="How long a video's results are kept.")  # fmt: skip
@click.option("--public-url", default=None, metavar="URL", callback=as_origin,
              help="Where people reach this server from outside, such as https://pose.example.org; for links.")  # fmt: skip
@click.option("--behind-proxy", "proxies", type=click.IntRange(0, 8), default=0, show_default=True, metavar="N",
              help="Believe the forwarded headers (X-Forwarded-For, -Proto, -Host) of so many proxies in front.")  # fmt: skip
@click.option("--allow-origin", "allow_origins", multiple=True, metavar="ORIGIN", callback=as_origins,
              help="Let pages of this origin connect, and show Posecast in a frame; can be given several times.")  # fmt: skip
@click.option("--browser/--no-browser", default=None,
              help="Open the page in a browser, or not.  [default: open it when started from a terminal]")  # fmt: skip
@click.option("--engine-factory", hidden=True, metavar="MODULE:CALLABLE")
@click.pass_obj
def serve(
    start: Start,
    host: str | None,
    port: int,
    lan: bool,
    http_port: int | None,
    certfile: Path | None,
    keyfile: Path | None,
    certificates: Path | None,
    mdns: bool,
    engine: EngineName,
    model: str,
    precision: Precision,
    workers: int | None,
    async_mode: AsyncMode,
    max_clients: int | None,
    max_viewers: int,
    max_upload: int,
    media_disk: int,
    keep_results: float,
    public_url: str | None,
    proxies: int,
    allow_origins: tuple[str, ...],
    browser: bool | None,
    engine_factory: str | None,
) -> None:
    """Start the server, and print its address when it is ready.

    Ctrl-C ends it; a second Ctrl-C ends it at once.
    """
    _check_tls_options(port, lan, http_port, certfile, keyfile, mdns)
    worker_count = workers or settings.usable_cores()
    start(
        ServerSettings(
            host=host or ("*" if lan else "127.0.0.1"),
            port=port,
            lan=lan,
            http_port=http_port,
            certfile=certfile,
            keyfile=keyfile,
            certificates=certificates,
            mdns=mdns,
            engine=engine,
            model=model,
            precision=precision,
            workers=worker_count,
            async_mode=async_mode,
            max_clients=max_clients or CLIENTS_A_WORKER[engine] * worker_count,
            max_viewers=max_viewers,
            max_upload=max_upload * 10**6,
            media_disk=media_disk * 10**6,
            keep_results_s=keep_results * 60,
            public_url=public_url,
            proxies=proxies,
            allow_origins=allow_origins,
            open_browser=sys.stdout.isatty() if browser is None else browser,
            engine_factory=engine_factory,
        )
    )


def _check_tls_options(
    port: int, lan: bool, http_port: int | None, certfile: Path | None, keyfile: Path | None, mdns: bool
) -> None:
    """Raises click.UsageError for options that are of no use without others."""
    if keyfile and not certfile:
        raise click.UsageError("--keyfile needs --certfile: the certificate that the key belongs to")
    if mdns and not lan:
        raise click.UsageError("--mdns needs --lan: only other devices look for the name")
    if http_port is not None and not (lan or certfile):
        raise click.UsageError("--http-port needs --lan or --certfile; without HTTPS, --port is plain HTTP")
    if http_port and http_port == port:
        raise click.UsageError("--http-port and --port must differ")


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
