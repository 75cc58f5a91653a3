"""Tables taken in by dropping them: looked at first, as ``--dry-run`` does, then taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isoaudit.desk import import_agencies, import_answers, import_inspections, import_inspectors, import_samples
from isoaudit.desk.acts_book import import_acts
from isoaudit.desk.acts_export import export_acts
from isoaudit.desk.effects import export_effects, import_effects
from isoaudit.desk.exports import export_agencies, export_answers, export_inspections, export_inspectors
from isoaudit.desk.preview import import_lines
from isoaudit.desk.reviews import export_reviews, import_reviews
from isoaudit.desk.settings_book import export_settings
from isoaudit.desk.settings_import import import_settings
from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.form.page import Action, Fact, Field, Line, Made, Record, Section
from isoaudit.journal.programme import Programme
from isoaudit.start.dropped import Dropped
from isoaudit.start.now import Now
from isoaudit.wording import label, sentence
from isoaudit.wording.grouping import as_problems, counts, told

GROUP, KIND = "tables", "table"
_SHEETS = (".xlsx", ".xls", ".csv", ".ods", ".xlsm")
Take = Callable[[Programme, Path, Sequence[Path], Dropped, bool], Iterator[str]]
"""Takes a table in, or looks at it (``True``); what is said of it, warnings first."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table."""

    take: Take
    export: Callable[[Programme, Path], object] | None = None
    file: str = ""
    """Name of the exported workbook without the year."""
    needs_list: bool = False
    """Whether it is about inspections, and useless while there are none."""


def _import(what: str, take: Callable[..., object]) -> Take:
    def do(programme: Programme, path: Path, beside: Sequence[Path], dropped: Dropped, dry_run: bool) -> Iterator[str]:
        done: object = take(programme, path, dry_run=dry_run)
        yield from _noted(done.warnings)  # type: ignore[attr-defined]
        yield from import_lines(what, done, full=False)  # type: ignore[arg-type]

    return do


def _acts(programme: Programme, path: Path, beside: Sequence[Path], dropped: Dropped, dry_run: bool) -> Iterator[str]:
    with dropped.together(beside) as files:
        done = import_acts(programme, path, files=files, dry_run=dry_run)
    yield from _noted(done.warnings)
    numbers = {"việc ghi mới": done.added, "ghi thêm hoặc sửa": done.changed, "giữ nguyên": done.unchanged}
    said = counts(numbers) if any(numbers.values()) else label("start_said", "no_acts")
    yield f"{label('start_said', 'preview' if dry_run else 'read')}: {said}."


def _settings(
    programme: Programme, path: Path, beside: Sequence[Path], dropped: Dropped, dry_run: bool
) -> Iterator[str]:
    done = import_settings(programme.folder, path, dry_run)
    yield from _noted(done.warnings)
    yield from done.changes or [label("start_said", "no_changes")]


def _noted(warnings: Sequence[str]) -> Iterator[str]:
    return (f"Lưu ý: {line}" for line in told(as_problems(warnings)))


KINDS: Mapping[str, Kind] = {
    "agencies": Kind(_import("cơ quan", import_agencies), export_agencies, "co-quan"),
    "inspectors": Kind(_import("người kiểm tra", import_inspectors), export_inspectors, "nguoi-kiem-tra"),
    "inspections": Kind(_import("cuộc kiểm tra", import_inspections), export_inspections, "cuoc-kiem-tra"),
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
    "settings": Kind(_settings, lambda one, path: export_settings(one.folder, path), "thiet-lap"),
}
"""In the order of the work."""


def sections(now: Now, looked_at: Mapping[str, Sequence[str]]) -> Iterator[Section]:
    """A section for each kind of table; ``looked_at``: by kind the files that were looked at and can be taken in."""
    for name, kind in KINDS.items():
        if kind.needs_list and not now.lines:
            continue
        record = Record(
            f"{KIND}/{name}",
            label("start_table", name),
            facts=tuple(_facts(now, name)),
            actions=tuple(_actions(name, kind, looked_at.get(name, ()))),
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


def _actions(name: str, kind: Kind, looked_at: Sequence[str]) -> Iterator[Action]:
    files = Field("files", label("start_field", "table"), "files", hint=label("start_said", "drop"))
    if looked_at:
        yield Action(
            "take_in", label("start_action", "take_in"), given={"table": name, "files": looked_at}, tone="good"
        )
        yield Action("leave", label("start_action", "leave"), given={"table": name, "files": looked_at})
    else:
        yield Action("look_at", label("start_action", "look_at"), (files,), {"table": name}, open=True)
    if kind.export:
        yield Action("export", label("start_action", "export"), given={"table": name})


def take(
    programme: Programme, name: str, files: Sequence[str], dropped: Dropped, *, dry_run: bool
) -> tuple[bool, list[Line], list[Made]]:
    """Look at a table or take it in: whether it can be, or was; what is said; the copies with its faults marked.

    Raises RunError (START_002, START_006) where there is no table to look at.
    """
    if name not in KINDS:
        raise RunError(problem("START_007", name))
    paths = dropped.paths(files)
    sheets = [path for path in paths if path.suffix.lower() in _SHEETS]
    if len(sheets) != 1:
        raise RunError(problem("START_006", label("start_table", name)))
    beside = [path for path in paths if path not in sheets]
    try:
        lines = [_line(words) for words in KINDS[name].take(programme, sheets[0], beside, dropped, dry_run)]
    except IsoAuditError as error:
        if error.mend and not error.note:
            error.note = error.mend()
        lines = [Line(label("start_said", "refused").format(count=len(error.problems)), "bad")]
        lines += [Line(sentence(line), "bad") for line in told(error.problems)]
        return False, [*lines, *([Line(error.note)] if error.note else [])], dropped.marked(files)
    return True, lines, []


def _line(words: str) -> Line:
    return Line(words, "note" if words.startswith("Lưu ý") else "good")


def export(programme: Programme, name: str) -> Path:
    """Write the workbook of a kind anew into the folder of what was given out. Raises IsoAuditError."""
    kind = KINDS.get(name)
    if kind is None or kind.export is None:
        raise RunError(problem("START_007", name))
    path = fresh(programme, f"{kind.file}-{programme.settings.year}")
    kind.export(programme, path)
    return path


def fresh(programme: Programme, stem: str) -> Path:
    """A name for a workbook that is not taken: one that a person has begun to fill in is not overwritten."""
    from isoaudit.files import make_folder

    place = programme.out / label("start_place", "exports")
    make_folder(place)
    ends = ["", *(f" ({n})" for n in range(2, 1000))]
    return next(path for end in ends if not (path := place / f"{stem}{end}.xlsx").exists())
