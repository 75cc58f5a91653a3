"""What the buttons of the page do: acts, the exchange, a conflict settled, the minutes made.

What was done already in the same way answers with what it came to: the browser sends again what it got no answer for.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from isoaudit.desk import ActToRecord, Recorded, record, restore, reword, withdraw
from isoaudit.desk.evidence import evidence_files
from isoaudit.desk.saying import say_sample
from isoaudit.desk.settle import settle
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.form.page import Line, Made
from isoaudit.model import ActKind, Finding
from isoaudit.rules.acts import RULES
from isoaudit.rules.signed_minutes import Difference
from isoaudit.visit import answers, conflicts, meeting
from isoaudit.visit.now import Now
from isoaudit.visit.signed_copy import one_file
from isoaudit.wording import count, label, sentence
from isoaudit.work.make_papers import make_papers, print_papers

Given = Mapping[str, Any]
_TYPED = re.compile(r" \((?:«--|isoaudit )[^)]*\)")
"""What a warning says in passing of options and commands."""
Came = tuple[list[Line], list[Made]]
"""What is said of it, and the files made."""


def do(now: Now, action: str, given: Given, edit: str) -> Came:
    """Do what a button stands for. Raises IsoAuditError with the reasons why it cannot be done."""
    if action not in _ACTIONS:
        raise RunError(problem("VISIT_005", now.id))
    return _ACTIONS[action](now, given, edit)


def _record(now: Now, kind: ActKind, given: Given, files: Sequence[str] = (), **fields: Any) -> Recorded:
    """Record an act as given."""
    day = str(given.get("on") or "")
    if not day:
        raise ProcedureError(problem("VISIT_003", label("act", kind)))
    with tempfile.TemporaryDirectory() as folder:
        known = evidence_files(now.programme, files)
        kept = [(known[sha256].name, now.programme.journal.files / sha256) for sha256 in files if sha256 in known]
        return record(
            now.programme,
            [ActToRecord(kind, (now.id,), on=date.fromisoformat(day), file=one_file(kept, Path(folder)), **fields)],
        )


def _texts(given: Given, *names: str) -> dict[str, str]:
    return {name: str(given[name]).strip() for name in names if given.get(name)}


def _told(now: Now, done: Recorded) -> list[Line]:
    return [Line(sentence(_without_commands(now, warning)), "note") for warning in done.warnings]


def _without_commands(now: Now, warning: str) -> str:
    """A warning as it is said in the form: of this inspection alone, without the options of a command."""
    words = _TYPED.sub("", warning.removeprefix(f"{now.id}: "))
    return f"{words.removesuffix(f': {now.id}.')}." if words.endswith(f": {now.id}.") else words


def _decided(now: Now, given: Given, edit: str) -> Came:
    return _told(now, _record(now, "decided", given, **_texts(given, "number", "signer"))), []


def _announced(now: Now, given: Given, edit: str) -> Came:
    return _told(now, _record(now, "announced", given)), []


def _agree(now: Now, given: Given, edit: str) -> Came:
    done = _record(now, "minutes_agreed", given)
    found = done.agreed.get(now.id) or now.agreed
    coded = [finding for finding in found if finding.code]
    first = Line(label("visit_said", "codes" if coded else "codes_none").format(count=count(len(coded))), "good")
    return [first, *(Line(_in_short(finding)) for finding in coded), *_told(now, done)], []


def _in_short(finding: Finding) -> str:
    return f"{finding.code}: {finding.gap}"


def _signed(now: Now, given: Given, edit: str) -> Came:
    done = _record(now, "minutes_signed", given, given.get("files") or (), **_texts(given, "signer"))
    return [*_told(now, done), *_compared(now, done)], []


def _unsigned(now: Now, given: Given, edit: str) -> Came:
    fields = {**_texts(given, "signer"), "note": str(given.get("why") or "").strip()}
    if not (fields.get("signer") and fields["note"]):
        raise ProcedureError(problem("VISIT_004", label("act", "minutes_unsigned")))
    done = _record(now, "minutes_unsigned", given, given.get("files") or (), **fields)
    return _told(now, done), []


def _compared(now: Now, done: Recorded) -> Iterator[Line]:
    """Where the signed file says something else than was agreed."""
    if now.id in done.not_compared:
        yield Line(label("visit_said", "not_compared"), "note")
    differences = done.differences.get(now.id, ())
    if differences:
        yield Line(label("visit_said", "differs").format(count=count(len(differences))), "bad")
        yield from (Line(_difference(one), "bad") for one in differences)


def _difference(one: Difference) -> str:
    ours = f" {label('visit_said', 'ours')} «{one.ours}»." if one.ours else ""
    theirs = f" {label('visit_said', 'theirs')} «{one.theirs}»." if one.theirs else ""
    return f"{one.code or label('visit_said', 'elsewhere')}: {label('difference', one.kind)}.{ours}{theirs}"


def _take_back(now: Now, given: Given, edit: str) -> Came:
    kind, why = cast(ActKind, given["act"]), str(given.get("why") or "").strip()
    if kind not in RULES:
        raise RunError(problem("VISIT_005", now.id))
    history = now.state.history("act", f"{now.id}/{kind}")
    if not (history and now.act(kind) is None and history[-1].payload.get("taken_back") == why):
        done = record(now.programme, [ActToRecord(kind, (now.id,), take_back=True, note=_reason(now, why))])
        return [Line(label("visit_said", "taken_back").format(act=label("act", kind))), *_told(now, done)], []
    return [Line(label("visit_said", "taken_back").format(act=label("act", kind)))], []


def _reason(now: Now, why: str) -> str:
    if not why:
        raise ProcedureError(problem("VISIT_006", now.id))
    return why


def _reword(now: Now, given: Given, edit: str) -> Came:
    why = _reason(now, str(given.get("why") or "").strip())
    found = reword(now.programme, now.id, str(given["code"]), str(given.get("text") or ""), why)
    return [Line(_in_short(found))], []


def _withdraw(now: Now, given: Given, edit: str) -> Came:
    code, why = str(given["code"]), _reason(now, str(given.get("why") or "").strip())
    if not any(f.code == code and f.withdrawn == why for f in now.agreed):
        withdraw(now.programme, now.id, code, why)
    return [Line(label("visit_said", "withdrawn").format(code=code))], []


def _restore(now: Now, given: Given, edit: str) -> Came:
    code, why = str(given["code"]), _reason(now, str(given.get("why") or "").strip())
    same = [one for one in now.case.amendments if one.code == code][-1:]
    if not any(one.kind == "restored" and one.why == why for one in same):
        restore(now.programme, now.id, code, why)
    return [Line(label("visit_said", "restored").format(code=code))], []


def _settle(now: Now, given: Given, edit: str) -> Came:
    kind, _, criterion = str(given["record"]).partition("/")
    if kind not in (answers.KIND, meeting.KIND, meeting.DISPUTE):
        conflicts.settle(now, str(given["record"]), int(given["take"]), edit)
        return [Line(label("visit_said", "settled"), "good")], []
    answer = now.answers.get(criterion)
    several = len(now.state.history("answer", f"{now.id}/{criterion}")) > 2
    if not (answer and not answer.disputed and several):
        settle(now.programme, now.id, criterion, int(given["take"]))
    return [Line(label("visit_said", "settled"), "good")], []


def _remove_sample(now: Now, given: Given, edit: str) -> Came:
    dossier = str(given["record"]).partition("/")[2]
    why = _reason(now, str(given.get("why") or "").strip())
    say_sample(now.programme, now.id, dossier, {"removed": why}, edit=edit, base=None)
    return [Line(label("visit_said", "sample_removed").format(dossier=dossier))], []


def _make(now: Now, given: Given, edit: str) -> Came:
    (outcome,) = make_papers(now.programme, "minutes", [now.id])
    if outcome.file is None:
        raise RunError(outcome.problems)
    draft = [Line(label("visit_said", "draft"), "note")] if outcome.draft or not now.act("minutes_agreed") else []
    edited = [Line(label("visit_said", "edited").format(name=outcome.file.name), "note")] if outcome.edited else []
    notes = [Line(sentence(note)) for note in outcome.notes]
    return [*draft, *edited, *notes], [_made(now, outcome.file)]


def _made(now: Now, file: Path) -> Made:
    suffix = " (PDF)" if file.suffix == ".pdf" else " (Word)"
    return Made(label("file", "6") + suffix, file.relative_to(now.programme.folder).as_posix())


def _print(now: Now, given: Given, edit: str) -> Came:
    outcomes = make_papers(now.programme, "minutes", [now.id])
    if outcomes[0].problems:
        raise RunError(outcomes[0].problems)
    printed = print_papers(now.programme, outcomes)
    if printed.problems:
        raise RunError(printed.problems)
    return [], [_made(now, path) for path in printed.made]


_ACTIONS: Mapping[str, Callable[[Now, Given, str], Came]] = {
    "decided": _decided,
    "announced": _announced,
    "agree": _agree,
    "take_back": _take_back,
    "reword": _reword,
    "withdraw": _withdraw,
    "restore": _restore,
    "settle": _settle,
    "remove_sample": _remove_sample,
    "make_minutes": _make,
    "print_minutes": _print,
    "signed": _signed,
    "unsigned": _unsigned,
}
"""What each button does, by its name."""
