"""Serves the pages, with a worker beside them. A worker that dies is started again; Ctrl-C or SIGTERM ends all."""

import argparse
import os
import shutil
import signal
import socket
from collections.abc import Sequence
from functools import partial
from multiprocessing import set_start_method
from multiprocessing.process import BaseProcess
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels

from vestibule.cli.forking import CONTEXT, be_called, begin
from vestibule.cli.processes import end_with_parent
from vestibule.cli.start import start_faults, without_worker
from vestibule.cli.worker import work
from vestibule.kernel.facts import complete_facts
from vestibule.kernel.later import load_all

EXAMPLE = "vestibule serve --host 127.0.0.1 --port 8000"

WATCH = 0.5  # seconds between two looks at the children
GRACE = 30.0  # seconds that they get to end
PAGE_GRACE = 20  # seconds for a page under way; a process that still loads hears no signal, and is killed then
WORKER_THREADS = 4

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
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _figures_folder()
    _load()
    start_worker = partial(begin, "jobs", work, WORKER_THREADS)
    server = begin("serve", _serve, options.host, _port(options), options.workers, options.blocking_threads)
    worker = None if options.no_worker else start_worker()

    while not stopping.wait(WATCH) and server.is_alive():
        if worker is not None and not worker.is_alive():
            log.error("worker_died", status_code=worker.exitcode)
            worker = start_worker()

    gave_up = not stopping.is_set()
    _end([server, *([worker] if worker else [])])
    if gave_up:
        raise SystemExit(f"The server ended by itself (status {server.exitcode}); its lines above say why.")


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


def _figures_folder() -> str:
    """Return an empty folder in which the processes keep their figures for /metrics together."""
    folder = settings.ENVIRONMENT.home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder)


def _load() -> None:
    """Load all that the processes need before they part, and let go of the database: a connection is of one process."""
    import_string(settings.WSGI_APPLICATION)
    load_all()
    complete_facts()
    connection.close()


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    """Answer with pages until told to stop; a process of them that dies is started again."""
    set_start_method(CONTEXT.get_start_method(), force=True)
    Granian(
        settings.WSGI_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        runtime_mode=RuntimeModes.st,  # one thread of its own less to pass each request through
        blocking_threads_idle_timeout=600,  # they live on when idle, for with them go their database connections
        respawn_failed_workers=True,
        workers_kill_timeout=PAGE_GRACE,
        log_level=LogLevels.warning,
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {}},  # its lines go the way of ours
    ).serve(target_loader=_pages, wrap_loader=False)


def _pages() -> Any:
    """Return what answers, in the process that does."""
    end_with_parent()
    be_called("pages")
    return import_string(settings.WSGI_APPLICATION)


def _end(children: Sequence[BaseProcess]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        child.join(GRACE)
        if child.is_alive():
            child.kill()
            child.join()
