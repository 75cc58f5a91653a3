"""Programs and fonts of others, used where they are: standard library only, so that the doctor can ask, too."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath


@dataclass(frozen=True, slots=True)
class Program:
    """A program of others: the commands it goes by; where it lies under Windows' and macOS' folders of programs."""

    commands: tuple[str, ...]
    windows: tuple[str, ...]
    mac: tuple[str, ...]


OFFICE = Program(
    ("soffice", "libreoffice"), (r"LibreOffice\program\soffice.exe",), ("LibreOffice.app/Contents/MacOS/soffice",)
)
BROWSER = Program(
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge"),
    (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe"),
    ("Google Chrome.app/Contents/MacOS/Google Chrome", "Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
)
FAMILIES = ("Times New Roman", "Liberation Serif", "Tinos")  # the last two measure like the first
_FONT_FILES = {
    "times.ttf": FAMILIES[0],
    "times new roman.ttf": FAMILIES[0],
    "times_new_roman.ttf": FAMILIES[0],
    "liberationserif-regular.ttf": FAMILIES[1],
    "tinos-regular.ttf": FAMILIES[2],
}


def find(program: Program) -> str | None:
    """Where the program lies on this machine: on the PATH, else where its installer puts it; None: nowhere."""
    for command in program.commands:
        # On Windows the folder one stands in is looked through first, and so it is where PATH has an empty part.
        if (found := shutil.which(command)) and Path(found).is_absolute() and Path(found).parent != Path.cwd():
            return found
    return next((place for place in usual_places(program, sys.platform, os.environ) if Path(place).is_file()), None)


def usual_places(program: Program, system: str, environment: Mapping[str, str]) -> list[str]:
    """Where a program lies on a system whose installers do not put it on the PATH."""
    if system == "darwin":
        return [str(PurePosixPath("/Applications", place)) for place in program.mac]
    if system != "win32":
        return []
    roots = [environment[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if name in environment]
    return [str(PureWindowsPath(root, place)) for root in roots for place in program.windows]


def font_folders(system: str, environment: Mapping[str, str], home: str) -> list[str]:
    """Where fonts lie on a system (``sys.platform``)."""
    if system == "win32":
        shared = [str(PureWindowsPath(environment.get("WINDIR", r"C:\Windows"), "Fonts"))]
        own = environment.get("LOCALAPPDATA")  # fonts installed without administrator rights
        return shared + ([str(PureWindowsPath(own, "Microsoft", "Windows", "Fonts"))] if own else [])
    if system == "darwin":
        return ["/System/Library/Fonts", "/Library/Fonts", str(PurePosixPath(home, "Library", "Fonts"))]
    own_folders = [str(PurePosixPath(home, *parts)) for parts in ((".local", "share", "fonts"), (".fonts",))]
    return ["/usr/share/fonts", "/usr/local/share/fonts", *own_folders]


def families_in(folders: Sequence[str]) -> set[str]:
    """The families of the papers whose files lie in or under the folders."""
    names = (name.lower() for folder in folders for _, _, files in os.walk(folder) for name in files)
    return {_FONT_FILES[name] for name in names if name in _FONT_FILES}
