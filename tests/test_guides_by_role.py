"""The guides of secretary, signer and IT, followed literally."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest
from conftest import CHROMIUM, Copied, absent, run_isoaudit
from followed import commands
from pypdf import PdfReader

from isoaudit import demo
from isoaudit.desk.answers.saying import say_answer
from isoaudit.errors import CATALOGUE
from isoaudit.journal.programme import Programme
from isoaudit.wording import labels

ROOT = Path(__file__).parent.parent
VI = ROOT / "docs" / "vi"
TEMPLATES = ROOT / "isoaudit" / "pages" / "html"
ROLES = {
    "van-thu.md": ("verify", {"init", "settings", "agencies", "record", "run", "issue", "archive", "backup"}),
    "nguoi-ky.md": ("verify", {"run", "letters", "status", "actions", "year", "paper"}),
    "cong-nghe-thong-tin.md": ("127.0.0.1", {"doctor", "verify", "backup", "restore", "pack", "merge", "notebooks"}),
}
"""Each guide: a word of its last lines, and commands that it must show."""
LEFT_TO_A_PERSON = {"status", "run", "letters", "issue", "doctor", "merge", "actions"}
"""Commands that may end with 1: the demo has what is late, lacking or disputed."""


@pytest.mark.parametrize("name", ROLES)
def test_every_command_of_a_role_runs_in_its_order(name: str, example_told: Copied, tmp_path: Path) -> None:
    """In the demo as at 11 o'clock, with an empty folder in place of the stick."""
    office, usb = tmp_path / "đơn vị" / "năm 2026", tmp_path / "usb"
    office.parent.mkdir()
    usb.mkdir()
    example_told(office)
    ran = set()
    for line in commands(VI / name):
        program, *words = shlex.split(line.replace("E:\\", f"{shlex.quote(str(usb))}/"))
        assert program == "isoaudit"
        if "--dry-run" in words and words[0] == "merge":  # the team wrote something on its laptop
            pack = Programme(usb / "goi-sct")
            say_answer(pack, demo.UNDER_WAY, "D36-1-g-02", {"verdict": "conforming"}, edit="goi", base=None)
        done = run_isoaudit(*words, cwd=office)
        command = words[2] if words[0] == "-C" else words[0]
        assert done.returncode <= (command in LEFT_TO_A_PERSON), (line, done.stdout, done.stderr)
        ran.add(command)
    assert ran >= ROLES[name][1]


@pytest.mark.parametrize("name", ROLES)
def test_the_guide_of_a_role_prints_on_two_pages(name: str, tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        absent("Chromium", "chromium")
    runpy.run_path(str(ROOT / "tools" / "print_guide.py"))["print_guide"](VI / name, tmp_path / "guide.pdf")
    pages = PdfReader(tmp_path / "guide.pdf").pages
    assert len(pages) == 2
    assert ROLES[name][0] in pages[1].extract_text()


@pytest.mark.parametrize("name", ROLES)
def test_what_the_guide_of_a_role_quotes_is_shown(name: str) -> None:
    said = set(re.findall(r"«([^»]+)»", (VI / name).read_text(encoding="utf-8"))) - {"……"}
    shown = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir())
    shown += "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "isoaudit").rglob("*.py") if "pages" in path.parts
    )
    shown += "\n".join(words for texts in labels().values() for words in texts.values() if isinstance(words, str))
    shown += "\n".join(what for what, _ in CATALOGUE.values())
    shown += (ROOT / "isoaudit" / "papers" / "laid.py").read_text(encoding="utf-8")
    missing = [words for words in sorted(said) if words.lower() not in shown.lower()]
    assert said and not missing
