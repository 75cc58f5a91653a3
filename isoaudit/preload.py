"""Imported by the fork server alone, which takes no other order: warms it up."""

from __future__ import annotations

import contextlib
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: a process with threads must not be forked

from isoaudit.warm import warm

with contextlib.suppress(Exception):  # what fails here fails in the jobs, where it is told
    warm()
