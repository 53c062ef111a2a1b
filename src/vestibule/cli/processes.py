"""Programs that this one starts: none outlives it."""

import ctypes
import signal
import sys

_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def end_with_parent() -> None:
    """Let the kernel end this process when its parent is killed; called between fork and exec, too. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGTERM)
