"""What stands above a table and is told for all its rows: the agency inspected, who inspected, the form, the round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from isoaudit.errors import excerpt
from isoaudit.model import nfc
from isoaudit.tables.cells import Column, heading_keys, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading, heading_words, headings_of
from isoaudit.tables.rows.groups import ROUND, codes_in, words_of
from isoaudit.tables.visits.days import read_visit
from isoaudit.tables.visits.teams import is_team
from isoaudit.wording import date_short, label, table_words

_LABELLED = re.compile(r"([^:]{2,60}):\s*(.*)", re.DOTALL)
_NEXT_LABEL = re.compile(r"(?<=[\s,])(?=[A-ZĐ])([^:,;0-9]{2,40}):")
_FAR_LABEL = re.compile(r"\s{3,}(?=[^:;\d]{2,40}:)")
"""Blanks before a further label in one cell."""
_DAY_AND_PART = re.compile(r"([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})\s*\((?:buổi\s+)?(?:sáng|chiều)\)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)\Z")
"""What stands behind the days of all inspections: (Đợt 3)."""
_BEHIND_A_DAY = re.compile(r",|\s*\(|\.\s+")
_DAY = re.compile(r"(ngày(?: kiểm tra)?)\s+([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})", re.IGNORECASE)
_TITLES = ("kiểm tra", "phiếu", "kết quả", "biên bản")
"""Words of the title of a sheet of results."""
_TITLE_OF_A_BODY = re.compile(
    r"\bkiểm tra\s+(?:(?:htqlcl|hệ thống quản lý chất lượng)\s+)?(?:tại|đối với)\s+([^:,;(]{3,}?)[\s.]*"
    r"(?:\(.*|,.*|\s(?:năm|ngày|đợt|từ|theo|tháng)\s.*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_SEVERAL = re.compile(r"[,&]|\svà\s")
_OF_A_LIST = ("danh sách", "danh mục", "biểu", "bảng")
"""Words of the title of a list."""
INSPECTIONS = ("kiểm tra", "lịch", "kế hoạch")
"""Words of a title that speaks of inspections: in any other «trực tiếp» and «hồ sơ» may mean anything."""


def told_above(rows: Sequence[RawRow], heading: Heading, columns: Sequence[Column]) -> dict[str, str]:
    """What rows above a heading say of columns it lacks, by their names; of what they say in two ways nothing."""
    where = heading.where()
    open_ = {c.name: c for c in columns if c.above and c.name not in where}
    if "inspection" in where:  # it says which agency
        open_.pop("agency", None)
    found: dict[str, set[str]] = {}
    for name, text in _said(rows, columns):
        if name in open_ and not (name == "inspector" and _SEVERAL.search(text)):
            found.setdefault(name, set()).add(_last_day(text) if name == "examined_on" else text)
    names = {c.name for c in columns}
    if "team" in names and "team" not in where:
        found |= {"team": teams} if (teams := set(_teams(rows))) else {}
    if {"from", "to"} <= names and not {"from", "to"} & where.keys():
        for name, text in _days_of_visits(rows):
            found.setdefault(name, set()).add(text)
    return {name: said.pop() for name, said in found.items() if len(said) == 1}


_TEAM = re.compile(
    r"\A\W*(?:đoàn|tổ)(?:\s+(?:kiểm tra|công tác|xem xét hồ sơ|thẩm tra hồ sơ))?(?:\s+số\s+\w+)?\s*:\s*", re.I
)


def _teams(rows: Sequence[RawRow]) -> Iterator[str]:
    """The team of all inspections of a sheet: «Tổ kiểm tra: Bùi Đức Thuận (Tổ trưởng); Quách Thị Hậu»."""
    for text in (raw for _, cells in rows for raw in cells if isinstance(raw, str)):
        if (named := _TEAM.match(nfc(text))) and is_team(nfc(text)[named.end() :]):
            yield nfc(text)[named.end() :].strip()


def _last_day(text: str) -> str:
    """The last day of an inspection of several, «16-17/10/2025», when all was looked at; other texts as they are.

    More may stand behind it: «16/10/2025, tại trụ sở (Đợt 1)», «10/9/2025 (Đợt 1). Thư ký Đoàn: Đoàn Ngọc Bích».
    """
    first, *behind = _BEHIND_A_DAY.split(text, maxsplit=1)
    visit = read_visit(text, 0) or (read_visit(first, 0) if behind else None)
    return date_short(visit.last or visit.first) if visit and (visit.last or behind) else text


def _days_of_visits(rows: Sequence[RawRow]) -> Iterator[tuple[str, str]]:
    """The days that are said once for all inspections of a sheet: «Xem xét hồ sơ: từ 01/8/2024 đến 30/8/2024»."""
    for text in (raw for _, cells in rows for raw in cells if isinstance(raw, str)):
        for piece in re.split(r"[;\n]|\.\s+", nfc(" ".join(text.split()))):
            words, _, said = piece.partition(":")
            if not _labels_of("time_of_visits").isdisjoint(heading_keys(words)):
                visit = read_visit(_BRACKETS.sub("", said.strip(" .")), 0)
                if visit and visit.plain:
                    yield "from", date_short(visit.first)
                    yield "to", date_short(visit.last or visit.first)


def title_above(rows: Sequence[RawRow]) -> str:
    """What a list says it is of in its title, «DANH MỤC CƠ QUAN CẤP TỈNH», or below it of who is obliged; or none."""
    texts = [" ".join(raw.split()) for _, cells in rows for raw in cells if isinstance(raw, str)]
    title = next((text for text in texts if speaks_of(text, _OF_A_LIST) or codes_in("obligation", text)), "")
    below = next((text for text in texts if codes_in("obligation", text)), "")
    return title if below in title else f"{title}; {below}"


def note_above(told: dict[str, str], columns: Sequence[Column]) -> str:
    """What was taken for all rows, in words."""
    each = ", ".join(f"«{c.heading}» là «{excerpt(told[c.name])}»" for c in columns if c.name in told)
    return f"phía trên bảng, lấy cho mọi dòng: {each}; nếu không đúng thì thêm cột ấy rồi nhập lại."


def note_unused(columns: Sequence[Column]) -> str:
    """What was given for all rows and is not taken, for each row says it itself."""
    each = ", ".join(f"«{column.heading}»" for column in columns)
    return f"bảng có cột {each} nên lấy theo từng dòng, không dùng giá trị ghi chung ở «--map»."


def _said(rows: Sequence[RawRow], columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    titled = False
    for _, cells in rows:
        parts = [part for raw in cells if isinstance(raw, str) for part in _FAR_LABEL.split(raw) if part.strip()]
        texts = [nfc(" ".join(part.split())) for part in parts]
        for at, text in enumerate(texts):
            for piece in _pieces(text):
                beside = texts[at + 1] if at + 1 < len(texts) and ":" not in texts[at + 1] else ""
                yield from _of_label(piece, beside, columns, titled)
            yield from _of_title(text)
            yield from _body_in_title(text)
        titled = titled or any(speaks_of(text, _TITLES) for text in texts if ":" not in text)


def _pieces(text: str) -> Iterator[str]:
    """What stands between semicolons, and from each further label on: Ngày kiểm tra: 6/10/2026 Hình thức: qua hồ sơ."""
    for part in map(str.strip, text.split(";")):
        start = 0
        for found in _NEXT_LABEL.finditer(part):
            said = part[start : found.start()].partition(":")[2].strip()
            if said and not heading_words().isdisjoint(heading_keys(found[1])):
                yield part[start : found.start()].strip(" ,-–")
                start = found.start()
        yield part[start:]


def _of_label(piece: str, beside: str, columns: Sequence[Column], titled: bool) -> Iterator[tuple[str, str]]:
    """A label with what follows it, in the same cell or in the next."""
    labelled, day = _LABELLED.fullmatch(piece), _DAY.fullmatch(piece)
    words, text = labelled.groups() if labelled else day.groups() if day else ("", "")
    text = text.strip(" .…_") or beside.strip(" .…_")
    text = _DAY_AND_PART.sub(r"\1", text)
    name = _column_of(words, columns, titled) if words else ""
    if name and text:
        yield name, text


def _column_of(words: str, columns: Sequence[Column], titled: bool) -> str:
    """The column that a label means; «Đơn vị» above the title is that of the letterhead."""
    keys = heading_keys(words)
    if any(_is_of_the_inspected(key) for key in keys) or (
        titled and not _labels_of("body_of_a_sheet").isdisjoint(keys)
    ):
        return "agency"
    known = headings_of(tuple(columns))
    column = next((known[key] for key in keys if key in known), None)
    results = next((c for c in columns if c.name == "examined_on"), None)
    if results and (column is None or not column.above) and not _labels_of("time_of_visits").isdisjoint(keys):
        return results.name
    return column.name if column and column.name != "agency" else ""


def _is_of_the_inspected(key: str) -> bool:
    """Whether a label is that of the body inspected, also behind the words of a title: Kết quả kiểm tra tại."""
    labels = _labels_of("inspected")
    return key in labels or any(key.endswith(f" {label}") for label in labels)


@cache
def _labels_of(which: str) -> frozenset[str]:
    """Labels of the body that is inspected. «Cơ quan kiểm tra» is the one that inspects."""
    return frozenset(map(word_key, table_words()["text"][which]))


def _body_in_title(text: str) -> Iterator[tuple[str, str]]:
    """The body that a title names behind «kiểm tra tại»: KẾT QUẢ KIỂM TRA TẠI SỞ NỘI VỤ NĂM 2026."""
    found = _TITLE_OF_A_BODY.search(text)
    if found and any(word_key(found[1]).startswith(f"{word_key(word)} ") for word in table_words()["text"]["body"]):
        yield "agency", found[1]


def speaks_of(text: str, about: Sequence[str]) -> bool:
    """Whether one of some words stands in a title."""
    return any(f" {word_key(word)} " in f" {words_of(text)} " for word in about)


def _of_title(text: str) -> Iterator[tuple[str, str]]:
    """The form and the round that a title names: LỊCH KIỂM TRA TẠI TRỤ SỞ ĐỢT 1 NĂM 2026."""
    yield from (("round", found[1]) for found in ROUND.finditer(text))
    if speaks_of(text, INSPECTIONS):
        yield from (("mode", label("mode", code)) for code in sorted(codes_in("mode", text)))
