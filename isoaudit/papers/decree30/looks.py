"""Properties that are seen: letters, places, distances, drawn lines. Each says what departs from a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from isoaudit.papers.decree30.heads import parts_by_tab
from isoaudit.papers.decree30.nouns import Line, Measured, Run
from isoaudit.papers.decree30.parts import DocumentPart
from isoaudit.papers.decree30.rules import Rule
from isoaudit.papers.decree30.words import is_typed_line, is_upper

Found = tuple[Line | None, str]
"""The line, or None for the paper as a whole; what was found there."""


@dataclass(frozen=True)
class Scene:
    """A part of a document, with the rest around it."""

    part: DocumentPart
    parts: list[DocumentPart]
    measured: Measured

    @cached_property
    def block_of(self) -> dict[int, str]:
        """The block each line is in, by the identity of the line."""
        return {id(line): name for name, lines in reversed(self.part.blocks.items()) for line in lines}

    def lines(self, rule: Rule) -> list[Line]:
        """The lines of the blocks a rule is for, in order."""
        names = self.part.blocks if rule.blocks == ("every",) else rule.blocks
        found = [line for name in names if name != "typed_line" for line in self.part.blocks.get(name, [])]
        if "page_number" in rule.blocks and self.part is self.parts[0]:
            found += [line for section in self.measured.sections for line in section.numbers]
        return sorted(found, key=lambda line: line.place.order)


Property = Callable[[Rule, Scene], Iterator[Found]]
_ALIGN = {"left": "canh trái", "right": "canh phải", "center": "canh giữa", "both": "canh đều hai lề"}
_NEAR = 8
"""Lines within which a drawn line can belong to a block that stands elsewhere."""
_SINGLE = 1.15
"""The height of a single line of Times New Roman, in its size."""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def size(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The letters are between ``min`` and ``max`` points."""
    least, most = rule.values["min"], rule.values["max"]
    for line in scene.lines(rule):
        wrong = dict.fromkeys(_number(run.size) for run in line.shown if not least <= run.size <= most)
        if wrong:
            yield line, "cỡ chữ " + ", ".join(wrong)


def bold(rule: Rule, scene: Scene) -> Iterator[Found]:
    """All letters are bold, or none."""
    for line in scene.lines(rule):
        if any(run.bold is not rule.values["value"] for run in line.shown if _has_letters(run)):
            yield line, "chữ không đậm" if rule.values["value"] else "chữ đậm"


def italic(rule: Rule, scene: Scene) -> Iterator[Found]:
    """All letters are italic, or none."""
    for line in scene.lines(rule):
        if any(run.italic is not rule.values["value"] for run in line.shown if _has_letters(run)):
            yield line, "chữ đứng" if rule.values["value"] else "chữ nghiêng"


def all_italic(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Not the whole paragraph is italic; a word in it may be."""
    for line in scene.lines(rule):
        if line.shown and all(run.italic for run in line.shown):
            yield line, "chữ nghiêng"


def all_bold(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Not the whole paragraph is bold; a short one may be a heading."""
    for line in scene.lines(rule):
        if len(line.text) > 150 and all(run.bold for run in line.shown):
            yield line, "chữ đậm"


def _has_letters(run: Run) -> bool:
    return any(sign.isalnum() for sign in run.text)


def prefix_bold(rule: Rule, scene: Scene) -> Iterator[Found]:
    """What the pattern ``prefix`` finds at the beginning is bold; what a list numbers is not looked at."""
    for line in scene.lines(rule):
        found = re.match(rule.values["prefix"], line.text)
        if line.label or not found:
            continue
        left = len(found[0])
        for run in line.seen:
            if left > 0 and _has_letters(run) and not run.bold:
                yield line, "chữ không đậm"
                break
            left -= len(run.text)


def letters(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Capitals (``upper``) or not (``normal``); shorter than ``least`` is not judged."""
    upper = rule.values["value"] == "upper"
    for line in scene.lines(rule):
        text = re.sub(r"^[IVXLC]+[.)/] ?", "", line.text)
        if sum(sign.isalpha() for sign in text) < max(3, rule.values.get("least", 0)):
            continue
        if is_upper(text) is not upper:
            yield line, "chữ in thường" if upper else "chữ in hoa"


def font(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The fonts of all letters are ``allowed``."""
    allowed = {name.lower() for name in rule.values["allowed"]}
    for line in scene.lines(rule):
        used: dict[str, None] = {}
        for run in line.shown:
            signs = {sign > "\x7f" for sign in run.text if sign.isalnum()}
            used |= dict.fromkeys(run.fonts[accented] for accented in sorted(signs))
        wrong = [name for name in used if name and name.strip().lower() not in allowed]
        if wrong:
            yield line, "phông chữ " + ", ".join(wrong)


def colour(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The colours of all letters are ``allowed``."""
    for line in scene.lines(rule):
        wrong = [run.colour for run in line.shown if run.colour not in rule.values["allowed"] and _has_letters(run)]
        if wrong:
            yield line, f"chữ màu khác (mã màu {wrong[0]})"


def align(rule: Rule, scene: Scene) -> Iterator[Found]:
    """How lines are aligned; where it cannot be known nothing is said."""
    for line in scene.lines(rule):
        if line.align is not None and line.align not in rule.values["allowed"]:
            yield line, _ALIGN.get(line.align, line.align)


def justified(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Justified; a single line looks the same when it is only aligned left."""
    for line in scene.lines(rule):
        one_line = line.long + line.start < line.width * 0.97
        if line.align in (None, "both") or (line.align == "left" and one_line) or line.place.table is not None:
            continue
        yield line, _ALIGN.get(line.align, line.align)


def start(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Where the first letter of a paragraph stands: one of ``allowed``, in mm from the margin."""
    seen: set[int] = set()
    for line in scene.lines(rule):
        if line.place.paragraph in seen or line.place.table is not None or line.align is None:
            continue
        seen.add(line.place.paragraph)
        if line.align in ("center", "right"):
            continue  # said by its alignment
        if all(abs(line.start - place) > rule.values["tolerance"] for place in rule.values["allowed"]):
            yield line, f"chữ đầu dòng cách lề {_number(line.start / 10)} cm"


def gap(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The space between a paragraph and the one right before it, both of these blocks: at least ``min`` points."""
    ours = {line.place.order for line in scene.lines(rule)}
    for before, line in zip(scene.part.lines, scene.part.lines[1:], strict=False):
        if before.place.order not in ours or line.place.order not in ours:
            continue
        if before.place.paragraph == line.place.paragraph or line.place.table is not None:
            continue
        close = before.style == line.style
        after = 0.0 if before.contextual and close else before.after
        space = after + (0.0 if line.contextual and close else line.before)
        if space < rule.values["min"] - 0.05:
            yield line, f"cách đoạn trên {_number(space)}pt"


def gap_above(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The space between the first line and the line of text above it in its cell: at least ``min`` points."""
    first = next(iter(scene.lines(rule)), None)
    if first is None or first.place.table is None:
        return
    cell = [
        line
        for line in scene.part.lines
        if (line.place.table, line.place.row, line.place.column)
        == (first.place.table, first.place.row, first.place.column)
    ]
    above = [line for line in cell if line.place.order < first.place.order]
    if not above or not above[-1].text:
        return
    if above[-1].place.paragraph == first.place.paragraph:
        yield first, "cách dòng trên 0pt"
        return
    space = above[-1].after + first.before
    if space < rule.values["min"] - 0.05:
        yield first, f"cách dòng trên {_number(space)}pt"


def spacing(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Between the lines of a paragraph: from ``min`` to ``max`` single lines."""
    for line in scene.lines(rule):
        if line.spacing is None or not line.shown:
            continue
        kind, value = line.spacing
        single = _SINGLE * max(run.size for run in line.shown)
        lines = value / 12 if kind == "auto" else value / single
        if kind == "atLeast":
            lines = max(lines, 1.0)
        if not rule.values["min"] <= lines <= rule.values["max"]:
            yield line, f"giãn dòng {_number(lines)}" if kind == "auto" else f"giãn dòng {_number(value)}pt"


def _usual(run: Run) -> bool:
    """Whether the size is one the body may have: others are said by their own rule."""
    return 13 <= run.size <= 14


def same_size(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The letters are as large as most of another block's."""
    counted: dict[float, int] = {}
    for line in scene.part.blocks.get(rule.values["other"], []):
        for run in (run for run in line.shown if _usual(run)):
            counted[run.size] = counted.get(run.size, 0) + len(run.text)
    if not counted:
        return
    usual = max(counted, key=lambda key: counted[key])
    for line in scene.lines(rule):
        wrong = [run.size for run in line.shown if run.size != usual and _usual(run)]
        if wrong:
            yield line, f"cỡ chữ {_number(wrong[0])}, lời văn cỡ {_number(usual)}"


def right_side(rule: Rule, scene: Scene) -> Iterator[Found]:
    """In the last column of its row, where there are columns."""
    for line in scene.lines(rule)[:1]:
        if line.place.columns > 1 and line.place.column == 0:
            yield line, "ở bên trái"


def same_row(rule: Rule, scene: Scene) -> Iterator[Found]:
    """In the row of a table in which another block is."""
    others = scene.part.blocks.get(rule.values["other"], [])
    for line in scene.lines(rule)[:1]:
        rows = {other.place.row for other in others if other.place.table == line.place.table}
        if line.place.table is not None and rows and line.place.row not in rows:
            yield line, "không cùng hàng"


def after_block(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Below another block."""
    above = scene.part.blocks.get(rule.values["above"], [])
    for line in scene.lines(rule)[:1]:
        if above and line.place.order < above[0].place.order:
            yield line, "ở trên"


# --- drawn lines ----------------------------------------------------------------------------------------------------


def drawn_line(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A line is drawn below the block, from ``min`` to ``max`` as long as its text; an unknown length is not judged."""
    lines = scene.lines(rule)
    if not lines:
        return
    enclosed = scene.part.blocks.get("enclosed", []) if rule.blocks == ("subject",) else []
    found = _line_below(lines, scene)
    if found is None and enclosed:
        below = _line_below(enclosed, scene)
        found = None if below is None else (None, below[1])  # as long as which of the two, the decree does not say
    if found is None:
        if not _shape_near(lines, scene):
            yield lines[-1], "không có đường kẻ"
        return
    length, words = found
    if words:
        yield lines[-1], words
    elif length is not None:
        shortest, longest = _plausible(lines)
        if longest and not rule.values["min"] * shortest * 0.94 <= length <= rule.values["max"] * longest * 1.06:
            ratio = length / longest
            yield lines[-1], f"đường kẻ dài {length:.0f} mm, bằng {_number(round(ratio, 2))} dòng chữ"


def _plausible(lines: list[Line]) -> tuple[float, float]:
    """How long a line of the text can be on paper, at the least and at the most."""
    shortest, longest = [], []
    for line in lines:
        rows = max(1, -int(-line.long // max(line.width, 1.0)))
        shortest.append(line.long if rows == 1 else line.long / rows * 0.8)
        longest.append(min(line.long, line.width))
    return min(shortest), max(longest)


def _line_below(lines: list[Line], scene: Scene) -> tuple[float | None, str] | None:
    """The length of the line below a block (None: unknown), and what is wrong with its kind; None: there is none."""
    last = lines[-1]
    if "bottom" in last.borders:
        return last.width, ""
    for line in (*lines, *_following(last, scene)):
        if line.drawn:
            return line.drawn[0], ""
        if line.place.order > last.place.order:
            if line.borders and not line.text:
                return line.width, ""
            if is_typed_line(line.text):
                return (
                    (None, "") if set(line.text) <= {"_", " "} else (None, "đường kẻ gõ bằng dấu, không phải nét liền")
                )
    under = [run for line in lines for run in line.shown if run.underline]
    if under:
        return sum(run.width for run in under), ""
    return None


def _following(last: Line, scene: Scene) -> list[Line]:
    """The lines right below a block that hold no text, or only signs."""
    found = []
    for line in (piece for whole in scene.part.lines for piece in parts_by_tab(whole)):
        place = line.place
        if place.order <= last.place.order or (place.table, place.column) != (last.place.table, last.place.column):
            continue
        if line.text and not is_typed_line(line.text):
            found.append(replace(line, runs=(), borders=(), label="")) if line.drawn else None
            break
        found.append(line)
    return found


def _shape_near(lines: list[Line], scene: Scene) -> bool:
    """Whether a line is drawn from somewhere else near the block: another cell of its table, a line beside it."""
    place = lines[-1].place
    if place.table is not None and not place.boxed:
        return any(line.drawn for line in scene.part.lines if line.place.table == place.table)
    if place.boxed:  # the line hangs on the paragraph that the boxes hang on
        return any(line.drawn for line in scene.part.lines if abs(line.place.order - place.order) <= 2 * _NEAR)
    return any(line.drawn for line in scene.part.lines if place.order - _NEAR <= line.place.order <= place.order + 4)
