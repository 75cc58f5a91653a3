"""What happens in the inspection as records of the form: what was recorded, and the buttons that record or undo it."""

from __future__ import annotations

from isoaudit.books.doing import why_field
from isoaudit.books.now import on
from isoaudit.form.page import Action, Fact, Record
from isoaudit.model import ActKind
from isoaudit.rules.acts import needs
from isoaudit.rules.visit import visit
from isoaudit.visit import conflicts
from isoaudit.visit.now import Now
from isoaudit.wording import label, sentence

KIND = "act"


def of_act(now: Now, kind: ActKind, *actions: Action, instead: ActKind | None = None) -> Record:
    """An act as a record: what was recorded of it, how it is recorded; ``instead``: one that leaves no room for it."""
    act = now.act(kind)
    told = sentence(on(act)) if act else label("visit_said", "instead" if instead else "not_yet")
    files = (act.file,) if act and act.file else ()
    said = Fact(label("visit_field", "recorded"), told, "good" if act else "quiet" if instead else "note", files)
    clause = sentence(now.clause(kind))
    facts = (said, *conflicts.facts(now, "act", f"{now.id}/{kind}"))
    return Record(f"{KIND}/{kind}", label("act", kind), reference=clause, facts=facts, actions=actions)


def why_not(now: Now, kind: ActKind) -> str:
    """Why an act cannot be recorded (again); empty: it can."""
    act = now.act(kind)
    if act:
        return label("visit_said", "recorded_already").format(what=on(act))
    return now.why_not(kind)


def last_day(now: Now) -> str:
    """The day that an act at the end of the visit most likely has: its last day, where that has come."""
    end = visit(now.inspection)[1]
    return (end if end and end < now.day else now.day).isoformat()


def take_back(now: Now, kind: ActKind, words: str) -> tuple[Action, ...]:
    """Take back an act that was recorded by mistake, while nothing rests on it; no button where none was recorded."""
    if now.act(kind) is None:
        return ()
    confirm = label("visit_confirm", f"take_back_{kind}")
    shut = _why_not_take_back(now, kind)
    return (Action("take_back", words, (why_field(),), {"act": kind}, confirm=confirm, tone="bad", disabled=shut),)


def _why_not_take_back(now: Now, kind: ActKind) -> str:
    later = next((act for act in now.case.acts if kind in _rests_on(now, act.kind)), None)
    return label("visit_said", "rested_on").format(act=label("act", later.kind)) if later else ""


def _rests_on(now: Now, kind: ActKind) -> set[ActKind]:
    return {one for several in needs(now.inspection, kind) for one in several}
