"""The shortcut on the desktop that opens the start page: a .desktop file on Linux, a .lnk on Windows.

On Windows PowerShell's WScript.Shell writes the link, so that no package is needed; ``pythonw`` opens no black window.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from isoaudit.errors import RunError, problem
from isoaudit.files import reason, write_whole
from isoaudit.wording import label
from isoaudit.work.file_names import safe_name


def make(folder: Path, year: int | None = None) -> Path:
    """Put a shortcut to the start page of a folder on the desktop; where it lies.

    Raises RunError (FILE_005, START_014). ``year``: of the programme that lies there; none: the page of all
    years is opened.
    """
    name = safe_name(label("start_place", "shortcut").format(year=year) if year else label("start_place", "shortcuts"))
    folder = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        return _make_lnk(folder, name)
    path = desktop() / f"{name}.desktop"
    write_whole(path, desktop_entry(folder, name).encode())
    try:
        path.chmod(0o755)  # what is not executable the desktop opens as a text
    except OSError as error:
        raise RunError(problem("FILE_005", str(path), reason=reason(error))) from error
    return path


def desktop() -> Path:
    """The desktop of this user as the system names it, in whatever language; else the home folder."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
    try:
        lines = config.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    for line in lines:
        key, _, value = line.partition("=")
        if key.strip() == "XDG_DESKTOP_DIR":
            found = Path(value.strip().strip('"').replace("$HOME", str(home)))
            if found.is_dir():
                return found
    usual = home / "Desktop"
    return usual if usual.is_dir() else home


def command(folder: Path, python: str = sys.executable) -> list[str]:
    """What the shortcut starts."""
    return [python, "-m", "isoaudit.cli", "-C", str(folder), "start"]


def desktop_entry(folder: Path, name: str) -> str:
    """The text of a .desktop file (freedesktop.org, Desktop Entry Specification)."""
    line = " ".join(_quoted(word) for word in command(folder))
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Version=1.5",
            f"Name={_escaped(name)}",
            f"Comment={_escaped(label('start_place', 'comment'))}",
            f"Exec={_escaped(line)}",
            f"Path={_escaped(str(folder))}",
            "Icon=x-office-calendar",
            "Terminal=false",
            "",
        )
    )


def _quoted(word: str) -> str:
    """A word of ``Exec``: in quotation marks, reserved signs escaped, a per cent sign doubled."""
    inner = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word).replace("%", "%%")
    return f'"{inner}"'


def _escaped(text: str) -> str:
    """A value of a .desktop file, in which a backslash begins an escape."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def lnk_script(folder: Path, name: str, python: str) -> str:
    """What PowerShell is told: the link lies on the desktop that Windows names, OneDrive's too."""
    program, *words = command(folder, python)
    arguments = subprocess.list2cmdline(words)
    return "\n".join(
        (
            "$ErrorActionPreference = 'Stop'",
            "$desktop = [Environment]::GetFolderPath('Desktop')",
            f"$path = Join-Path $desktop {_literal(name + '.lnk')}",
            "$link = (New-Object -ComObject WScript.Shell).CreateShortcut($path)",
            f"$link.TargetPath = {_literal(program)}",
            f"$link.Arguments = {_literal(arguments)}",
            f"$link.WorkingDirectory = {_literal(str(folder))}",
            "$link.Save()",
            "[Console]::OutputEncoding = [Text.Encoding]::UTF8",
            "Write-Output $path",
        )
    )


def _literal(text: str) -> str:
    """A text of PowerShell in which nothing is expanded; it takes the typographic quotation marks for its own."""
    return "'" + "".join(sign * 2 if sign in "'‘’‚‛" else sign for sign in text) + "'"


def _make_lnk(folder: Path, name: str) -> Path:
    windowless = Path(sys.executable).with_name("pythonw.exe")
    python = str(windowless if windowless.is_file() else sys.executable)
    # The script goes by standard input as a whole, in an encoding that every PowerShell reads.
    import base64

    encoded = base64.b64encode(lnk_script(folder, name, python).encode("utf-16-le")).decode("ascii")
    try:
        done = subprocess.run(
            ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded],
            capture_output=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise RunError(problem("START_014", name, said=str(error)[:200])) from error
    return Path(done.stdout.decode("utf-8", "replace").strip() or name)
