"""Commands that a Markdown file shows, run as they stand there; what they printed and made."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import run_isoaudit
from docx import Document
from test_report_notebooks import cells

from isoaudit.journal.settings import shipped
from isoaudit.office.text import document_text

FENCE = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """The lines of its blocks of code, in their order."""
    return [line for block in FENCE.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]


@dataclass(frozen=True)
class Followed:
    """A programme made by typing what the README of an example shows, in a copy of its folder."""

    inputs: Path
    """The copy."""
    folder: Path
    """The programme."""
    printed: tuple[tuple[str, str], ...]
    """Each line with what it printed."""

    def said(self, command: str) -> list[str]:
        """What lines printed that end with these words, each time they were typed."""
        found = [text for line, text in self.printed if line.endswith(command)]
        assert found, f"README.md shows no «{command}»"
        return found

    def word(self, path: str) -> str:
        """The text of a Word file below ``out``; cells of a row are joined by `` | ``."""
        return "\n".join(document_text(Document(str(self.folder / "out" / path))))

    def shown(self, name: str) -> str:
        """What the cells of a notebook of the year showed when it was run, as HTML."""
        notebook = json.loads((self.folder / "out" / "year" / f"{name}.ipynb").read_text(encoding="utf-8"))
        run = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(cell["execution_count"] for cell in run), "it was executed, cell by cell"
        outputs = [one["data"].get("text/html", "") for cell in run for one in cell["outputs"] if "data" in one]
        return "".join("".join(part) for part in outputs)

    def tables(self, name: str) -> list[list[str]]:
        """The rows of all tables in it, without their headings."""
        return [row for row in cells(self.shown(name)) if row]

    def asked(self, *words: object) -> Any:
        """What a further command says as JSON."""
        done = run_isoaudit("-C", self.folder, *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def follow(example: str, into: Path) -> Followed:
    """Type the commands of an example in a copy of its folder; all must end well."""
    inputs = Path(shutil.copytree(shipped("examples") / example, into / "bản chép" / example))
    printed = []
    for line in commands(inputs / "README.md"):
        name, *words = shlex.split(line)
        if name == "cp":
            shutil.copyfile(*(inputs / word for word in words))
            continue
        assert name == "isoaudit", line
        done = run_isoaudit(*words, cwd=inputs)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        printed.append((line, done.stdout + done.stderr))
    made = shlex.split(printed[0][0])
    assert made[1] == "init"
    return Followed(inputs, (inputs / made[2]).resolve(), tuple(printed))
