"""The kinds of paper: one file each beside this module, ``100_minutes.toml``, with all that is known of it as data.

The number in the name puts the papers in the order of Circular 26/2014/TT-BKHCN, Articles 34 to 39; what follows is the
key, which is also the name of the template and of its text in ``tools/papers``. The fields of the template
(``fields``, ``shared_fields``) are read by :mod:`isoaudit.papers.fields`, everything else is a :class:`PaperKind`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from isoaudit.model import ActKind, Case, Line, Mode, Noun, PaperName, Text, paper_files
from isoaudit.rules.corrective import to_report_on

_OF_THE_TEMPLATE = ("fields", "shared_fields")


class PaperKind(Noun):
    """One kind of paper: what it is for, how it is numbered and signed, what it rests on."""

    key: PaperName
    name: Line
    """In Vietnamese, as a heading."""
    scope: Literal["year", "round", "inspection"]
    """``year``: one for all inspections; ``round``: one for each round; ``inspection``: one for each inspection."""
    by_unit: bool = False
    """Of the year: one for each inspecting unit, as it goes to the agencies; else it is the programme's own."""
    of_units: bool = False
    """Of the year: whether one inspecting unit has one of its own as well, on its inspections alone."""
    form: Mode | Literal["both"]
    """The inspections it is made for."""
    symbol: Text
    """Abbreviation of the kind in the number (Decree 30/2020, Annex III, I); empty: a công văn, or no number."""
    heading: Literal["office", "team"]
    """``office``: cơ quan ban hành; ``team``: Đoàn kiểm tra, with its own series of numbers."""
    signed_by: Literal["office", "team", "both", "nobody"]
    """``office``: as ``isoaudit.toml`` says; ``team``: the leader; ``both``: the leader and the agency."""
    law: Line
    """Where Circular 26/2014 asks for it."""
    official: Text = ""
    """The form of Annex I of the Circular; its text was not found, so the fields were drawn from the articles."""
    rests_on: tuple[ActKind, ...] = ()
    """Acts without which the paper is a DỰ THẢO."""
    always_draft: bool = False
    """Whether somebody else is to issue it."""
    planned: bool = False
    """Whether it is about the plan, in which no ad hoc inspection stands (Article 34.1.c)."""
    judged: bool = False
    """Whether it says what was found, so that the rules must have let the inspection pass."""
    of_findings: bool = False
    """Whether it is about what the agency is to correct, so that there is none where nothing is."""
    by_member: bool = False
    """Whether it has a part for each member of the team, which can be made alone."""
    counted: bool = False
    """Whether it is made of the figures of a year (:mod:`isoaudit.rules.year_report`), and not of each case."""
    on_letter: bool = False
    """Whether it is about a letter that was issued (Decree 30/2020, Article 18.4-5)."""
    signed_like: PaperName | Literal[""] = ""
    """The paper whose signer signs this one where the settings name none for it."""
    collective: bool = False
    """Whether a people's committee issues it as a whole: TM., unless the settings name a signer of just this paper."""
    file: Line
    """Name of its file, without the ending, where that is not its key."""
    drawn_from: Line
    """What its fields were drawn from, for ``docs/papers.md``."""
    values_from: Line
    """Module of ``isoaudit/papers/values`` and the function in it that gives its values: ``visit:minutes``."""

    @property
    def spoken(self) -> str:
        """Its name within a sentence."""
        return self.name[:1].lower() + self.name[1:]

    @property
    def of_the_programme(self) -> bool:
        """Whether it is the programme's own, whichever units inspect: the plan."""
        return self.scope == "year" and not self.by_unit

    def fits(self, case: Case) -> bool:
        """Whether it is made for inspections of this form and occasion, and there is anything it could say."""
        fits = self.form in ("both", case.inspection.mode) and not self.leaves_out(case)
        return fits and not self.lacks_findings(case)

    def lacks_findings(self, case: Case) -> bool:
        """Whether it is about what is to be corrected, and nothing is; on site: or the minutes are not closed yet."""
        return self.of_findings and not to_report_on(case)

    def leaves_out(self, case: Case) -> bool:
        """Whether it is about the plan, and the inspection is not."""
        return self.planned and case.inspection.occasion == "ad_hoc"


@cache
def tables() -> Mapping[PaperName, Mapping[str, Any]]:
    """The files as they are, by key, in the order of the law."""
    return {key: tomllib.loads(file.read_text(encoding="utf-8")) for key, file in paper_files().items()}


@cache
def kinds() -> dict[PaperName, PaperKind]:
    """All kinds of paper, in the order of the law."""
    return {key: PaperKind.model_validate({"key": key, "file": key, **_of_the_kind(key)}) for key in tables()}


def _of_the_kind(key: PaperName) -> dict[str, Any]:
    return {name: value for name, value in tables()[key].items() if name not in _OF_THE_TEMPLATE}
