"""YAML as a person writes it: text, numbers, dates, lists and groups. What else the language offers is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML, events
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

from isoaudit.errors import ChecklistError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.model import control_character, nfc

_MOST_MB = 5
_DEEPEST = 20
"""Lists and groups within each other; ours need six."""
_YAML_FAULTS = {
    "mapping values are not allowed": "có dấu hai chấm trong chữ; đặt cả câu trong ngoặc kép",
    "cannot start any token": "dòng thụt vào bằng phím Tab hoặc bắt đầu bằng ký tự không dùng được",
    "expected <block end>": "dòng thụt vào không thẳng hàng với dòng trên",
    "could not find expected ':'": "thiếu dấu hai chấm sau tên trường",
    "while scanning a quoted scalar": "thiếu dấu ngoặc kép đóng",
    "found unexpected end of stream": "thiếu dấu ngoặc đóng",
}


def read_bytes(path: Path) -> bytes:
    """A YAML file; of one that is too large only so much as shows it. Raises ChecklistError."""
    try:
        return read_bounded(path, _MOST_MB * 1_000_000)
    except FileNotFoundError:
        raise ChecklistError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise ChecklistError(problem("FILE_002", str(path), reason=reason(error))) from None


def load_yaml(where: str, data: bytes, kind: Literal["rt", "safe"]) -> Any:
    """What YAML holds: nothing but text, numbers, dates, lists and groups; "rt": each with its line.

    Raises ChecklistError with every place (CHECKLIST_001, 016 to 023, FILE_003).
    """
    text = _text(where, data)
    if found := _foreign(text):
        raise ChecklistError(problem(code, f"{where}:{line}", **fields) for code, line, fields in found)
    try:
        return YAML(typ=kind, pure=True).load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark else where
        raise ChecklistError(problem("CHECKLIST_001", place, reason=_yaml_reason(error))) from None


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


_Node = events.ScalarEvent | events.CollectionStartEvent | events.AliasEvent
_Found = tuple[str, int, dict[str, object]]
"""A message of the catalogue, its line, its fields."""


@lru_cache(maxsize=16)
def _foreign(text: str) -> tuple[_Found, ...]:
    """What YAML offers and a checklist has no use for, seen before anything is built of it.

    Tags can name what is to be run, anchors can stand for gigabytes, depth can exhaust the stack. Where the text is
    no YAML the rest is left to the loader, which says so.
    """
    found: list[_Found] = []
    yaml, line = YAML(typ="rt", pure=True), 1
    open_: list[int] = []  # of each group or list around: how many parts were seen, -1 for a list
    documents = 0
    try:
        for event in yaml.parse(text):
            line = event.start_mark.line + 1
            documents += isinstance(event, events.DocumentStartEvent)
            if len(open_) > _DEEPEST:
                return (*found, ("CHECKLIST_020", line, {"most": _DEEPEST}))
            if documents > 1 or (isinstance(event, events.DocumentStartEvent) and (event.version or event.tags)):
                return (*found, ("CHECKLIST_019", line, {}))
            if isinstance(event, events.CollectionEndEvent):
                open_.pop()
            elif isinstance(event, _Node):
                is_name = bool(open_) and open_[-1] >= 0 and open_[-1] % 2 == 0
                if open_ and open_[-1] >= 0:
                    open_[-1] += 1
                found += ((code, line, {"value": value}) for code, value in _of_node(yaml, event, is_name))
            if isinstance(event, events.CollectionStartEvent):
                open_.append(0 if isinstance(event, events.MappingStartEvent) else -1)
    except YAMLError:
        pass
    except ValueError:  # \U in a quoted text names no letter
        found.append(("CHECKLIST_001", line, {"reason": "mã chữ sau dấu «\\» không có thật"}))
    seen = {(code, line, *fields.values()): (code, line, fields) for code, line, fields in found}
    return tuple(seen.values())  # one sign many times in a line is one problem


def _of_node(yaml: YAML, event: _Node, is_name: bool) -> Iterator[tuple[str, str]]:
    """What one text, list or group is refused for: code and what is written there."""
    if isinstance(event, events.AliasEvent):
        yield "CHECKLIST_018", f"*{event.anchor}"
        return
    if event.anchor:
        yield "CHECKLIST_018", f"&{event.anchor}"
    if event.ctag:
        yield "CHECKLIST_017", str(event.ctag).replace("tag:yaml.org,2002:", "!!")
    elif isinstance(event, events.CollectionStartEvent):
        if is_name:
            yield "CHECKLIST_022", "{...}" if isinstance(event, events.MappingStartEvent) else "[...]"
    elif event.implicit[0]:  # not in quotation marks
        kind = str(yaml.resolver.resolve(ScalarNode, event.value, event.implicit)).rpartition(":")[2]
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


def _yaml_reason(error: YAMLError) -> str:
    """What is wrong with the YAML, for the faults that people make; ruamel.yaml speaks English."""
    said = str(getattr(error, "problem", "") or "")
    if twice := re.search(r'duplicate key "([^"]*)"', said):
        return f"trường «{twice[1]}» có hai lần"
    for sign, words in _YAML_FAULTS.items():
        if sign in said:
            return words
    return "không đọc được cấu trúc ở chỗ này"


def line_of(raw: Any, path: Sequence[str | int]) -> int:
    """The line of a place in a parsed document, as near as it is known."""
    line, node = 1, raw
    for key in path:
        try:
            line = (node.lc.item(key) if isinstance(key, int) else node.lc.key(key))[0] + 1
            node = node[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line
