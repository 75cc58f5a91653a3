"""``python -m isoaudit.cli``: what a shortcut starts, for ``pythonw`` opens no window and has no streams."""

import os
import sys
from pathlib import Path

from isoaudit.cli import run

for name in ("stdout", "stderr"):
    if getattr(sys, name) is None:
        setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115

run()
