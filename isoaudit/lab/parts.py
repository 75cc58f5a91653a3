"""What must be installed for a notebook to be opened; standard library only, so that the doctor can ask, too."""

from __future__ import annotations

from contextlib import suppress
from importlib import metadata
from pathlib import Path

EXTENSION = Path(__file__).parent / "extension"
"""Our extension of JupyterLab, prebuilt by hand; see its ``remoteEntry.js``. It lies in the package, and the launcher
says where: nothing rests on what an installer put beside Python."""
EXTENSIONS = {"anywidget": "anywidget", "jupyterlab_widgets": "@jupyter-widgets/jupyterlab-manager"}
"""The extensions of others that the form needs, by the package that brings them."""
PACKAGES = ("jupyterlab", "ipykernel", "anywidget", "jupyterlab_widgets", "jupyterlab-language-pack-vi-VN")


def extension_folders() -> dict[str, Path]:
    """Where the extensions that the form needs lie, by name; one that is not installed is missing."""
    there = {}
    for package, name in EXTENSIONS.items():
        with suppress(metadata.PackageNotFoundError):
            ending = f"labextensions/{name}/package.json"
            files = (file for file in metadata.files(package) or () if file.as_posix().endswith(ending))
            for path in (Path(str(file.locate())) for file in files):
                if path.is_file():
                    there[name] = path.resolve().parents[name.count("/") + 1]
    return there


def missing_parts() -> list[str]:
    """The packages and extensions without which nothing can be opened, by name."""
    missing = []
    for name in PACKAGES:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    there = extension_folders()
    missing += [name for package, name in EXTENSIONS.items() if package not in missing and name not in there]
    ours = EXTENSION / "isoaudit-lab"
    return missing + ([] if (ours / "static" / "remoteEntry.js").is_file() else [ours.name])
