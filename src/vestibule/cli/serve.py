"""Serves the pages, with a worker beside them. A worker that dies is started again; Ctrl-C or SIGTERM ends all."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from threading import Event
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from vestibule.cli.processes import end_with_parent
from vestibule.cli.start import start_faults, without_worker

HELP = "serve the pages, and do the queued jobs beside them"
EXAMPLE = "vestibule serve --host 127.0.0.1 --port 8000"

WATCH = 0.5  # seconds between two looks at the children
GRACE = 30.0  # seconds that they get to end
PAGE_GRACE = 20  # seconds for a page under way; a process that still loads hears no signal, and is killed then

log = structlog.get_logger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="the port to listen on (default: the origin's, or 8000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes for pages")
    parser.add_argument("--blocking-threads", type=int, default=4, metavar="N", help="threads in each (default: 4)")
    parser.add_argument("--no-worker", action="store_true", help="leave the queued jobs to vestibule worker elsewhere")


def run(options: argparse.Namespace) -> None:
    """Watch over the server and the worker until told to stop, or until the server gives up."""
    if faults := [*start_faults(), *_listening_faults(options.host, _port(options))]:
        raise SystemExit("\n".join(faults))
    if options.no_worker:
        print(f"No worker runs beside the pages: {without_worker()}", flush=True)
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    surroundings = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": _figures_folder()}
    server = _start(_server_words(options), surroundings)
    worker = None if options.no_worker else _start(_WORKER, surroundings)

    while not stopping.wait(WATCH) and server.poll() is None:
        if worker is not None and worker.poll() is not None:
            log.error("worker_died", status_code=worker.returncode)
            worker = _start(_WORKER, surroundings)

    gave_up = not stopping.is_set()
    _end([server, *([worker] if worker else [])])
    if gave_up:
        raise SystemExit(f"The server ended by itself (status {server.returncode}); its lines above say why.")


_WORKER = (sys.executable, "-m", "vestibule.cli.main", "worker")


def _port(options: argparse.Namespace) -> int:
    return options.port or urlsplit(settings.ORIGIN).port or 8000


def _listening_faults(host: str, port: int) -> list[str]:
    """Say why nobody can listen there. Granian would share the port, and with it the visitors, with who has it."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OverflowError:
        return [f"A port is a number up to 65535, and {port} is not."]
    except OSError as fault:
        return [f"Nobody can listen on {host}, port {port}: {str(fault.strerror).partition(' (')[0]}."]
    return []


def _server_words(options: argparse.Namespace) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--respawn-failed-workers"),
        *("--host", options.host, "--port", str(_port(options)), "--workers", str(options.workers)),
        # Threads live on when idle, for with them go their database connections.
        *("--blocking-threads", str(options.blocking_threads), "--blocking-threads-idle-timeout", "600"),
        *("--workers-kill-timeout", str(PAGE_GRACE)),
        *("--log-level", "warning", settings.WSGI_APPLICATION.replace(".application", ":application")),
    ]


def _figures_folder() -> str:
    """Return an empty folder in which the processes keep their figures for /metrics together."""
    folder = settings.ENVIRONMENT.home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder)


def _start(words: Sequence[str], surroundings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, env=surroundings, preexec_fn=end_with_parent)  # noqa: S603, PLW1509 - our own words; this process has one thread


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
