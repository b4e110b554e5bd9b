"""The options of `posecast serve`, in groups, and the settings that they become."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from webapp import models, settings
from webapp.settings import CLIENTS_A_WORKER, ServerSettings
from webapp.wsgi.origin import OriginError, origin_of

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]

MB: Final = 10**6
PORT: Final = click.IntRange(0, 65535)


def as_origin(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return an option's address as browsers write an origin. Raises BadParameter."""
    try:
        return None if value is None else origin_of(value)
    except OriginError as error:
        raise click.BadParameter(str(error)) from error


def as_origins(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(origin for value in values if (origin := as_origin(context, option, value)) is not None)


def megabytes_as_bytes(_context: click.Context, _option: click.Parameter, value: int) -> int:
    return value * MB


def minutes_as_seconds(_context: click.Context, _option: click.Parameter, value: float) -> float:
    return value * 60


# Each option has the name of the setting that it becomes.

_LISTENING: Final = (
    click.option("--host", default=None, metavar="ADDRESS",
                 help="Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for the whole network.  "
                 "[default: 127.0.0.1; all with --lan]"),
    click.option("--port", default=8000, show_default=True, type=PORT,
                 help="Port to listen on; 0 for any free one."),
)  # fmt: skip

_PHONES: Final = (
    click.option("--lan", is_flag=True,
                 help="Serve the local network, for phones: HTTPS with a certificate of this machine's own "
                 "authority, and a QR code."),
    click.option("--http-port", type=PORT, default=None,
                 help="Port of plain HTTP, which only redirects to HTTPS and serves /trust.  "
                 "[default with --lan: the one after --port]"),
    click.option("--certfile", type=click.Path(path_type=Path), default=None, metavar="FILE",
                 help="Serve HTTPS with this certificate (PEM) instead of the local authority's."),
    click.option("--keyfile", type=click.Path(path_type=Path), default=None, metavar="FILE",
                 help="Its key (PEM), if it is not in the same file."),
    click.option("--certificates", type=click.Path(path_type=Path), default=None, metavar="FOLDER",
                 help="Folder of the local authority; also POSECAST_CERTIFICATES.  "
                 "[default: in your user data folder]"),
    click.option("--mdns", is_flag=True, help="With --lan: also announce the name posecast.local."),
)  # fmt: skip

_POSES: Final = (
    click.option("--engine", default="openvino", show_default=True, type=click.Choice(settings.ENGINE_NAMES),
                 help="Engine that finds the poses: openvino is faster; mediapipe is Google's own, "
                 "whose library reports its use to Google."),
    click.option("--model", default=models.DEFAULT_MODEL, show_default=True, type=click.Choice(models.MODEL_NAMES),
                 help="Model of clients that choose none: lite is fastest, heavy most exact."),
    click.option("--precision", default="auto", show_default=True, type=click.Choice(settings.PRECISIONS),
                 help="Arithmetic of openvino: auto uses bf16 for some layers if the CPU is faster with it, "
                 "f32 never does."),
    click.option("--workers", type=click.IntRange(1, 256), default=None,
                 help="Worker processes that find poses.  [default: one for each core]"),
)  # fmt: skip

_LIVE_CLIENTS: Final = (
    click.option("--async-mode", default="eventlet", show_default=True, type=click.Choice(settings.ASYNC_MODES),
                 help="How clients are served side by side; use threading if eventlet does not work."),
    click.option("--max-clients", type=click.IntRange(1), default=None,
                 help="Cameras at once; further ones are asked to wait.  "
                 f"[default: {CLIENTS_A_WORKER['openvino']} for each worker, {CLIENTS_A_WORKER['mediapipe']} with mediapipe]"),
    click.option("--max-viewers", type=click.IntRange(0), default=settings.MOST_VIEWERS, show_default=True,
                 help="Viewers at once, in all rooms together."),
)  # fmt: skip

_RECORDINGS: Final = (
    click.option("--max-upload", type=click.IntRange(1), default=settings.MAX_UPLOAD_BYTES // MB, show_default=True,
                 metavar="MB", callback=megabytes_as_bytes, help="Size of an uploaded video at most."),
    click.option("--media-disk", type=click.IntRange(1), default=settings.MEDIA_DISK_BYTES // MB, show_default=True,
                 metavar="MB", callback=megabytes_as_bytes,
                 help="Disk space of all uploads and results together, in the folder for temporary files (TMPDIR)."),
    click.option("--keep-results", "keep_results_s", type=click.FloatRange(0, min_open=True),
                 default=settings.KEEP_RESULTS_S / 60, show_default=True, metavar="MINUTES",
                 callback=minutes_as_seconds, help="Time for which a video's results are kept."),
)  # fmt: skip

_BEYOND_THE_NETWORK: Final = (
    click.option("--public-url", default=None, metavar="URL", callback=as_origin,
                 help="Address of this server from outside, for links, such as https://pose.example.org."),
    click.option("--behind-proxy", "proxies", type=click.IntRange(0, 8), default=0, show_default=True, metavar="N",
                 help="Trust the headers X-Forwarded-For, -Proto and -Host of so many proxies in front."),
    click.option("--allow-origin", "allow_origins", multiple=True, metavar="ORIGIN", callback=as_origins,
                 help="Let pages of this origin connect, and show Posecast in a frame; may be given several times."),
)  # fmt: skip

_STARTING: Final = (
    click.option("--browser/--no-browser", "open_browser", default=None,
                 help="Open the page in a browser, or not.  [default: open it if started from a terminal]"),
    click.option("--engine-factory", hidden=True, metavar="MODULE:CALLABLE"),
)  # fmt: skip


def serve_options(command: Command) -> Command:
    """Add all options to a command, in the order of the help."""
    groups: tuple[tuple[Decorator[Any], ...], ...] = (
        _LISTENING,
        _PHONES,
        _POSES,
        _LIVE_CLIENTS,
        _RECORDINGS,
        _BEYOND_THE_NETWORK,
        _STARTING,
    )
    for option in reversed([option for group in groups for option in group]):
        command = option(command)
    return command


def server_settings(options: Mapping[str, Any]) -> ServerSettings:
    """Return the settings. Raises click.UsageError for options that need others or exclude each other."""
    _check_tls_options(options)
    workers = options["workers"] or settings.usable_cores()
    defaults = {
        "host": "*" if options["lan"] else "127.0.0.1",
        "workers": workers,
        "max_clients": CLIENTS_A_WORKER[options["engine"]] * workers,
        "open_browser": sys.stdout.isatty(),
    }
    chosen = {name: value for name, value in options.items() if value not in (None, "")}
    return ServerSettings(**{**defaults, **chosen})


def _check_tls_options(options: Mapping[str, Any]) -> None:
    lan, certfile, http_port = options["lan"], options["certfile"], options["http_port"]
    if options["keyfile"] and not certfile:
        raise click.UsageError("--keyfile needs --certfile: the certificate that the key belongs to")
    if options["mdns"] and not lan:
        raise click.UsageError("--mdns needs --lan: the name is for other devices")
    if http_port is not None and not (lan or certfile):
        raise click.UsageError("--http-port needs --lan or --certfile; without HTTPS, --port is plain HTTP")
    if http_port and http_port == options["port"]:
        raise click.UsageError("--http-port and --port must differ")
