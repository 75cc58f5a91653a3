"""The published procedures of an agency beside those it declared: what a person must look at. Pure; gives no verdict.

Circular 26/2014, Article 36.1.a, and Decision 19/2014, Article 3.1: the scope is every published procedure that the
agency carries out for organizations and citizens (Article 3.1 of the circular: those between authorities are not
counted). One procedure (quy trình) may cover several codes (Article 41.6). No article sets a day by which a newly
published one must be in the scope.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import get_args

from isoaudit.model import Agency, Declared, Procedure, Published, Scope, ScopeField, ScopeItem, ScopeKind
from isoaudit.wording import count, date_short, label, sort_key
from isoaudit.wording.procedure_codes import procedure_name_key

LEVEL_OF_KIND: Mapping[str, str] = {"ubnd_cap_xa": "xa", "ubnd_cap_huyen": "huyen"}
"""Kinds of bodies of which all have the procedures of their level."""
LEVEL = "@"
"""What the name of a list begins with that is of a level and not of one agency: ``@xa``."""
_ORDER = {kind: number for number, kind in enumerate(get_args(ScopeKind))}


def bodies_of(agency: Agency) -> tuple[str, ...]:
    """The names of the published lists an agency carries out: its own, and that of its level."""
    level = LEVEL_OF_KIND.get(agency.kind)
    return (agency.code, f"{LEVEL}{level}") if level else (agency.code,)


@dataclass(frozen=True)
class Lists:
    """All that is published."""

    present: Mapping[str, Published] = field(default_factory=dict)
    """By body: the list that stands; one in dispute has no rows."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of bodies that are agencies: their names."""

    def name_of(self, body: str) -> str:
        """A body in words: an agency's name, or a level."""
        if body.startswith(LEVEL):
            return label("procedure_level", body.removeprefix(LEVEL))
        return self.names.get(body, body)

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[tuple[str, Procedure]]]:
        """Every row that is for citizens, with its body, by code, and by name where it has none."""
        found: dict[str, list[tuple[str, Procedure]]] = {}
        for body in sorted(self.present):
            for row in self.present[body].rows:
                for key in _keys(row) if not row.internal else ():
                    found.setdefault(key, []).append((body, row))
        return found

    def bodies_with(self, keys: Iterable[str], on: date) -> list[str]:
        """The bodies for which a procedure with one of these keys was in force on a day."""
        return sorted({body for key in keys for body, row in self._by_key.get(key, ()) if in_force(row, on)})


def in_force(row: Procedure, on: date) -> bool:
    """Whether a published procedure was carried out on a day; one without days always is."""
    return not (row.published_on and row.published_on > on) and not (row.until and row.until <= on)


def theirs(lists: Lists, agency: Agency) -> Iterator[Procedure]:
    """The rows published for an agency, for citizens or not, in force or not."""
    for body in bodies_of(agency):
        if body in lists.present:
            yield from lists.present[body].rows


def last_declared(declared: Iterable[Declared], on: date) -> Declared | None:
    """The list of the last declaration up to a day; nothing where there was none."""
    before = [one for one in declared if one.on <= on]
    return max(before, key=lambda one: one.on, default=None)


def compare(agency: Agency, lists: Lists, declared: Iterable[Declared], on: date) -> Scope | None:
    """The two lists of an agency side by side on a day; nothing where neither was ever imported."""
    declared = list(declared)
    published = [lists.present[body] for body in bodies_of(agency) if body in lists.present]
    if not published and not declared:
        return None
    last = last_declared(declared, on)
    open_: list[str] = []
    if any(one.disputed for one in published):
        open_.append("published_disputed")
    elif not published:
        open_.append("no_published")
    if last is None:
        open_.append("no_declared")
    elif last.disputed:
        open_.append("declared_disputed")
    return _Comparison(agency, lists, last, on).scope(tuple(open_))


class _Comparison:
    """One comparison while it is made: two lists, joined by code, then by name."""

    def __init__(self, agency: Agency, lists: Lists, declared: Declared | None, on: date) -> None:
        self.agency, self.lists, self.declared, self.on = agency, lists, declared, on
        own = list(theirs(lists, agency))
        self.internal_keys = {key for row in own if row.internal for key in _keys(row)}
        self.left = _once(row for row in own if not row.internal and in_force(row, on))
        rows = declared.rows if declared else ()
        self.right = sorted((row for row in rows if not self._is_internal(row)), key=_sort)
        between = [row for row in (*own, *rows) if row.internal or self._is_internal(row)]
        self.internal = len(_once(between))
        self.known = any(body in lists.present and not lists.present[body].disputed for body in bodies_of(agency))
        self.covered: set[int] = set()
        self.by_name = 0
        self.items: list[ScopeItem] = []
        self._by_code = {code: at for at, row in enumerate(self.left) for code in row.codes}
        self._by_name: dict[str, list[int]] = {}
        for at, row in enumerate(self.left):
            self._by_name.setdefault(procedure_name_key(row.name), []).append(at)

    def _is_internal(self, row: Procedure) -> bool:
        return row.internal or (bool(self.internal_keys) and any(key in self.internal_keys for key in _keys(row)))

    def scope(self, open_: tuple[str, ...]) -> Scope:
        comparable = self.known and self.declared is not None and not self.declared.disputed
        if comparable:
            self._join()
            self._missing()
        if self.declared:
            self._of_the_declared()
        fields = self._fields() if comparable else ()
        items = sorted(
            self.items, key=lambda one: (_ORDER[one.kind], sort_key(one.field), one.code, sort_key(one.name))
        )
        return Scope.model_validate(
            {
                "on": self.on,
                "declared_on": self.declared.on if self.declared else None,
                "published": len(self.left),
                "covered": len(self.covered),
                "declared": len(self.declared.rows) if self.declared else 0,
                "by_name": self.by_name,
                "processes": bool(self.declared and self.declared.processes),
                "internal": self.internal,
                "fields": fields,
                "items": tuple(items),
                "open": open_,
            }
        )

    def _join(self) -> None:
        """Codes first, of all rows; only then names, so that no row takes by its name what another has the code of."""
        alone: list[Procedure] = []
        for row in self.right:
            found = [self._by_code[code] for code in row.codes if code in self._by_code]
            self.covered.update(found)
            for at in found:
                self._beside(row, self.left[at])
            strange = [code for code in row.codes if code not in self._by_code]
            if not found:
                alone.append(row)
            for code in strange if found else ():
                self._extra(row, code)
        for row in alone:
            self._join_by_name(row)

    def _join_by_name(self, row: Procedure) -> None:
        same = [at for at in self._by_name.get(procedure_name_key(row.name), ()) if at not in self.covered]
        if not same:
            if row.codes or procedure_name_key(row.name) not in self._by_name:  # else listed twice: said as such
                self._extra(row, *row.codes)
            return
        self.covered.add(same[0])
        self.by_name += 1
        meant = self.left[same[0]]
        if row.codes and meant.codes:
            self._say("other_code", row, "đang công bố: " + ", ".join(meant.codes), code=", ".join(row.codes))
        self._levels(row, meant)

    def _beside(self, row: Procedure, meant: Procedure) -> None:
        """What differs in two rows of one code."""
        if len(row.codes) == 1 and procedure_name_key(row.name) != procedure_name_key(meant.name):
            self._say("renamed", row, f"tên đang công bố: {meant.name}")
        self._levels(row, meant)

    def _levels(self, row: Procedure, meant: Procedure) -> None:
        if row.levels and meant.levels and set(row.levels).isdisjoint(meant.levels):
            levels = ", ".join(label("procedure_level", level) for level in meant.levels)
            self._say("other_level", row, f"cấp đang công bố: {levels}")

    def _extra(self, row: Procedure, *codes: str) -> None:
        """A declared row, or one code of it, that no published row in force answers to: whose it is, or was."""
        code = ", ".join(codes)
        keys = {*codes} or {procedure_name_key(row.name)}
        own = bodies_of(self.agency)
        lists = [self.lists.present[body] for body in own if body in self.lists.present]
        was = [one for each in lists for one in (*each.rows, *each.gone)]
        ended = next((_end(one) for one in was if keys & _keys(one) and not self._is_to_come(one)), "")
        found = [body for body in self.lists.bodies_with(keys, self.on) if body not in own]
        if not found:
            self._say("repealed" if ended else "unknown", row, ended, code=code)
            return
        whose = "; ".join(self.lists.name_of(body) for body in found[:_FEW]) + ("; …" if len(found) > _FEW else "")
        said = "; ".join(filter(None, [ended, f"đang công bố cho: {whose}"]))
        level = all(body.startswith(LEVEL) for body in found)
        self._say("other_level" if level else "not_theirs", row, said, code=code)

    def _is_to_come(self, row: Procedure) -> bool:
        return bool(row.published_on and row.published_on > self.on)

    def _missing(self) -> None:
        assert self.declared
        for at, row in enumerate(self.left):
            if at in self.covered:
                continue
            since = row.published_on
            note = f"Quyết định {row.decision}" if row.decision else ""
            if since and since > self.declared.on:
                days = count((self.on - since).days) if self.on > since else ""
                said = f"công bố, có hiệu lực ngày {date_short(since)}"
                passed = f"; đến ngày {date_short(self.on)} là {days} ngày" if days else ""
                self._say("missing_later", row, "; ".join(filter(None, [note, said + passed])))
            else:
                self._say("missing", row, note)

    def _of_the_declared(self) -> None:
        """What the declared list shows by itself."""
        assert self.declared
        told = Counter(code for row in self.right for code in set(row.codes))
        told += Counter(procedure_name_key(row.name) for row in self.right if not row.codes)
        without = [row for row in self.right if not row.codes]
        if without and len(without) == len(self.right):
            self._say(
                "without_code", None, f"cả danh mục ({count(len(without))} TTHC) không ghi mã; đối chiếu theo tên"
            )
            without = []
        for row in without:
            self._say("without_code", row, "")
        said: set[str] = set()
        for row in self.right:
            for key in row.codes or (procedure_name_key(row.name),):
                if told[key] > 1 and key not in said:
                    said.add(key)
                    self._say("twice", row, f"{count(told[key])} dòng", code=key if row.codes else "")
            if len(row.codes) > 1:
                self._say("several_codes", row, f"{count(len(row.codes))} mã", code=", ".join(row.codes))
            if self.declared.processes and not row.process:
                self._say("without_process", row, "")
        for process, number in sorted(Counter(row.process for row in self.right if row.process).items()):
            if number > 1:
                self._say("several_codes", None, f"quy trình {process} áp dụng cho {count(number)} TTHC")

    def _fields(self) -> tuple[ScopeField, ...]:
        names: dict[str, str] = {}
        total, covered = Counter[str](), Counter[str]()
        for at, row in enumerate(self.left):
            key = procedure_name_key(row.field)
            names[key] = min(names.get(key, row.field), row.field)
            total[key] += 1
            covered[key] += at in self.covered
        order = sorted(total, key=lambda key: (not key, sort_key(names[key])))
        return tuple(ScopeField(field=names[key], published=total[key], covered=covered[key]) for key in order)

    def _say(self, kind: ScopeKind, row: Procedure | None, note: str, code: str | None = None) -> None:
        shown = code if code is not None else ", ".join(row.codes) if row else ""
        of = {"name": row.name, "field": row.field} if row else {}
        self.items.append(ScopeItem(kind=kind, code=shown, note=note, **of))


_FEW = 3
"""Bodies that are named of many."""


def _end(row: Procedure) -> str:
    return f"hết hiệu lực từ ngày {date_short(row.until)}" if row.until else "không còn trong danh mục công bố mới nhất"


def _keys(row: Procedure) -> set[str]:
    """What a row is found by: its codes, else its name."""
    return set(row.codes) or {procedure_name_key(row.name)}


def _sort(row: Procedure) -> tuple[object, ...]:
    """An order that does not rest on that of the file."""
    return (row.codes, procedure_name_key(row.name), row.name, row.field, row.process, row.levels)


def _once(rows: Iterable[Procedure]) -> list[Procedure]:
    """The rows in an order of their own, those of one code, or without a code of one name, once."""
    found: dict[frozenset[str], Procedure] = {}
    for row in sorted(rows, key=_sort):
        found.setdefault(frozenset(_keys(row)), row)
    return list(found.values())
