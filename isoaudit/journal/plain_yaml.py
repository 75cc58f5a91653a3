"""YAML as a person writes it: text, numbers, dates, lists and groups. What else the language offers is refused.

A text is read in one pass over the events of PyYAML, by its C parser where there is one. What a word without quotation
marks means is decided here as by YAML 1.2: "yes" and "no" are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from isoaudit.errors import ChecklistError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.model import control_character, nfc

_MOST_MB = 5
_DEEPEST = 20
"""Lists and groups within each other; ours need six."""
_LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
"""PyYAML has no C parser where it was built without libyaml."""
_UNREADABLE = (yaml.YAMLError, ValueError, OverflowError)
"""What a parser raises; the last two where \\U in a quoted text names no letter."""
_YAML_FAULTS = {
    "mapping values are not allowed": "có dấu hai chấm trong chữ; đặt cả câu trong ngoặc kép",
    "cannot start any token": "dòng thụt vào bằng phím Tab hoặc bắt đầu bằng ký tự không dùng được",
    "expected <block end>": "dòng thụt vào không thẳng hàng với dòng trên",
    "could not find expected ':'": "thiếu dấu hai chấm sau tên mục",
    "found unexpected end of stream": "thiếu dấu ngoặc đóng",
}


@dataclass(frozen=True, slots=True)
class PlainYaml:
    """What a YAML file holds, and the line of each part of it."""

    value: Any
    """Text, numbers, dates, lists and groups; shared by all who read the same text, so not to be changed."""
    lines: dict[tuple[str | int, ...], int]
    """By place: the names and numbers that lead to a part."""

    def line(self, place: Sequence[str | int]) -> int:
        """The line of a place, as near as it is known."""
        known = (self.lines.get(tuple(place[:length])) for length in range(len(place), 0, -1))
        return next((line for line in known if line), 1)


def read_bytes(path: Path) -> bytes:
    """A YAML file; of one that is too large only so much as shows it. Raises ChecklistError."""
    try:
        return read_bounded(path, _MOST_MB * 1_000_000)
    except FileNotFoundError:
        raise ChecklistError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise ChecklistError(problem("FILE_002", str(path), reason=reason(error))) from None


def load_yaml(where: str, data: bytes) -> PlainYaml:
    """What YAML holds: nothing but text, numbers, dates, lists and groups, each with its line.

    Raises ChecklistError with every place (CHECKLIST_001, 016 to 023, FILE_003).
    """
    document, refusals = _read(_text(where, data))
    if refusals:
        places = ((code, f"{where}:{line}" if line else where, fields) for code, line, fields in refusals)
        raise ChecklistError(problem(code, place, **fields) for code, place, fields in places)
    return document


def _text(where: str, data: bytes) -> str:
    """The text of a YAML file, composed. Raises ChecklistError when it is too large or no text."""
    if len(data) > _MOST_MB * 1_000_000:
        raise ChecklistError(problem("CHECKLIST_016", where, most=_MOST_MB))
    try:
        text = nfc(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ChecklistError(problem("FILE_003", f"{where}:{line}", position=error.start + 1)) from None
    if sign := control_character(text.replace("\r", "\n")):
        line = text.count("\n", 0, text.index(sign)) + 1
        raise ChecklistError(problem("CHECKLIST_023", f"{where}:{line}", code=f"{ord(sign):04X}"))
    return text


_Refusal = tuple[str, int | None, dict[str, object]]
"""A message of the catalogue, its line, its fields."""


@lru_cache(maxsize=16)
def _read(text: str) -> tuple[PlainYaml, tuple[_Refusal, ...]]:
    """What a text holds, and what it is refused for.

    What the C parser cannot read is left to the parser in Python, which says more exactly what is wrong where. So is
    a text with a tab, which the C parser takes within a sentence.
    """
    try:
        reader = _Reader()
        reader.read(text, yaml.Loader if "\t" in text else _LOADER)
    except _UNREADABLE:
        reader = _Reader()
        try:
            reader.read(text, yaml.Loader)
        except _UNREADABLE as error:
            if not reader.refusals:
                reader.refusals.append(_unreadable(error, reader.line, text))
    return PlainYaml(reader.value, reader.lines), reader.all_refusals()


@dataclass(slots=True)
class _Around:
    """A list or a group while it is read."""

    value: list[Any] | dict[str, Any]
    place: tuple[str | int, ...]
    name: str | None = None
    """Of a group: the name whose value comes next; None where a name comes next."""

    @property
    def awaits_name(self) -> bool:
        """Whether the next part is the name of a field."""
        return self.name is None and isinstance(self.value, dict)


class _Reader:
    """Builds what a text holds, event by event, and gathers what a checklist has no use for.

    Nothing is built of that: tags can name what is to be run, anchors can stand for gigabytes, depth can exhaust the
    stack.
    """

    def __init__(self) -> None:
        self.value: Any = None
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.refusals: list[_Refusal] = []
        self.line = 1
        self._repeated: list[_Refusal] = []  # names of fields; said where nothing else is wrong
        self._around: list[_Around] = []

    def all_refusals(self) -> tuple[_Refusal, ...]:
        """What the text is refused for; one sign many times in a line is one problem."""
        refusals = self.refusals or self._repeated
        return tuple({(code, line, *fields.values()): (code, line, fields) for code, line, fields in refusals}.values())

    def read(self, text: str, loader: Any) -> None:
        """Take in a text, as far as it is YAML and fit to be read on. Raises one of _UNREADABLE."""
        documents = 0
        for event in yaml.parse(text, Loader=loader):
            is_start = isinstance(event, yaml.DocumentStartEvent)
            self.line = (event.end_mark if is_start else event.start_mark).line + 1
            if len(self._around) > _DEEPEST:
                self.refusals.append(("CHECKLIST_020", self.line, {"most": _DEEPEST}))
                return
            if is_start:
                documents += 1
                if documents > 1 or event.version or event.tags:
                    self.refusals.append(("CHECKLIST_019", self.line, {}))
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                self._around.pop()
            elif isinstance(event, yaml.NodeEvent):
                self._take(event)

    def _take(self, event: yaml.NodeEvent) -> None:
        """Put a text, a number, a list or a group where it belongs."""
        is_name = bool(self._around) and self._around[-1].awaits_name
        refused: list[_Refusal] = [(code, self.line, {"value": value}) for code, value in _refused(event, is_name)]
        self.refusals += refused
        if isinstance(event, yaml.CollectionStartEvent):
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            place = self._put_name("") if is_name else self._put(value)
            self._around.append(_Around(value, place))
        elif is_name:
            self._put_name("" if refused else event.value)
        else:
            self._put(None if refused else _meant(event))

    def _put_name(self, name: str) -> tuple[str | int, ...]:
        around = self._around[-1]
        place = (*around.place, name)
        if name and name in around.value:
            self._repeated.append(("CHECKLIST_001", self.line, {"reason": f"mục «{name}» có hai lần"}))
        around.name = name
        self.lines.setdefault(place, self.line)
        return place

    def _put(self, value: Any) -> tuple[str | int, ...]:
        if not self._around:
            self.value = value
            return ()
        around = self._around[-1]
        if isinstance(around.value, list):
            place = (*around.place, len(around.value))
            around.value.append(value)
            self.lines[place] = self.line
            return place
        assert around.name is not None
        place = (*around.place, around.name)
        around.value[around.name] = value
        around.name = None
        return place


_KINDS = (
    ("bool", "tTfF", re.compile("true|True|TRUE|false|False|FALSE")),
    (
        "float",
        "-+.0123456789",
        re.compile(
            r"[-+]?[0-9][0-9_]*(\.[0-9_]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
            r"|[-+]?\.([0-9_]+([eE][-+][0-9]+)?|inf|Inf|INF)|\.(nan|NaN|NAN)"
        ),
    ),
    ("int", "-+0123456789", re.compile("[-+]?(0b[01_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)")),
    ("merge", "<", re.compile("<<")),
    ("null", "~nN", re.compile("~|null|Null|NULL")),
    (
        "timestamp",
        "0123456789",
        re.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
            r"(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?"
        ),
    ),
    ("value", "=", re.compile("=")),
)
"""What a word without quotation marks is by YAML 1.2, by its first letter and its form; else it is text."""


def _kind(word: str) -> str:
    if not word:
        return "null"
    return next((kind for kind, first, form in _KINDS if word[0] in first and form.fullmatch(word)), "str")


def _refused(event: yaml.NodeEvent, is_name: bool) -> Iterator[tuple[str, str]]:
    """What one text, list or group is refused for: code and what is written there."""
    if isinstance(event, yaml.AliasEvent):
        yield "CHECKLIST_018", f"*{event.anchor}"
        return
    if event.anchor:
        yield "CHECKLIST_018", f"&{event.anchor}"
    if event.tag:
        yield "CHECKLIST_017", event.tag.replace("tag:yaml.org,2002:", "!!")
    elif isinstance(event, yaml.CollectionStartEvent):
        if is_name:
            yield "CHECKLIST_022", "{...}" if isinstance(event, yaml.MappingStartEvent) else "[...]"
    elif event.implicit[0]:  # not in quotation marks
        kind = _kind(event.value)
        if kind == "merge":
            yield "CHECKLIST_018", "<<"
        elif is_name and kind != "str":
            yield "CHECKLIST_022", event.value
        elif not _is_fit(kind, event.value):
            yield "CHECKLIST_021", event.value


def _is_fit(kind: str, value: str) -> bool:
    """Whether a date or a number without quotation marks is one as people write it."""
    if kind == "int":
        return bool(re.fullmatch(r"[+-]?(0|[1-9][0-9]{0,8})", value))
    if kind == "float":
        return bool(re.fullmatch(r"[+-]?[0-9]{1,9}\.[0-9]{1,9}", value))
    if kind != "timestamp":
        return kind != "value"  # a bare "="
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _meant(event: Any) -> Any:
    """What a word means that nothing is wrong with."""
    word: str = event.value
    match _kind(word) if event.implicit[0] else "str":
        case "bool":
            return word.lower() == "true"
        case "int":
            return int(word)
        case "float":
            return float(word)
        case "timestamp":
            return date.fromisoformat(word)
        case "null":
            return None
    return word


def _unreadable(error: Any, line: int, text: str) -> _Refusal:
    """Why a text is no YAML, for the faults that people make; PyYAML speaks English."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return "CHECKLIST_001", line, {"reason": "mã chữ sau dấu «\\» không có thật"}
    place = error.problem_mark.line + 1 if error.problem_mark else None
    if error.context in ("while scanning an alias", "while scanning an anchor"):  # PyYAML takes names of ASCII only
        start = error.context_mark.index
        return "CHECKLIST_018", place, {"value": re.split(r"[\s,\[\]{}]", text[start : start + 100], maxsplit=1)[0]}
    english = error.problem or ""
    if "<document start>" in english and re.search(r"^\.\.\.\s", text[: error.problem_mark.index], re.MULTILINE):
        return "CHECKLIST_019", place, {}
    known = (words for sign, words in _YAML_FAULTS.items() if sign in english)
    return "CHECKLIST_001", place, {"reason": next(known, "không đọc được cấu trúc ở chỗ này")}
