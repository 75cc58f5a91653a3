"""Columns that stand for one value of a closed vocabulary, such as «Bắt buộc», in which a row has a mark, yes or no.

Such a column alone, or several of one vocabulary side by side of which a row marks one («Bắt buộc | Khuyến khích»), are
read as the one column of that vocabulary. What a mark means is only clear from its heading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Column, Raw, Unfit, codes, heading_keys, is_dash, word_key
from isoaudit.tables.columns.phrases import without_figures
from isoaudit.wording import count, label, labels, table_words

# Decision: an agency of a list is obliged (QĐ 19/2014 Article 2.1) or encouraged (Article 2.2), so «Không» under «Bắt
# buộc» is the latter. «Không» under any other value, such as «Đã công bố», leaves several open: it says none of them.
_OTHERWISE = {"bat_buoc": "khuyen_khich"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A column, from 1, under whose heading a mark means one code of the vocabulary of a table's column."""

    position: int
    column: Column
    code: str


def find_choices(titles: Sequence[Raw], named: Sequence[Column | None], columns: Sequence[Column]) -> list[Choice]:
    """The choices in a heading whose other columns are ``named``: of a column that it does not name in another way."""
    found = []
    for position, title in enumerate(titles, start=1):
        if not isinstance(title, str) or not title.strip():
            continue
        mine = named[position - 1]
        open_ = [c for c in columns if c.values and (c is mine if mine else c not in named)]
        meant = [(c, code) for c in open_ if (code := _asked_by(without_figures(title), c.values))]
        if len(meant) == 1:
            found.append(Choice(position, *meant[0]))
    return sorted([*found, *_beside(titles, named, found)], key=lambda choice: choice.position)


def _beside(titles: Sequence[Raw], named: Sequence[Column | None], found: Sequence[Choice]) -> Iterator[Choice]:
    """A column next to two choices or more of one vocabulary, under a heading that says it there alone.

    «Chưa thực hiện» beside «Đã công bố | Đang xây dựng» is a state; elsewhere people say it of anything.
    """
    for column in {choice.column.name: choice.column for choice in found}.values():
        mine = [choice for choice in found if choice.column is column]
        taken = {choice.code for choice in mine}
        for position in {mine[0].position - 1, mine[-1].position + 1} & set(range(1, len(titles) + 1)):
            title = titles[position - 1]
            code = _below(column.values).get(word_key(title), "") if isinstance(title, str) else ""
            if len(taken) > 1 and code and code not in taken and named[position - 1] is None:
                yield Choice(position, column, code)


@lru_cache(maxsize=1 << 12)
def _asked_by(title: str, vocabulary: str) -> str:
    """The code that a heading alone stands for, be it one of its words or what asks for it; empty: none."""
    asked = {**codes(vocabulary), **_asked(vocabulary)}
    return next((asked[key] for whole in heading_keys(title) for key in _shortened(whole) if key in asked), "")


@cache
def _asked(vocabulary: str) -> Mapping[str, str]:
    asked = table_words()["asked"]
    return {word_key(words): code for code in labels()[vocabulary] for words in asked.get(code, ())}


@cache
def _behind() -> re.Pattern[str]:
    words = sorted((re.escape(word_key(text)) for text in table_words()["asked"]["behind"]), key=len, reverse=True)
    rule = "|".join(re.escape(word_key(text)) for text in ("theo QĐ", "theo Quyết định", "theo TCVN", "theo ISO"))
    return re.compile(rf" (?:{'|'.join(words)}|(?:{rule})\b.*)\Z")


def _shortened(key: str) -> Iterator[str]:
    """A heading, and it without what stands around it and says nothing more: HTQLCL, theo QĐ 19/2014/QĐ-TTg."""
    yield key
    yield key.removeprefix(f"{word_key('HTQLCL')} ")
    while (found := _behind().search(key)) is not None:
        key = key[: found.start()]
        yield key


@cache
def _marks() -> Mapping[str, str]:
    """What answers a heading by its key: ``yes`` or ``no``."""
    return {word_key(text): said for said in ("yes", "no") for text in table_words()["mark"][said]}


def answer_of(raw: Raw) -> str:
    """``yes``, ``no``, or nothing for a cell that holds no mark."""
    return _marks().get(word_key(raw.strip().strip("()[]")), "") if isinstance(raw, str) else ""


def is_mark(text: str) -> bool:
    """Whether a cell holds nothing but a mark, yes or no."""
    return bool(answer_of(text))


@cache
def _untold(vocabulary: str) -> frozenset[str]:
    return frozenset(map(word_key, table_words()["untold"].get(vocabulary, ())))


@cache
def _below(vocabulary: str) -> Mapping[str, str]:
    """What words mean in a column that is known to be of a vocabulary; empty: they leave the value open."""
    below = table_words()["below"]
    told = {word_key(text): code for code in labels()[vocabulary] for text in below.get(code, ())}
    anew = (*below["declared_anew"], *below["built_anew"]) if vocabulary == "qms_status" else ()
    open_ = (*below.get(vocabulary, ()), *anew)
    return told | {word_key(text): "" for text in open_} | dict.fromkeys(_untold(vocabulary), "")


@cache
def _said_anew(which: str) -> frozenset[str]:
    return frozenset(map(word_key, table_words()["below"][which]))


def fits(typed: str, vocabulary: str, *, marks: bool = False) -> bool:
    """Whether a text can stand in a column of a vocabulary; ``marks``: in one whose heading tells it, yes and no too.

    Words such as «đang thực hiện», which people say of anything, count below such a heading alone.
    """
    key = word_key(typed)
    below = marks and (bool(answer_of(typed)) or key in _below(vocabulary))
    return key in codes(vocabulary) or key in _untold(vocabulary) or below


def proved(found: Iterable[Choice], rows: Sequence[Sequence[Raw]]) -> list[Choice]:
    """The choices under which mostly marks stand, and those beside them in which nothing does."""
    kept, bare = [], []
    for choice in found:
        cells = [row[choice.position - 1] for row in rows if choice.position <= len(row)]
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        if texts and 2 * sum(fits(text, choice.column.values, marks=True) for text in texts) >= len(texts):
            kept.append(choice)
        elif not texts:
            bare.append(choice)
    beside = {choice.column.name for choice in kept}
    return sorted([*kept, *(c for c in bare if c.column.name in beside)], key=lambda choice: choice.position)


class Chooser:
    """Reads the marks of one sheet, and what leaves the value open, as the words of the vocabulary or as nothing."""

    def __init__(
        self,
        found: Sequence[Choice],
        where: Mapping[str, int],
        columns: Sequence[Column],
        titles: Callable[[int], str] = lambda at: "",
        said: Collection[tuple[str, str]] = (),
    ) -> None:
        """``titles``: the words above a column; ``said``: words of columns by their keys of which the office told."""
        self._titles, self._said = titles, said
        self._paper, self._is_declared = where.get("declaration", 0), False
        asked = {choice.column.name for choice in found}
        self._columns = [
            (where[c.name], c, [choice for choice in found if choice.column is c])
            for c in columns
            if c.name in where and (c.name in asked or (c.values and _below(c.values)))
        ]
        self.taken: Counter[tuple[int, str, str]] = Counter()
        """Cells that were understood: where their column stands, what was typed, what it means."""
        self.left: set[int] = set()
        """Where, from 1, the row read last tells no value: what was recorded before stays."""
        self.written: dict[str, str] = {}
        """What the row read last says of these, by a heading under which it is kept; empty: its value is known."""
        self.untold: Counter[tuple[int, str, str]] = Counter()
        """Cells that tell no value: where their column stands, what was typed, the vocabulary."""

    def say(self, taken: Counter[tuple[str, str, str]], words: Callable[[int], str]) -> None:
        """Note the cells that were understood: the heading of each, what was typed, what it means."""
        for (at, typed, meant), number in self.taken.items():
            taken[words(at), typed, meant] += number

    def read(self, cells: Sequence[Raw]) -> Sequence[Raw]:
        """A row in which each choice is made."""
        made = cells
        paper = cells[self._paper - 1] if 0 < self._paper <= len(cells) else ""
        self._is_declared = bool(paper) and not (isinstance(paper, str) and is_dash(paper))
        self.left.clear()
        self.written.clear()
        for at, column, group in self._columns:
            raw = self._made(at, column, group, cells)
            if raw is not None:
                made = [*made, *[""] * (at - len(made))]
                made[at - 1] = raw
        return made

    def _made(self, at: int, column: Column, group: Sequence[Choice], cells: Sequence[Raw]) -> Raw | None:
        """What the column is to hold; nothing where it stays as it is."""
        stands = [(c, cells[c.position - 1]) for c in group if c.position <= len(cells)]
        if unfit := [raw for _, raw in stands if isinstance(raw, Unfit)]:
            return unfit[0]
        typed = [(c, raw.strip()) for c, raw in stands if isinstance(raw, str) and raw.strip()]
        said = [(c, text) for c, text in typed if answer_of(text) == "yes" or _code(text, column) == c.code]
        if len(said) == 1:
            self._understood(*said[0], said[0][0].code)
        if said:  # of several marks the words are refused
            return "; ".join(label(column.values, choice.code) for choice, _ in said)
        if len(group) > 1:  # a «Không» in one of several columns says nothing: the value is the one marked beside it
            rest = [(choice.position, text) for choice, text in typed if answer_of(text) != "no"]
            told = self._told(column, rest) if rest else None
            return "; ".join(text for _, text in rest) if told is None else told
        here = cells[at - 1] if at <= len(cells) else ""
        denied = [choice for choice, text in typed if answer_of(text) == "no"]
        if denied and (code := _OTHERWISE.get(denied[0].code)):
            self._understood(denied[0], typed[0][1], code)
            return label(column.values, code)
        if denied and not column.required and isinstance(here, str):
            return self._open(column, at, here)
        return self._told(column, [(at, here.strip())]) if isinstance(here, str) else None

    def _told(self, column: Column, texts: Sequence[tuple[int, str]]) -> str | None:
        """What words say that mean a value in such a column alone, or leave it open; nothing where there are others.

        Below «Đã công bố» that nothing was done leaves open whether a system was built. Beside a decision a system was
        declared anew; one that is built anew is declared no more where the list has decisions and none of it.
        """
        known, keys = _below(column.values), [word_key(text) for _, text in texts]
        if any(key not in known or (column.name, key) in self._said for key in keys):
            return None
        (at, text), code = texts[0], known[keys[0]]
        if keys[0] in _said_anew("declared_anew") and self._is_declared:
            code = "da_cong_bo"
        elif keys[0] in _said_anew("built_anew") and self._paper and not self._is_declared:
            code = "dang_xay_dung"
        published = _PUBLISHED in word_key(self._titles(at))
        if not code or len({*keys}) > 1 or (published and code == "chua_xay_dung"):
            return self._open(column, at, text)
        meant = label(column.values, code)
        self.taken[at, text, meant] += 1
        return meant

    def _open(self, column: Column, at: int, text: str) -> str:
        self.untold[at, text.strip(), column.values] += 1
        self.written[as_written(column)] = text.strip()
        self.left |= {where for where, one, _ in self._columns if one is column}
        return ""

    def _understood(self, choice: Choice, typed: str, code: str) -> None:
        meant = label(choice.column.values, code)
        if word_key(typed) != word_key(meant):
            self.taken[choice.position, typed, meant] += 1

    def notes(self, place: str, titles: Callable[[int], str], keeps: bool = False) -> Iterable[str]:
        """What was not taken because it does not tell the value, a sentence for each way of writing.

        ``keeps``: whether its words stay with the row.
        """
        done = "giữ lời đã ghi" if keeps else "không ghi"
        for (at, typed, vocabulary), cells in self.untold.items():
            values = ", ".join(f"«{words}»" for words in labels()[vocabulary].values())
            yield (
                f"{place}, cột «{excerpt(titles(at))}»: {count(cells)} ô «{excerpt(typed)}» {_UNTOLD[vocabulary]}: "
                f"{done}, giá trị đã có (nếu có) giữ nguyên; nếu biết thì ghi một trong các giá trị {values} rồi "
                f'nhập lại, hoặc thêm --map "{excerpt(typed)}=giá trị" vào lệnh nhập.'
            )


def as_written(column: Column) -> str:
    """The heading under which words are kept that leave the value of a column open: Tình trạng HTQLCL đã ghi."""
    return named_as_written(column.title or column.name)


def named_as_written(name: str) -> str:
    """The same by the key of the column's heading, which is its name where no title is given."""
    return f"{labels()['column'].get(name, name)} đã ghi"


def state_in(text: str, vocabulary: str) -> str | None:
    """The value that words of a cell of another column say, in a piece of their own; empty: they leave it open.

    None where no piece speaks of it: «Mới thành lập, đang xây dựng» says one, «đang xây dựng trụ sở» none. What one
    piece leaves open another may say: «Đang xây dựng, chưa công bố».
    """
    known = {**dict.fromkeys(_untold(vocabulary), ""), **codes(vocabulary)}
    if (whole := word_key(text)) in known:
        return known[whole]
    pieces = [word_key(piece) for piece in re.split(r"[,;.\n()]", text)]
    said = {known[key] for piece in pieces for key in _shortened(piece) if key in known}
    if len(said) > 1 and "da_cong_bo" not in said:  # «chưa công bố» and «đã công bố» are at odds
        said.discard("")
    return said.pop() if len(said) == 1 else None


_PUBLISHED = word_key("công bố")
_UNTOLD = defaultdict(lambda: "không cho biết giá trị nào", qms_status="không cho biết đã xây dựng hay chưa")


def _code(text: str, column: Column) -> str:
    return codes(column.values).get(word_key(text), "")
