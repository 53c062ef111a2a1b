"""Processes that begin with all that this one has loaded; none outlives it."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import django

from vestibule.cli.processes import end_with_parent
from vestibule.cli.running import plainly

# Elsewhere the system's own libraries don't bear a fork.
CONTEXT = get_context("fork") if sys.platform == "linux" else get_context("spawn")
_TOLD_TO_END = (signal.SIGTERM, signal.SIGINT)
_NAMES_ITSELF, _LONGEST_NAME = 15, 15  # PR_SET_NAME of Linux


def begin(name: str, work: Callable[..., None], *arguments: object) -> BaseProcess:
    """Start a process for some work, with all that this one has loaded; whoever calls has one thread, and no database.

    It is forked, so that a server is ready soon: what takes a second to load is loaded once, not by each process.
    """
    process = CONTEXT.Process(target=_run, name=name, args=(os.getpid(), name, work, *arguments))
    # Held back until the new process has let go of how this one takes them, or one that comes just now would be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD_TO_END)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD_TO_END)
    return process


def be_called(name: str) -> None:
    """Stand under a name in the system's list of processes, where the words of all are the same. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NAMES_ITSELF, f"vestibule-{name}".encode()[:_LONGEST_NAME])


def _run(parent: int, name: str, work: Callable[..., None], *arguments: object) -> None:
    for number in _TOLD_TO_END:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD_TO_END)
    end_with_parent()
    if os.getppid() != parent:  # it was killed before we asked
        return
    be_called(name)
    with plainly(name):
        django.setup()  # nothing is left to do where we were forked
        work(*arguments)
