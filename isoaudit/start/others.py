"""What is seldom done in a year, in one section that is closed: packs, a backup restored, the plan, earlier findings.

Here is what is shown and asked; :mod:`isoaudit.start.other_work` does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from isoaudit.errors import IsoAuditError
from isoaudit.form.page import Action, Fact, Field, Option, Record, Section
from isoaudit.journal.places import programmes_below
from isoaudit.journal.programme import DATABASE
from isoaudit.journal.settings import read_settings
from isoaudit.rules.duties import Duty
from isoaudit.rules.status import rounds_of
from isoaudit.start import office_work, places
from isoaudit.start.now import Now
from isoaudit.wording import date_short, label, sentence

SECTION = "others"
OF_ROUND = "round:"
"""What the name of a round begins with where inspections are chosen."""
_MOST = 200


def section(now: Now, group: str) -> Section:
    """The section with all of it."""
    records = (*_packs(now), _restore(now), *_plan(now), *office_work.records(now), *_carry(now))
    return Section(SECTION, label("start_section", SECTION), label("start_intro", SECTION), records, group=group)


def _password(name: str) -> Field:
    return Field("password", label("start_field", name), "password")


def new_password(name: str) -> tuple[Field, Field]:
    """A password that is given to a file, typed twice; ``name``: the label of the first field."""
    return _password(name), Field("again", label("start_field", "again"), "password")


def _packs(now: Now) -> Iterator[Record]:
    standing = [line for line in now.lines if line.row.stands]
    if not standing:
        return
    rounds = tuple(Option(f"{OF_ROUND}{words}", sentence(words)) for words in rounds_of(line.row for line in standing))
    which = (*rounds, *(Option(line.id, f"{line.row.name} ({line.id})") for line in standing))
    to = tuple(Option(str(path), words) for path, words in places.destinations(now.programme.folder))
    fields = (
        Field("which", label("start_field", "which"), "select", which),
        Field("to", label("start_field", "to_pack"), "select", to),
        *new_password("new_password"),
    )
    pack = Action("pack", label("start_action", "pack"), fields, {"to": to[0].value})
    yield Record("other/pack", label("start_record", "pack"), actions=(pack,))
    given = _source(now, "pack_source", "pack_file")
    look = Action("look_at_pack", label("start_action", "look_at_pack"), given)
    merge = Action("merge", label("start_action", "merge"), given)
    yield Record("other/merge", label("start_record", "merge"), actions=(look, merge))


def _source(now: Now, chosen: str, dropped: str) -> tuple[Field, ...]:
    """A pack or backup: one that lies on a stick, or one that is dropped; with its password."""
    there = tuple(
        Option(str(path), path.name) for path in sources(now.programme.folder, folders=chosen == "pack_source")
    )
    choose = (Field("source", label("start_field", chosen), "select", there),) if there else ()
    files = Field("files", label("start_field", dropped), "files", hint=label("start_said", "drop"), single=True)
    return (*choose, files, _password("password"))


def sources(folder: Path, *, folders: bool) -> list[Path]:
    """What lies where backups and packs go: files of them and, where ``folders``, packs that are folders."""
    found = []
    for place, _ in places.destinations(folder):
        try:
            inside = list(islice(place.iterdir(), _MOST))
        except OSError:
            continue
        found += [path for path in inside if path.suffix.lower() == ".zip" and path.is_file()]
        found += [path for path in inside if folders and (path / DATABASE).is_file() and path != folder]
    return sorted(found)


def _restore(now: Now) -> Record:
    fields = (
        *_source(now, "backup_source", "backup_file"),
        Field("folder", label("start_field", "folder"), "line"),
    )
    given = {"folder": f"nam-{now.programme.settings.year}-khoi-phuc"}
    check = Action("check_backup", label("start_action", "check_backup"), _source(now, "backup_source", "backup_file"))
    restore = Action("restore_backup", label("start_action", "restore_backup"), fields, given)
    return Record("other/restore", label("start_record", "restore"), actions=(check, restore))


def _plan(now: Now) -> Iterator[Record]:
    fields = (
        Field("at_least", label("start_field", "at_least"), "line"),
        Field("first_day", label("start_field", "first_day"), "date"),
        Field("teams", label("start_field", "teams"), "line"),
        Field("both", label("start_field", "both"), "check"),
    )
    propose = Action("propose", label("start_action", "propose"), fields)
    yield Record("other/plan", label("start_record", "plan"), actions=(propose,))
    if now.duties:
        calendar = Action("duties", label("start_action", "duties"))
        facts = tuple(_duty(duty) for duty in now.duties)
        yield Record("other/duties", label("start_record", "all_duties"), facts=facts, actions=(calendar,))
    show = Action("rollout_show", label("start_action", "rollout_show"))
    compare = Action("compare", label("start_action", "compare"))
    yield Record("other/rollout", label("start_record", "rollout"), actions=(show, compare))


def _duty(duty: Duty) -> Fact:
    due = label("start_said", "due").format(day=date_short(duty.due)) if duty.due else label("start_said", "no_due")
    done = label("start_said", "done_on").format(day=date_short(duty.done_on)) if duty.done_on else due
    return Fact(sentence(duty.words), f"{sentence(duty.state_words)}; {done}", "bad" if duty.state == "late" else "")


def _carry(now: Now) -> Iterator[Record]:
    before = earlier_years(now.programme.folder, now.programme.settings.year)
    if not before:
        return
    fields = (
        Field("earlier", label("start_field", "earlier"), "select", tuple(Option(p.name, p.name) for p in before)),
    )
    given = {"earlier": before[-1].name}
    look = Action("look_at_carry", label("start_action", "look_at_carry"), fields, given)
    carry = Action("carry", label("start_action", "carry"), fields, given)
    yield Record("other/carry", label("start_record", "carry"), actions=(look, carry))


def earlier_years(folder: Path, year: int) -> list[Path]:
    """The programmes of earlier years that lie beside one, the latest last."""
    found = []
    for path in programmes_below(folder.parent):
        try:
            found.append((read_settings(path).year, path))
        except IsoAuditError:
            continue
    return [path for before, path in sorted(found) if before < year]
