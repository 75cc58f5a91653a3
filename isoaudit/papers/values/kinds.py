"""The kinds of paper, as ``papers.toml`` lists them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from isoaudit.model import ActKind, Case, Line, Mode, Noun, PaperName, Text


class PaperKind(Noun):
    """One kind of paper: what it is for, how it is numbered and signed, what it rests on."""

    key: PaperName
    name: Line
    scope: Literal["year", "round", "inspection"]
    form: Mode | Literal["both"]
    symbol: Text
    """Abbreviation of the kind in the number (Decree 30/2020, Annex III, I); empty: a công văn, or no number."""
    heading: Literal["office", "team"]
    signed_by: Literal["office", "team", "both", "nobody"]
    law: Line
    """Where Circular 26/2014 asks for it."""
    official: Text = ""
    """The form of Annex I of the Circular; its text was not found, so the fields were drawn from the articles."""
    rests_on: tuple[ActKind, ...] = ()
    """Acts without which the paper is a DỰ THẢO."""
    always_draft: bool = False
    planned: bool = False
    """Whether it is about the plan, in which no ad hoc inspection stands (Article 34.1.c)."""
    judged: bool = False
    """Whether it says what was found."""
    file: Line
    """Name of its file, without the ending."""

    @property
    def spoken(self) -> str:
        """Its name within a sentence."""
        return self.name[:1].lower() + self.name[1:]

    def fits(self, case: Case) -> bool:
        """Whether it is made for inspections of this form and occasion."""
        return self.form in ("both", case.inspection.mode) and not self.leaves_out(case)

    def leaves_out(self, case: Case) -> bool:
        """Whether it is about the plan, and the inspection is not."""
        return self.planned and case.inspection.occasion == "ad_hoc"


@cache
def kinds() -> dict[PaperName, PaperKind]:
    """All kinds of paper, in the order of the law."""
    raw = tomllib.loads(files(__package__).joinpath("papers.toml").read_text(encoding="utf-8"))
    return {key: PaperKind.model_validate({"key": key, "file": key, **raw[key]}) for key in get_args(PaperName)}
