"""What to do about a problem, told by the buttons of the start page where a message names a command.

The table ``start_command`` says where on the page a command is, ``start_option`` in which field an option is asked;
``start_remedy`` holds the few remedies that the page must say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from isoaudit.books.doing import without_commands
from isoaudit.errors import IsoAuditError, Problem
from isoaudit.form.page import Line
from isoaudit.wording import labels, sentence
from isoaudit.wording.grouping import told

_LEADS = {  # words before a command, before a button, before a place on the page
    "bằng lệnh": ("bằng", "ở"),
    "bằng": ("bằng", "ở"),
    "trong": ("bằng", "ở"),
    "ghi": ("bấm", "ghi ở"),
    "thì": ("thì bấm", "thì vào"),
    "chạy": ("bấm", "vào"),
    "Chạy": ("Bấm", "Vào"),
    "": ("", ""),
    ":": (": bấm", ": vào"),
}
_LEAD = rf"(?<!đang )(?P<lead>{'|'.join(filter(None, _LEADS))}|) ?"
_COMMAND = re.compile(_LEAD + r"(?:«isoaudit (?P<quoted>[^»]+)»|\bisoaudit (?P<bare>[a-z][^.;,()«»]*[^ .;,()«»]))")
_OPTION = re.compile(r"(?:ở|bằng|với|thêm) «(?P<option>--[a-z-]+)[^»]*»")
_INSPECTION = re.compile(r"\b\d{4}-[A-Z0-9-]+")
_TYPED = re.compile(r"\bisoaudit [a-z]|--[a-z]")
_AGAIN = re.compile(r"(?:chạy lại(?: lệnh(?: này)?)?|ghi lại lệnh này)")
_FILE = re.compile(r"[^:,«»]+\.(?:xlsx|xlsm|xls|csv|ods|docx|doc|pdf|zip|json)[:,]", re.IGNORECASE)
_OF_A_FORM = re.compile(r"thẻ «|[Pp]hiếu|Gửi lại|nút hủy|người phụ trách dữ liệu")
"""What a remedy names that was written for the form of an inspection."""


def here(words: str) -> str:
    """A sentence with every command and option that the page has told as the button, the field that it is there."""
    said = _OPTION.sub(_in_a_field, _COMMAND.sub(_on_the_page, words))
    return said if said == words else _AGAIN.sub("làm lại", said).replace("lệnh ấy báo", "kết quả báo")


def _on_the_page(found: re.Match[str]) -> str:
    command = found["quoted"] or found["bare"]
    place = place_of(command)
    if not place:
        return found[0]
    if named := _INSPECTION.search(command):
        place = place.replace("của cuộc kiểm tra", f"của cuộc kiểm tra {named[0]}", 1)
    lead = _LEADS[found["lead"]][0 if place.startswith("nút") else 1]
    before = " " if not found["lead"] and found[0].startswith(" ") else ""
    return f"{lead} {place}" if lead else before + place


def _in_a_field(found: re.Match[str]) -> str:
    field = labels()["start_option"].get(found["option"])
    return f"ở ô «{field}»" if field else found[0]


def place_of(command: str) -> str:
    """Where on the page a command is, ``inspections list`` or a longer line; empty: nowhere."""
    words = command.split()
    for key, place in _places():
        first, _, rest = key.partition(" --")
        if words[: len(first.split())] == first.split() and (not rest or f"--{rest}" in words):
            return place
    return ""


@cache
def _places() -> tuple[tuple[str, str], ...]:
    """The places by command, those of more words first."""
    return tuple(sorted(labels()["start_command"].items(), key=lambda one: -len(one[0].split())))


def on_page(one: Problem) -> Problem:
    """A problem as the start page tells it: what to press there, where there is something to press."""
    said = labels()["start_remedy"].get(one.code) or here(one.remedy)
    if one.in_form and (_TYPED.search(said) or (said == one.remedy and not _OF_A_FORM.search(one.in_form))):
        said = one.in_form
    return replace(one, what=here(one.what), remedy=said, in_form="")


def begun(line: str) -> str:
    """A line with its first letter in upper case, unless it begins with a file: that is named as it is called."""
    return line if _FILE.match(line) else sentence(line)


def note(warning: str) -> Line:
    """A remark as a line of the page, without the options of a command."""
    return Line(begun(here(without_commands(warning))), "note")


def refused_here(problems: Iterable[Problem]) -> Iterator[Line]:
    """Problems as lines of the page."""
    for one in map(on_page, problems):
        yield Line(sentence(" ".join(filter(None, (one.what, one.remedy)))), "bad")


@contextmanager
def by_its_buttons() -> Iterator[None]:
    """What is refused within is refused with remedies that name what can be pressed on the page."""
    try:
        yield
    except IsoAuditError as error:
        error.problems = tuple(map(on_page, error.problems))
        raise


def told_here(problems: Iterable[Problem]) -> list[str]:
    """Problems as the page tells them, those that are alike in one line."""
    return told([on_page(one) for one in problems])
