"""Small work of the office on the page: documents measured, ready wordings, the score, the settings, new law."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.desk.answers.wordings import keep, wording_lines, wording_of
from isoaudit.desk.settings.told import settings_lines
from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.form.page import Action, Field, Line, Made, Option, Record
from isoaudit.journal.wordings import wordings_of
from isoaudit.start import places
from isoaudit.start.act_forms import Given, day
from isoaudit.start.remedies import refused_here
from isoaudit.wording import count, label

if TYPE_CHECKING:
    from isoaudit.model import Wording
    from isoaudit.start.acting import Desk
    from isoaudit.start.now import Now


# what is shown


def records(now: Now) -> Iterator[Record]:
    """Documents and wordings, in the section of what is seldom done."""
    yield Record("other/documents", label("start_record", "documents"), actions=(_check(),))
    yield Record("other/phrases", label("start_record", "phrases"), actions=tuple(_phrases(now)))


def _check() -> Action:
    files = Field("files", label("start_field", "documents"), "files", hint=label("start_said", "drop"))
    return Action("check_documents", label("start_action", "check_documents"), (files,))


def _phrases(now: Now) -> Iterator[Action]:
    criterion = Field("criterion", label("start_field", "criterion_only"), "line", hint="D36-1-a-01")
    yield Action("phrases", label("start_action", "phrases"), (criterion,))
    lines = tuple(Option(line.id, f"{line.row.name} ({line.id})") for line in now.lines if line.row.stands)
    if lines:
        which = Field("which", label("start_field", "inspection"), "select", lines)
        fields = (which, Field("criterion", label("start_field", "found_at"), "line", hint="D36-1-a-01"))
        about = label("start_about", "keep_phrase")
        yield Action("look_at_phrase", label("start_action", "look_at_phrase"), fields, about=about)
        yield Action("keep_phrase", label("start_action", "keep_phrase"), fields, about=about)


def score_action(now: Now) -> Iterator[Action]:
    """Only where the settings have a scale: no law prescribes one."""
    if now.programme.settings.score:
        as_of = Field("as_of", label("start_field", "counted_to"), "date")
        yield Action("score", label("start_action", "score"), (as_of,))


def table_actions(name: str) -> Iterator[Action]:
    """What a table has besides being taken in and given out."""
    if name == "settings":
        yield Action("settings_list", label("start_action", "settings_list"))
    if name == "instruments":
        yield Action("updates", label("start_action", "updates"))


# what is done


def check_documents(desk: Desk, given: Given) -> Came:
    """``isoaudit document check``. Raises RunError (START_003) where no document was dropped."""
    from isoaudit.papers.decree30 import check
    from isoaudit.papers.decree30.told import told

    files = list(given.get("files") or ())
    if not files:
        raise RunError(problem("START_003", label("start_field", "documents")))
    lines: list[Line] = []
    for path in desk.dropped.paths(files):
        try:
            report = check(path)
        except IsoAuditError as error:
            lines += refused_here(error.problems)
            continue
        lines.append(Line("\n".join(told(report, path.name)), "good" if report.fine else "note"))
    desk.dropped.forget(files)
    return lines, []


def phrases(desk: Desk, given: Given) -> Came:
    """``isoaudit wording list``."""
    wanted = str(given.get("criterion") or "").strip()
    found = [one for one in wordings_of(desk.programme.folder / "checklists") if wanted in ("", one.criterion)]
    lines = [Line("\n".join(wording_lines(one)), "") for one in found]
    return lines or [Line(label("start_said", "no_phrases"), "note")], []


def look_at_phrase(desk: Desk, given: Given) -> Came:
    """``isoaudit wording add``: what would be kept, names and numbers left blank."""
    made = _phrase(desk, given)
    return [Line("\n".join(wording_lines(made)), ""), Line(label("start_said", "phrase_looked_at"), "note")], []


def keep_phrase(desk: Desk, given: Given) -> Came:
    """``isoaudit wording add --keep``."""
    made = _phrase(desk, given)
    keep(desk.programme, made)
    return [Line(label("start_said", "phrase_kept"), "good"), Line("\n".join(wording_lines(made)), "")], []


def _phrase(desk: Desk, given: Given) -> Wording:
    which, criterion = (str(given.get(name) or "").strip() for name in ("which", "criterion"))
    if not which or not criterion:
        raise RunError(problem("START_003", label("start_field", "found_at" if which else "inspection")))
    return wording_of(desk.programme, which, criterion)


def score(desk: Desk, given: Given) -> Came:
    """``isoaudit score``: the workbook that explains each point. Raises RunError (SCORE_001, FILE_005)."""
    from isoaudit.work.score import refresh_scores, scores_of, told

    on = day(given, "as_of") or desk.now.day
    mark = desk.programme.fingerprint()
    scores = scores_of(desk.programme, on)
    book = refresh_scores(desk.programme, scores, on, mark)
    lines = [Line(label("start_said", "scored").format(count=count(len(scores))), "good")]
    lines += [Line(line, "note") for line in told(scores, on, explained=False) if not line.startswith(" ")][1:]
    lines += [Line(book.note, "note")] if book.note else []
    return lines, [Made(book.path.name, book.path.relative_to(desk.programme.folder).as_posix())]


def settings_list(desk: Desk, given: Given) -> Came:
    """``isoaudit settings list``."""
    return [Line("\n".join(settings_lines(desk.programme.settings)), "")], []


def updates(desk: Desk, given: Given) -> Came:
    """``isoaudit instruments list -o``. Raises RunError (SCOPE_010) where nothing was imported."""
    from isoaudit.desk.rollout.procedures_compared import compared, export_updates

    found = compared(desk.programme, (), desk.now.day, law=True)
    path = places.fresh(desk.programme, f"cap-nhat-van-ban-{desk.programme.settings.year}")
    export_updates(found, desk.programme.settings.year, path)
    made = Made(path.name, path.relative_to(desk.programme.folder).as_posix())
    return [Line(label("start_said", "exported"), "good"), Line(label("update_said", "rule"), "note")], [made]


ACTIONS: Mapping[str, Callable[[Desk, Given], Came]] = {
    "check_documents": check_documents,
    "phrases": phrases,
    "look_at_phrase": look_at_phrase,
    "keep_phrase": keep_phrase,
    "score": score,
    "settings_list": settings_list,
    "updates": updates,
}
"""What each button does, by its name."""
