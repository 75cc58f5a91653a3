"""What to do about a refusal, said by what stands on the start page: whoever works there types no command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from isoaudit.errors import IsoAuditError, Problem
from isoaudit.form.page import Line
from isoaudit.wording import label, labels, sentence

_COMMAND = re.compile(r"\bisoaudit [a-z]|«?--[a-z]")


def here(said: Problem) -> Problem:
    """A problem with the remedy of the page; one that only a command mends is for whoever looks after the computer."""
    remedy = labels()["start_remedy"].get(said.code) or said.in_form or said.remedy
    if _COMMAND.search(remedy):
        remedy = label("start_said", "elsewhere").format(remedy=remedy)
    return replace(said, remedy=remedy, in_form=remedy)


def refused_here(problems: Iterable[Problem]) -> Iterator[Line]:
    """Problems as lines of the page."""
    for one in map(here, problems):
        yield Line(sentence(" ".join(filter(None, (one.what, one.remedy)))), "bad")


@contextmanager
def remedies_of_the_page() -> Iterator[None]:
    """Give what is refused inside the remedies of the page."""
    try:
        yield
    except IsoAuditError as error:
        error.problems = tuple(map(here, error.problems))
        raise
