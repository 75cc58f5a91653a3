"""Whose turn it is in an inspection, by which article, and what to type to get on. Pure.

A new next step of :data:`isoaudit.rules.standing.Next` gets a row in :data:`STEPS`, and nothing else here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from isoaudit.model import Citation, Inspection, Mode
from isoaudit.rules.acts import ORDER, RULES
from isoaudit.rules.in_force import ON_LETTERS
from isoaudit.rules.standing import Standing
from isoaudit.wording import label, labels
from isoaudit.wording.rounds import round_words

Turn = Literal["team", "unit", "secretary", "signer", "agency"]
"""Who acts next; the words are in ``vi.toml``."""
RESTS: Mapping[str, str] = {"waiting_for_correction": "wait", "form_changed": "none", "cancelled": "none"}
"""What is said of a state in which the unit has nothing to do: it is the agency's turn, or nobody's; of all others
``keep``."""
_TAKES = ("tell", "import", "review_in", "arrive", "form")
_PLAIN = re.compile(r"[\w ./-]+")
"""A round that may stand in quotation marks on any command line."""
_ABOUT = "SỐ_VĂN_BẢN"
"""Where the number of a letter is to be filled in."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line to be copied to the command line; NGÀY, SỐ, TỆP in it are to be filled in."""

    words: str
    """What it does."""
    line: str
    takes: bool
    """Whether it takes the step; else it prepares it, or belongs to it."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a next step is done."""

    who: Turn
    clause: Citation
    """From which it follows whose turn it is."""
    commands: tuple[tuple[str, str], ...] = ()
    """Code of the words and what follows ``isoaudit``, what prepares the step first. ``{id}`` is the inspection,
    ``{round}`` its round or, where it has none, the inspection; ``{about}`` the number of the letter it is about."""


def _tt26(article: int, clause: int | None = None, point: str | None = None) -> Citation:
    return Citation(document="TT26/2014", article=article, clause=clause, point=point)


_TURNS: dict[str, Turn] = {
    "plan_approved": "unit",  # the unit draws the plan up and submits it (Article 34.1.b)
    "ad_hoc_required": "unit",
    "report_received": "agency",
    "programme_made": "team",
    "announced": "team",
    "minutes_agreed": "team",
    "minutes_signed": "team",
    "minutes_unsigned": "team",
    "team_reported": "team",
    "correction_reported": "agency",
}
"""Whose turn it is where an act comes next; every other act is a paper of the unit, which somebody signs."""
PAPERS: Mapping[str, str] = {
    "plan_approved": "plan",
    "requested": "report_request",
    "reminded": "report_reminder",
    "decided": "inspection_decision {round}",
    "decision_amended": "decision_amendment {round}",
    "programme_made": "inspection_programme {id}",
    "announced": "announcement_minutes {id}",
    "minutes_signed": "minutes {id}",
    "team_reported": "team_report {id}",
    "notice_issued": "notice {id}",
    "correction_requested": "correction_request {id}",
    "correction_reminded": "correction_reminder",
    "review_notified": "review_notice {id}",
    "not_accepted": "not_accepted {id}",
    "letter_corrected": "letter_correction {id}",
    "letter_revoked": "letter_revocation {id}",
}
"""The paper of an act, as ``isoaudit paper`` makes it."""
_REPLACED = "record letter_replaced {id} --of {about} --on NGÀY --number SỐ"
_FIELDS = {
    "issued": " --number SỐ",
    "approved": " --number SỐ",
    "incoming": " --number SỐ --arrived NGÀY_ĐẾN",
    "minutes": "",
    "": "",
}
"""What is recorded of an act besides its day, by what shows it."""


def _tell(act: str, whose: str = "{id}") -> str:
    fields = next(_FIELDS[rule.paper] for kind, rule in RULES.items() if kind == act)
    of = " --of {about}" if act in ON_LETTERS else ""
    return f"record {act} {whose}{of} --on NGÀY{fields}"


def _acts() -> Iterator[tuple[str, Way]]:
    """The row of each act, from the table of acts (:data:`isoaudit.rules.acts.RULES`)."""
    for act in ORDER:
        whose = "--all" if act in ("plan_approved", "results_reported", "december_reported") else "{id}"
        make = (("make", f"paper {PAPERS[act]}"),) if act in PAPERS else ()
        words = "arrive" if RULES[act].paper == "incoming" else "tell"
        yield act, Way(_TURNS.get(act, "signer"), RULES[act].clause, (*make, (words, _tell(act, whose))))


_ARRIVED = ("arrive", "receive {id} --number SỐ --dated NGÀY --arrived NGÀY_ĐẾN --file TỆP")
_OPENED = ("review", "open {id} --review")
_REVIEWS = (("review_table", "review export {id}"), ("review_in", "review import TỆP"))
_REMINDED = (("make", "paper correction_reminder"), ("tell", _tell("correction_reminded")), _ARRIVED)
_AGAIN = (_ARRIVED, ("make", "paper correction_reminder"))
_ANSWERS = (("export", "answers export {id}"), ("import", "answers import TỆP"))
_REMIND = (("make", "paper report_reminder"), ("tell", _tell("reminded")), ("arrive", _tell("report_received")))
STEPS: Mapping[str, Way] = {
    **dict(_acts()),
    "answers": Way("team", _tt26(37, 2, "a"), (("open", "open {id}"), *_ANSWERS)),
    # By record there is no team: the unit itself looks at the report.
    "answers by_record": Way("unit", _tt26(37, 1, "a"), _ANSWERS),
    "remind": Way("secretary", _tt26(35, 2), _REMIND),
    "remind_correction": Way("secretary", _tt26(37, 2, "c"), _REMINDED),
    "remind_correction by_record": Way("secretary", _tt26(37, 1, "a"), _REMINDED),
    "replies": Way("secretary", _tt26(37, 2, "c"), (_OPENED, ("form", "receive {id} --form PHIẾU"))),
    "review": Way("unit", _tt26(37, 2, "d"), (_OPENED, *_REVIEWS)),
    "wait_again": Way("agency", _tt26(37, 2, "d"), (_ARRIVED,)),
    "wait_evidence": Way("agency", _tt26(37, 2, "d"), (_ARRIVED,)),
    "wait_completion": Way("agency", _tt26(37, 2, "c"), (_ARRIVED,)),
    "remind_completion": Way("secretary", _tt26(37, 2, "c"), _REMINDED),
    "wait_reminded": Way("agency", _tt26(37, 2, "c"), _AGAIN),
    "wait_reminded by_record": Way("agency", _tt26(37, 1, "a"), _AGAIN),
    # Whoever revoked a letter that the circular asks for owes the agency another one.
    "replace_revoked": Way("signer", _tt26(37, 2, "c"), (("make", "paper notice {id}"), ("tell", _REPLACED))),
    "replace_revoked by_record": Way(
        "signer", _tt26(37, 1, "a"), (("make", "paper correction_request {id}"), ("tell", _REPLACED))
    ),
    "wait": Way("agency", _tt26(37, 2, "c"), (_ARRIVED,)),
    "wait by_record": Way("agency", _tt26(37, 1, "a"), (_ARRIVED,)),
    "none": Way("unit", _tt26(34, 1, "b"), (("show", "status {id}"),)),
    "keep": Way(
        "secretary", _tt26(39), (("make", "paper file_index {id}"), ("archive", "archive {id} -o ho-so-{id}.zip"))
    ),
}
"""Each next step; ``wait`` and ``keep`` where there is none. A row that ends in a form of inspection is of it only."""
_OTHER = Way("unit", _tt26(37), (("show", "status {id}"),))
"""What is said of a step that has no row yet; a test looks that none is without."""


def step_of(stands: Standing) -> str:
    """The next step as :data:`STEPS` knows it: where there is none, whether something is waited for."""
    return stands.next or RESTS.get(stands.stage, "keep")


def way_of(stands: Standing, mode: Mode) -> Way:
    """Whose turn it is and what to type, in a form of inspection."""
    step = step_of(stands)
    return STEPS.get(f"{step} {mode}") or STEPS.get(step) or _OTHER


def commands_of(stands: Standing, inspection: Inspection) -> tuple[Command, ...]:
    """What to copy: what prepares the next step, then what takes it."""
    named = round_words(inspection.round)
    of_round = f'--round "{named}"' if named and _PLAIN.fullmatch(named) else inspection.id
    about = stands.about if _PLAIN.fullmatch(stands.about) else ""
    places = {"id": inspection.id, "round": of_round, "about": f'"{about}"' if " " in about else about or _ABOUT}
    return tuple(
        Command(label("command", words), f"isoaudit {line.format(**places)}", words in _TAKES)
        for words, line in way_of(stands, inspection.mode).commands
    )


def settle_of(inspection: Inspection) -> Command:
    """What to copy where answers contradict each other and nobody decided between them."""
    return Command(label("command", "settle"), f"isoaudit answers settle {inspection.id}", takes=False)


def effects_of(inspection: Inspection) -> Command:
    """What to copy where nobody has said yet whether the correction of earlier findings is effective."""
    return Command(label("command", "effects"), f"isoaudit effects export {inspection.id}", takes=False)


def reading_of(inspection: Inspection, paper: str) -> Command:
    """What to copy where a paper waits for a second reader (the office's own rule)."""
    line = f'isoaudit review-letters {inspection.id} {paper} --reader "HỌ TÊN" --agree'
    return Command(label("command", "read"), line, takes=False)


def next_in_words(stands: Standing) -> str:
    """The next step as a person reads it."""
    step = step_of(stands)
    return {**labels()["act"], **labels()["next"], **labels()["rests"]}[step]
