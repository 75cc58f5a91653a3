"""Plans in halves: the columns of inspections of one form or round beside those of another, below its own words.

«Kiểm tra tại trụ sở: Đợt | Thời gian | Đoàn số» beside «Kiểm tra qua hồ sơ, báo cáo: Tháng | Người phụ trách»: the half
that is filled tells the form, and a row with both filled is two inspections.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from isoaudit.errors import excerpt
from isoaudit.tables.cells import TO_MEND, Column, Raw, is_none, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.choices import answer_of
from isoaudit.tables.columns.headings import find_heading, is_merged
from isoaudit.tables.days import is_span_of_time
from isoaudit.tables.files.opening import ABOVE
from isoaudit.tables.plans.words import LEADER, column_of, leader_title, title_of, told_by
from isoaudit.tables.rows.besides import Besides, is_total
from isoaudit.tables.visits.days import read_visit
from isoaudit.tables.visits.teams import member_in
from isoaudit.wording import count, label
from isoaudit.wording.grouping import few

_NEEDED = {"agency", "mode", "round", "from", "team"}
"""Columns of a table that may be in halves: a plan of inspections."""
_NOTHING = {"", "-", "–", "—", "/", "//", "…", "..."}
_FEW = 5


@dataclass(frozen=True, slots=True)
class Half:
    """The columns of one form or round, from 0."""

    words: str
    """What stands above them."""
    said: Mapping[str, str]
    """The form and the round that these words name, as a cell of their column would."""
    at: tuple[int, ...]
    own: Mapping[int, str] = field(default_factory=dict)
    """The words that each of these columns has below those."""

    def is_filled(self, cells: Sequence[Raw]) -> bool:
        """Whether a row says anything of such an inspection."""
        return any(_says(cells[n]) for n in self.at if n < len(cells))


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet as one half has it: what it says of all its rows, and these, with the cells of other halves left out."""

    said: Mapping[str, str]
    rows: list[RawRow]


def in_halves(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[list[Part], list[str]]:
    """The parts of a sheet in halves, each a plain list, and what is said of it; none of any other sheet.

    ``rows`` are clean. A row is in the part of each half that is filled in it; rows that are no data are in all. Cells
    stay where they stand, so that a fault is named at its place.
    """
    if not {column.name for column in columns} >= _NEEDED:
        return [], []
    at, depth, halves = _found(rows, columns)
    if not halves:
        return [], []
    below, heads_all = rows[at + depth :], _heads_all(rows, at, columns)
    heads = [rows[n][1] for n in range(at + depth - 1, at - 1 - heads_all, -1)]
    heading = (rows[at + depth - 1][0], _titles(heads, halves, below, columns))
    whole = find_heading([(heading[0], list(heading[1]))], columns)
    besides, kinds = Besides(whole, below), dict[int, str]()
    for number, cells in below:
        before = {what: len(found) for what, found in besides.skipped.items()}
        if besides.passes_over(number, cells) or not any(map(_says, cells)):
            kinds[number] = next((what for what, has in besides.skipped.items() if len(has) != before.get(what)), "")
    above = [*rows[: at - heads_all], heading]
    parts = [Part(half.said, _part(half, halves, above, below, kinds)) for half in halves]
    return parts, list(_notes(halves, heading[1], [row for row in below if row[0] not in kinds]))


def _found(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[int, int, list[Half]]:
    """Where the words of halves stand, how many rows they are with those below them, and the halves; else none."""
    for at in range(len(rows[:ABOVE]) - 1):
        if halves := _halves(rows, at, columns):
            return at, 2, halves
    for at in range(len(rows[:ABOVE]) - 1):
        if halves := _alone(rows, at, columns):
            return at, 1, halves
    return 0, 0, []


def _alone(rows: Sequence[RawRow], at: int, columns: Sequence[Column]) -> list[Half]:
    """Forms of a single column each in which days or months stand: «Tại trụ sở | Qua hồ sơ» above 12/5 | Tháng 9."""
    found = [half for half in _groups(rows[at][1], []) if "mode" in half.said and len(half.at) == 1]
    if len(found) < 2 or len({half.said["mode"] for half in found}) < len(found):
        return []
    where = find_heading(rows[max(0, at - 1) : at + 1], columns).where()
    lists = _lists_agencies(rows[max(0, at - 1) : at + 1], found, columns)
    kinds = [_kinds_below(half.at[0], rows[at + 1 :]) for half in found]
    mine = {half.at[0] + 1 for half in found}
    told = where.get("from", min(mine)) not in mine
    fit = lists and all(days + marks == number for days, marks, number in kinds)
    return found if fit and not told and any(2 * days > number for days, _, number in kinds) else []


def _lists_agencies(heads: Sequence[RawRow], halves: Sequence[Half], columns: Sequence[Column]) -> bool:
    """Whether rows of a heading name the agencies beside the halves: in rows of data a body stands there."""
    titles = _beside([cells for _, cells in reversed(heads)], halves)
    return "agency" in find_heading([(0, titles)], columns).where()


def _beside(heads: Sequence[Sequence[Raw]], halves: Sequence[Half]) -> list[Raw]:
    """The words above the columns beside the halves, those of the lowest of ``heads``, which come from below."""
    mine = {n for half in halves for n in half.at}
    titles: list[Raw] = [""] * max(map(len, heads))
    for n in set(range(len(titles))) - mine:
        said = (cells[n] for cells in heads if n < len(cells))
        titles[n] = next((raw for raw in said if isinstance(raw, str) and raw.strip()), "")
    return titles


def _kinds_below(n: int, below: Sequence[RawRow]) -> tuple[int, int, int]:
    """How many texts of a column are days or months, how many are marks, and how many there are."""
    data = (cells for _, cells in below if not any(isinstance(raw, str) and is_total(raw) for raw in cells))
    there = (cells[n] for cells in data if n < len(cells) and len([raw for raw in cells if raw]) > 2)
    texts = [raw.strip() for raw in there if isinstance(raw, str) and _says(raw)]
    return sum(map(_is_time, texts)), sum(bool(answer_of(text)) for text in texts), len(texts)


def _is_time(text: str) -> bool:
    return read_visit(text, 2000) is not None or is_span_of_time(text)


def _says(raw: Raw) -> bool:
    """Whether a cell says something: a dash or «Không» says that there is nothing."""
    if not isinstance(raw, str):
        return not is_merged(raw)
    text = raw.strip()
    return text not in _NOTHING and answer_of(text) != "no" and not is_none(text)


def _halves(rows: Sequence[RawRow], at: int, columns: Sequence[Column]) -> list[Half]:
    """The halves whose words stand in a row above the words of their columns; none where these are no heading."""
    upper, lower = rows[at][1], rows[at + 1][1]
    found = [half for half in _groups(upper, lower) if half.said]
    said = {tuple(sorted(half.said.items())) for half in found}
    if len(found) < 2 or len(said) < len(found):
        return []
    named = [{name for text in half.own.values() if (name := column_of(text, columns))} for half in found]
    plain = [not half.own and len(half.at) == 1 for half in found]
    if not any(named) or not all(names or alone for names, alone in zip(named, plain, strict=True)):
        return []
    if not _lists_agencies(rows[max(0, at - 1) : at + 2], found, columns):
        return []
    pairs = zip(found, named, strict=True)  # what a column of its own says in each row counts before
    return [replace(half, said={k: v for k, v in half.said.items() if k not in names}) for half, names in pairs]


def _groups(upper: Sequence[Raw], lower: Sequence[Raw]) -> Iterator[Half]:
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    texts = [raw.strip() if isinstance(raw, str) else "" for raw in above]
    lows = [raw.strip() if isinstance(raw, str) else "" for raw in (*lower, *[""] * (width - len(lower)))]
    starts = [n for n, text in enumerate(texts) if text]
    for start, end in zip(starts, [*starts[1:], width], strict=True):
        across = [n for n in range(start + 1, end) if is_merged(above[n])]
        last = max(across, default=max((n for n in range(start, end) if lows[n] != TO_MEND), default=start))
        at = tuple(n for n in range(start, last + 1) if n == start or lows[n])
        own = {n: lows[n] for n in at if lows[n] and word_key(lows[n]) != word_key(texts[start])}
        yield Half(" ".join(texts[start].split()), told_by(texts[start]), at, own)


def _titles(
    heads: Sequence[Sequence[Raw]], halves: Sequence[Half], below: Sequence[RawRow], columns: Sequence[Column]
) -> list[Raw]:
    """The words above each column in one row, of ``heads`` from below: those of a half as a plain list has them."""
    titles = _beside(heads, halves)
    common = {word_key(title) for title in titles if isinstance(title, str)}
    for half in halves:
        for n in half.at:
            text = half.own.get(n, "")
            titles[n] = title_of(text, columns, half.own.values()) if text else _of_contents(half, n, below)
            if word_key(str(titles[n])) in common and text:  # «Ghi chú» of the half beside that of the row
                titles[n] = f"{half.words}: {text}"
    return titles


def _heads_all(rows: Sequence[RawRow], at: int, columns: Sequence[Column]) -> bool:
    """Whether the row above the words of halves belongs to the heading: it names columns, and is no title."""
    texts = [raw for raw in rows[at - 1][1] if isinstance(raw, str) and raw.strip()] if at else []
    return len(texts) > 1 and find_heading([rows[at - 1]], columns).known > 0


def _of_contents(half: Half, n: int, below: Sequence[RawRow]) -> str:
    """What a half of one column holds that has no words below its own: days or months, marks, or who is in charge."""
    texts = [raw.strip() for _, cells in below if n < len(cells) and isinstance(raw := cells[n], str) and _says(raw)]
    if all(answer_of(text) for text in texts):
        return ""
    if 2 * sum(map(_is_time, texts)) > len(texts):
        return f"{label('column', 'from')} ({half.words})"
    return leader_title(half.words) if 2 * sum(bool(member_in(text)) for text in texts) > len(texts) else half.words


def _part(
    half: Half, halves: Sequence[Half], above: Sequence[RawRow], below: Sequence[RawRow], kinds: Mapping[int, str]
) -> list[RawRow]:
    """The rows of one half, and those that are no data; a group without a row behind it is left out."""
    titles = above[-1][1]
    others = {n for one in halves if one is not half for n in one.at}
    emptied = others | {n for n in half.at if not titles[n]}
    mine = [row for row in below if row[0] in kinds or half.is_filled(row[1])]
    last = max((number for number, _ in mine if number not in kinds), default=0)
    kept = [row for row in mine if row[0] <= last or kinds.get(row[0]) != "group"]
    return [
        *((number, list(cells)) for number, cells in above[:-1]),
        (above[-1][0], _without(titles, others, merged=False)),
        *((number, _without(cells, emptied, merged=number in kinds)) for number, cells in kept),
    ]


def _without(cells: Sequence[Raw], emptied: Collection[int], *, merged: bool) -> list[Raw]:
    """A row without some of its cells; ``merged``: those that are merged with the one on their left stay."""
    return ["" if n in emptied and not (merged and is_merged(raw)) else raw for n, raw in enumerate(cells)]


def _notes(halves: Sequence[Half], titles: Sequence[Raw], data: Sequence[RawRow]) -> Iterator[str]:
    """What was made of the halves, and the rows in which none is filled."""
    each = [
        f"«{excerpt(half.words)}»: {count(sum(half.is_filled(cells) for _, cells in data))} cuộc" for half in halves
    ]
    both = sum(sum(half.is_filled(cells) for half in halves) > 1 for _, cells in data)
    yield (
        f"mỗi nhóm cột là một hình thức hoặc một đợt ({'; '.join(each)})"
        + (f"; {count(both)} dòng ghi ở nhiều nhóm, mỗi nhóm lấy thành một cuộc kiểm tra." if both else ".")
    )
    words_of = [half.own.get(n, half.words) for half in halves for n in half.at]
    if leaders := [words for words in words_of if leader_title(words) in titles]:
        words = ", ".join(f"«{excerpt(text)}»" for text in dict.fromkeys(leaders))
        yield f"đã hiểu {words} là «{label('role', LEADER)}» của cuộc kiểm tra."
    empty = [str(number) for number, cells in data if not any(half.is_filled(cells) for half in halves)]
    if empty:
        shown = few(empty, _FEW)
        yield f"{count(len(empty))} dòng không ghi gì ở nhóm cột nào, không lấy thành cuộc kiểm tra (dòng {shown})."
