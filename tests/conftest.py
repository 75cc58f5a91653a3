"""Fixtures: the installed command as a user runs it, and a small programme made with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONGEST = ("exports", "bad_notebooks", "run", "kill", "cluster", "pdf", "papers", "engine", "gate", "demo")
"""The test files that take longest, which begin first: the last to begin would be waited for alone."""

AUTHORITY = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
Run = Callable[..., "subprocess.CompletedProcess[str]"]

AGENCIES = """\
code,name,level,kind,obligation,qms_status,standard,declaration,procedures,last_on_site
99-STP,Sở Tư pháp,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2015,Quyết định số 325/QĐ ngày 23/11/2025,93,
99-CCKL,Chi cục Kiểm lâm,tinh,chi_cuc,bat_buoc,da_cong_bo,2015,Quyết định số 439/QĐ ngày 21/11/2025,68,
99-90001,UBND phường Đông Kiều,xa,ubnd_cap_xa,khuyen_khich,da_cong_bo,2015,Quyết định số 82/QĐ ngày 28/10/2025,379,
99-90019,UBND xã Vĩnh Tường Hạ,xa,ubnd_cap_xa,khuyen_khich,chua_xay_dung,,,331,
"""
INSPECTIONS = """\
agency,mode,round,from,to,period_from,period_to,team
99-STP,on_site,1,2026-06-15,2026-06-15,2025-07-01,2026-06-15,Lương Quốc Bảo (trưởng đoàn); Nông Thu Trang (thư ký)
99-90001,by_record,,2026-09-01,2026-09-30,2025-07-01,2026-08-31,
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files by :data:`LONGEST`."""
    first = {f"test_{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path.name, len(first)))


@pytest.fixture(scope="session", autouse=True)
def own_trust_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Jupyter's trust store of the tests, not of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))
        yield


def run_isoaudit(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed console script and check what holds for every command: no traceback reaches a user."""
    script = Path(sys.executable).with_name("isoaudit")
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [str(script), *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment,
        timeout=600,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def isoaudit() -> Run:
    """The installed command: ``isoaudit("verify")`` gives the finished process."""
    return run_isoaudit


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of :func:`programme`, which each test has a copy of."""
    folder = tmp_path_factory.mktemp("made-once") / "năm 2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    for name, text in (("agencies", AGENCIES), ("inspections", INSPECTIONS)):
        table = folder.with_name(f"{name}.csv")
        table.write_text(text, encoding="utf-8")
        done = run_isoaudit("-C", folder, name, "import", table)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def programme(made_once: Path, tmp_path: Path) -> Path:
    """A programme folder with a register of four bodies and two inspections (2026-99-STP-TS, 2026-99-90001-HS)."""
    return Path(shutil.copytree(made_once, tmp_path / made_once.name))


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def absent(tool: str, package: str) -> None:
    """Skip for want of a tool, naming the command that installs it; in CI nothing is skipped for that."""
    reason = f"{tool} is not installed: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        absent("Chromium", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def printed(tmp_path: Path) -> Callable[[Path], list[str]]:
    """A Word document as the text of its printed pages, through LibreOffice."""
    for tool, package in (("soffice", "libreoffice-writer"), ("pdftotext", "poppler-utils")):
        if not shutil.which(tool):
            absent(tool, package)

    def pages(document: Path) -> list[str]:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(document)]
        subprocess.run(command, capture_output=True, timeout=120, check=True)
        pdf = tmp_path / f"{document.stem}.pdf"
        done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
        return done.stdout.split("\f")[:-1]

    return pages
