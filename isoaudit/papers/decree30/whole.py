"""Properties of a whole paper: pages, what is there at all. Each says what departs from a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isoaudit.papers.decree30.looks import Found, Scene
from isoaudit.papers.decree30.nouns import Section
from isoaudit.papers.decree30.parts import DISPATCH
from isoaudit.papers.decree30.rules import Rule


def _sections(scene: Scene) -> list[tuple[str, Section]]:
    """The sections with how they are called; said once a document, with its first part."""
    if scene.part is not scene.parts[0]:
        return []
    sections = scene.measured.sections
    return [("" if len(sections) == 1 else f"phần {n}: ", section) for n, section in enumerate(sections, 1)]


def page_paper(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The size of the paper, either way round."""
    near = rule.values["tolerance"]
    for name, section in _sections(scene):
        sides = sorted((section.width, section.height))
        if abs(sides[0] - rule.values["width"]) > near or abs(sides[1] - rule.values["height"]) > near:
            yield None, f"{name}khổ giấy {section.width:.0f} x {section.height:.0f} mm"


def page_orientation(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Upright; with a table it may lie."""
    for number, (name, section) in enumerate(_sections(scene)):
        if section.landscape and number not in scene.measured.tables:
            yield None, f"{name}trang nằm ngang"


def page_margin(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A margin from ``min`` to ``max`` mm; of pages that lie it is not said which side is which."""
    near = rule.values["tolerance"]
    for name, section in _sections(scene):
        value = getattr(section, rule.values["side"])
        if not section.landscape and not rule.values["min"] - near <= value <= rule.values["max"] + near:
            yield None, f"{name}{rule.values['words']} {value:.1f} mm".replace(".", ",")


def page_number_present(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A paper that surely has several pages has page numbers."""
    sections = [section for _, section in _sections(scene)]
    if sections and scene.measured.pages > 1 and not any(s.numbers or s.numbers_below for s in sections):
        yield None, "không có số trang"


def page_number_above(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Page numbers are in the top margin."""
    if any(section.numbers_below for _, section in _sections(scene)):
        yield None, "số trang ở chân trang"


def page_number_first(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The first page shows no number."""
    for _, section in _sections(scene)[:1]:
        if section.numbers_on_first:
            yield None, "số trang hiển thị ở trang thứ nhất"


def page_number_arabic(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Arabic numerals; the first page is 1."""
    for number, (name, section) in enumerate(_sections(scene)):
        if section.number_format != "decimal" and (section.numbers or section.numbers_below):
            yield None, f"{name}số trang không phải chữ số Ả Rập"
        elif number == 0 and section.start not in (None, 1) and section.numbers:
            yield None, f"số trang bắt đầu từ {section.start}"


def present(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The block is there."""
    if not scene.lines(rule):
        yield None, "không có"


def absent(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The block is not there."""
    for line in scene.lines(rule):
        yield line, "có dòng này"


def at_least(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The block is there so many times."""
    count = len(scene.lines(rule))
    if count < rule.values["min"]:
        yield None, f"có {count}"


def title_present(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The paper says what it is; a công văn lacking its subject is another rule's."""
    if not scene.lines(rule) and scene.part.kind != DISPATCH:
        yield None, "không nhận ra"


def closing(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The last paragraph of the body ends in ``./.``; after a table it cannot be said where."""
    items = [item for item in scene.part.items if item[0] != "typed_line"]
    if not items or items[-1][0] == "cell":
        return
    line = items[-1][1]
    if not re.search(r"\./\.$", line.text):
        yield line, f"kết thúc bằng «{line.text[-3:].strip()}»"


def appendices_numbered(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Of several appendices each has a number."""
    several = sum(part.type == "appendix" for part in scene.parts) > 1
    for line in scene.lines(rule):
        if several and not re.search(r"(?i)phụ lục (?:số )?[ivxlc\d]+", line.text):
            yield line, "không có số thứ tự"
