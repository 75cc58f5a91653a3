"""``isoaudit open``: a notebook prepared, its JupyterLab started or found again, guarded to its end."""

from __future__ import annotations

import html
import os
import secrets
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from isoaudit.disks import refuse_network
from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.files import alone, make_folder, write_whole
from isoaudit.journal.places import SETTINGS
from isoaudit.journal.programme import Programme
from isoaudit.lab import places, server
from isoaudit.lab.guides import FOLDER as GUIDES
from isoaudit.lab.guides import lay_guides
from isoaudit.lab.parts import missing_parts
from isoaudit.lab.places import Instance, Place
from isoaudit.lab.prepared import opened_kind, prepare
from isoaudit.model import Inspection
from isoaudit.runs.kinds import NotebookKind

INSPECTION = "inspection"
"""The notebook of an inspection on site."""
REVIEW = "review"
"""That of the review of its corrective action."""
START = "start"
"""The start page: the year at a glance, and every step of it by buttons."""
_LOOK = 0.5
_HELD = "RUN_019"


def on_site(programme: Programme, name: str) -> tuple[Inspection, str]:
    """The inspection named (id, or code of an agency that has one), and what its agency is called.

    Raises RunError: as :meth:`Programme.choose`, and ``LAB_001`` for one by record.
    """
    inspection, agency = inspected(programme, name)
    if inspection.mode == "by_record":
        raise RunError(problem("LAB_001", inspection.id))
    return inspection, agency


def inspected(programme: Programme, name: str) -> tuple[Inspection, str]:
    """The inspection named, in either form, and what its agency is called. Raises RunError: as Programme.choose."""
    state, (inspection,) = programme.about([name], kinds=())
    agency = state.agencies.get(inspection.agency)
    return inspection, agency.name if agency else inspection.agency


@contextmanager
def opened(
    programme: Programme,
    inspection: str,
    title: str,
    *,
    notebook: str = INSPECTION,
    parameters: Mapping[str, object] | None = None,
    port: int | None = None,
    expose: bool = False,
) -> Iterator[Opened]:
    """The JupyterLab of an inspection, usable; it ends with this context where it is this process that guards it.

    ``parameters``: of the notebook besides ``programme`` and ``inspection``. Raises RunError: ``FILE_009``,
    ``LAB_003`` to ``LAB_006``, ``TRUST_001``, ``FILE_005``, with nothing left running.
    """
    refuse_network(programme.folder)
    kind = opened_kind(programme.folder, notebook)
    lay_guides(programme.out / GUIDES)
    root, target = programme.folder, programme.out / inspection / kind.notebook
    filled = {"programme": str(root), INSPECTION: inspection, **(parameters or {})}
    subject = f"{inspection}/{notebook}" if notebook != INSPECTION else inspection
    wanted = _Wanted(kind, filled, root, target, places.place_of(root, subject), inspection, title)
    with _opened(root, wanted, port, expose) as page:
        yield page


@contextmanager
def opened_start(folder: Path, title: str, *, port: int | None = None, expose: bool = False) -> Iterator[Opened]:
    """The JupyterLab of the start page of a folder: of the programme it is, or of a folder where years are to lie.

    Raises as :func:`opened`. In a folder that is no programme nothing is written.
    """
    folder = Path(os.path.realpath(folder))
    refuse_network(folder)
    place, kind = place_of_start(folder), opened_kind(folder, START)
    is_programme = (folder / SETTINGS).is_file()
    root = folder if is_programme else place.folder / "root"
    make_folder(root)
    lay_guides(root / "out" / GUIDES)
    target = root / "out" / START / kind.notebook if is_programme else root / kind.notebook
    wanted = _Wanted(kind, {"programme": str(folder)}, root, target, place, START, title)
    with _opened(folder, wanted, port, expose) as page:
        yield page


def place_of_start(folder: Path) -> Place:
    """Where the JupyterLab of the start page of a folder keeps its own things."""
    return places.place_of(Path(os.path.realpath(folder)), START)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be opened, and where."""

    kind: NotebookKind
    filled: Mapping[str, object]
    root: Path
    """The folder that JupyterLab shows."""
    target: Path
    """The prepared notebook, below it."""
    place: Place
    subject: str
    """For people."""
    title: str


@contextmanager
def _opened(folder: Path, wanted: _Wanted, port: int | None, expose: bool) -> Iterator[Opened]:
    """A JupyterLab that answers; it ends with this context where it is this process that guards it."""
    if missing := missing_parts():
        raise RunError(problem("LAB_005", sys.prefix, names=missing))
    place = wanted.place
    shown = server.Shown(wanted.root, wanted.target.relative_to(wanted.root).as_posix(), wanted.title)
    with _guarding(place) as guards:
        if not guards:
            yield Opened(_of_another(place, port), place, shown, guards=False)
            return
        instance = places.kept_or_new(place, folder, wanted.subject, secrets.token_urlsafe(32), port)
        running = server.found(place.read() or instance)
        if running is None or running.instance.port != instance.port:
            if running is not None:
                running.stop()  # nobody guards it, and it is wanted at another port
            _refuse_taken(instance)
            running = server.start(place, instance, shown, expose)
            place.write(running.instance)
        try:
            prepare(wanted.kind, wanted.target, wanted.filled)  # while the server starts
            running.wait(place)
            running.start_kernel(shown.notebook)
            yield Opened(running, place, shown, guards=True)
        finally:
            running.stop()
            place.redirect.unlink(missing_ok=True)


class Opened:
    """An inspection's JupyterLab that answers."""

    def __init__(self, running: server.Server, place: Place, shown: server.Shown, *, guards: bool) -> None:
        self._server, self._place, self._shown = running, place, shown
        self.guards = guards
        """Whether this process is to stay: another one guards it otherwise."""

    @property
    def address(self) -> str:
        """The page, without the token."""
        return f"{self._server.instance.address}/doc/tree/{quote(self._shown.notebook)}"

    @property
    def url(self) -> str:
        """The page with the token: for whoever may see it."""
        return f"{self.address}?token={quote(self.instance.token)}"

    @property
    def instance(self) -> Instance:
        """Where it is, and the token."""
        return self._server.instance

    def show(self) -> bool:
        """Open the page in the browser; False where no browser could be started.

        The browser gets a file to open, readable for this user alone, that leads on to the address with the token:
        what a program is started with can be read by everybody on the machine.
        """
        url = html.escape(f"{self.address}?token={quote(self.instance.token)}&reset")
        page = f'<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={url}"><title>…</title>'
        write_whole(self._place.redirect, page.encode())
        try:
            return webbrowser.open(self._place.redirect.as_uri())
        except (OSError, webbrowser.Error):
            return False

    def wait(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Wait until the server ends or is ``wanted`` no more; Ctrl-C ends the waiting."""
        while self._server.runs() and wanted():
            time.sleep(_LOOK)


@contextmanager
def _guarding(place: Place) -> Iterator[bool]:
    """Whether this process is the one that guards the server; the system lets go however it ends."""
    held = alone(place.folder)
    try:
        held.__enter__()
    except IsoAuditError as error:
        if error.problems[0].code != _HELD:
            raise
        yield False
        return
    try:
        yield True
    finally:
        held.__exit__(None, None, None)


def _of_another(place: Place, port: int | None) -> server.Server:
    """The server that another process guards, once it answers. Raises RunError (``LAB_004``, ``LAB_007``)."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        instance = place.read()
        if instance is not None and (running := server.found(instance)):
            if port not in (None, instance.port):
                raise RunError(problem("LAB_007", instance.address, port=instance.port))
            return running
        time.sleep(0.2)
    raise RunError(problem("LAB_004", str(place.log), said="isoaudit open ở cửa sổ khác chưa mở xong"))


def _refuse_taken(instance: Instance) -> None:
    if places.can_listen(instance.port):
        return
    ours = [other.subject for other in places.instances() if other.port == instance.port and server.found(other)]
    who = ours[0] if ours else server.holder_of(instance.port) or "chưa rõ chương trình nào"
    raise RunError(problem("LAB_003", f"127.0.0.1:{instance.port}", who=who))
