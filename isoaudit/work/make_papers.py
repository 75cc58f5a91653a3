"""The papers of a programme as files: which inspections each is about, where it is kept, what stops it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import make_folder
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.model import Agency, Case, PaperName
from isoaudit.papers.in_folder import write_file
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.pdf import Printed, to_pdf
from isoaudit.papers.render import write_paper
from isoaudit.papers.values import Paper, PaperSubject, paper
from isoaudit.papers.values.replaced import LETTER_PAPERS
from isoaudit.papers.values.reports import reporting_office
from isoaudit.papers.values.requests import asked_of
from isoaudit.papers.values.year import coverage_of
from isoaudit.rules.acts import last
from isoaudit.rules.answers import in_pieces, judged
from isoaudit.rules.corrective import report_deadline
from isoaudit.rules.coverage import Coverage, shortfalls
from isoaudit.rules.deadlines import without_list
from isoaudit.rules.findings import judge
from isoaudit.rules.year_report import YearReport
from isoaudit.tables.cells import word_key
from isoaudit.wording import count, label, name_key, unaccented
from isoaudit.wording.rounds import of_round, round_key
from isoaudit.work.actions import not_inspected
from isoaudit.work.out import alone_in_out, check_seals
from isoaudit.work.outline_forms import OUTLINE, outline_book
from isoaudit.work.reply_forms import REPLY_FORM, began_with, form_book
from isoaudit.work.year_report import report_of, report_of_unit

REMINDER: PaperName = "correction_reminder"
REQUEST: PaperName = "report_request"
_BOOKS: Mapping[PaperName, Callable[[Paper], bytes]] = {REPLY_FORM: form_book, OUTLINE: outline_book}
"""The forms that come back: what makes the workbook of each."""
FOLDER = "papers"
"""Below ``out``: the papers of a round or of the year."""


@dataclass(frozen=True)
class PaperOutcome:
    """What became of one paper."""

    name: str
    """The inspection or the round it is about; empty: the year."""
    file: Path | None
    draft: bool = False
    problems: tuple[Problem, ...] = ()
    edited: bool = False
    """Whether a person had edited the paper of that name, so that this one has another."""
    notes: tuple[str, ...] = ()
    """What whoever checks the paper has to know of it."""
    workbook: Path | None = None
    """The same as a workbook, where the paper is a form that is filled in."""
    outlines: tuple[PaperOutcome, ...] = ()
    """Of a request for reports: the outline of each agency it goes to, in the folder of its inspection."""


def kind_of(name: str) -> PaperKind:
    """The kind with this key or this Vietnamese name. Raises RunError (PAPER_001)."""
    for kind in kinds().values():
        if word_key(name) in (word_key(kind.key), word_key(kind.name)):
            return kind
    known = [f"{kind.name} ({kind.key})" for kind in kinds().values()]
    raise RunError(problem("PAPER_001", "isoaudit paper", value=name, expected=known))


@alone_in_out
def make_papers(
    programme: Programme,
    name: str,
    names: Iterable[str] = (),
    *,
    round_: str | None = None,
    part: str = "",
    as_of: date | None = None,
    unit: str | None = None,
    about: str = "",
    replaces: bool = False,
) -> list[PaperOutcome]:
    """The papers of a kind: of the inspections named, of a round, or of all; ``part``: that of one member of the team.

    ``as_of``: the day up to which a report counts; today, if none is given. ``unit``: only the inspections of the
    inspecting unit of this code, on its letterhead; empty: of the programme's own office. ``about``: the number of the
    letter that is corrected or revoked; ``replaces``: a letter takes the place of the one issued.

    Each is written whole or not at all, and one that cannot be made costs the others nothing. Raises StoreError when
    the journal was tampered with, RunError for an unknown kind (PAPER_001), round (PAPER_006) or inspection, and when
    no inspection is left (PAPER_004) or one named has the wrong form (PAPER_002) or is not
    in the plan (PAPER_007); for a part of a paper that has none (PAPER_010), or of nobody in a team (PAPER_011);
    for some inspections of a report of the year (PAPER_040), or a day of a paper that counts nothing (PAPER_041); for a
    unit of a paper that is the programme's own (PAPER_042); for a letter that this paper does not correct, revoke or
    replace (PAPER_043, PAPER_044).
    """
    kind = kind_of(name)
    named = list(names)
    _refuse_options(kind, part, as_of, unit)
    _refuse_on_letters(kind, about, replaces=replaces)
    if kind.counted and kind.scope == "year":
        if named or round_ is not None:
            raise RunError(problem("PAPER_040", str(programme.folder), paper=kind.spoken))
        return [make_paper(programme.out, kind, unit or "", _of_year(programme, as_of or today(), unit or ""))]
    if not named:  # of named inspections every entry is checked as it is read
        check_seals(programme)
    state, chosen = programme.about(named)
    if round_ is not None:
        chosen = of_round(chosen, round_)
    if unit is not None:
        chosen = [one for one in chosen if one.inspecting_unit == unit]
    cases = [programme.case(state, inspection) for inspection in chosen]
    fitting = _fitting(programme, kind, cases, part, each=bool(named))
    groups = groups_of(kind, fitting, named, round_)
    whole_year, day = not named and round_ is None, as_of or today()
    papers = []
    for subject, group in groups.items():
        of_all = _about(programme, kind, state, group, whole_year=whole_year)
        of_group = replace(of_all, member=part, day=day, about=about, replaces=replaces)
        made = make_paper(programme.out, kind, subject, of_group)
        asks = kind.key == REQUEST and made.file is not None
        papers.append(replace(made, outlines=tuple(_outlines(programme, kind, of_group))) if asks else made)
    return papers


def _outlines(programme: Programme, kind: PaperKind, about: PaperSubject) -> Iterator[PaperOutcome]:
    """The outline of each agency that a request for reports goes to (Circular 26/2014, Article 35.2)."""
    began, day = began_with(programme), about.day
    for case in asked_of(kind, about):
        yield make_paper(
            programme.out, kinds()[OUTLINE], case.inspection.id, PaperSubject((case,), day=day, programme=began)
        )


def _fitting(programme: Programme, kind: PaperKind, cases: Sequence[Case], part: str, *, each: bool) -> list[Case]:
    """The cases a paper can be made of; ``each``: all must be such. Raises RunError as :func:`make_papers`."""
    cases = [judged(case) for case in cases] if kind.judged else cases
    wrong = [case for case in cases if not kind.fits(case)]
    if each and wrong:
        raise RunError(_wrong_form(kind, case) for case in wrong)
    fitting = [case for case in cases if kind.fits(case)]
    if not fitting:
        raise RunError(problem("PAPER_004", str(programme.folder), paper=kind.spoken))
    if strangers := [case for case in fitting if part and not _named(case, part)]:
        raise RunError(_no_member(case, part) for case in strangers)
    if not kind.of_the_programme:
        return fitting
    own = programme.settings.of_unit("")  # whoever inspects
    return [case.model_copy(update={"programme": own}) for case in fitting]


def _refuse_options(kind: PaperKind, part: str, as_of: date | None, unit: str | None) -> None:
    """What a kind of paper does not have: parts, a reference day, one for a unit alone."""
    wrong = {
        ("PAPER_010", "--part"): bool(part) and not kind.by_member,
        ("PAPER_041", "--as-of"): as_of is not None and not kind.counted,
        ("PAPER_042", "--unit"): unit is not None and kind.of_the_programme and not (kind.of_units and unit),
    }
    if found := [problem(code, option, paper=kind.spoken) for (code, option), there in wrong.items() if there]:
        raise RunError(found)


def _refuse_on_letters(kind: PaperKind, about: str, *, replaces: bool) -> None:
    if about and not kind.on_letter:
        raise RunError(problem("PAPER_043", "--of", paper=kind.spoken))
    if replaces and kind.key not in LETTER_PAPERS:
        raise RunError(problem("PAPER_044", "--replaces", paper=kind.spoken))


def _named(case: Case, member: str) -> bool:
    return any(name_key(one.name) == name_key(member) for one in case.inspection.team)


def _no_member(case: Case, member: str) -> Problem:
    team = [one.name for one in case.inspection.team] or ["chưa ghi ai"]
    return problem("PAPER_011", case.inspection.id, value=member, team=team)


def _about(
    programme: Programme, kind: PaperKind, state: State, cases: Sequence[Case], *, whole_year: bool
) -> PaperSubject:
    register, inspected = _of_the_year(programme) if kind.scope == "year" else ((), frozenset())
    return PaperSubject(
        tuple(cases),
        inspectors=tuple(state.inspectors_by_name()),
        day=today(),
        unchanged=all(state.as_decided(case.inspection.id) for case in cases),
        register=register,
        inspected=inspected,
        programme=began_with(programme) if kind.key in _BOOKS else "",
        reports_to=_reports_to(programme, cases[0].inspection.inspecting_unit) if kind.counted else "",
        not_inspected=tuple(not_inspected(state, today())) if whole_year and kind.key == REMINDER else (),
    )


def _reports_to(programme: Programme, unit: str) -> str:
    return reporting_office(programme.settings.of_unit("")) if unit else ""


def _of_year(programme: Programme, day: date, unit: str) -> PaperSubject:
    """What a report of the year is made from: its figures, and one case that tells what approved the plan.

    ``unit``: of one inspecting unit alone.
    """
    check_seals(programme)
    state = programme.register()
    report = report_of_unit(programme, day, unit, state=state) if unit else report_of(programme, day, state=state)
    approved = (id for id in state.inspections if last(state.acts(id), "plan_approved"))
    speaking = next(approved, next(iter(state.inspections), ""))
    cases = (programme.case(state, state.inspections[speaking]),) if speaking else ()
    settings = programme.settings.of_unit(unit)
    to = _reports_to(programme, unit)
    return PaperSubject(cases, day=day, report=report, of=settings, laws=programme.laws, reports_to=to)


@alone_in_out
def print_papers(programme: Programme, made: Iterable[PaperOutcome]) -> Printed:
    """PDFs of the papers just made, and of no others; nobody else writes to ``out`` meanwhile."""
    return to_pdf(one.file for one in made if one.file is not None)


def _of_the_year(programme: Programme) -> tuple[tuple[Agency, ...], frozenset[str]]:
    """The register, and the agencies that have any inspection, whichever a paper is about."""
    state = programme.register()
    return tuple(state.agencies_by_name()), frozenset(i.agency for i in state.inspections.values())


def _wrong_form(kind: PaperKind, case: Case) -> Problem:
    if kind.lacks_findings(case):
        return problem("REPLYFORM_006", case.inspection.id, paper=kind.spoken)
    if kind.leaves_out(case):
        return problem("PAPER_007", case.inspection.id, paper=kind.spoken)
    mode = case.inspection.mode
    other = "by_record" if mode == "on_site" else "on_site"
    words = {"paper": kind.spoken, "mode": label("mode", mode), "other": label("mode", other)}
    return problem("PAPER_002", case.inspection.id, **words)


def groups_of(
    kind: PaperKind, cases: Sequence[Case], named: Sequence[str], round_: str | None
) -> Mapping[str, list[Case]]:
    """The inspections of each paper, by what it is about: an inspection, a round of a unit, or its year."""
    if kind.scope == "inspection":
        return {case.inspection.id: [case] for case in cases}
    groups: dict[str, list[Case]] = {}
    for case in cases:
        unit = "" if kind.of_the_programme else case.inspection.inspecting_unit
        of = round_ if kind.scope == "year" else case.inspection.round
        round_of = "" if named or of is None else _slug(round_key(of))
        groups.setdefault("-".join(filter(None, (unit, round_of))), []).append(case)
    return {_of_named(several): several for several in groups.values()} if named else groups


def _of_named(cases: Sequence[Case]) -> str:
    """What a paper on inspections that were named is called: by the first of them, and how many more there are."""
    others = f"-va-{len(cases) - 1}" if len(cases) > 1 else ""
    return f"{cases[0].inspection.id}{others}"


def _slug(text: str) -> str:
    """A round as part of a file name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", unaccented(text)).strip("-")


def make_paper(out: Path, kind: PaperKind, subject: str, about: PaperSubject) -> PaperOutcome:
    """One paper as a file below ``out``, which the caller holds; what stops it stands in the outcome."""
    of_one = kind.scope == "inspection"
    folder = out / subject if of_one else out / FOLDER
    stem = kind.file if of_one or not subject else f"{kind.key}-{subject}"
    stem += f"-{_slug(about.member)}" if about.member else ""
    try:
        refused = list(_refused(kind, about.cases))
        if refused:
            write_paper(None, stem, folder)
            write_file(None, stem, folder, "xlsx")
            raise RunError(refused)
        results = {case.inspection.id: judge(case) for case in about.cases} if kind.judged else {}
        made = paper(kind.key, replace(about, results=results))
        make_folder(folder)
        (name,) = write_paper(made, stem, folder)
        books = write_file(_BOOKS[kind.key](made), stem, folder, "xlsx") if kind.key in _BOOKS else ()
    except IsoAuditError as error:
        return PaperOutcome(subject, None, problems=tuple(error.problems))
    workbook = folder / books[0] if books else None
    draft, notes = bool(made.context["draft"]), tuple(_notes(made, about))
    return PaperOutcome(subject, folder / name, draft, edited=name != f"{stem}.docx", notes=notes, workbook=workbook)


def _notes(made: Paper, about: PaperSubject) -> Iterator[str]:
    """What whoever checks a paper has to know of it."""
    yield from made.notes
    if "obliged_count" in made.context:
        yield from shortfalls(_reached(about.report) if about.report else coverage_of(about))
    if "deadline" in made.context:  # by record the law sets none, and the office's own day is not counted
        ends = (report_deadline(case) for case in about.cases)
        yield from filter(None, [without_list(year for one in ends if one for year in one.unlisted)])


def _reached(report: YearReport) -> Coverage:
    """Whom the inspections of a year reached by its report, which is of all of them; the paper has one case at most."""
    return Coverage(obliged=len(report.reached.of or ()), on_site=len(report.reached_on_site.ids))


def _refused(kind: PaperKind, cases: Iterable[Case]) -> Iterator[Problem]:
    """A paper that says what was found is not made before that is complete."""
    for case in cases if kind.judged else ():
        if case.refused:
            first = in_pieces(case, case.refused[0])
            missing = count(len(case.refused))
            yield problem("PAPER_003", case.inspection.id, paper=kind.spoken, count=missing, reason=first)
