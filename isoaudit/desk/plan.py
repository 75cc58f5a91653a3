"""The plan of a year (Circular 26/2014, Articles 33, 34): proposed from the register and earlier years. Nothing is
written into the journal; a person changes the list and imports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from isoaudit.desk.carrying import earlier_programme
from isoaudit.desk.exports import shown, write_new
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, preview_inspections
from isoaudit.errors import Problem, RunError, problem
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Agency, Inspection, Mode
from isoaudit.rules.acts import last
from isoaudit.rules.coverage import Coverage, obliged_of
from isoaudit.rules.findings import concerns
from isoaudit.rules.plan import Choice, Past, Proposal, Wishes, propose, spread
from isoaudit.rules.plan_check import Plan, check_plan
from isoaudit.wording import date_short, label

_EVERY = ("agency", "inspection", "inspector", "carried")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a proposal, as typed."""

    seed: int | None = None
    """None: the year."""
    at_least: int = 0
    years: int = 3
    both: bool = False
    """Whether who is visited is inspected by record as well: the stricter reading of Article 33.2."""
    first_day: date | None = None
    """The day from which visits are spread, a working day each; None: the days stay open."""
    teams: int = 1
    """Visits on one day."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with its list: the rows by the names of columns, texts as an import reads them."""

    proposal: Proposal
    wishes: Wishes
    rows: tuple[Mapping[str, str], ...]


def proposed(programme: Programme, asked: Asked, before: Iterable[Path] = ()) -> Proposed:
    """A list proposed for the year of a programme, to be changed by a person; nothing is written.

    ``before``: folders of earlier years, read for who sent no report and what only shows at an office. Raises RunError
    with every problem: no register (PLAN_101), more visits than obliged bodies (PLAN_102), a first day outside the year
    (PLAN_103); ProgrammeError as :func:`isoaudit.desk.carrying.earlier_programme`.
    """
    state = State(programme.journal.entries_of(*_EVERY))
    year = programme.settings.year
    refuse_without_register(programme, state)
    held = {one.agency for one in planned_of(state) if one.mode == "on_site"}
    settled = {agency for agency, mode in _settled(state) if mode == "on_site"} - held
    seed = year if asked.seed is None else asked.seed
    wishes = Wishes(seed, asked.at_least, asked.years, frozenset(held), frozenset(settled))
    _refuse(programme, asked, len(obliged_of(state.agencies.values(), year, held)))
    past = past_of(programme, state, before)
    proposal = propose(state.agencies.values(), year, wishes, past)
    return Proposed(proposal, wishes, tuple(_rows(programme, state, proposal, asked)))


def export_proposed(made: Proposed, programme: Programme, path: Path) -> None:
    """The proposal as a new workbook. Raises RunError FILE_007, FILE_005."""
    from isoaudit.tables.workbooks.plan import plan_workbook

    said = f"{programme.settings.authority}; dấu của dữ liệu: {programme.fingerprint()}."
    write_new(path, plan_workbook(made.rows, made.proposal, made.wishes, said))


def planned_of(state: State) -> list[Inspection]:
    """The inspections of the plan that stand; ad hoc ones are of none (Article 34.1.c)."""
    return [one for one in state.inspections_by_name() if one.occasion == "planned"]


def _settled(state: State) -> set[tuple[str, Mode]]:
    """The bodies and forms whose planned inspection a person cancelled or changed: a list does not bring it back."""
    return {(one.agency, one.mode) for one in state.not_held.values() if one.occasion == "planned"}


def refuse_without_register(programme: Programme, state: State) -> None:
    """Raises RunError (PLAN_101) where no agency was ever imported."""
    if not state.agencies:
        raise RunError(problem("PLAN_101", str(programme.folder)))


def past_of(programme: Programme, state: State, before: Iterable[Path] = ()) -> dict[str, Past]:
    """What earlier years tell of each body that they tell anything of, by code.

    ``before``: folders of programmes of earlier years, as far as they are to be read.
    """
    unreported: dict[str, set[int]] = {}
    only: dict[str, int] = {}
    folders = list(before)
    for earlier in sorted(
        (earlier_programme(f, programme.settings.year) for f in folders), key=lambda p: p.settings.year
    ):
        _look_into(earlier, unreported, only)
    found: dict[str, Past] = {}
    for code, agency in state.agencies.items():
        past = Past(state.carried(agency), tuple(sorted(unreported.get(code, ()))), only.get(code, 0))
        if past != Past():
            found[code] = past
    return found


def _look_into(earlier: Programme, unreported: dict[str, set[int]], only: dict[str, int]) -> None:
    """Note who was to report by record and did not, and what an inspection by record had to leave to a visit."""
    state = State(earlier.journal.entries_of("agency", "inspection", "act"))
    for inspection in state.inspections.values():
        if inspection.mode == "on_site":
            only.pop(inspection.agency, None)
    for inspection in state.inspections.values():
        if inspection.mode == "on_site":
            continue
        if last(state.acts(inspection.id), "report_received") is None:
            unreported.setdefault(inspection.agency, set()).add(inspection.year)
        elif not any(one.mode == "on_site" for one in state.of_agency(inspection.agency)):
            agency = state.agencies[inspection.agency]
            criteria = (c for pinned in earlier.pinned(inspection) for c in pinned.checklist.criteria)
            only[agency.code] = sum(concerns(c, agency, inspection) and not c.by_record for c in criteria)


def _refuse(programme: Programme, asked: Asked, obliged: int) -> None:
    year = programme.settings.year
    found: list[Problem] = []
    if asked.at_least > obliged:
        found.append(problem("PLAN_102", "--on-site-at-least", number=asked.at_least, count=obliged))
    if asked.first_day and asked.first_day.year != year:
        found.append(problem("PLAN_103", "--first-day", value=date_short(asked.first_day), year=year))
    if found:
        raise RunError(found)


def _rows(programme: Programme, state: State, proposal: Proposal, asked: Asked) -> Iterable[Mapping[str, str]]:
    """What the year holds already as it is, then what is proposed besides, in the order of the choice."""
    from isoaudit.tables.workbooks.plan import why

    reasons = {choice.agency.code: why(choice) for choice in proposal.choices}
    held: set[tuple[str, Mode]] = set()
    for one in planned_of(state):
        held.add((one.agency, one.mode))
        agency = state.agencies[one.agency]
        yield {
            **shown(one, INSPECTION_COLUMNS),
            "name": agency.name,
            "why": _kept_why(one) or reasons.get(one.agency, ""),
        }
    held |= _settled(state)
    new = [c for c in proposal.choices if c.on_site and (c.agency.code, "on_site") not in held]
    first, off = asked.first_day, programme.settings.days_off
    days = spread(len(new), first, asked.teams, off) if first else []
    for at, choice in enumerate(new):
        yield _row(choice.agency, "on_site", why(choice), days[at] if days else None)
    by_record = [c for c in proposal.choices if (asked.both or not c.on_site)]
    yield from (
        _row(c.agency, "by_record", _unvisited(c)) for c in by_record if (c.agency.code, "by_record") not in held
    )
    also = (a for a in proposal.besides if not held & {(a.code, "by_record"), (a.code, "on_site")})
    yield from (_row(agency, "by_record", "được khuyến khích, đã công bố HTQLCL") for agency in also)


def _unvisited(choice: Choice) -> str:
    from isoaudit.tables.workbooks.plan import why

    return "kiểm tra cả tại trụ sở" if choice.on_site else why(choice)


def _kept_why(inspection: Inspection) -> str:
    """The reasons as an earlier import of the list kept them, changed by a person or not."""
    from isoaudit.tables.workbooks.plan import WHY

    return next((other.text for other in inspection.others if other.heading == WHY), "")


def _row(agency: Agency, mode: Mode, why: str, day: date | None = None) -> dict[str, str]:
    on = date_short(day) if day else ""
    return {"agency": agency.code, "name": agency.name, "mode": label("mode", mode), "from": on, "to": on, "why": why}


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan that was checked."""

    coverage: Coverage
    inspections: int
    law: tuple[Problem, ...]
    """What the circular asks for."""
    advice: tuple[Problem, ...]
    warnings: tuple[str, ...] = ()
    """What reading the file noted."""


def checked(
    programme: Programme, path: Path | None = None, before: Iterable[Path] = (), *, both: bool = False, years: int = 3
) -> Checked:
    """What the plan of a programme lacks, as it stands or as it would be with the list in a file; nothing is written.

    Raises RunError where there is no register or no inspection by plan (PLAN_101, PLAN_104), and with every problem of
    the file as :func:`isoaudit.desk.inspections.schedule.import_inspections`.
    """
    state = State(programme.journal.entries_of(*_EVERY))
    refuse_without_register(programme, state)
    warnings: list[str] = []
    if path is not None:
        done, imported = preview_inspections(programme, path)
        warnings += done.warnings
        for one in imported.inspections.values():
            state.open(one)
    found = planned_of(state)
    if not found:
        raise RunError(problem("PLAN_104", str(programme.folder)))
    past = past_of(programme, state, before)
    people = tuple(state.inspectors.values())
    plan = Plan(found, state.agencies, people, programme.settings, past, both, years)
    findings = check_plan(plan)
    told = [(one.by_law, problem(one.code, one.where, **one.fields)) for one in findings]
    law, advice = (tuple(said for by_law, said in told if by_law is wanted) for wanted in (True, False))
    return Checked(plan.coverage(), len(found), law, advice, tuple(warnings))
