"""What the groups of a table say of the rows in them: «A. Kiểm tra trực tiếp tại trụ sở», «II. Sở Y tế»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Column, codes, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading
from isoaudit.tables.columns.office_words import OfficeWords, Said
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.rows.besides import Besides, is_a_body
from isoaudit.wording import label, labels

ROUND = re.compile(r"\bđợt\s+([0-9]{1,2}|[ivx]{1,4})\b", re.IGNORECASE)
_MOST_ASKED = 6
"""Groups of which a person is asked one by one; with more of them they are no forms of inspection."""
_EXAMPLES = 3

Around = tuple[str, ...]
"""The names of the groups around a row, the nearest first, the sheet's last."""


def words_of(text: str) -> str:
    """A text as words alone, without the signs around them."""
    return " ".join(word_key(re.sub(r"[,;:.()–-]", " ", text)).split())


def codes_in(vocabulary: str, text: str) -> set[str]:
    """The values of a closed list that a text names in words of its own: Kiểm tra qua hồ sơ. A single word is none."""
    key = f" {words_of(text)} "
    named = {words: code for words, code in _in_words(vocabulary).items() if f" {words} " in key}
    # «không bắt buộc» holds «bắt buộc»: what stands within other words is not said
    return {code for words, code in named.items() if not any(words != more and words in more for more in named)}


@cache
def _in_words(vocabulary: str) -> Mapping[str, str]:
    """The values of a closed list by all that names them in several words, without signs: phải xây dựng áp dụng."""
    return {words: code for text, code in codes(vocabulary).items() if " " in (words := words_of(text))}


@dataclass(frozen=True, slots=True)
class Groups:
    """What the groups of one sheet say of columns that its heading lacks."""

    sheet: str = ""
    said: Mapping[str, Mapping[Around, str]] = field(default_factory=dict)
    """By column: what each row within these groups says."""
    questions: tuple[Question, ...] = ()
    """What a group says that nobody knows, of columns that must be there."""

    def of(self, column: str, besides: Besides) -> str:
        """What a column says of the row that is looked at."""
        return self.said[column].get(around(besides, self.sheet), "")

    def note(self, columns: Sequence[Column]) -> str:
        """What was taken by group, in words; empty: nothing."""
        each = []
        for column in (column for column in columns if column.name in self.said):
            named = {next(filter(None, groups), ""): text for groups, text in self.said[column.name].items()}
            shown = [f"nhóm «{excerpt(group)}»: {excerpt(text)}" for group, text in named.items() if text != group]
            each.append(f"«{column.heading}»" + (f" ({'; '.join(shown)})" if shown else ""))
        if not each:
            return ""
        return f"bảng không có cột {', '.join(each)}: lấy theo tên nhóm; nếu không đúng thì thêm cột ấy rồi nhập lại."


def around(besides: Besides, sheet: str) -> Around:
    """The groups around the row that is looked at."""
    return besides.section, besides.outer, sheet


def told_by_groups(
    heading: Heading, below: Sequence[RawRow], columns: Sequence[Column], words: OfficeWords, sheet: str
) -> Groups:
    """What groups say of the columns that a heading lacks and a table may tell once for several rows.

    A column counts as told where each row stands in a group that says it in one way; where it must be there and some
    group does not, each such group is asked about. ``words``: what the office said of its groups before.
    """
    where = heading.where()
    lacking = [
        c for c in columns if c.above and c.name not in where and not (c.name == "agency" and "inspection" in where)
    ]
    rows = list(_rows_in_groups(heading, below, sheet)) if lacking else []
    if not rows or not any(group for groups, _ in rows for group in groups):
        return Groups(sheet)
    said: dict[str, dict[Around, str]] = {}
    questions: list[Question] = []
    for column in lacking:
        told = {groups: _told(column, groups, words) for groups, _ in rows}
        if all(told.values()) or (any(told.values()) and not column.required):
            said[column.name] = told
        elif column.required and column.values:
            questions += _asked(column, [(groups[0], text) for groups, text in rows if not told[groups]])
    return Groups(sheet, said, tuple(questions))


def _rows_in_groups(heading: Heading, below: Sequence[RawRow], sheet: str) -> Iterator[tuple[Around, str]]:
    """Each row of data with the groups around it, and what it is of."""
    besides, first = Besides(heading, below), min(heading.where().values(), default=1)
    for number, cells in below:
        if any(cells) and not besides.passes_over(number, cells) and "end" not in besides.skipped:
            raw = cells[first - 1] if first <= len(cells) else ""
            yield around(besides, sheet), raw if isinstance(raw, str) else ""


def _told(column: Column, groups: Around, words: OfficeWords) -> str:
    """What the nearest group that says anything of a column says; empty: none does, or one in two ways."""
    for group in filter(None, groups):
        if column.values:
            given = words.words.get((column.name, word_key(group)))
            found = {given} if given else codes_in(column.values, group)
            if found:
                return label(column.values, found.pop()) if len(found) == 1 else ""
        elif column.name == "round" and (found_round := ROUND.search(group)):
            return found_round[1]
        elif column.name == "agency" and is_a_body(group):
            return group
    return ""


REPORT_DUE = "Hạn gửi báo cáo"
"""The heading under which the day is kept by which a group of agencies sends its reports."""
_DUE = re.compile(
    r"(?:báo cáo|hồ sơ)\b.*\b(?:trước|hạn|chậm nhất|muộn nhất|đến hết)\b[^0-9]{0,20}"
    r"([0-9]{1,2}\s?[/.-]\s?[0-9]{1,2}(?:\s?[/.-]\s?[0-9]{4})?)",
    re.IGNORECASE | re.DOTALL,
)


def report_due(*texts: str) -> dict[str, str]:
    """The day by which reports are sent, by the heading it is kept under, as the first of some texts says it: «Kiểm tra
    qua hồ sơ (gửi báo cáo trước ngày 15/7/2026)». Empty: none does."""
    found = next((found for text in texts if (found := _DUE.search(text))), None)
    return {REPORT_DUE: found[1]} if found else {}


REPORTS_READ = "Thời gian xem xét"
"""The heading under which the month is kept in which the reports of a group of agencies are read."""
_READ_IN = re.compile(
    r"\A(?=.*\b(?:báo cáo|hồ sơ)\b).*?\b(?:xem xét|thẩm tra)\b[^.;0-9]{0,40}?\b"
    r"((?:(?:đầu|giữa|cuối)\s+)?(?:tuần|tháng|quý)\s+(?:[0-9]{1,2}|[ivx]{1,3})(?:\s?[/-]\s?[0-9]{4}|\s+năm\s+[0-9]{4})?)",
    re.IGNORECASE | re.DOTALL,
)


def reports_read(*texts: str) -> dict[str, str]:
    """The week, month or quarter in which reports are read, by the heading it is kept under, as the first of some texts
    says it: «gửi báo cáo, Chi cục xem xét trong tháng 7/2024». Empty: none does."""
    found = next((found for text in texts if (found := _READ_IN.search(text))), None)
    return {REPORTS_READ: " ".join(found[1].split())} if found else {}


def _asked(column: Column, rows: Sequence[tuple[str, str]]) -> Iterator[Question]:
    groups = dict.fromkeys(group for group, _ in rows)
    if "" in groups or len(groups) > _MOST_ASKED:
        return
    for group in groups:
        texts = [text for other, text in rows if other == group]
        answers = tuple(
            (words, Said(group, code, column.name, lasting=False)) for code, words in labels()[column.values].items()
        )
        shown = tuple(dict.fromkeys(filter(None, texts)))[:_EXAMPLES]
        yield Question(group, len(texts), answers, under=column.heading, examples=shown)
