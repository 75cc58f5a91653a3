"""What was wrongly imported of the roll-out, or as a legal instrument, taken out again: said and why, nothing deleted.

An import that names it again brings it back as the table then says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from isoaudit.desk.inspections.changes import Changed, reason_of
from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.desk.rollout.procedures import agency_named
from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.journal.kinds import kind_of
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.recorded import Recorded, known_by, looks_like_code, recorded, refuse_pack
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import StepTaken
from isoaudit.rules.rollout_told import item_line
from isoaudit.wording import count
from isoaudit.wording.entries import about as named
from isoaudit.wording.names import name_key


def anew(state: State, kind: str, subject: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a table says of a thing; of one that was taken out nothing of before comes back with it."""
    before = state.fields(kind, subject)
    return {**blank(kind, before), **fields} if before.get("removed") else dict(fields)


def blank(kind: str, names: Iterable[str]) -> dict[str, Any]:
    """These fields of a kind as they are where nothing is said of them; what has no such value is left out."""
    noun = kind_of(kind).noun
    known = noun.model_fields if noun else {}
    usual = {name: known[name].get_default() for name in names if name in known and not known[name].is_required()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in usual.items()}


def remove_rollout(programme: Programme, names: Sequence[str], why: str) -> Changed:
    """Take steps, targets, classes or money out, named by their codes; of an agency named, all its steps.

    All of them or nothing. Raises ProcedureError (ROLLOUT_008 there is no such thing, 009 it was taken out before),
    RunError ROLLOUT_010 (a pack).
    """
    reason = reason_of(why)
    refuse_pack(programme)

    def judged(_: Ids) -> list[tuple[Draft, str]]:
        known = recorded(programme.journal.entries_of(*ROLLOUT))
        agencies = programme.lists().agencies
        of_steps, bodies = _by_agency(known), BodyNames(agencies)
        problems: list[Problem] = []
        chosen: dict[str, Recorded] = {}
        for name in names:
            one = known_by(name, known)
            several = [one] if one else of_steps.get(bodies.code_of(name) or name, [])
            standing = [each for each in several if not each.removed]
            if not several:
                problems.append(problem("ROLLOUT_008", name, value=name))
            elif not standing:
                problems.append(problem("ROLLOUT_009", name, why=several[0].removed, code=several[0].code))
            chosen |= {each.subject: each for each in standing}
        _refuse(problems)
        names_of = {code: agency.name for code, agency in agencies.items()}
        return [
            (
                Draft(one.kind, one.subject, {"removed": reason}, one.base),
                f"{one.code}: {item_line(one.said, names_of)}",
            )
            for one in chosen.values()
        ]

    return _write(programme, judged, reason)


def _by_agency(known: Sequence[Recorded]) -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = {}
    for one in known:
        if isinstance(one.said, StepTaken):
            found.setdefault(one.said.agency, []).append(one)
    return found


def remove_instruments(
    programme: Programme, numbers: Sequence[str], why: str, *, part: str | None = None, agency: str = ""
) -> Changed:
    """Take instruments out with the days on which agencies took them up; with ``agency`` that agency's day alone.

    ``part``: which part, where several have days of their own; empty: the whole. All of them or nothing. Raises
    ProcedureError (SCOPE_012 there is none, 013 several parts, 014 taken out before, 015 the agency has no day of it),
    RunError SCOPE_001.
    """
    reason = reason_of(why)
    whose = agency_named(programme.lists(), agency).code if agency else ""

    def judged(_: Ids) -> list[tuple[Draft, str]]:
        state = State(programme.journal.entries_of("instrument", "taken"))
        problems: list[Problem] = []
        subjects: dict[tuple[str, str], None] = {}
        for number in numbers:
            if found := _instrument(state, number, part, problems):
                subjects |= dict.fromkeys(_of_instrument(state, found, number, whose, problems))
        _refuse(problems)
        return [
            (Draft(kind, subject, {"removed": reason}, state.about(kind, subject).base()), named(kind, subject))
            for kind, subject in subjects
        ]

    return _write(programme, judged, reason)


def instrument_subjects(state: State, number: str) -> list[str]:
    """The parts of an instrument, as they are recorded: ``PART/NUMBER``; also those taken out again."""
    key = name_key(number)
    return [one for one in state.subjects_of("instrument") if name_key(one.partition("/")[2]) == key]


def ever_recorded(programme: Programme, name: str) -> tuple[State, list[tuple[str, str]]] | None:
    """What a code of the roll-out or the number of an instrument names, with all that was said of it.

    Nothing for any other name: it is one of an inspection.
    """
    if looks_like_code(name):
        entries = programme.journal.entries_of(*ROLLOUT)
        one = known_by(name, recorded(entries))
        return (State(entries), [(one.kind, one.subject)]) if one else None
    if "/" not in name:
        return None
    state = State(programme.journal.entries_of("instrument", "taken"))
    subjects = instrument_subjects(state, name)
    days = [one for one in state.subjects_of("taken") if one.partition("/")[2] in subjects]
    return (state, [("instrument", one) for one in subjects] + [("taken", one) for one in days]) if subjects else None


def _instrument(state: State, number: str, part: str | None, problems: list[Problem]) -> str:
    """The subject of the instrument meant; empty where that is refused."""
    every = instrument_subjects(state, number)
    found = [one for one in every if part is None or name_key(one.partition("/")[0]) == name_key(part)]
    standing = [one for one in found if not state.fields("instrument", one).get("removed")]
    if not found:
        problems.append(problem("SCOPE_012", number, value=number, part=f" phần «{part}»" if part else ""))
    elif len(standing) > 1:
        parts = "; ".join(f"«{one.partition('/')[0]}»" for one in standing)
        problems.append(problem("SCOPE_013", number, parts=parts))
    elif not standing:
        removed = state.fields("instrument", found[0])["removed"]
        problems.append(problem("SCOPE_014", number, why=removed, number=number))
    return standing[0] if len(standing) == 1 else ""


def _of_instrument(
    state: State, subject: str, number: str, agency: str, problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    """What is taken out with an instrument: itself and every agency's day of it; of one agency its day alone."""
    days = [one for one in state.subjects_of("taken", agency) if one.partition("/")[2] == subject]
    standing = [("taken", one) for one in days if not state.fields("taken", one).get("removed")]
    if agency and not standing:
        problems.append(problem("SCOPE_015", number, agency=agency))
    yield from standing if agency else [("instrument", subject), *standing]


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise ProcedureError(problems)


def _write(programme: Programme, judged: Callable[[Ids], list[tuple[Draft, str]]], reason: str) -> Changed:
    """Write what is taken out, and say each."""

    def write(transaction: Transaction, found: list[tuple[Draft, str]]) -> list[tuple[Draft, str]]:
        transaction.append([draft for draft, _ in found], writer())
        return found

    found = programme.journal.write(judged, write)
    done = [f"Đã bỏ {words}" for _, words in found]
    return Changed([*done, f"Đã bỏ {count(len(found))} mục, lý do: {reason}"])
