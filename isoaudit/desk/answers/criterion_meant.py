"""Which criteria a row of results is about that names none: by its point of Article 36, by its words, by both.

What the words surely are is taken and said; where more than one could be meant a person is asked, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from isoaudit.model import Criterion
from isoaudit.rules.parts import points_of, resolved
from isoaudit.tables.results.likeness import nearest
from isoaudit.wording.contents import Content, contents_meant, said_lacking, words_of

FINDINGS = ("nonconforming", "observation")
_CODE = re.compile(r"\s*[A-Z]+\s?-?[0-9]|.*\b(?:điều|khoản|điểm)\s+(?:[0-9]|[a-zđ]\b)", re.IGNORECASE | re.DOTALL)
"""How the codes of criteria begin, and what cites the law."""
_IN_BRACKETS, _REQUIREMENT = re.compile(r"\(([^()]*)\)"), re.compile(r"(?<![0-9./])(?:10|[4-9])\.[0-9](?![0-9/])")
_NEAR = 0.25
"""The part of its pairs of words that a line of a point shares with the criterion it means."""
_OFFERED = 9
"""Criteria that are offered for words without a point."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a row of results says of what it is about."""

    point: str
    """As it is typed; empty: no point is named."""
    line: str
    """The words besides."""
    verdict: str
    found: str
    """What was seen, or is missing."""


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about: criteria, or whole points; else what it may be about."""

    criteria: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    """Points of which the row speaks as a whole: it holds for all their criteria that no row says otherwise of."""
    offered: tuple[Criterion, ...] = ()
    """The likeliest first; a person says which."""


def point_and_line(typed: str) -> tuple[str, str]:
    """A point, and the words of one line of it: «1.c: Chính sách chất lượng»; without words where it has none."""
    point, _, line = typed.partition(": ")
    return (point, line) if line and len(points_of(point)) == 1 else (typed, "")


def in_words(typed: str) -> bool:
    """Whether a text may be words that say what was looked at, and is no code of a criterion nor a point."""
    words = typed.split()
    return not points_of(point_and_line(typed)[0]) and not _CODE.match(typed) and sum(map(str.isalpha, words)) > 1


def about(told: Told, criteria: Sequence[Criterion]) -> About:
    """What a row is about among the criteria it can be answered by."""
    points = points_of(told.point)
    if (
        points
        and told.verdict in FINDINGS
        and (lacking := said_lacking(told.found, points)) in {c.id for c in criteria}
    ):
        return About((lacking,))
    ids = (resolved(told.point, criteria) or []) if points else [one.id for one in criteria]
    among = [one for one in criteria if one.id in ids]
    if points and not told.line:
        return _of_whole(tuple(points), told, among)
    meant = contents_meant(told.line, points)
    named = _named(meant.contents, among)
    if meant.sure and named:
        whole = tuple(content.point for content in meant.contents if content.point)
        if told.verdict not in FINDINGS:
            return About(tuple(one.id for one in named if one.point not in whole), whole)
        may_be = named if whole else [*named, *_named_also(meant.contents, among)]
        if len(may_be) == 1:
            return About((may_be[0].id,))
        return About(offered=_likeliest(told, may_be, among, bool(points)))
    if exact := _in_its_own_words(told.line, among) or _by_requirements(told.line, among if points else ()):
        return About((exact,))
    near = nearest(told.line, [one.question for one in among], _NEAR) if points else None
    if near is not None and told.verdict not in FINDINGS:
        return About((among[near].id,))
    first = [*named, *([among[near]] if near is not None else [])]
    return About(offered=_likeliest(told, first, among, bool(points)))


def _of_whole(points: tuple[str, ...], told: Told, among: Sequence[Criterion]) -> About:
    """A whole point: what is met holds for all of it, of a finding somebody must say which criterion."""
    if told.verdict not in FINDINGS:
        return About(points=points)
    if len(among) == 1:
        return About((among[0].id,))
    return About(offered=tuple(_ranked(told, among)))


def _named(contents: Sequence[Content], among: Sequence[Criterion]) -> list[Criterion]:
    """The criteria that contents are about, of whole points all."""
    ids = [id for content in contents for id in content.criteria]
    points = {content.point for content in contents if content.point}
    by_id = {one.id: one for one in among}
    found = [by_id[id] for id in dict.fromkeys(ids) if id in by_id]
    return [*found, *(one for one in among if one.point in points and one not in found)]


def _named_also(contents: Sequence[Content], among: Sequence[Criterion]) -> list[Criterion]:
    return [one for one in among if any(one.id in content.also for content in contents)]


def _in_its_own_words(line: str, among: Sequence[Criterion]) -> str:
    """The criterion whose question or requirement a line is, word by word; empty: none, or several."""
    words = words_of(line)
    found = [one.id for one in among if words and words in (words_of(one.question), words_of(one.requirement))]
    return found[0] if len(found) == 1 else ""


def _by_requirements(line: str, among: Sequence[Criterion]) -> str:
    """The one criterion of a point that looks at just the requirements of the standard that a line names in brackets,
    «Bối cảnh, các bên quan tâm, rủi ro (4.1, 4.2, 6.1)»; empty: none, several, or a single requirement, which many
    look at."""
    said = {clause for words in _IN_BRACKETS.findall(line) for clause in _REQUIREMENT.findall(words)}
    found = [one.id for one in among if said == set(one.iso_9001_2015)]
    return found[0] if len(found) == 1 < len(said) else ""


def _likeliest(
    told: Told, first: Sequence[Criterion], among: Sequence[Criterion], of_a_point: bool
) -> tuple[Criterion, ...]:
    """What is offered: those that are named, in the order of what was found, then the others that are near."""
    ids = list(dict.fromkeys(one.id for one in first))
    by_id = {one.id: one for one in among}
    ranked = _ranked(told, among)
    ours = [one for one in ranked if one.id in ids] if len(ids) > 1 else [by_id[id] for id in ids]
    rest = [one for one in ranked if one.id not in ids]
    if not of_a_point:
        points = {by_id[id].point for id in ids}
        rest = sorted((one for one in rest if _share(told, one) > 0), key=lambda one: one.point not in points)
    return tuple([*ours, *rest] if of_a_point else [*ours, *rest][: max(_OFFERED, len(ours))])


def _ranked(told: Told, among: Sequence[Criterion]) -> list[Criterion]:
    """Criteria by how much of what a row says stands in what each asks for; in their order where it is as much."""
    return sorted(among, key=lambda one: -_share(told, one))


def _share(told: Told, one: Criterion) -> int:
    """How many pairs of words of a row stand in what a criterion asks for; names of contents in it count most."""
    theirs = {pair for text in (one.question, one.requirement, one.gap_hint) for pair in pairwise(words_of(text))}
    ours = {*pairwise(words_of(told.line)), *pairwise(words_of(told.found))}
    named = contents_meant(told.found).contents
    beyond = told.verdict == "nonconforming" and one.worst == "observation"  # the law carries no more than that here
    return len(ours & theirs) + 2 * any(one.id in content.criteria for content in named) - 2 * beyond
