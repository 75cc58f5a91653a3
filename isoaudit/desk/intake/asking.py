"""What an office calls things, asked once and kept in ``tu-ngu.toml`` of the programme for the next tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.errors import Problem, ProgrammeError, RunError, TableError, problem
from isoaudit.files import read_bounded, reason, write_whole
from isoaudit.journal import settings_text
from isoaudit.journal.places import WORDS
from isoaudit.journal.programme import Programme, today
from isoaudit.tables import Column, Table, read_table
from isoaudit.tables.cells import word_key
from isoaudit.tables.columns.office_words import (
    BODY,
    CRITERION,
    KEPT,
    KEPT_AS_IT_IS,
    OURS,
    PASSED_OVER,
    OfficeWords,
    Said,
    understood_as,
)
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.files.opening import Opened
from isoaudit.tables.files.sheets import EFFECTS, PLAN
from isoaudit.tables.workbooks import reviews as reviews_book
from isoaudit.tables.workbooks.effects import FOR_READING
from isoaudit.wording import label, labels, name_key
from isoaudit.wording.agency_kinds import kind_of_name

_MOST = 1_000_000
"""Bytes of the file; what is longer is another one."""
_HEADINGS, _WORDS = "headings", "words"
_TABLES = (
    "agencies",
    "inspectors",
    "inspections",
    "answers",
    "samples",
    "effects",
    "review",
    "procedures",
    "record",
    "instruments",
    "rollout_steps",
    "rollout_targets",
    "rollout_classes",
    "rollout_money",
)
"""The commands that take tables in."""
_KEEPING = _TABLES[:3]
"""Those whose tables are lists: what they say beside is kept with each row."""
_OF_A_SHEET = {
    "inspections": (PLAN, ()),
    "effects": (EFFECTS, FOR_READING),
    "review": (reviews_book.SHEET, reviews_book.FOR_READING),
}
"""Of those that may have a sheet of their own in our workbooks: its name, and the headings of what is only for the
reader."""
_HEAD = """\
Cách ghi riêng của đơn vị trong các bảng nhập vào. Chương trình ghi tệp này khi đơn vị trả lời câu hỏi lúc nhập bảng.
Sửa hoặc xóa từng dòng bằng Notepad; bên phải là tên cột, giá trị của chương trình, "bỏ qua" (không đọc cột ấy)
hoặc "giữ nguyên" (giữ cột ấy như đã ghi)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a table in an office's own words is made clear: by what was given, by whoever can be asked."""

    given: Sequence[str] = ()
    """``typed=meant``, as the command takes it."""
    ask: Callable[[Sequence[Question]], Sequence[Said] | None] | None = None
    """Answers to some of the questions; None: whoever was asked wants no more. Without it nobody is asked."""
    further: Callable[[Table], Iterable[Question]] = lambda table: ()
    """What is asked once nothing of the table itself is open: what it leaves out and the office can say."""
    kept: Callable[[int], None] = lambda number: None
    """Told how many ways of writing were kept."""
    leave: Callable[[TableError, int], bool] = lambda refused, left: False
    """Whether of a list that is refused a number of rows, and its ``waiting`` cells, may be left out."""


NOBODY = Asking()


def read_asking(
    programme: Programme,
    source: Path | Opened,
    of: str,
    columns: Sequence[Column],
    asking: Asking,
    *,
    dry_run: bool,
    reader: Callable[[OfficeWords], Table] | None = None,
) -> Table:
    """A table as :func:`isoaudit.tables.read_table`, in the words of the office and those it is asked about now.

    ``of``: the command that takes the table in; ``reader``: how it is read, if not as an office's table. What was given
    or answered is kept, whole or not at all; a ``dry_run`` keeps nothing. Raises TableError (also 030: what was given
    means nothing), ProgrammeError (PROGRAMME_003, TABLE_031, 032: what is in the file cannot be read, or means
    nothing), RunError FILE_002, FILE_005.
    """
    words = read_words(programme.folder, of, columns)
    words = OfficeWords(words.headings, {**_of_a_city(programme, columns), **words.words}, words.of_all)

    def read(said: Iterable[Said]) -> Table:
        known = words.also(said)
        return reader(known) if reader else read_in_words(programme, source, of, columns, known)

    names = BodyNames(programme.lists().agencies) if asking.given and BODY in {one.name for one in columns} else None
    said = _given(asking.given, columns, names, keeps=of in _KEEPING)
    table, asked = read(said), set[tuple[str, str]]()
    first, given = table, len(said)

    def open_yet() -> list[Question]:
        of_the_table = [one for one in table.questions if one.key not in asked]
        return of_the_table or [one for one in asking.further(table) if one.key not in asked]

    while asking.ask and (open_ := open_yet()):
        of_a_kind = [one for one in open_ if bool(one.under) == bool(open_[0].under)]
        asked |= {one.key for one in of_a_kind}
        answers = asking.ask(of_a_kind)
        if answers is None:
            table, said = first, said[:given]
            break
        said += answers
        table = read(said) if answers else table
    if said and not dry_run and (number := _keep(programme.folder, of, columns, said)):
        asking.kept(number)
    return table


def read_in_words(
    programme: Programme,
    source: Path | Opened,
    of: str,
    columns: Sequence[Column],
    words: OfficeWords,
    waiting: Collection[tuple[str, int, int]] = (),
) -> Table:
    """An office's table in words that are known (:func:`isoaudit.tables.read_table`); ``waiting``: cells left open."""
    sheet, beside = _OF_A_SHEET.get(of, ("", ()))
    year, keeps = programme.settings.year, of in _KEEPING
    return read_table(
        source, columns, today(), beside=beside, year=year, words=words, sheet=sheet, keeps=keeps, waiting=waiting
    )


def _of_a_city(programme: Programme, columns: Sequence[Column]) -> dict[tuple[str, str], str]:
    """What «Thành phố» below «Cấp» is: the level of a city that is one of a province; elsewhere it says none, for
    cities below provinces were districts, and it is asked."""
    levels = any(column.values == "level" for column in columns)
    of_a_city = levels and kind_of_name(f"UBND {programme.settings.province}") == "ubnd_tinh"
    words = (
        "thành phố",
        "tp",
        "cấp tp",
        "cấp thành phố",
        "tp trực thuộc trung ương",
        "thành phố trực thuộc trung ương",
    )
    is_one = of_a_city and name_key(programme.settings.province).startswith(name_key("thành phố"))
    return {("level", word_key(text)): "tinh" for text in words} if is_one else {}


def _given(given: Iterable[str], columns: Sequence[Column], names: BodyNames | None, *, keeps: bool) -> list[Said]:
    """What ``typed=meant`` says; ``keeps``: whether columns can stay as they are, ``names``: the agencies that a column
    may be of. Raises TableError: TABLE_030."""
    said: list[Said] = []
    problems: list[Problem] = []
    for text in given:
        typed, sign, meant = (part.strip() for part in text.rpartition("="))
        found = understood_as(typed, meant, columns) if sign and typed else []
        found = [one for one in found if keeps or one.meant != KEPT]
        if not found and typed and names and (code := names.code_of(meant)):
            found = [Said(typed, code, BODY)]
        said += found
        if not found:
            known = _known(columns, keeps=keeps)
            problems.append(problem("TABLE_030", "--map", written=text, columns=known))
    if problems:
        raise TableError(problems)
    return said


def _known(columns: Sequence[Column], column: str = "", *, keeps: bool = True) -> str:
    among = [one for one in columns if one.values and column in ("", one.name)]
    values = dict.fromkeys(words for one in among for words in labels()[one.values].values())
    names = () if column else (*(one.heading for one in columns), *([KEPT_AS_IT_IS] if keeps else []), PASSED_OVER)
    return ", ".join(f"«{words}»" for words in dict.fromkeys((*names, *values)))


def read_words(folder: Path, of: str, columns: Sequence[Column]) -> OfficeWords:
    """What the office calls things in the tables of one command. Raises as :func:`read_asking`."""
    text = _text(folder / WORDS)
    raw, lines = settings_text.parsed(text)
    problems = [problem("PROGRAMME_003", str(folder / WORDS), reason=line.said(text)) for line in lines]
    problems += [
        problem("TABLE_032", f"{folder / WORDS}, dòng {_line(text, name)}", written=name) for name in _foreign(raw)
    ]
    mine = raw.get(of, {})
    headings = _table(mine, _HEADINGS)
    written = [(typed, meant, "") for typed, meant in headings.items()]
    for name, words in _table(mine, _WORDS).items():
        written += [(typed, meant, name) for typed, meant in (words if isinstance(words, dict) else {"": 0}).items()]
    said: list[Said] = []
    for typed, meant, name in written:
        column = next((one.name for one in columns if name in (one.heading, one.name)), "") if name else ""
        found = understood_as(typed, meant, columns, column) if isinstance(meant, str) and (column or not name) else []
        found = [one for one in found if bool(one.column) == bool(name)]  # a value heads no column
        said += found
        if not found:
            where = f"{folder / WORDS}, dòng {_line(text, typed or name)}"
            known = _known(columns, column)
            problems.append(problem("TABLE_031", where, written=f"{typed} = {meant}", columns=known))
    if problems:
        raise ProgrammeError(problems)
    return OURS.also(said)


def _foreign(raw: Mapping[str, object]) -> Iterator[str]:
    """Names in the file that are of no table, or of no part of one."""
    for name, parts in raw.items():
        if name not in _TABLES or not isinstance(parts, dict):
            yield name
        else:
            yield from (part for part in parts if part not in (_HEADINGS, _WORDS))


def _table(raw: object, name: str) -> dict[str, object]:
    found = raw.get(name, {}) if isinstance(raw, dict) else {}
    return found if isinstance(found, dict) else {name: found}


def _line(text: str, typed: str) -> int:
    """The line on which something is said, from 1."""
    lines = [line if line.lstrip().startswith("[") else line.partition("=")[0] for line in text.splitlines()]
    return next((number for number, line in enumerate(lines, 1) if typed in line), 1)


def _text(path: Path) -> str:
    """The text of the file; empty where there is none."""
    try:
        data = read_bounded(path, _MOST)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise RunError(problem("FILE_002", str(path), reason=reason(error))) from None
    try:
        return settings_text.decoded(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = f"dòng {line}: chữ không phải UTF-8; mở bằng Notepad, chọn Lưu thành (Save As), mã hóa UTF-8"
        raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=words)) from None


def _keep(folder: Path, of: str, columns: Sequence[Column], said: Sequence[Said]) -> int:
    """Write what was said into the file, what stands there with its comments kept; how much of it is new."""
    by_name = {column.name: column for column in columns}
    document = tomlkit.parse(settings_text.repaired(_text(folder / WORDS))[0])
    if not document:
        for line in _HEAD.splitlines():
            document.add(tomlkit.comment(line))
    new, stays = 0, {"": PASSED_OVER, KEPT: KEPT_AS_IT_IS}
    for one in (one for one in said if one.typed and one.lasting):
        place = (of, _WORDS, by_name[one.column].heading) if one.column else (of, _HEADINGS)
        table = document
        for name in place:
            table = table.setdefault(name, tomlkit.table(is_super_table=name != place[-1]))
        values = by_name[one.column].values if one.column else ""
        if one.column in (BODY, CRITERION):
            meant = one.meant
        else:
            meant = label(values, one.meant) if values else stays.get(one.meant) or by_name[one.meant].heading
        new += table.get(one.typed) != meant
        table[one.typed] = meant
    if new:
        write_whole(folder / WORDS, tomlkit.dumps(document).encode())
    return new
