"""JupyterLab as ``python -m isoaudit.lab`` starts it: without what takes longer to load than all the rest of it."""

import os
import sys
from pathlib import Path

from isoaudit.imports import jsonschema_without_addresses

jsonschema_without_addresses()

# As it is imported, JupyterLab starts the Node of the machine, where it finds one, to ask yarn for a registry.
path = os.environ.get("PATH", "")
os.environ["PATH"] = str(Path(sys.executable).parent)
from jupyterlab.labapp import main  # type: ignore[import-untyped]  # noqa: E402

os.environ["PATH"] = path

main()
