"""What a process of ours takes from where it is started: no code, no rights for others, no words in English."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path


def settle_for_children() -> None:
    """Let the Python processes started from here import nothing of the folder one stands in.

    That is the fork server, multiprocessing's resource tracker, kernels, and whatever a notebook starts. They take no
    order from ``PYTHONWARNINGS`` either, which can make a warning of a library end them.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # the same for programs, on Windows
    os.environ.pop("PYTHONWARNINGS", None)
    sys.warnoptions.clear()  # multiprocessing hands them on
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if kept := [entry for entry in given if Path(entry).is_absolute()]:
        os.environ["PYTHONPATH"] = os.pathsep.join(kept)
    else:
        os.environ.pop("PYTHONPATH", None)


def settle() -> None:
    """The same for a process that is a command; what it writes is its owner's alone, and libraries do not speak."""
    here = {str(Path(entry).absolute()) for entry in _relative(os.environ.get("PYTHONPATH"))}
    sys.path[:] = [entry for entry in sys.path if entry and entry not in here]
    settle_for_children()
    os.umask(0o077)
    warnings.simplefilter("ignore")


def _relative(paths: str | None) -> list[str]:
    """The entries of a list of folders that mean the current one, or one below it; an empty one means it, too."""
    return [] if not paths else [entry for entry in paths.split(os.pathsep) if not Path(entry).is_absolute()]
