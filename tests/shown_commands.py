"""The commands that pages show, read by the parser of the program itself."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import click

from isoaudit.cli.commands import main
from isoaudit.lab.guides import NAMES
from isoaudit.papers.kinds import kinds

ROOT = Path(__file__).parent.parent
_CHANGELOG = ROOT / "CHANGELOG.md"
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*/README.md")} - {_CHANGELOG})
"""All pages but the changelog, which tells of commands as they were."""
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:\.venv/bin/)?isoaudit(?: .*)?$")
NOTEBOOKS = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} | {"bieu-do"}
"""Those that come along, and the one that docs/so-tay-don-vi.md tells an office to write."""
STAND_FOR = {
    "MÃ": "99-STP",
    "ID": "99-STP",
    "CƠ_QUAN": "99-STP",
    "MÃ/TIÊU_CHÍ": "99-STP/D36-1-a-01",
    "TIÊU_CHÍ": "D36-1-a-01",
    "KPH_LY": "KPH02",
    "MÃ_PHIẾU": "dieu-36",
    "VIỆC": "announced",
    "HÌNH_THỨC": "by_record",
    "NGÀY": "2026-06-15",
    "NGÀY_ĐẾN": "2026-06-15",
    "NĂM": "2026",
    "LÝ_DO": "Nhập nhầm.",
    "NỘI_DUNG": "Danh mục thiếu 02 TTHC.",
    "TỪ": "hồ sơ",
}
"""What is typed for a word in capitals, in the year of docs/commands.md; files and folders have none."""


@dataclass(frozen=True)
class Shown:
    """A command as a page shows it."""

    page: str
    """Below the repository."""
    line: str
    """As it stands there, ``isoaudit`` first and a remark behind it left out."""
    fenced: bool
    """In a block to be typed; else within a sentence."""

    def __str__(self) -> str:
        return f"{self.page}: {self.line}"


def shown(path: Path) -> Iterator[Shown]:
    """The commands of a page, in its order; those of blocks first."""
    text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
    spans = re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))
    for fenced, lines in ((True, blocks(text)), (False, spans)):
        for line in lines:
            if _COMMAND.match(line):
                yield Shown(name, line.removeprefix(".venv/bin/"), fenced)


def blocks(text: str) -> Iterator[str]:
    """The lines of the blocks of code in a text; what stands behind ``#`` is left out, as a shell does."""
    for block in _FENCE.findall(text):
        for line in block.splitlines()[1:-1]:
            if said := re.sub(r"(^|\s+)#.*$", "", line).strip():
                yield said


def commands_of_message(texts: Iterable[str]) -> Iterator[str]:
    """The commands that a message names, something standing for each of its fields."""
    for text in texts:
        for line in re.findall(r"\bisoaudit (?:-C \S+ )?[a-z][^».;,()]*", text):
            line = re.sub(r"(?<=record )\{\w+\}", "VIỆC", line.partition(" hoặc ")[0].strip())
            line = re.sub(r"(?<=--form )\"\{\w+\}\"", "HÌNH_THỨC", line)
            if line.isascii() or not is_sentence(line):
                yield re.sub(r"\{\w+\}", "X", line)


def is_sentence(line: str) -> bool:
    """Whether words behind the name of the program go on as a sentence."""
    return line.split()[1] not in main.commands and not line.split()[1].startswith("-")


def lacks_a_thing(line: str) -> bool:
    """Whether a line has a word in capitals that stands for a file, a folder or the like, of which there is none."""
    names = {re.sub(r"^\[|\]|\.\.\.|…", "", word) for word in words_of(line)} - STAND_FOR.keys()
    return any(re.fullmatch(r"[^\W\d]+", name) and name.isupper() for name in map(_without_ending, names))


def _without_ending(name: str) -> str:
    return re.sub(r"\.(xlsx|zip)$", "", name)


def words_of(line: str) -> list[str]:
    """The words of a command as a shell splits them; the path of a stick on Windows is one word with its backslash."""
    return shlex.split(line.replace("\\", "\\\\"))[1:]


def lines_meant(line: str) -> Iterator[list[str]]:
    """The words of each line that a line means: ``a|b`` is either, ``[X]`` may be left out, a word in capitals is one
    of its kind."""
    choices: list[list[list[str]]] = []
    for word in words_of(line):
        optional = word.startswith("[")
        name = re.sub(r"^\[|\]|\.\.\.|…", "", word)
        if "|" in name:
            choices.append([[one] for one in name.split("|")])
        else:
            said = [STAND_FOR.get(name, name)] if name else [word]
            choices.append([said, []] if optional else [said])
    for chosen in product(*choices):
        yield [word for words in chosen for word in words]


def read(words: list[str]) -> click.Context:
    """What click makes of the words, without running anything: the context of the innermost command.

    Raises click.UsageError as the program would.
    """
    context = main.make_context("isoaudit", list(words))
    while isinstance(context.command, click.Group):
        below = [*context._protected_args, *context.args]
        name, command, rest = context.command.resolve_command(context, below)
        assert command is not None
        context = command.make_context(name, rest, parent=context)
    return context


def is_name(words: list[str]) -> bool:
    """Whether words only name a command, perhaps with options of it: nothing is given to any."""
    command: click.Command = main
    for word in words:
        if word.startswith("-"):
            continue
        if not isinstance(command, click.Group) or word not in command.commands:
            return False
        command = command.commands[word]
    return True


def fault(shown: Shown) -> str:
    """What the program would say of a command that is not one of it; empty where it is one.

    A command named in a sentence need not be whole: what it needs may lack, where it is given nothing at all.
    """
    try:
        for words in lines_meant(shown.line):
            if not shown.fenced and is_name(words):
                if said := _fault_of_name(words):
                    return f"{shown}: {said}"
            elif said := _fault_of_value(read(words)):
                return f"{shown}: {said}"
    except click.exceptions.Exit as end:
        return "" if end.exit_code == 0 else str(end)
    except (click.UsageError, ValueError) as error:
        return f"{shown}: {error.format_message() if isinstance(error, click.UsageError) else error}"
    return ""


def _fault_of_name(words: list[str]) -> str:
    command: click.Command = main
    known = {option for parameter in main.params for option in parameter.opts} | {"--help"}
    for word in words:
        if word.startswith("-"):
            if word not in known:
                return f"{command.name} has no option {word}"
            continue
        assert isinstance(command, click.Group)
        command = command.commands[word]
        known |= {option for parameter in command.params for option in parameter.opts}
    return ""


def _fault_of_value(context: click.Context) -> str:
    """What the parser takes for any word, and is the name of a thing."""
    things = {"paper": ("kind", {*kinds()}), "run": ("name", NOTEBOOKS), "guide": ("name", {*NAMES})}
    parameter, known = things.get(str(context.command.name), ("", set()))
    value = context.params.get(parameter)
    return "" if not value or value in known or value.isupper() else f"there is no «{value}»"
