"""By what right a paper is signed (TM., Q., KT., TL., TUQ.), and who stands below. What departs from a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isoaudit.papers.decree30.looks import Found, Scene
from isoaudit.papers.decree30.nouns import Line
from isoaudit.papers.decree30.rules import Rule
from isoaudit.papers.decree30.words import begins_with_office

_FORM = re.compile(r"(TM|KT|TL|TUQ|Q|T/M|K/T|T/L)(?:\.|/| )\s*(.*)")
_TITLE = re.compile(
    r"(?P<deputy>PHÓ )?(?P<title>(?:TỔNG )?GIÁM ĐỐC|CHỦ TỊCH|CHỦ NHIỆM|CHÁNH (?:VĂN PHÒNG|THANH TRA|ÁN)|THỦ TƯỚNG|"
    r"THỦ TRƯỞNG|THỨ TRƯỞNG|TỔNG (?:BIÊN TẬP|THƯ KÝ|THANH TRA)|"
    r"(?:(?:CHI|TỔNG) CỤC|CỤC|VỤ|VIỆN|HIỆU|BỘ|SỞ|TỔ|ĐOÀN|ĐỘI|TRẠM|HẠT|KẾ TOÁN) TRƯỞNG|"
    r"TRƯỞNG (?:PHÒNG|BAN|ĐOÀN|TRẠM|KHOA|TIỂU BAN|BỘ PHẬN|CÔNG AN)|(?:VĂN )?PHÒNG|BAN|ĐOÀN|THƯ KÝ|(?:ỦY|UỶ) VIÊN|"
    r"THANH TRA)(?!\w)"
)
_OF_A_UNIT = ("VĂN PHÒNG", "PHÒNG", "BAN", "ĐOÀN", "THANH TRA")
"""What follows «PHÓ» where offices shorten the title; alone it is the name of a body."""
_DEPUTY_OF_MINISTER = "THỨ TRƯỞNG"


@dataclass(frozen=True)
class _Title:
    """What the paper says of who signs: one right or one position."""

    line: Line
    form: str
    """TM, Q, KT, TL, TUQ; empty: a position."""
    said: str
    """Without the form, its lines joined."""
    title: str
    """The position it begins with; empty: none that is known."""
    deputy: bool

    @property
    def whole(self) -> str:
        return f"{self.form}. {self.said}" if self.form else self.said


def _title(line: Line, text: str) -> _Title:
    form = _FORM.fullmatch(text)
    said = form[2] if form else text
    found = _TITLE.match(said)
    if found and not found["deputy"] and found["title"] in _OF_A_UNIT:
        found = None
    title = found["title"] if found else ""
    deputy = bool(found and found["deputy"]) or title == _DEPUTY_OF_MINISTER
    return _Title(line, form[1].replace("/", "") if form else "", said, title, deputy)


def _signatures(scene: Scene) -> Iterator[Sequence[_Title]]:
    """The lines of each signature; one that goes on with the position above it is a part of that."""
    starts = {id(line) for line in scene.part.blocks.get("signature", [])}
    columns: dict[tuple[int | None, int], list[_Title]] = {}
    for line in sorted(scene.part.blocks.get("signature_title", []), key=lambda line: line.place.order):
        key = (line.place.table, line.place.column)
        if id(line) in starts and columns.get(key):
            yield columns.pop(key)
        known = columns.setdefault(key, [])
        new = _title(line, line.text.upper())
        if known and not new.form and not new.title:
            above = known.pop()
            new = _title(above.line, f"{above.whole} {new.said}")
        known.append(new)
    yield from columns.values()


def _before(one: _Title) -> str:
    """What is wrong with what a right stands before; nothing where that cannot be said."""
    if one.form == "TM" and one.title:
        return f"«TM.» đứng trước chức vụ «{one.said}»"
    if one.form in ("KT", "TL", "TUQ", "Q"):
        if one.deputy:
            return f"«{one.form}.» đứng trước chức vụ cấp phó «{one.said}»"
        if not one.title and begins_with_office(one.said):
            return f"«{one.form}.» đứng trước tên cơ quan «{one.said}»"
    return ""


def right_before(rule: Rule, scene: Scene) -> Iterator[Found]:
    """TM. stands before a body, the other rights before the position of its head."""
    for one in (one for titles in _signatures(scene) for one in titles):
        if wrong := _before(one):
            yield one.line, wrong


def right_below(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Below KT. stands the deputy of that head, below TL. and TUQ. the head of another unit, below TM. a head."""
    for titles in _signatures(scene):
        for one, below in zip(titles, [*titles[1:], None], strict=True):
            if one.form in ("", "Q") or _before(one):
                continue
            if below is None:
                yield one.line, f"dưới «{one.whole}» không có chức vụ của người ký"
            elif wrong := _below(one, below):
                yield below.line, f"dưới «{one.whole}» là «{below.whole}»{wrong}"


def _below(one: _Title, below: _Title) -> str:
    """What is wrong with who stands below a right; nothing where that cannot be said."""
    if below.form or not below.title:
        return ""
    if one.form == "KT":
        return "" if not one.title or _deputy_of(one, below) else ", không phải cấp phó của người đó"
    if below.deputy:
        return ", cấp phó mà không có «KT.»"
    same = one.form in ("TL", "TUQ") and below.said == one.said
    return ", cùng một người" if same else ""


def _deputy_of(head: _Title, below: _Title) -> bool:
    if head.title == "BỘ TRƯỞNG":
        return below.title == _DEPUTY_OF_MINISTER
    short = below.title in _OF_A_UNIT and head.title.endswith(below.title)
    return below.deputy and (below.title == head.title or short)


def deputy_alone(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A deputy signs for the head: KT. stands above, also where the deputy is in charge."""
    for titles in _signatures(scene):
        if titles[0].deputy and not titles[0].form:
            yield titles[0].line, f"«{titles[0].said}» ký mà không có «KT.»"
