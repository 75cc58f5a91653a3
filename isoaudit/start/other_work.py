"""What the buttons of :mod:`isoaudit.start.others` do: each calls the function of its command once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.errors import ProgrammeError, RunError, problem
from isoaudit.form.page import Line, Made
from isoaudit.journal.programme import today
from isoaudit.start import new_year, others, places
from isoaudit.start.act_forms import Given, day
from isoaudit.start.remedies import note
from isoaudit.wording import count, label
from isoaudit.wording.grouping import counts

if TYPE_CHECKING:
    from isoaudit.start.acting import Desk


def pack(desk: Desk, given: Given) -> Came:
    """``isoaudit pack``, begun. Raises IsoAuditError; BACKUP_011 where the password was typed in two ways."""
    which, password = str(given.get("which") or ""), new_password(given)
    if not which:
        raise RunError(problem("START_003", label("start_field", "which")))
    names = [which]
    if which.startswith(others.OF_ROUND):
        names = [line.id for line in desk.now.of_round(which.removeprefix(others.OF_ROUND))]
    to = places.ready(desk.programme.folder, str(given.get("to") or ""))
    target = to if password else _unused(to / f"goi-{today().isoformat()}")
    return begin(desk, "pack", names=names, to=str(target), password=password)


def new_password(given: Given) -> str:
    """The password that was typed twice; empty: none. Raises RunError (BACKUP_011)."""
    from isoaudit.work.backup import check_password

    password = str(given.get("password") or "")
    if password != str(given.get("again") or ""):
        raise RunError(problem("BACKUP_011", "mật khẩu", reason="hai lần gõ khác nhau", least=12))
    if password:
        check_password(password)
    return password


def begin(desk: Desk, name: str, /, **order: object) -> Came:
    """Begin work beside the page; how far it is stands at the head of the page. Raises RunError (START_009)."""
    desk.jobs.start(label("start_job", name), {"job": name, **order})
    return [], []


def _unused(path: Path) -> Path:
    ends = ("", *(f"-{n}" for n in range(2, 1000)))
    return next(other for end in ends if not (other := path.with_name(path.name + end)).exists())


def _source(desk: Desk, given: Given, what: str, *, folders: bool) -> dict[str, object]:
    """The pack or backup that was dropped or chosen, as an order names it, its password tried.

    Raises RunError: START_002, START_003, BACKUP_001, BACKUP_005.
    """
    from isoaudit.work.backup_file import check_lock

    files, password = list(given.get("files") or ()), str(given.get("password") or "")
    if files:
        source = desk.dropped.paths(files)[0]
    else:
        there = {str(path): path for path in others.sources(desk.programme.folder, folders=folders)}
        if given.get("source") not in there:
            raise RunError(problem("START_003", label("start_field", what)))
        source = there[str(given["source"])]
    if source.is_file():
        check_lock(source, password)
    return {"source": str(source), "password": password, "forget": files}


def look_at_pack(desk: Desk, given: Given) -> Came:
    """``isoaudit merge --dry-run``, begun."""
    return begin(desk, "look_at_pack", dry_run=True, **_source(desk, given, "pack_file", folders=True))


def merge(desk: Desk, given: Given) -> Came:
    """``isoaudit merge``, begun."""
    return begin(desk, "merge", **_source(desk, given, "pack_file", folders=True))


def restore(desk: Desk, given: Given) -> Came:
    """``isoaudit restore``, into a new folder beside the programme, begun."""
    source = _source(desk, given, "backup_file", folders=False)
    into = new_year.folder_of(desk.programme.folder.parent, given)
    if into.exists():
        raise ProgrammeError(problem("PROGRAMME_002", str(into)))
    return begin(desk, "restore_backup", into=str(into), **source)


def backup(desk: Desk, given: Given) -> Came:
    """``isoaudit backup``, begun."""
    to = str(places.ready(desk.programme.folder, str(given.get("to") or "")))
    return begin(desk, "backup", to=to, password=new_password(given))


def check_backup(desk: Desk, given: Given) -> Came:
    """``isoaudit backup --check``, begun."""
    return begin(desk, "check_backup", **_source(desk, given, "backup_file", folders=False))


def propose(desk: Desk, given: Given) -> Came:
    """``isoaudit plan propose``: a workbook to be changed and taken in, nothing written to the journal."""
    from isoaudit.desk.plan import Asked, export_proposed, proposed
    from isoaudit.tables.workbooks.plan import rule_lines

    programme = desk.programme
    asked = Asked(
        at_least=_number(given, "at_least", 0, 100_000),
        teams=_number(given, "teams", 1, 50),
        both=bool(given.get("both")),
        first_day=day(given, "first_day"),
    )
    made = proposed(programme, asked)
    path = places.fresh(programme, f"de-xuat-ke-hoach-{programme.settings.year}")
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
    from isoaudit.desk.rollout.tables import rollout_told

    return [Line(words, "") for words in rollout_told(desk.programme, desk.now.day)], []


def compare(desk: Desk, given: Given) -> Came:
    """``isoaudit procedures compare -o``."""
    from isoaudit.desk.rollout.procedures_compared import compared, export_compared

    found = compared(desk.programme, (), desk.now.day)
    if not found:
        return [Line(label("start_said", "nothing_declared"), "note")], []
    path = places.fresh(desk.programme, f"doi-chieu-tthc-{desk.programme.settings.year}")
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
    return [*lines, *map(note, done.to_look_at)], []


def _made(desk: Desk, path: Path) -> Made:
    return Made(path.name, path.relative_to(desk.programme.folder).as_posix())


ACTIONS: Mapping[str, Callable[[Desk, Given], Came]] = {
    "pack": pack,
    "look_at_pack": look_at_pack,
    "merge": merge,
    "restore_backup": restore,
    "backup": backup,
    "check_backup": check_backup,
    "verify": lambda desk, given: begin(desk, "verify"),
    "propose": propose,
    "duties": duties,
    "rollout_show": rollout_show,
    "compare": compare,
    "look_at_carry": look_at_carry,
    "carry": carry,
}
"""What each button does, by its name."""
