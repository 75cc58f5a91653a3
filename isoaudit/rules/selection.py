"""The short form of a checklist (phiếu rút gọn): which criteria an inspection asks when it is not the whole. Pure.

Circular 26/2014, Article 36, names 13 points and leaves to the inspecting unit by which questions it looks at each. A
short form asks fewer, of each point at least one; what it leaves out was not looked at, and no paper says it conforms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from isoaudit.model import POINTS, Agency, Case, Checklist, Criterion, Kind, Selection
from isoaudit.wording import unaccented

_WHOLE = ("", "day du", "toan bo")
"""What people write for the whole checklist, without accents."""


def selection_of(case: Case) -> Selection | None:
    """The short form an inspection is done by; nothing: the whole checklist."""
    return in_checklists((one.checklist for one in case.checklists), case.inspection.selection)


def in_checklists(checklists: Iterable[Checklist], id: str) -> Selection | None:
    """The short form of that id in the main checklist."""
    main = (one for one in checklists if not one.annex)
    return next((s for checklist in main for s in checklist.selections if id and s.id == id), None)


def left_out_by(case: Case) -> frozenset[str]:
    """The criteria of the main checklist that the short form of an inspection does not ask; nothing of an annex."""
    selection = selection_of(case)
    if selection is None:
        return frozenset()
    main = (one.checklist for one in case.checklists if not one.checklist.annex)
    return frozenset(c.id for checklist in main for c in checklist.criteria) - set(selection.criteria)


def may_use(selection: Selection, agency: Agency) -> bool:
    """Whether the short form is meant for this kind of agency."""
    return selection.kinds == "all" or agency.kind in selection.kinds


def named(selections: Iterable[Selection], typed: str) -> Selection | None:
    """The short form that a cell names by id or title, with or without the word phiếu: «Rút gọn», «rut-gon»."""
    key = _key(typed)
    return next((one for one in selections if key in (_key(one.id), _key(one.title))), None)


def is_whole(typed: str) -> bool:
    """Whether a cell names the whole checklist."""
    return _key(typed) in _WHOLE


def _key(text: str) -> str:
    words = " ".join(re.findall(r"[a-z0-9]+", unaccented(text.casefold())))
    return re.sub(r"^phieu (?:kiem tra )?", "", words)


def points_left(selection: Selection, criteria: Sequence[Criterion]) -> list[str]:
    """The points of Article 36 of which a short form asks nothing of some kind of agency it is meant for."""
    chosen = [one for one in criteria if one.id in selection.criteria]
    kinds: Sequence[Kind | None] = (None,) if selection.kinds == "all" else selection.kinds
    return [p for p in POINTS if not all(any(_asks(one, p, kind) for one in chosen) for kind in kinds)]


def _asks(criterion: Criterion, point: str, kind: Kind | None) -> bool:
    """Whether a criterion asks an agency of a kind about a point; without a kind: every agency."""
    return criterion.point == point and (criterion.kinds == "all" or (kind is not None and kind in criterion.kinds))
