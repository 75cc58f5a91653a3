"""The text of ``isoaudit.toml`` as people type it: old Notepad, the quotes of Word and Zalo, days as papers write them.

What can only be meant in one way is put into the form of TOML; a file that is TOML already is left as it is, letter by
letter. Everything else is a fault with its line.
"""

from __future__ import annotations

import json
import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from isoaudit.errors import excerpt
from isoaudit.model import nfc
from isoaudit.wording import read_day

_MOST_PARTS = 200
_MOST_FAULTS = 20
_LONGEST_LINE = 80
"""Characters of a line that a message repeats."""
_FAULTS = {
    "Cannot overwrite": "mục này đã có ở trên; giữ lại một dòng",
    "Cannot declare": "nhóm này đã có ở trên; giữ lại một nhóm",
    "Invalid date": "không phải ngày có thật; ghi như 18/6/2026",
    "Illegal character": "có ký tự không dùng được",
    "Escaped character": "mã chữ sau dấu «\\» không có thật; muốn ghi dấu «\\» thì gõ hai lần",
    "Unescaped": "mã chữ sau dấu «\\» không có thật; muốn ghi dấu «\\» thì gõ hai lần",
    "Expected '='": "thiếu dấu «=» sau tên mục",
    "Invalid value": 'nội dung viết sai; chữ phải đặt trong ngoặc kép ("…"), ngày ghi như 18/6/2026',
    "Invalid statement": "dòng không phải «tên = nội dung»",
    "Expected newline": "có chữ thừa sau nội dung, hoặc thiếu dấu ngoặc kép; muốn ghi chú thì đặt sau dấu «#»",
    "Unclosed array": "thiếu dấu «]» đóng danh sách",
}
_TOO_DEEP = "nội dung lồng nhau quá nhiều cấp"
_OPENS, _CLOSES = "“”„‟", "“”„‟"
_SINGLE = "‘’‚‛"
_AFTER_VALUE, _AFTER_ENTRY = re.compile(r"[ \t]*(?:[#\n]|\Z)"), re.compile(r"[ \t]*(?:[#,\]}\n]|\Z)")
"""What may come behind a value, and behind one within a list."""
_DAY = re.compile(r"(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![\w./:+-])")
_KEY_LINE = re.compile(r"\s*[\w.\"'-]+\s*=")


@dataclass(frozen=True, slots=True)
class Line:
    """What is wrong with a line of the text, from 1."""

    number: int
    words: str

    def said(self, text: str) -> str:
        """The place, the line as it stands, and what is wrong with it."""
        lines = text.replace("\r\n", "\n").split("\n")
        written = lines[self.number - 1].strip() if self.number <= len(lines) else ""
        shown = excerpt(written[:_LONGEST_LINE]) + ("…" if len(written) > _LONGEST_LINE else "")
        return f"dòng {self.number}{f' («{shown}»)' if shown else ''}: {self.words}"


def decoded(data: bytes) -> str:
    """The text of a file saved as UTF-8 or as what Notepad once called Unicode. Raises UnicodeDecodeError."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = data.decode("utf-16")
    elif b"\0" in data[:4]:  # UTF-16 without its mark: the first sign is of ASCII, a name or "#"
        text = data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    else:
        text = data.decode("utf-8-sig")
    return nfc(text)


def parsed(text: str) -> tuple[dict[str, Any], list[Line]]:
    """What a text says, and what is wrong with it; a line that is wrong says nothing, the others are read."""
    if line := _dotted_line(text):
        return {}, [Line(line, _TOO_DEEP)]
    text, faults = repaired(text)
    lines = text.split("\n")
    for fault in faults:
        lines[fault.number - 1] = ""
    while True:
        try:
            return tomllib.loads("\n".join(lines)), sorted(faults, key=lambda fault: fault.number)
        except RecursionError:
            return {}, [Line(_deepest_line(text), _TOO_DEEP)]
        except ValueError as error:  # TOMLDecodeError, and a number of thousands of digits
            fault = _fault(error, text)
        faults.append(fault)
        at = fault.number - 1
        if at >= len(lines) or not _KEY_LINE.match(lines[at]) or len(faults) == _MOST_FAULTS:
            return {}, sorted(faults, key=lambda fault: fault.number)  # what stands below may be wrong only for it
        lines[at] = ""


def _dotted_line(text: str) -> int:
    """The first line with a name of very many parts, such as a.a.a, for which tomllib takes gigabytes; 0: none."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > _MOST_PARTS and re.sub(r'"[^"]*"|\'[^\']*\'', "", line).count(".") > _MOST_PARTS:
            return number
    return 0


def _deepest_line(text: str) -> int:
    """The line with the most opening brackets, which is the one that opens too many."""
    opened = [line.count("[") + line.count("{") for line in text.splitlines()]
    return opened.index(max(opened)) + 1


def _fault(error: ValueError, text: str) -> Line:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place:
        words = next((words for sign, words in _FAULTS.items() if sign in str(error)), "viết sai ở chỗ này")
        return Line(int(place[1]), words)
    if not isinstance(error, tomllib.TOMLDecodeError):
        number = re.search(r"\d{1000}", text)
        return Line(text.count("\n", 0, number.start()) + 1 if number else 1, "số quá dài")
    return Line(len(text.splitlines()) or 1, "cuối tệp; tệp có thể bị ngắt giữa chừng")


def repaired(text: str) -> tuple[str, list[Line]]:
    """The text with curly quotes that stand for quotes, and days as papers write them, in the form of TOML."""
    reader = _Reader(text.replace("\r\n", "\n"))
    return "".join(reader.pieces()), reader.faults


class _Reader:
    """A text of TOML from its beginning to its end, in pieces that stay and pieces that are written anew."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.faults: list[Line] = []
        self.last = "\n"
        """The last sign that says anything: a day is one only after "="."""
        self.depth = 0
        """How many lists and groups are open."""

    def pieces(self) -> Iterator[str]:
        text = self.text
        while self.at < len(text):
            start, sign = self.at, text[self.at]
            if sign == "#":
                self.at = self._line_end()
                yield text[start : self.at]
            elif text.startswith(('"""', "'''"), start):
                end = text.find(sign * 3, start + 3)
                self.at = len(text) if end < 0 else end + 3
                yield text[start : self.at]
                self.last = sign
            elif sign in f"\"'{_OPENS}{_SINGLE}":
                yield self._quoted(sign)
                self.last = '"'
            elif self.last == "=" and (day := _DAY.match(text, start)):
                self.at = day.end()
                yield self._day(day[0])
                self.last = "0"
            else:
                self.at += 1
                if sign in "[{" and (self.last == "=" or self.depth):
                    self.depth += 1
                elif sign in "]}" and self.depth:
                    self.depth -= 1
                self.last = self.last if sign.isspace() and (sign != "\n" or self.depth) else sign
                yield sign

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _day(self, written: str) -> str:
        if found := read_day(written):
            return found.isoformat()
        self._refuse(f"«{written}» không phải ngày có thật; ghi như 18/6/2026")
        return written

    def _refuse(self, words: str) -> None:
        self.faults.append(Line(self.text.count("\n", 0, self.at) + 1, words))

    def _quoted(self, opening: str) -> str:
        """A text within quotes, which end on its line."""
        start, line_end = self.at, self._line_end()
        line = self.text[start:line_end]
        after = _AFTER_ENTRY if self.depth else _AFTER_VALUE
        closed = _closed(line)
        if closed and (self.last in ("\n", ".", "[") or after.match(self.text, start + closed)):
            self.at = start + closed
            return line[:closed]
        closing = _CLOSES + '"' if opening in f'"{_OPENS}' else _SINGLE + "'"
        for place in range(1, len(line)):
            if line[place] in closing and after.match(self.text, start + place + 1):
                self.at = start + place + 1
                return json.dumps(line[1:place], ensure_ascii=False)
        if closed and "#" not in line[:closed]:  # there is too much behind it, which TOML says
            self.at = start + closed
            return line[:closed]
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
        value = line[1:].partition(" #")[0].partition("\t#")[0].strip().strip("\"'" + _CLOSES + _SINGLE)
        self._refuse(f'thiếu dấu ngoặc kép đóng; ghi như: {excerpt(before)} "{excerpt(value[:_LONGEST_LINE])}"')
        self.at = line_end
        return line


def _closed(line: str) -> int:
    """Behind which sign the straight quote that opens a line is closed, as TOML reads it; 0: it is not."""
    found = re.match(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', line)
    return found.end() if found else 0


def places(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each setting by its name, ``("signers", 0, "office")``: as far as it stands on a line of its own."""
    found: dict[tuple[str | int, ...], int] = {}
    numbers: dict[str, int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?", line):
            names = [part.strip(" \"'") for part in header[2].split(".")]
            if header[1] == "[[":
                numbers[header[2]] = numbers.get(header[2], -1) + 1
                table = (*names, numbers[header[2]])
            else:
                table = tuple(names)
            found.setdefault(table, number)
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            names = [part.strip(" \"'") for part in key[1].split(".")]
            found.setdefault((*table, *names), number)
    return found
