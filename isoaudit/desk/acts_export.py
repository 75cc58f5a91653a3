"""The book of acts out: what is recorded of each inspection, and what the law allows next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from isoaudit.desk.exports import write_new
from isoaudit.journal.mark import MARK, mark_of
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Act, ActKind, Inspection
from isoaudit.rules.acts import RULES, minutes_of, needs
from isoaudit.rules.corrective import ON_FINDINGS, owes_report
from isoaudit.tables.workbooks.acts import MOST, STAGES, Line, Slot, acts_workbook, fields_of, fits
from isoaudit.wording.rounds import of_round


def export_acts(programme: Programme, names: Iterable[str], round: str, path: Path) -> int:
    """The book of the inspections named, of those of a round, or of all, into a new workbook; how many.

    Raises RunError when a name fits nothing, there is no such round (PAPER_006) or the file is there (FILE_007).
    """
    state, chosen = programme.about(names, ("act", "finding"))
    if round:
        chosen = of_round(chosen, round)
    lines = [_line(state, inspection, mark_of(programme)) for inspection in chosen]
    write_new(path, acts_workbook(programme.settings.authority, programme.settings.year, lines))
    return len(lines)


def _line(state: State, inspection: Inspection, whose: str) -> Line:
    by_subject = state.acts_by_subject(inspection.id)
    shown: dict[Slot, Mapping[str, str]] = {}
    tokens = [whose]
    for kind in (kind for _, kinds in STAGES for kind in kinds):
        subjects = sorted((s for s, act in by_subject.items() if act.kind == kind), key=lambda s: (by_subject[s].on, s))
        for time, subject in enumerate(subjects[1 - MOST :], start=1):
            slot = Slot(kind, time if RULES[kind].several else 0)
            shown[slot] = _shown(state, by_subject[subject])
            heads = "+".join(head[:MARK] for head in state.about("act", subject).base())
            tokens.append(f"{slot.code}={heads}")
    open_, later = _next(state, inspection, list(by_subject.values()))
    name = state.agencies[inspection.agency].name
    return Line(inspection, name, shown, open_, later, " ".join(tokens))


def _shown(state: State, act: Act) -> dict[str, str]:
    fields = {
        name: str(value or "") for name, value in act.model_dump(mode="json").items() if name in fields_of(act.kind)
    }
    if act.file:
        fields["file"] = state.fields("file", act.file).get("name", "")
    return fields


def _next(
    state: State, inspection: Inspection, acts: Sequence[Act]
) -> tuple[frozenset[ActKind], dict[ActKind, tuple[tuple[ActKind, ...], ...]]]:
    """The acts the law allows next; of the others of this form what must come before each."""
    done = {act.kind for act in acts}
    open_: set[ActKind] = set()
    later: dict[ActKind, tuple[tuple[ActKind, ...], ...]] = {}
    for kind in (kind for _, kinds in STAGES for kind in kinds if fits(kind, inspection)):
        is_closed = kind in ("minutes_signed", "minutes_unsigned") and minutes_of(acts)
        on_finding = kind in ON_FINDINGS and inspection.mode == "on_site"
        if is_closed or (on_finding and not owes_report(state.agreed(inspection.id))):
            continue
        need = needs(inspection, kind)
        if all(done & set(either) for either in need):
            open_.add(kind)
        else:
            later[kind] = need
    return frozenset(open_), later
