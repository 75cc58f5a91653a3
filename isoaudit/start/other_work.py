"""What the buttons of :mod:`isoaudit.start.others` do: each calls the function of its command once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came, without_commands
from isoaudit.errors import ProgrammeError, RunError, problem
from isoaudit.form.page import Line, Made
from isoaudit.journal.programme import today
from isoaudit.start import new_year, others, places, tables
from isoaudit.start.act_forms import Given, day
from isoaudit.start.remedies import here
from isoaudit.wording import count, label, labels, sentence
from isoaudit.wording.entries import about, heading
from isoaudit.wording.grouping import counts, some

if TYPE_CHECKING:
    from isoaudit.start.acting import Desk
    from isoaudit.work.merge import Merged, News


def pack(desk: Desk, given: Given) -> Came:
    """``isoaudit pack``. Raises IsoAuditError; BACKUP_011 where the password was typed in two ways."""
    from isoaudit.work.backup import check_password
    from isoaudit.work.pack import pack as make

    which, password = str(given.get("which") or ""), str(given.get("password") or "")
    if not which:
        raise RunError(problem("START_003", label("start_field", "which")))
    if password != str(given.get("again") or ""):
        raise RunError(problem("BACKUP_011", "mật khẩu", reason="hai lần gõ khác nhau", least=12))
    if password:
        check_password(password)
    names = [which]
    if which.startswith(others.OF_ROUND):
        names = [line.id for line in desk.now.of_round(which.removeprefix(others.OF_ROUND))]
    to = places.ready(desk.programme.folder, str(given.get("to") or ""))
    made = make(desk.programme, names, to if password else _unused(to / f"goi-{today().isoformat()}"), password)
    words = label("start_said", "packed").format(path=made.path, names=some([one.id for one in made.inspections]))
    kept = label("start_said", "locked" if made.locked else "unlocked")
    return [
        Line(words, "good"),
        Line(kept, "" if made.locked else "note"),
        Line(label("start_said", "come_home"), ""),
    ], []


def _unused(path: Path) -> Path:
    ends = ("", *(f"-{n}" for n in range(2, 1000)))
    return next(other for end in ends if not (other := path.with_name(path.name + end)).exists())


def _source(desk: Desk, given: Given, what: str, *, folders: bool) -> Path:
    """The pack or backup that was dropped or chosen. Raises RunError (START_002, START_003)."""
    files = given.get("files") or ()
    if files:
        return desk.dropped.paths(files)[0]
    there = {str(path): path for path in others.sources(desk.programme.folder, folders=folders)}
    if given.get("source") not in there:
        raise RunError(problem("START_003", label("start_field", what)))
    return there[str(given["source"])]


def look_at_pack(desk: Desk, given: Given) -> Came:
    """``isoaudit merge --dry-run``."""
    return _merge(desk, given, dry_run=True)


def merge(desk: Desk, given: Given) -> Came:
    """``isoaudit merge``."""
    return _merge(desk, given, dry_run=False)


def _merge(desk: Desk, given: Given, *, dry_run: bool) -> Came:
    from isoaudit.work.merge import merge as join

    source = _source(desk, given, "pack_file", folders=True)
    merged = join(desk.programme, source, lambda: str(given.get("password") or ""), dry_run=dry_run)
    if not dry_run:
        desk.dropped.forget(given.get("files") or ())
    return list(_of_pack(merged, dry_run)), []


def _of_pack(merged: Merged, dry_run: bool) -> Iterator[Line]:
    if not merged.entries and not merged.files:
        yield Line(label("start_said", "nothing_new"), "")
        return
    words = label("start_said", "would_merge" if dry_run else "merged")
    yield Line(words.format(entries=count(merged.entries)), "" if dry_run else "good")
    if merged.others:
        yield Line(label("start_said", "besides").format(counts=_counted(merged.others)), "")
    for news in merged.news:
        who = f" ({', '.join(news.authors)})" if news.authors else ""
        yield Line(f"{news.agency or news.inspection}: {_counted(news.counts)}{who}.", "")
        yield from _to_look_at(news)


def _to_look_at(news: News) -> Iterator[Line]:
    """What a person must decide or compare."""
    for code in news.unusual:
        late = news.after_signing if code == "after_signing" else news.late
        words = label("merge", code).format(inspection=news.inspection, late=", ".join(late))
        yield Line(sentence(here(without_commands(words))), "note")
    for one in news.conflicts:
        of = about(one.kind, one.subject)
        what = of if one.kind == "answer" else f"{of}, «{heading(one.kind, one.field)}»"
        yield Line(label("start_said", "conflict").format(inspection=news.inspection, what=what), "bad")


def _counted(numbers: Mapping[str, int]) -> str:
    names = labels()["entry"]
    return counts({names.get(kind, kind): number for kind, number in sorted(numbers.items())})


def restore(desk: Desk, given: Given) -> Came:
    """``isoaudit restore``, into a new folder beside the programme."""
    from isoaudit.wording.statements import moment
    from isoaudit.work.backup import restore as write

    source = _source(desk, given, "backup_file", folders=False)
    folder = new_year.folder_of(desk.programme.folder.parent, given)
    manifest = write(source, folder, lambda: str(given.get("password") or "")).manifest
    desk.dropped.forget(given.get("files") or ())
    fields = {"folder": folder, "authority": manifest.authority, "year": manifest.year}
    words = label("start_said", "restored").format(at=moment(manifest.made_at), mark=manifest.mark, **fields)
    lines = [Line(words, "good")]
    if manifest.lost:
        lines.append(Line(label("start_said", "lost").format(count=count(len(manifest.lost))), "bad"))
    return lines, [new_year.open_year(folder, desk.programme.folder)]


def propose(desk: Desk, given: Given) -> Came:
    """``isoaudit plan propose``: a workbook to be changed and taken in, nothing written to the journal."""
    from isoaudit.desk.plan import Asked, export_proposed, proposed
    from isoaudit.tables.plan_book import rule_lines

    programme = desk.programme
    asked = Asked(
        at_least=_number(given, "at_least", 0, 100_000),
        teams=_number(given, "teams", 1, 50),
        both=bool(given.get("both")),
        first_day=day(given, "first_day"),
    )
    made = proposed(programme, asked)
    path = tables.fresh(programme, f"de-xuat-ke-hoach-{programme.settings.year}")
    export_proposed(made, programme, path)
    lines = [Line(words, "") for words in rule_lines(made.proposal, made.wishes)]
    return [*lines, Line(label("start_said", "proposed"), "note")], [_made(desk, path)]


def _number(given: Given, name: str, least: int, most: int) -> int:
    """A number that was typed; the least one where none was. Raises ProgrammeError (START_015)."""
    typed = str(given.get(name) or "").strip() or str(least)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7 and least <= int(typed) <= most):
        field = label("start_field", name)
        raise ProgrammeError(problem("START_015", field, value=typed, least=least, most=most))
    return int(typed)


def duties(desk: Desk, given: Given) -> Came:
    """``isoaudit plan duties``: the calendar of the unit's own duties."""
    from isoaudit.work.duties import refresh_duties

    name = refresh_duties(desk.programme, desk.now.duties, desk.now.day)
    return [Line(label("start_said", "calendar"), "good")], [_made(desk, desk.programme.out / name)]


def rollout_show(desk: Desk, given: Given) -> Came:
    """``isoaudit rollout show``."""
    from isoaudit.desk.rollout import rollout_told

    return [Line(words, "") for words in rollout_told(desk.programme, desk.now.day)], []


def compare(desk: Desk, given: Given) -> Came:
    """``isoaudit procedures compare -o``."""
    from isoaudit.desk.procedures_compared import compared, export_compared

    found = compared(desk.programme, (), desk.now.day)
    if not found:
        return [Line(label("start_said", "nothing_declared"), "note")], []
    path = tables.fresh(desk.programme, f"doi-chieu-tthc-{desk.programme.settings.year}")
    export_compared(found, desk.programme.settings.year, path)
    words = label("start_said", "compared").format(count=count(len(found)))
    return [Line(words, "good"), Line(label("scope_said", "person"), "note")], [_made(desk, path)]


def look_at_carry(desk: Desk, given: Given) -> Came:
    """``isoaudit carry --dry-run``."""
    return _carry(desk, given, dry_run=True)


def carry(desk: Desk, given: Given) -> Came:
    """``isoaudit carry``."""
    return _carry(desk, given, dry_run=False)


def _carry(desk: Desk, given: Given, *, dry_run: bool) -> Came:
    from isoaudit.desk.carrying import carry as renew

    programme = desk.programme
    years = {path.name: path for path in others.earlier_years(programme.folder, programme.settings.year)}
    earlier = years.get(str(given.get("earlier")))
    if earlier is None:
        raise RunError(problem("START_003", label("start_field", "earlier")))
    done = renew(programme, earlier, dry_run=dry_run)
    numbers = {
        "điểm thêm": len(done.added),
        "điểm có tình trạng mới": len(done.changed),
        "điểm bỏ": len(done.taken_out),
        "điểm giữ nguyên": done.unchanged,
        "mục về triển khai": sum(done.rollout.values()),
    }
    words = label("start_said", "would_carry" if dry_run else "carried_again")
    said = counts(numbers) if any(numbers.values()) else label("start_said", "no_points")
    lines = [Line(f"{words}: {said}.", "" if dry_run else "good")]
    return [*lines, *(Line(sentence(here(without_commands(note))), "note") for note in done.to_look_at)], []


def _made(desk: Desk, path: Path) -> Made:
    return Made(path.name, path.relative_to(desk.programme.folder).as_posix())


ACTIONS: Mapping[str, Callable[[Desk, Given], Came]] = {
    "pack": pack,
    "look_at_pack": look_at_pack,
    "merge": merge,
    "restore_backup": restore,
    "propose": propose,
    "duties": duties,
    "rollout_show": rollout_show,
    "compare": compare,
    "look_at_carry": look_at_carry,
    "carry": carry,
}
"""What each button does, by its name."""
