"""Level, kind and obligation of an agency whose list does not say them: only what is certain, said once, else asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from isoaudit.desk.intake.judging import Desk
from isoaudit.model import LAST_OF_DISTRICTS, Agency
from isoaudit.rules.findings import OBLIGED_BY_PROVINCE
from isoaudit.tables import Row
from isoaudit.tables.cells import codes, word_key
from isoaudit.tables.columns.choices import named_as_written
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.rows.groups import codes_in
from isoaudit.wording import count, label, labels, name_key, spelled_out, synonyms
from isoaudit.wording.agency_kinds import is_central, kind_of_name, kind_otherwise, level_of_section, level_within_name

_FIELDS = ("level", "kind", "obligation")
_GROUPED = ", by group"
_BY_GROUP = f"obligation{_GROUPED}"
"""What the office says itself of who is obliged, in the name of a group; of others the law tells it by their kind."""
_LEVEL = {"ubnd_tinh": "tinh", "co_quan_chuyen_mon": "tinh", "ubnd_cap_huyen": "huyen", "ubnd_cap_xa": "xa"}
"""The level of the kinds that are of one level by what they are."""
_OBLIGED = ("ubnd_tinh", "co_quan_chuyen_mon", "ubnd_cap_huyen")
"""Kinds that Decision 19/2014, Article 2.1.b and c, obliges."""
_SPECIALISED = "cơ quan chuyên môn"
_SECTIONS = ("chi_cuc", "don_vi_su_nghiep", "ubnd_cap_huyen", "ubnd_cap_xa")
"""Kinds that a section names for all in it; «Các sở, ban, ngành» may hold bodies that are no specialised agencies: it
counts where the office says itself whether the body is obliged, for the kind alone would decide that."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_CITY = re.compile(r"(?:UBND|Ủy ban nhân dân) (?:thành phố|TP\.?)\s*\S", re.IGNORECASE)
_OF_A_PROVINCE = re.compile(
    rf" (?:(?:{'|'.join(map(word_key, ('cấp', 'thuộc', 'của')))}) )?(?:{word_key('tỉnh')}|{word_key('thành phố')})$"
)


@dataclass(slots=True)
class Completed:
    """Fills in what a list of agencies leaves open, and counts what it filled in."""

    desk: Desk
    found: dict[str, Counter[str]] = field(default_factory=dict)
    meant: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    """Likewise where the list says it in words that are no value of the column: these, and what was taken."""
    asked: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """What could be asked: a column, and of what it is asked (an agency, a kind), with the agencies."""
    sections: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Likewise by the section of the list."""
    unread: set[tuple[str, int, int]] = field(init=False)
    """Cells that could not be read, by sheet, row and column: of these nothing is filled in."""

    def __post_init__(self) -> None:
        places = (place for place, _ in self.desk.table.faults.placed)
        self.unread = {(place.sheet, place.row, place.column) for place in places}

    def row(self, row: Row) -> Row:
        """The row with level, kind and obligation; what is not certain is refused at its name (AGENCY_006)."""
        open_ = [name for name in _FIELDS if not row.values.get(name) and not self._unread(row, name)]
        if not open_ or not row.values.get("name"):
            return row
        known = self.desk.state.agencies.get(row.values.get("code") or "")
        if known is not None and (known.kind == row.values.get("kind") or _may_be(known, row.values["name"])):
            return replace(row, values=row.values | {name: getattr(known, name) for name in open_})
        values = dict(row.values)
        values["kind"] = (
            values.get("kind") or _kind(row) or self._of_a_city(values["name"]) or kind_otherwise(values["name"])
        )
        told = {} if values["kind"] else {"kind": self._told("kind", values["name"], row.section)}
        values |= told
        values["level"] = values.get("level") or _level(row, values["kind"]) or self._only_level(values)
        by_group = "" if values.get("obligation") else _obligation_of_groups(row)
        values["obligation"] = values.get("obligation") or by_group or _obligation(values)
        if not values["level"]:
            told["level"] = self._told("level", values["name"], row.section)
        if not values["obligation"]:
            told["obligation"] = self._told("obligation", _obliged_together(values), values["name"])
        values |= told
        asked = [name for name in open_ if not values[name]]
        if asked:
            self._ask(asked[1] if asked[0] == "level" and len(asked) > 1 else asked[0], values, row.section)
            columns = ", ".join(f"«{label('column', name)}»" for name in asked)
            given = [self._given(n, values) for n in asked]
            self.desk.refuse(row, "name", "AGENCY_006", value=values["name"], columns=columns, given=given)
            return row
        for name in (name for name in open_ if name not in told):
            if words := _written_of(row, name):
                self.meant.setdefault(name, Counter())[words, values[name]] += 1
                continue
            of = _BY_GROUP if name == "obligation" and by_group else name
            self.found.setdefault(of, Counter())[values["kind"] if of == "obligation" else values[name]] += 1
        return replace(row, values=values)

    def _of_a_city(self, name: str) -> str:
        """A people's committee of a city that is none under the central government: of a district, until 30/6/2025."""
        of_districts = self.desk.programme.settings.year <= LAST_OF_DISTRICTS.year
        return "ubnd_cap_huyen" if of_districts and _CITY.match(spelled_out(name)) else ""

    def _told(self, name: str, *typed: str) -> str:
        """What the office said of an agency, its kind or its section, as it says what a word means."""
        words = self.desk.table.words.words
        return next((said for one in typed if one and (said := words.get((name, word_key(one))))), "")

    def _ask(self, name: str, values: Mapping[str, Any], section: str) -> None:
        """Note what a person can be asked: the kind before what follows from it, the obligation of a kind at once."""
        of = _obliged_together(values) if name == "obligation" else values["name"]
        self.asked.setdefault((name, of), []).append(values["name"])
        if section:
            self.sections.setdefault((name, section), []).append(values["name"])

    def _only_level(self, values: Mapping[str, Any]) -> str:
        """The level of a public unit or another body that nothing else tells: since 01/7/2025 there are two levels."""
        is_told = values["kind"] in ("don_vi_su_nghiep", "khac") and not is_central(values["name"])
        return "tinh" if is_told and self.desk.programme.settings.year > LAST_OF_DISTRICTS.year else ""

    def _given(self, name: str, values: Mapping[str, Any]) -> str:
        """How a column of an agency is said in the command, with the values it may have."""
        of = _obliged_together(values) if name == "obligation" else values["name"]
        return f'--map "{of}={_EXAMPLE[name]}" ({label("column", name)}: {", ".join(_meanings(name))})'

    def questions(self) -> Iterator[Question]:
        """What is open, once for all agencies alike; of many single ones once for the section of the list."""
        for name in _FIELDS:
            mine = {of: names for (column, of), names in self.asked.items() if column == name}
            whole = {of: names for (column, of), names in self.sections.items() if column == name}
            by_section = whole if name != "obligation" and len(mine) > _SINGLY else {}
            rest = {of: names for of, names in mine.items() if not any(of in names for names in by_section.values())}
            for of, names in (*by_section.items(), *rest.items()):
                answers = tuple((words, Said(of, code, name)) for code, words in labels()[name].items())
                yield Question(of, len(names), answers, under=label("column", name), examples=tuple(names[:_SHOWN]))

    def _unread(self, row: Row, name: str) -> bool:
        return (row.place.sheet, row.place.row, row.columns.get(name, -1)) in self.unread

    def notes(self) -> list[str]:
        """What was filled in, a sentence for each column and where it is from."""
        understood = [
            f"{self.desk.table.path.name}, cột «{label('column', name)}»: "
            + ", ".join(
                f"«{words}» hiểu theo tên cơ quan là «{label(name, code)}» ({count(times)} cơ quan)"
                for (words, code), times in found.items()
            )
            + "."
            for name, found in self.meant.items()
        ]
        return understood + [self._note(of, found) for of, found in self.found.items()]

    def _note(self, of: str, found: Counter[str]) -> str:
        name = of.removesuffix(_GROUPED)
        start = f"{self.desk.table.path.name}: {count(found.total())} cơ quan chưa ghi «{label('column', name)}»"
        if of != "obligation":
            each = ", ".join(f"{label(name, code)} {count(times)}" for code, times in found.items())
            return f"{start}: lấy theo tên, loại cơ quan hoặc nhóm trong bảng ({each})."
        said = [
            f"{label('kind', kind)} {count(times)}: {label('obligation', _of_kind(kind))}"
            for kind, times in found.items()
        ]
        open_ = (
            " UBND cấp tỉnh có văn bản quy định cơ quan nào phải áp dụng thì ghi ở cột «Đối tượng» rồi nhập lại."
            if set(found) & set(OBLIGED_BY_PROVINCE)
            else ""
        )
        return f"{start}: lấy theo Điều 2 Quyết định số 19/2014/QĐ-TTg ({'; '.join(said)}).{open_}"


_EXAMPLE = {"level": "cấp tỉnh", "kind": "Cơ quan khác", "obligation": "bắt buộc"}


def _meanings(name: str) -> list[str]:
    """The values of a column as a command takes them; the obligation in a word, as nobody types its label."""
    usual = synonyms()[name] if name == "obligation" else {}
    return [usual.get(code, [words])[0] for code, words in labels()[name].items()]


_SINGLY = 5
"""Agencies that are asked about one by one; of more the section is asked about."""
_SHOWN = 3
_OF_ONE_KIND = ("chi_cuc", "don_vi_su_nghiep")
"""Kinds whose obligation a province settles for all of them; «Cơ quan khác» is none, nor a special zone."""


def _obliged_together(values: Mapping[str, Any]) -> str:
    """What the obligation of an agency is asked of: its kind, or itself."""
    together = values["kind"] in _OF_ONE_KIND and not values.get("obligation_source")
    return label("kind", values["kind"]) if together else values["name"]


def _written_of(row: Row, name: str) -> str:
    """What stands in the cell of a column all the same: it is kept, and understood as no value of the column."""
    kept: Mapping[str, str] = row.values.get("others") or {}
    return kept.get(named_as_written(name), "")


def _may_be(known: Agency, name: str) -> bool:
    """Whether a recorded body may bear a name: its own, or a new one that is not of another kind of bodies."""
    return name_key(known.name) == name_key(name) or kind_of_name(name) in ("", known.kind)


def _kind(row: Row) -> str:
    section = word_key(_BRACKETS.sub("", row.section)).removeprefix(f"{word_key('các')} ")
    by_section = codes("kind").get(section) or codes("kind").get(_OF_A_PROVINCE.sub("", section), "")
    is_told = by_section == "co_quan_chuyen_mon" and row.values.get("obligation") and not is_central(row.values["name"])
    if section.startswith(word_key(_SPECIALISED)):  # the section says it in so many words
        by_section = "co_quan_chuyen_mon"
    elif by_section not in _SECTIONS and not is_told:
        by_section = ""
    return kind_of_name(row.values["name"]) or by_section


def _level(row: Row, kind: str) -> str:
    name = row.values["name"]
    if kind in _LEVEL:
        return _LEVEL[kind]
    if is_central(name):
        return ""
    parent = row.values.get("parent") or ""
    section = next(filter(None, map(level_of_section, (row.section, row.outer, row.place.sheet, row.title))), "")
    above = _LEVEL.get(kind_of_name(parent), "")
    if kind == "chi_cuc":
        return above or section or "tinh"
    return above or level_within_name(name) or section


def _of_kind(kind: str) -> str:
    return "bat_buoc" if kind in _OBLIGED else "khuyen_khich" if kind in OBLIGED_BY_PROVINCE else ""


def _obligation(values: dict[str, Any]) -> str:
    """What Article 2 of Decision 19/2014 says of a kind; nothing where it names it not, or a source says otherwise.

    Article 2.2.c names xã, phường and thị trấn, not đặc khu; of chi cục Article 2 does not speak.
    """
    kind = values["kind"]
    by_another = kind in OBLIGED_BY_PROVINCE and (values.get("obligation_source") or _is_special_zone(values["name"]))
    return "" if by_another else _of_kind(kind)


def _obligation_of_groups(row: Row) -> str:
    """What the office says itself in the name of a group: «II. Cơ quan khuyến khích áp dụng»."""
    found = (codes_in("obligation", group) for group in (row.section, row.outer, row.place.sheet, row.title))
    return next((codes_.pop() for codes_ in found if len(codes_) == 1), "")


def _is_special_zone(name: str) -> bool:
    return name_key("đặc khu") in name_key(name)
