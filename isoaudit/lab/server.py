"""The JupyterLab of one inspection: its settings, started, asked whether it lives, stopped with its kernels.

Nothing of what else is installed for Jupyter on the machine counts: one folder of settings, written anew at each start;
the extensions that the form needs and no others; the kernel of this very Python. The token goes by the environment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from isoaudit.errors import RunError, problem
from isoaudit.files import make_folder, parse_json, write_whole
from isoaudit.lab.parts import EXTENSION, EXTENSIONS, extension_folders
from isoaudit.lab.places import Instance, Place
from isoaudit.looks import tokens
from isoaudit.wording import label

KERNEL = "python3"
"""The kernel of the very Python that runs isoaudit; no other is offered."""
_LATEST = 60.0
"""Seconds a server may take to start: a slow laptop with a scanner of viruses."""
_STOPPING = 10.0
_LOCAL = build_opener(ProxyHandler({}))
"""To this machine, whatever the environment says of proxies."""
_SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/translation-extension:plugin": {"locale": "vi_VN"},
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/notebook-extension:tracker": {
        "windowingMode": "none",
        "autoStartDefaultKernel": True,
        "maxNumberOutputs": 1000,
        "scrollPastEnd": False,
    },
    "@jupyterlab/apputils-extension:kernels-settings": {"commsOverSubshells": "perCommTarget"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/apputils-extension:sessionDialogs": {"skipKernelRestartDialog": True},
}
_OFF = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/hub-extension",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/notebook-extension:language-server",
    "@jupyterlab/terminal-extension",
    "@jupyterlab/audio-extension",
    "@jupyterlab/celltags-extension",
    "@jupyterlab/console-extension",
    "@jupyterlab/csvviewer-extension",
    "@jupyterlab/debugger-extension",
    "@jupyterlab/documentsearch-extension",
    "@jupyterlab/help-extension",
    "@jupyterlab/htmlviewer-extension",
    "@jupyterlab/imageviewer-extension",
    "@jupyterlab/inspector-extension",
    "@jupyterlab/javascript-extension",
    "@jupyterlab/json-extension",
    "@jupyterlab/launcher-extension",
    "@jupyterlab/logconsole-extension",
    "@jupyterlab/markdownviewer-extension",
    "@jupyterlab/mermaid-extension",
    "@jupyterlab/metadataform-extension",
    "@jupyterlab/pdf-extension",
    "@jupyterlab/pluginmanager-extension",
    "@jupyterlab/running-extension",
    "@jupyterlab/settingeditor-extension",
    "@jupyterlab/toc-extension",
    "@jupyterlab/tooltip-extension",
    "@jupyterlab/vega5-extension",
    "@jupyterlab/video-extension",
    "@jupyterlab/workspaces-extension",
)
"""Leaves only: who switches off what others rest on breaks the lab."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser is to show."""

    root: Path
    """The folder that JupyterLab shows: the programme."""
    notebook: str
    """The path of the prepared notebook below it, with ``/``."""
    title: str
    """Of the browser's tab."""


class Server:
    """A running JupyterLab that this process started or found."""

    def __init__(self, instance: Instance, child: subprocess.Popen[bytes] | None = None) -> None:
        self.instance = instance
        self._child = child

    def runs(self) -> bool:
        """Whether its process is there."""
        if self._child is not None:
            return self._child.poll() is None
        return _process_is_there(self.instance)

    def answers(self) -> bool:
        """Whether it takes requests, and is the one that has our token."""
        return self.runs() and _ask(self.instance, "api/status") is not None

    def wait(self, place: Place) -> None:
        """Wait until it answers. Raises RunError (``LAB_004``) where it ended or is late; it is then stopped."""
        until = time.monotonic() + _LATEST
        while not self.answers():
            if not self.runs() or time.monotonic() > until:
                self.stop()
                raise RunError(problem("LAB_004", str(place.log), said=_last_words(place.log)))
            time.sleep(0.05)

    def start_kernel(self, notebook: str) -> None:
        """Let the kernel of a notebook start, while the browser still loads the page, which then takes this one."""
        session = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": KERNEL}}
        _ask(self.instance, "api/sessions", "POST", session)

    def stop(self) -> None:
        """Let it end its kernels and itself; a silent one is ended."""
        if self.runs():
            _ask(self.instance, "api/shutdown", method="POST")
        if not self._ended(_STOPPING) and (process := self._process()) is not None:
            with suppress(OSError):
                process.kill()
            self._ended(_STOPPING)

    def _process(self) -> Any:
        return self._child if self._child is not None else _process_of(self.instance)

    def _ended(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.runs():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


def found(instance: Instance) -> Server | None:
    """The running server of an instance; None where it does not run. The token is told to that process alone."""
    server = Server(instance)
    return server if server.answers() else None


def start(place: Place, instance: Instance, shown: Shown, expose: bool = False) -> Server:
    """Start JupyterLab, which takes seconds: see :meth:`Server.wait`. Raises RunError (``FILE_005``, ``LAB_004``).

    ``expose``: the page shows JupyterLab's application to scripts of the page, for tests.
    """
    _write_settings(place, instance, shown, expose)
    command = [sys.executable, "-m", "isoaudit.lab", f"--config={place.config}"]
    with open(place.log, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
        try:
            child = subprocess.Popen(
                command,
                cwd=place.folder,
                env=environment(place, instance, os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for isoaudit, which then asks it to end: by itself it would ask on the terminal whether to.
                **_apart(),
            )
        except OSError as error:
            raise RunError(problem("LAB_004", str(place.log), said=str(error))) from error
    return Server(replace(instance, pid=child.pid, started=_began(child.pid)), child)


def environment(place: Place, instance: Instance, given: Mapping[str, str]) -> dict[str, str]:
    """What the server is told by its environment: the token, and nothing that another Jupyter was told."""
    kept = {
        name: value
        for name, value in given.items()
        if not name.startswith(("JUPYTER", "JPY_")) or name in ("JUPYTER_DATA_DIR", "JUPYTER_PLATFORM_DIRS")
    }
    return {
        **kept,
        "JUPYTER_TOKEN": instance.token,
        "JUPYTER_NO_CONFIG": "1",  # no settings but those of the file named on the command line
        "JUPYTER_RUNTIME_DIR": str(place.folder / "runtime"),
        "JUPYTER_PATH": str(place.folder / "jupyter"),  # before all others: the kernel
        "JUPYTERLAB_SETTINGS_DIR": str(place.folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(place.folder / "workspaces"),
        "IPYTHONDIR": str(place.folder / "ipython"),  # no start-up files
        "PYTHONSAFEPATH": "1",
    }


def _write_settings(place: Place, instance: Instance, shown: Shown, expose: bool) -> None:
    folders = sorted({str(folder) for folder in extension_folders().values()})
    for name in ("runtime", "settings", "workspaces", "ipython", "app-settings", "jupyter/kernels/" + KERNEL):
        make_folder(place.folder / name)
    server: dict[str, Any] = {
        "ServerApp": {
            "ip": "127.0.0.1",
            "port": instance.port,
            "port_retries": 0,
            "open_browser": False,
            "root_dir": str(shown.root),
            "terminals_enabled": False,
            "answer_yes": True,
            "allow_root": sys.platform != "win32" and os.geteuid() == 0,
            "websocket_ping_interval": 10000,
            "kernel_websocket_connection_class": "isoaudit.lab.channels.Channels",
            "tornado_settings": {"websocket_max_message_size": 64 * 2**20},
        },
        "LabApp": {
            "extension_manager": "readonly",
            "collaborative": False,
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "expose_app_in_browser": expose,
            "app_settings_dir": str(place.folder / "app-settings"),
            "labextensions_path": folders,
            "extra_labextensions_path": [str(EXTENSION)],
        },
        "MappingKernelManager": {"cull_idle_timeout": 0, "default_kernel_name": KERNEL},
        "KernelSpecManager": {"allowed_kernelspecs": [KERNEL]},
        "KernelRestarter": {"time_to_dead": 0.5},
        "FileContentsManager": {"delete_to_trash": False},
    }
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    page = {
        "isoauditNotebook": shown.notebook,
        "isoauditTitle": shown.title,
        "isoauditLooks": tokens(),
        **{f"isoaudit{name.title()}": label("lab", name) for name in ("opening", "slow", "lost")},
        "disabledExtensions": dict.fromkeys((*_OFF, *_strangers(folders)), True),
    }
    for path, content in (
        (place.config, server),
        (place.folder / "app-settings" / "page_config.json", page),
        (place.folder / "app-settings" / "overrides.json", _SETTINGS),
        (place.folder / "jupyter" / "kernels" / KERNEL / "kernel.json", kernel),
    ):
        write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _strangers(folders: list[str]) -> list[str]:
    """The extensions that lie beside those which the form needs."""
    names = []
    for folder in map(Path, folders):
        for path in (*folder.glob("*/package.json"), *folder.glob("@*/*/package.json")):
            names.append(path.parent.relative_to(folder).as_posix())
    return sorted({*names} - {*EXTENSIONS.values(), "jupyterlab_pygments"})


def _apart() -> dict[str, Any]:
    """How a process is started that Ctrl-C of this terminal does not reach."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _ask(instance: Instance, path: str, method: str = "GET", content: Any = None) -> Any:
    """What the server answers as JSON; None: nobody answers, or somebody else."""
    data = None if content is None else json.dumps(content).encode()
    headers = {"Authorization": f"token {instance.token}"}
    request = Request(f"{instance.address}/{path}", data, headers, method=method)
    try:
        with _LOCAL.open(request, timeout=5) as answer:
            body = answer.read(100_000)
        return parse_json(body) if body else {}
    except (HTTPError, URLError, OSError, ValueError):
        return None


def _process_of(instance: Instance) -> Any:
    """The process of an instance; None where it ended, and another may have its number."""
    import psutil

    if not instance.pid:
        return None
    with suppress(psutil.Error, ValueError):
        process = psutil.Process(instance.pid)
        if abs(process.create_time() - instance.started) < 2 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def _process_is_there(instance: Instance) -> bool:
    return _process_of(instance) is not None


def _began(pid: int) -> float:
    import psutil

    with suppress(psutil.Error):
        return float(psutil.Process(pid).create_time())
    return 0.0


def holder_of(port: int) -> str:
    """The name of the program that listens at a port of this machine; empty where the system does not say."""
    import psutil

    with suppress(psutil.Error, OSError, RuntimeError):
        for one in psutil.net_connections("tcp4"):
            if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
                return str(psutil.Process(one.pid).name())
    return ""


def _last_words(log: Path) -> str:
    """The last line of the log that says something."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
