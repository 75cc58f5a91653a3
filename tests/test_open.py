"""``isoaudit open`` without a browser: what is refused and how it is said, the port, the prepared notebook.

What needs a page is in ``browser/test_open_in_browser.py``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from conftest import Run
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from nbformat.v4 import new_code_cell, new_notebook
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine
from tornado.web import Application

from isoaudit import disks
from isoaudit.doctor import machine
from isoaudit.errors import RunError
from isoaudit.files import alone
from isoaudit.lab import opening, parts, places, server
from isoaudit.lab.channels import Channels
from isoaudit.lab.prepared import opened_kind, prepare
from isoaudit.runs import kinds, trust

PARAMETERS = "programme = None\ninspection = None"
AGENCY, INSPECTION, BY_RECORD = "99-STP", "2026-99-STP-TS", "99-90001"
FIT = {"title": "Biểu thử", "of": "inspection", "when": "opened"}
MOUNTS = """\
/dev/sda2 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
nas:/chung /mnt/chung nfs4 rw,vers=4.2 0 0
//may/chung /mnt/k\\303\\251o cifs rw 0 0
//may/hs /srv/an/Há\\040sơ cifs rw 0 0
an@may:/ /srv/an/xa fuse.sshfs rw 0 0
/dev/sdb1 /mnt/chung/usb vfat rw 0 0
tmpfs /mnt/chung/tam tmpfs rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
drvfs /mnt/c 9p rw 0 0
systemd-1 /srv/an/moi autofs rw 0 0
nas:/moi /srv/an/moi nfs rw 0 0
a line
"""


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``open`` keeps, kept for this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.setenv("LOCALAPPDATA", os.environ["XDG_STATE_HOME"])


@pytest.fixture
def year(programme: Path) -> Path:
    """A programme that has a notebook to be opened."""
    write(programme / "notebooks" / "inspection.ipynb")
    return programme


def write(path: Path, about: dict[str, object] | None = None, parameters: str = PARAMETERS) -> Path:
    cells = [
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="cũ")], execution_count=3),
    ]
    metadata = {"isoaudit": FIT if about is None else about}
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata=metadata)), "utf-8")
    trust.trust(path)
    return path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/an/nam-2026", ""),
        ("/mnt/chung", "nfs4"),
        ("/mnt/chung/năm 2026", "nfs4"),
        ("/mnt/chungcu/năm 2026", ""),
        ("/mnt/chung/usb/năm 2026", ""),
        ("/mnt/chung/tam", ""),
        ("/srv/an/Há sơ/2026", "cifs"),
        ("/srv/an/xa/2026", "fuse.sshfs"),
        ("/srv/an/moi/2026", "nfs"),
        ("/run/user/1000/doc/x", ""),
        ("/mnt/c/an", ""),
        ("\\\\may\\chung\\2026", "UNC"),
        ("//may/chung/2026", "UNC"),
        ("\\\\?\\UNC\\may\\chung", "UNC"),
        ("\\\\?\\C:\\nam", ""),
        ("C:\\nam", ""),
    ],
)
def test_disks_of_the_network(path: str, kind: str) -> None:
    assert disks.network_of(path, MOUNTS) == kind


def test_a_folder_on_the_network_is_refused(isoaudit: Run, year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"nas:/x {str(year.resolve().parent).replace(' ', chr(92) + '040')} nfs4 rw 0 0\n"
    monkeypatch.setattr(disks, "mounts", lambda: mounts)
    done = isoaudit("-C", year, "open", AGENCY, "--no-browser")
    assert done.returncode == 2 and "nfs4" in done.stderr and "đĩa của máy này" in done.stderr


def test_no_pack_is_made_on_the_network_and_none_is_merged_there(
    isoaudit: Run, year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A programme is a database; the one locked file of a pack is a file like any other."""
    share, pack = tmp_path / "chung", tmp_path / "gói"
    share.mkdir()
    assert isoaudit("-C", year, "pack", INSPECTION, "-o", pack).returncode == 0
    on_share = Path(shutil.copytree(year, share / "năm"))
    mounts = f"nas:/x {str(share.resolve()).replace(' ', chr(92) + '040')} cifs rw 0 0\n"
    monkeypatch.setattr(disks, "mounts", lambda: mounts)
    for command in (("-C", year, "pack", INSPECTION, "-o", share / "mới"), ("-C", on_share, "merge", pack)):
        done = isoaudit(*command)
        assert done.returncode == 2 and "máy khác trong mạng (cifs)" in done.stderr
    assert not (share / "mới").exists()
    (tmp_path / "mk").write_text("mat khau dai 2026\n", "utf-8")
    locked = isoaudit("-C", year, "pack", INSPECTION, "-o", share / "gói.zip", "--password-file", tmp_path / "mk")
    assert locked.returncode == 0, locked.stderr
    assert isoaudit("-C", year, "merge", on_share).returncode == 0


def test_one_by_record_has_no_form(isoaudit: Run, year: Path) -> None:
    done = isoaudit("-C", year, "open", BY_RECORD, "--no-browser")
    assert done.returncode == 2 and "answers export" in done.stderr


@pytest.mark.parametrize("name", [AGENCY, BY_RECORD])
def test_no_review_is_opened_where_nothing_is_to_be_corrected(isoaudit: Run, year: Path, name: str) -> None:
    """In either form of inspection; no server is started for a page that would show nothing."""
    done = isoaudit("-C", year, "open", name, "--review", "--no-browser")
    assert done.returncode == 2 and "chưa có điểm không phù hợp nào để xem xét" in done.stderr
    assert list(places.instances()) == []


def test_one_that_is_not_carried_out_is_refused(isoaudit: Run, year: Path) -> None:
    assert isoaudit("-C", year, "inspections", "cancel", INSPECTION, "--why", "Thiên tai.").returncode == 0
    done = isoaudit("-C", year, "open", INSPECTION, "--no-browser")
    assert done.returncode == 2 and INSPECTION in done.stderr and "Thiên tai" in done.stderr


def test_a_notebook_of_strangers_is_refused(isoaudit: Run, year: Path) -> None:
    path = year / "notebooks" / "inspection.ipynb"
    path.write_text(path.read_text("utf-8").replace('"1"', '"2"'), "utf-8")
    done = isoaudit("-C", year, "open", AGENCY, "--no-browser")
    assert done.returncode == 2 and "isoaudit trust" in done.stderr
    assert not (year / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a file in place of a folder is said otherwise there")
def test_a_place_where_nothing_can_be_written_is_said(isoaudit: Run, year: Path) -> None:
    shutil.rmtree(year / "out", ignore_errors=True)
    (year / "out").write_text("tệp")  # for root, who may write anywhere, what is most like a folder without rights
    done = isoaudit("-C", year, "open", AGENCY, "--no-browser")
    assert done.returncode == 2 and "không ghi được" in done.stderr


def test_a_taken_port_is_said_with_who_has_it(isoaudit: Run, year: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = isoaudit("-C", year, "open", AGENCY, "--no-browser", "--port", port)
    assert done.returncode == 2 and f"127.0.0.1:{port}" in done.stderr
    assert f"({psutil.Process().name()})" in done.stderr and "--port" in done.stderr and "cổng cũ" in done.stderr


def test_missing_packages_are_named(isoaudit: Run, year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PACKAGES", (*parts.PACKAGES, "khong-co"))
    monkeypatch.setattr(parts, "EXTENSION", year)
    assert parts.missing_parts() == ["khong-co", "isoaudit-lab"]
    done = isoaudit("-C", year, "open", AGENCY, "--no-browser")
    assert done.returncode == 2 and "khong-co; isoaudit-lab" in done.stderr
    assert "khong-co" in machine.open_state()[0] and machine.open_state()[1]


def test_this_installation_has_all_parts() -> None:
    assert parts.missing_parts() == [] and machine.open_state()[1] == ""
    assert all((folder / name / "package.json").is_file() for name, folder in parts.extension_folders().items())
    about = json.loads((parts.EXTENSION / "isoaudit-lab" / "package.json").read_text("utf-8"))
    assert (parts.EXTENSION / about["name"] / about["jupyterlab"]["_build"]["load"]).is_file()


def test_a_server_that_does_not_start_is_said_with_its_log(
    isoaudit: Run, year: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "sys", SimpleNamespace(executable=shutil.which("false"), platform=sys.platform))
    done = isoaudit("-C", year, "open", AGENCY, "--no-browser")
    assert done.returncode == 2 and "server.log" in done.stderr and "JupyterLab" in done.stderr


def test_the_port_stays_and_is_nobody_elses(year: Path) -> None:
    place = places.place_of(year, INSPECTION)
    first = places.kept_or_new(place, year, INSPECTION, "mã")
    assert places.FIRST_PORT <= first.port < places.FIRST_PORT + places.PORTS
    place.write(first)
    assert places.kept_or_new(place, year, INSPECTION, "mã khác") == first
    moved = places.kept_or_new(place, year, INSPECTION, "mã", port=20001)
    assert (moved.port, moved.token) == (20001, "mã")
    other = places.place_of(year / "khác", INSPECTION)
    assert other != place
    subject = first.subject
    assert places._first_free(subject, {first.port}) == places.FIRST_PORT + (first.port + 1 - places.FIRST_PORT) % 10000


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"port": 1}', '{"port": "1", "token": "x"}', '{"port": 0, "token": "x"}']
)
def test_a_spoilt_state_is_as_none(year: Path, text: str) -> None:
    place = places.place_of(year, INSPECTION)
    (place.folder / "state.json").write_text(text)
    assert place.read() is None
    assert list(places.instances()) == []


def test_only_the_process_that_was_started_is_told_the_token(year: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        stranger.settimeout(0.3)
        port = stranger.getsockname()[1]
        assert server.found(places.Instance(port, "mã", pid=os.getpid(), started=1.0)) is None
        with pytest.raises(TimeoutError):
            stranger.accept()


def test_the_environment_of_another_jupyter_counts_for_nothing(year: Path) -> None:
    place = places.place_of(year, INSPECTION)
    given = {
        "JUPYTER_CONFIG_PATH": "/x",
        "JUPYTERLAB_DIR": "/x",
        "JPY_SESSION_NAME": "x",
        "JUPYTER_DATA_DIR": "/d",
        "A": "1",
    }
    made = server.environment(place, places.Instance(20000, "mã"), given)
    assert made["JUPYTER_TOKEN"] == "mã" and made["A"] == "1" and made["JUPYTER_DATA_DIR"] == "/d"
    assert "/x" not in made.values() and "x" not in made.values()


def test_the_notebook_is_prepared_not_run(year: Path) -> None:
    target = year / "out" / INSPECTION / "inspection.ipynb"
    prepare(opened_kind(year, "inspection"), target, {"programme": str(year), "inspection": INSPECTION})
    made = nbformat.read(target, as_version=4)
    assert len(made.cells) == 3
    assert all(cell.metadata.deletable is False and cell.metadata.editable is False for cell in made.cells)
    assert not any(cell.outputs or cell.execution_count for cell in made.cells)
    filled: dict[str, object] = {}
    exec(made.cells[1].source, filled)
    assert (filled["programme"], filled["inspection"]) == (str(year), INSPECTION)
    assert made.metadata.kernelspec.name == "python3"


def test_an_older_programme_gets_the_notebook_that_is_shipped(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (year / "notebooks" / "inspection.ipynb").rename(tmp_path / "inspection.ipynb")
    monkeypatch.setattr("isoaudit.lab.prepared.shipped", lambda name: tmp_path)
    assert opened_kind(year, "inspection").path == tmp_path / "inspection.ipynb"


def test_a_notebook_to_be_run_is_not_opened(year: Path) -> None:
    with pytest.raises(RunError) as error:
        opened_kind(year, "findings")
    assert [one.code for one in error.value.problems] == ["LAB_006"]


def test_one_to_be_opened_is_not_run(isoaudit: Run, year: Path) -> None:
    done = isoaudit("-C", year, "run", "inspection")
    assert done.returncode == 2 and "isoaudit open" in done.stderr
    listed = isoaudit("-C", year, "notebooks", "list").stdout
    assert "mở khi kiểm tra" in next(line for line in listed.splitlines() if line.startswith("inspection"))


@pytest.mark.parametrize(
    ("about", "parameters", "codes"),
    [
        (FIT, "case = out = None", ["RUN_002"]),
        ({**FIT, "of": "round"}, PARAMETERS, ["NOTEBOOK_003"]),
        ({**FIT, "makes": ["x.csv"]}, PARAMETERS, ["NOTEBOOK_003"]),
        ({**FIT, "needs": ["peers.json"]}, PARAMETERS, ["NOTEBOOK_003"]),
    ],
)
def test_what_one_to_be_opened_may_say(
    tmp_path: Path, about: dict[str, object], parameters: str, codes: list[str]
) -> None:
    with pytest.raises(RunError) as error:
        kinds.read_kind(write(tmp_path / "x.ipynb", about, parameters))
    assert [one.code for one in error.value.problems] == codes


def test_the_browser_is_given_a_file_and_not_the_token(year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: given.append(url) or True)
    place = places.place_of(year, INSPECTION)
    running = server.Server(places.Instance(20000, "mã-bí-mật"))
    shown = server.Shown(year, "out/x/inspection.ipynb", "Sở")
    assert opening.Opened(running, place, shown, guards=True).show()
    assert given == [place.redirect.as_uri()] and "mã-bí-mật" not in given[0]
    assert "token=m%C3%A3-b%C3%AD-m%E1%BA%ADt" in place.redirect.read_text("utf-8")
    if sys.platform != "win32":
        assert place.redirect.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def held(year: Path) -> Iterator[places.Place]:
    place = places.place_of(year, INSPECTION)
    with alone(place.folder):
        yield place


def test_one_process_guards(held: places.Place) -> None:
    with opening._guarding(held) as guards:
        assert guards is False


@pytest.mark.parametrize("words", [("-m", "isoaudit.lab", "--version"), ("-c", "import isoaudit.visit.book")])
def test_nothing_is_loaded_that_takes_longer_than_the_rest(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", *words], capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"isoaudit", "json"} <= loaded
    assert not loaded & {"rfc3987_syntax.syntax_helpers", "pandas", "matplotlib", "great_expectations", "papermill"}


def test_a_message_that_comes_as_its_connection_closes_is_read_in_the_format_agreed_on() -> None:
    format_ = "v1.kernel.websocket.jupyter.org"
    line = RequestStartLine("GET", "/", "HTTP/1.1")
    wire = SimpleNamespace(set_close_callback=lambda told: None)
    request = HTTPServerRequest(start_line=line, headers=HTTPHeaders({"Host": "127.0.0.1"}), connection=wire)
    handler = KernelWebsocketHandler(Application(), request)
    handler.ws_connection = SimpleNamespace(selected_subprotocol=format_)
    kernel = ServerKernelManager()
    own = Channels(parent=kernel, websocket_handler=handler)
    theirs = ZMQChannelsWebsocketConnection(parent=kernel, websocket_handler=handler)
    assert own.subprotocol == theirs.subprotocol == format_
    handler.ws_connection = None  # what tornado leaves once the page is gone
    assert (own.subprotocol, theirs.subprotocol) == (format_, None)
