"""Tables taken in by dropping them: looked at first, as ``--dry-run`` does, then taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk import (
    Imported,
    import_agencies,
    import_answers,
    import_inspections,
    import_inspectors,
    import_samples,
)
from isoaudit.desk.acts.book import import_acts, waiting_acts
from isoaudit.desk.acts_export import export_acts
from isoaudit.desk.answers.effects import export_effects, import_effects
from isoaudit.desk.corrective.reviews import export_reviews, import_reviews
from isoaudit.desk.exports import export_agencies, export_answers, export_inspections, export_inspectors
from isoaudit.desk.intake.asking import Asking
from isoaudit.desk.intake.marked_copy import BESIDE
from isoaudit.desk.preview import import_lines
from isoaudit.desk.registers.national_register import import_national_register
from isoaudit.desk.rollout.instruments import import_instruments
from isoaudit.desk.rollout.procedures import import_declared, import_published
from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.desk.settings.book import export_settings
from isoaudit.desk.settings.importing import import_settings
from isoaudit.errors import IsoAuditError, Problem, RunError, TableError, problem
from isoaudit.form.page import Action, Fact, Field, FieldKind, Line, Made, Option, Record, Section
from isoaudit.journal.programme import Programme
from isoaudit.start import checklists, office_work, places, rows
from isoaudit.start.act_forms import Given
from isoaudit.start.dropped import Dropped
from isoaudit.start.now import Now
from isoaudit.start.remedies import begun, here, told_here
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.questions import Question, asked_in_words
from isoaudit.tables.lists.national_register import SPOKEN, provinces
from isoaudit.wording import count, label
from isoaudit.wording.grouping import as_problems, counts, told

GROUP, KIND = "tables", "table"
_SHEETS = (".xlsx", ".xls", ".csv", ".ods", ".xlsm")
_OPTIONS: Mapping[str, FieldKind] = {
    "as_of": "date",
    "province": "select",
    "additional": "check",
    "declared": "line",
    "declared_on": "date",
    "whose": "line",
    "adds": "check",
}
"""What a command is told beside the table, and how it is asked."""
_OF_AN_OPTION = ("AGENCY_002", "AGENCY_003", "CHANGE_010")
"""Refusals that an option answers, and not another table."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A table that was looked at: with what, whether it can be taken in, what can be said of its words."""

    given: Given
    fits: bool
    questions: tuple[Question, ...] = ()
    understood: int = 0
    """Of a list that does not fit: the rows that can be taken in before the others are mended."""
    waiting: int = 0
    """The cells of these rows that are then left open."""


@dataclass(frozen=True, slots=True)
class Order:
    """A table as it is given in."""

    programme: Programme
    path: Path
    beside: Sequence[Path]
    dropped: Dropped
    given: Given
    dry_run: bool
    questions: list[Question] = field(default_factory=list)
    """What could be asked, once it was looked at."""
    left: list[Problem] = field(default_factory=list)
    """What is wrong with the rows and cells that were left out."""

    def options(self, wanted: Sequence[str]) -> dict[str, Any]:
        """The options of the command that were filled in."""
        found: dict[str, Any] = {}
        if "as_of" in wanted and self.given.get("as_of"):
            found["as_of"] = date.fromisoformat(str(self.given["as_of"]))
        if "additional" in wanted and self.given.get("additional"):
            found["additional"] = True
        return found

    def ask(self, questions: Sequence[Question]) -> Sequence[Said]:
        """What a person chose on the page; the rest is asked there."""
        self.questions.extend(questions)
        chosen = ((one, self.given.get(name_of(one))) for one in questions)
        return [
            one.answers[int(at)][1] for one, at in chosen if at and str(at).isdigit() and int(at) < len(one.answers)
        ]


Take = Callable[[Order], Iterator[str]]
"""Takes a table in, or looks at it; what is said of it, warnings first."""


def name_of(question: Question) -> str:
    """A question as a field of the page: of the same table it has the same name each time."""
    return "q" + hashlib.sha256("/".join(question.key).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table."""

    take: Take
    export: Callable[[Programme, Path], object] | None = None
    file: str = ""
    """Name of the exported workbook without the year."""
    options: tuple[str, ...] = ()
    """Of :data:`_OPTIONS`."""
    needs_list: bool = False
    """Whether it is about inspections, and useless while there are none."""


def _import(what: str, take: Callable[..., Imported], options: tuple[str, ...] = ()) -> Take:
    def do(order: Order) -> Iterator[str]:
        partly = order.given.get("partly") is True
        asking = Asking(ask=order.ask, leave=lambda refused, left: partly)
        done = take(order.programme, order.path, dry_run=order.dry_run, asking=asking, **order.options(options))
        yield from _noted(done.warnings)
        yield from import_lines(what, done)
        order.left.extend(done.left)

    return do


def _agencies(order: Order) -> Iterator[str]:
    """A list of agencies, or the communes of a province out of the national register."""
    if not order.given.get("province"):
        yield from _import("cơ quan", import_agencies, ("as_of",))(order)
        return
    asking = Asking(ask=order.ask)
    done = import_national_register(order.programme, str(order.given["province"]), dry_run=order.dry_run, asking=asking)
    yield from _noted(done.warnings)
    yield from import_lines("cơ quan", done)


def _acts(order: Order) -> Iterator[str]:
    with order.dropped.together(order.beside) as files:
        asking, partly = Asking(ask=order.ask), order.given.get("partly") is True
        done = import_acts(
            order.programme, order.path, files=files, dry_run=order.dry_run, partly=partly, asking=asking
        )
    order.left.extend(done.left)
    yield from _noted([*done.warnings, *waiting_acts(done)])
    numbers = {"việc ghi mới": done.added, "ghi thêm hoặc sửa": done.changed, "giữ nguyên": done.unchanged}
    said = counts(numbers) if any(numbers.values()) else label("start_said", "no_acts")
    yield f"{label('start_said', 'preview' if order.dry_run else 'read')}: {said}."


def _procedures(order: Order) -> Iterator[str]:
    """The list that is published or, where its agency is named, the one that went with its declaration."""
    given, asking = order.given, Asking(ask=order.ask)
    if whose := str(given.get("declared") or "").strip():
        on = date.fromisoformat(str(given["declared_on"])) if given.get("declared_on") else None
        done = import_declared(order.programme, order.path, whose, on=on, dry_run=order.dry_run, asking=asking)
    else:
        adds, agency = bool(given.get("adds")), str(given.get("whose") or "").strip()
        done = import_published(
            order.programme, order.path, agency=agency, adds=adds, dry_run=order.dry_run, asking=asking
        )
    yield from _noted(done.warnings)
    yield from import_lines(label("start_said", "list"), done)


def _rollout(order: Order) -> Iterator[str]:
    asking = Asking(ask=order.ask)
    table, done = import_rollout(order.programme, order.path, dry_run=order.dry_run, asking=asking)
    yield from _noted(done.warnings)
    yield from import_lines(label("rollout_table", table), done)


def _settings(order: Order) -> Iterator[str]:
    done = import_settings(order.programme.folder, order.path, order.dry_run)
    yield from _noted(done.warnings)
    if order.dry_run:
        yield f"{label('start_said', 'preview')}:"
    yield from done.changes or [label("start_said", "no_changes")]


def _noted(warnings: Sequence[str]) -> Iterator[str]:
    return (f"Lưu ý: {here(line)}" for line in told(as_problems(warnings)))


KINDS: Mapping[str, Kind] = {
    "agencies": Kind(_agencies, export_agencies, "co-quan", ("as_of", "province")),
    "inspectors": Kind(_import("người kiểm tra", import_inspectors), export_inspectors, "nguoi-kiem-tra"),
    "inspections": Kind(
        _import("cuộc kiểm tra", import_inspections, ("additional",)),
        export_inspections,
        "cuoc-kiem-tra",
        ("additional",),
    ),
    "acts": Kind(_acts, lambda one, path: export_acts(one, (), "", path), "so-ghi-viec", needs_list=True),
    "answers": Kind(
        _import("kết quả", import_answers), lambda one, path: export_answers(one, (), path), "ket-qua", needs_list=True
    ),
    "samples": Kind(_import("hồ sơ", import_samples), needs_list=True),
    "effects": Kind(
        _import("điểm", import_effects), lambda one, path: export_effects(one, (), path), "hieu-luc", needs_list=True
    ),
    "reviews": Kind(
        _import("điểm", import_reviews), lambda one, path: export_reviews(one, (), path), "xem-xet", needs_list=True
    ),
    "procedures": Kind(_procedures, options=("declared", "declared_on", "whose", "adds"), needs_list=True),
    "instruments": Kind(_import("văn bản", import_instruments), needs_list=True),
    "rollout": Kind(_rollout, needs_list=True),
    "checklist": Kind(checklists.take, checklists.export, "phieu-kiem-tra"),
    "settings": Kind(_settings, lambda one, path: export_settings(one.folder, path), "thiet-lap"),
}
"""In the order of the work."""


def sections(now: Now, looked_at: Mapping[str, Looked]) -> Iterator[Section]:
    """A section for each kind of table; ``looked_at``: by kind the files that were looked at and can be taken in."""
    for name, kind in KINDS.items():
        if kind.needs_list and not now.lines:
            continue
        record = Record(
            f"{KIND}/{name}",
            label("start_table", name),
            facts=tuple(_facts(now, name)),
            actions=(*_actions(name, kind, looked_at.get(name)), *_more(now, name)),
        )
        there = {"agencies": now.agencies, "inspectors": now.inspectors, "inspections": len(now.lines)}
        wanted = name in there and not there[name]
        title = label("start_table", name)
        yield Section(f"{KIND}/{name}", title, label("start_table_intro", name), (record,), group=GROUP, open=wanted)


def _facts(now: Now, name: str) -> Iterator[Fact]:
    there = {"agencies": now.agencies, "inspectors": now.inspectors, "inspections": len(now.lines)}
    if name in there:
        words = label("start_said", "there").format(count=there[name]) if there[name] else label("start_said", "none")
        yield Fact(label("start_fact", "there"), words)


def _actions(name: str, kind: Kind, looked: Looked | None) -> Iterator[Action]:
    given = {"table": name, **(looked.given if looked else {})}
    if looked and looked.fits:
        yield Action("take_in", label("start_action", "take_in"), given=given, tone="good")
    if looked and looked.understood:
        words = label("start_action", "take_in_open" if looked.waiting else "take_in_partly")
        words = words.format(count=count(looked.understood), cells=count(looked.waiting))
        yield Action("take_in_partly", words, given={**given, "partly": True})
    if looked is None or not looked.fits or looked.questions:
        asked = tuple(_asked(one) for one in looked.questions) if looked else ()
        files = Field(
            "files", label("start_field", "table"), "files", hint=label("start_said", "drop"), single=name != "acts"
        )
        options = map(_option, kind.options)
        words = label("start_action", "look_again" if looked else "look_at")
        yield Action("look_at", words, (files, *options, *asked), given, open=True)
    if looked:
        yield Action("leave", label("start_action", "leave"), given=given)
    if kind.export:
        yield Action("export", label("start_action", "export"), given={"table": name})


def _more(now: Now, name: str) -> Iterator[Action]:
    """What can be done with a list besides taking it in and giving it out."""
    yield from rows.actions(now, name)
    yield from office_work.table_actions(name)
    if name == "checklist":
        yield from checklists.actions(now.programme)


def _option(name: str) -> Field:
    named = tuple(Option(one.code, one.name) for one in provinces()) if name == "province" else ()
    return Field(name, label("start_field", name), _OPTIONS[name], named)


def _asked(question: Question) -> Field:
    """A question with its answers; the last one of a heading leaves the column as it is."""
    options = [
        Option(str(at), words or label("start_said", "kept" if said.meant else "passed_over"))
        for at, (words, said) in enumerate(question.answers)
    ]
    return Field(name_of(question), asked_in_words(question), "select", tuple(options))


def take(
    programme: Programme, name: str, given: Given, dropped: Dropped, *, dry_run: bool
) -> tuple[Looked | None, list[Line], list[Made]]:
    """Look at a table or take it in: how it can go on, what is said, the copies with its faults marked.

    Nothing goes on where another table is to be dropped. Raises RunError (START_002, START_006, START_007) where there
    is no table to look at.
    """
    if name not in KINDS:
        raise RunError(problem("START_007", name))
    files = list(given.get("files") or ())
    paths = dropped.paths(files)
    sheets = [path for path in paths if path.suffix.lower() in _SHEETS]
    by_name = name == "agencies" and bool(given.get("province"))
    if by_name and paths:
        raise RunError(problem("START_017", label("start_field", "province")))
    if not by_name and (len(sheets) != 1 or (len(paths) > 1 and name != "acts")):
        raise RunError(problem("START_006", label("start_table", name)))
    beside = [path for path in paths if path not in sheets]
    order = Order(programme, sheets[0] if sheets else SPOKEN, beside, dropped, given, dry_run)
    try:
        lines = [_line(words) for words in KINDS[name].take(order)]
    except IsoAuditError as error:
        codes = {one.code for one in error.problems}
        understood, waiting = (error.understood, error.waiting) if isinstance(error, TableError) else (0, 0)
        goes_on = bool(order.questions) or bool(codes.intersection(_OF_AN_OPTION)) or understood
        looked = Looked(given, False, tuple(order.questions), understood, waiting) if goes_on else None
        return looked, _refused(error), dropped.marked(files)
    made = dropped.marked(files) if order.left else []
    return Looked(given, fits=True, questions=tuple(order.questions)), [*lines, *_left(order.left)], made


def _refused(error: IsoAuditError) -> list[Line]:
    """Why a table was refused, many faults of one kind in one line; and the copy in which they are marked."""
    if error.mend and not error.note:
        error.note = error.mend()
    lines = [Line(label("start_said", "refused").format(count=count(len(error.problems))), "bad")]
    return [
        *lines,
        *_told(error.problems),
        *([Line(error.note.replace(BESIDE, label("start_said", "copy_linked")))] if error.note else []),
    ]


def _left(problems: Sequence[Problem]) -> list[Line]:
    """What is wrong with what was left out, to be mended in the marked copy."""
    return [Line(label("start_said", "rows_left"), "bad"), *_told(problems)] if problems else []


def _told(problems: Sequence[Problem]) -> list[Line]:
    return [Line(begun(line), "bad") for line in told_here(problems)]


def _line(words: str) -> Line:
    return Line(words, "note" if words.startswith("Lưu ý") else "good")


def export(programme: Programme, name: str) -> Path:
    """Write the workbook of a kind anew into the folder of what was given out. Raises IsoAuditError."""
    kind = KINDS.get(name)
    if kind is None or kind.export is None:
        raise RunError(problem("START_007", name))
    path = places.fresh(programme, f"{kind.file}-{programme.settings.year}")
    kind.export(programme, path)
    return path
