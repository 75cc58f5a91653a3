"""What a chief of office would send back in the signers of ``isoaudit.toml`` (Decree 30/2020, Annex I, II.7). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from isoaudit.model import PaperName, Settings, Signer

Unusual = Literal["degree", "by_order", "no_position", "not_deputy", "deputy"]
"""Its words are in ``vi.toml``."""

_TITLES = (
    "GS|PGS|TSKH|TS|ThS|CN|KS|BS|LS|Giáo sư|Phó Giáo sư|Tiến s[ĩỹ]|Thạc s[ĩỹ]|Cử nhân|Kỹ sư|Bác sĩ|Luật sư|"
    "NGND|NGƯT|NSND"
)
_DEGREE = re.compile(rf"(?:{_TITLES})(?:[.,]|\s).*|.*,\s*(?:{_TITLES})\.?", re.IGNORECASE)
"""A degree or honorary title before the name, or after it behind a comma (II.7.c)."""
_NOT_BY_ORDER: tuple[PaperName, ...] = (
    "plan_submission",
    "december_submission",
    "plan_decision",
    "plan",
    "inspection_decision",
    "decision_amendment",
)
"""What binds the office itself, or goes to its superior: signed by the head or for the head, not by order."""


def unusual(settings: Settings) -> Iterator[tuple[Signer, Unusual, PaperName | None]]:
    """Each signer with what is unusual, and the paper it is unusual on. It is printed as typed."""
    for signer in settings.signers:
        form, position = signer.form.strip().upper(), signer.position.strip().casefold()
        if _DEGREE.fullmatch(signer.name.strip()):
            yield signer, "degree", None
        if form in ("KT.", "TL.", "TUQ.") and not position:
            yield signer, "no_position", None
        elif form == "KT." and not position.startswith(("phó", "quyền")):
            yield signer, "not_deputy", None
        elif form == "TL." and _is_deputy(signer, settings):
            yield signer, "deputy", None
        if form == "TL.":
            yield from ((signer, "by_order", name) for name in _NOT_BY_ORDER if _signs(signer, name, settings))


def _is_deputy(signer: Signer, settings: Settings) -> bool:
    """Whether the position is that of a deputy of the head, who signs KT."""
    office = settings.offices.get(signer.office)
    head = office.head.casefold() if office else ""
    return bool(head) and signer.position.strip().casefold() == f"phó {head}"


def _signs(signer: Signer, name: PaperName, settings: Settings) -> bool:
    """Whether this signer is the first of all who sign this paper."""
    of_the_unit = (one for one in settings.signers if one.unit == signer.unit)
    return next((one for one in of_the_unit if one.papers == "all" or name in one.papers), None) is signer
