"""A Word document is opened, measured, read and judged: the deviations, each with its place in the decree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from inspect import isfunction
from pathlib import Path

from isoaudit.errors import DocumentError, excerpt, problem
from isoaudit.office.word import open_document
from isoaudit.papers.decree30 import looks, signing, texts, whole
from isoaudit.papers.decree30.looks import Property, Scene
from isoaudit.papers.decree30.measure import Measuring
from isoaudit.papers.decree30.nouns import Deviation, Line, Report
from isoaudit.papers.decree30.parts import DISPATCH, OTHER, DocumentPart, read_parts
from isoaudit.papers.decree30.rules import Rule, decree
from isoaudit.papers.fields import names_a_field

_QUOTED = 60
_MARK = re.compile(r"\{\{[^{}]{1,200}\}\}|\{%[^{}]{1,200}%\}")
"""What may be one of a Word template: a value, a condition."""


def _properties() -> Mapping[str, Property]:
    """The functions a rule can name."""
    found: dict[str, Property] = {}
    for module in (looks, signing, texts, whole):
        found |= {
            name: function
            for name, function in vars(module).items()
            if isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
        }
    return found


PROPERTIES = _properties()


def check(path: Path) -> Report:
    """Everything in the document at ``path`` that is not as the decree wants it, in the order of the paper.

    Raises :class:`DocumentError` when it cannot be read (see :func:`isoaudit.office.word.open_document`), or is a
    template with marks yet to be filled (``DOCUMENT_005``).
    """
    measured = Measuring(open_document(path)).measured()
    mark = next((mark for line in measured.lines for mark in _MARK.findall(line.text) if names_a_field(mark)), None)
    if mark is not None:
        raise DocumentError(problem("DOCUMENT_005", str(path), mark=mark))
    parts = read_parts(measured)
    found: dict[tuple[str, str], tuple[int, Deviation]] = {}
    for scene in (Scene(part, parts, measured) for part in parts):
        for order, deviation in _deviations(scene):
            key = (deviation.rule, deviation.found)
            if key in found:
                first, said = found[key]
                found[key] = (first, _once_more(said))
            else:
                found[key] = (order, deviation)
    ordered = sorted(found.values(), key=lambda item: item[0])
    return Report(str(path), _kinds(parts), tuple(deviation for _, deviation in ordered))


def _deviations(scene: Scene) -> Iterator[tuple[int, Deviation]]:
    for rule in decree().rules:
        if not _applies(rule, scene.part):
            continue
        for line, found in PROPERTIES[rule.property](rule, scene):
            order = 0 if line is None else line.place.order
            yield order, _deviation(rule, scene, line, found)


def _applies(rule: Rule, part: DocumentPart) -> bool:
    if rule.parts and part.type not in rule.parts:
        return False
    return (not rule.only or part.kind in rule.only) and part.kind not in rule.not_for


def _deviation(rule: Rule, scene: Scene, line: Line | None, found: str) -> Deviation:
    label = decree().labels
    block = scene.block_of.get(id(line), rule.blocks[0])
    quote = "" if line is None else line.text
    return Deviation(
        rule=rule.id,
        note=rule.note,
        part=label[block],
        quote=excerpt(quote if len(quote) <= _QUOTED else quote[:_QUOTED].rstrip() + "…"),
        found=found,
        wanted=rule.wants,
        clause=f"{decree().source}, {rule.clause}",
    )


def _once_more(said: Deviation) -> Deviation:
    return replace(said, count=said.count + 1)


def _kinds(parts: list[DocumentPart]) -> str:
    named = {**decree().kinds, DISPATCH: "công văn", OTHER: "văn bản khác", "": "chưa rõ loại"}
    words = ["phụ lục" if part.type == "appendix" else named[part.kind] for part in parts]
    return ", ".join(dict.fromkeys(words))
