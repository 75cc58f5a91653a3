"""What the buttons of the page do: acts, the exchange, a conflict settled, the minutes made.

What was done already in the same way answers with what it came to: the browser sends again what it got no answer for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import cast

from isoaudit.books.doing import Came, Given, make_paper, print_paper, reason, record_act, texts, told
from isoaudit.desk import ActToRecord, Recorded, record, restore, reword, withdraw
from isoaudit.desk.answers.saying import say_sample
from isoaudit.desk.answers.settle import settle
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.form.page import Line
from isoaudit.model import ActKind, Finding
from isoaudit.rules.acts import RULES
from isoaudit.rules.signed_minutes import Difference
from isoaudit.visit import answers, conflicts, effects, meeting
from isoaudit.visit.now import Now
from isoaudit.wording import count, label


def do(now: Now, action: str, given: Given, edit: str) -> Came:
    """Do what a button stands for. Raises IsoAuditError with the reasons why it cannot be done."""
    if action not in _ACTIONS:
        raise RunError(problem("VISIT_005", now.id))
    return _ACTIONS[action](now, given, edit)


def _decided(now: Now, given: Given, edit: str) -> Came:
    return told(now, record_act(now, "decided", given, **texts(given, "number", "signer"))), []


def _announced(now: Now, given: Given, edit: str) -> Came:
    return told(now, record_act(now, "announced", given)), []


def _agree(now: Now, given: Given, edit: str) -> Came:
    done = record_act(now, "minutes_agreed", given)
    found = done.agreed.get(now.id) or now.agreed
    coded = [finding for finding in found if finding.code]
    first = Line(label("visit_said", "codes" if coded else "codes_none").format(count=count(len(coded))), "good")
    return [first, *(Line(_in_short(finding)) for finding in coded), *told(now, done)], []


def _in_short(finding: Finding) -> str:
    return f"{finding.code}: {finding.gap}"


def _signed(now: Now, given: Given, edit: str) -> Came:
    done = record_act(now, "minutes_signed", given, given.get("files") or (), **texts(given, "signer"))
    return [*told(now, done), *_compared(now, done)], []


def _unsigned(now: Now, given: Given, edit: str) -> Came:
    fields = {**texts(given, "signer"), "note": str(given.get("why") or "").strip()}
    if not (fields.get("signer") and fields["note"]):
        raise ProcedureError(problem("VISIT_004", label("act", "minutes_unsigned")))
    done = record_act(now, "minutes_unsigned", given, given.get("files") or (), **fields)
    return told(now, done), []


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
        done = record(now.programme, [ActToRecord(kind, (now.id,), take_back=True, note=reason(now, given))])
        return [Line(label("visit_said", "taken_back").format(act=label("act", kind))), *told(now, done)], []
    return [Line(label("visit_said", "taken_back").format(act=label("act", kind)))], []


def _reword(now: Now, given: Given, edit: str) -> Came:
    why = reason(now, given)
    found = reword(now.programme, now.id, str(given["code"]), str(given.get("text") or ""), why)
    return [Line(_in_short(found))], []


def _withdraw(now: Now, given: Given, edit: str) -> Came:
    code, why = str(given["code"]), reason(now, given)
    if not any(f.code == code and f.withdrawn == why for f in now.agreed):
        withdraw(now.programme, now.id, code, why)
    return [Line(label("visit_said", "withdrawn").format(code=code))], []


def _restore(now: Now, given: Given, edit: str) -> Came:
    code, why = str(given["code"]), reason(now, given)
    same = [one for one in now.case.amendments if one.code == code][-1:]
    if not any(one.kind == "restored" and one.why == why for one in same):
        restore(now.programme, now.id, code, why)
    return [Line(label("visit_said", "restored").format(code=code))], []


def _settle(now: Now, given: Given, edit: str) -> Came:
    kind, _, criterion = str(given["record"]).partition("/")
    if kind == effects.KIND:
        effects.settle(now, criterion, int(given["take"]), edit)
        return [Line(label("visit_said", "settled"), "good")], []
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
    why = reason(now, given)
    say_sample(now.programme, now.id, dossier, {"removed": why}, edit=edit, base=None)
    return [Line(label("visit_said", "sample_removed").format(dossier=dossier))], []


def _make(now: Now, given: Given, edit: str) -> Came:
    return make_paper(now, "minutes", label("file", "6"), draft=not now.act("minutes_agreed"))


def _print(now: Now, given: Given, edit: str) -> Came:
    return print_paper(now, "minutes", label("file", "6"))


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
