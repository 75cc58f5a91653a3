"""A signed file beside what the team agreed: whose it is, where its text differs. Pure: text in, differences out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Literal

from isoaudit.model import Finding, nfc
from isoaudit.rules.findings import CODES

_CODE = re.compile(rf"\b({'|'.join(CODES.values())})\s*(\d{{1,3}})(?!\d)")
_ALIKE = 0.3
"""How much of a text must be found again in a paragraph for the two to be shown side by side."""

_SAME = 0.5
"""Likewise, for two lines to be one that was changed."""
_SHORT = 12
_LINE = re.compile(r"\n| \| ")
"""Between the lines of a paragraph, and the cells of a row."""
_BLANK = re.compile(r"[.…_]{3,}|…+|[ \u00a0]{4,}")
"""What is left to be filled in by hand."""
_MOST_FILLED = 60
"""Lines that may stand where lines of dots were."""
_MOST = 5_000
"""Lines of a signed file; more are no minutes."""
_TRIED = 20
"""With how many lines one is compared letter by letter: with all it would take minutes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a signed file says something else than was agreed."""

    code: str
    """Empty: not a finding, some other line of the minutes."""
    kind: Literal["text", "absent", "unknown", "withdrawn", "added", "open"]
    """Another text; what of ours it has not got; a code we have not got; one that was withdrawn; a further text; a line
    that was filled in and still has dots."""
    ours: str = ""
    theirs: str = ""


def as_code(text: str) -> str:
    """A code as it is kept, however it was typed: "kph1" is "KPH 01"; what is none stays as typed."""
    found = re.fullmatch(r"([A-Z]+)\s*-?(\d{1,3})", nfc(text).strip().upper())
    return f"{found[1]} {int(found[2]):02d}" if found else text.strip()


def differences(findings: Sequence[Finding], paragraphs: Sequence[str]) -> tuple[Difference, ...]:
    """Where the paragraphs of a signed file differ from the agreed findings: texts by word, codes by their presence."""
    lines = [_plain(line) for paragraph in paragraphs for line in _LINE.split(paragraph)]
    return tuple(_differences(findings, lines))


def elsewhere(ours: Sequence[str], theirs: Sequence[str], known: Sequence[Difference]) -> tuple[Difference, ...]:
    """Where a signed file that was made from our minutes says something else, ``known`` left out.

    Nothing where it was not made from ours: less than half of our lines stand in it.
    """
    mine, their = _lines(ours), _lines(theirs)
    filled = _filled(ours, theirs)
    whole, whole_mine = " ".join(their), " ".join(mine)
    said = [_plain(text) for difference in known for text in (difference.ours, difference.theirs) if text]
    away = [line for line in mine if line not in whole]
    known_lines = set(mine)
    unknown = (line for line in their if line not in known_lines and line not in filled)
    new = [line for line in unknown if not any(text in line or line in text for text in said)]
    new = [line for line in new if not any(_is_told(line, difference) for difference in known)]
    if len(their) > _MOST or 2 * len(away) > len(mine):
        return ()
    found = [Difference("", "open", theirs=line) for line in _left_open(ours, theirs)]
    pieces = {line: _pieces(line) for line in new}
    for line in (line for line in away if not any(text in line for text in said)):
        parts = _pieces(line)
        shared = {other: (parts & pieces[other]).total() for other in new}
        likely = nlargest(_TRIED, new, key=shared.__getitem__)
        best = max(likely, key=lambda other: _likeness(line, other), default="")
        if best and _likeness(line, best) >= _SAME:
            new.remove(best)
            found.append(Difference("", "text", line, best))
        else:
            found.append(Difference("", "absent", line))
    return (*found, *(Difference("", "added", theirs=line) for line in new if line not in whole_mine))


def _is_told(line: str, difference: Difference) -> bool:
    """Whether a line is another place of a finding whose other text was shown: section IV, or the 13 points."""
    if not difference.code or difference.kind != "text" or difference.code not in line:
        return False
    return _likeness(_plain(difference.ours), line) >= _ALIKE


def _left_open(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Their lines that have dots and are none of ours as printed: somebody wrote into them and left the rest."""
    mine = set(_with_blanks(ours))
    return [
        line for line in dict.fromkeys(_with_blanks(theirs)) if "…" in line and line.strip("… ") and line not in mine
    ]


def _lines(texts: Sequence[str]) -> list[str]:
    """What can be compared: whole lines, also of cells; not what is short, nor what was left to be filled in."""
    return [line for line in dict.fromkeys(_with_blanks(texts)) if len(line) >= _SHORT and "…" not in line]


def _with_blanks(texts: Sequence[str]) -> list[str]:
    """Every line, also of cells, each blank in it as ``…``; nothing of a line that says nothing."""
    pieces = (piece for text in texts for piece in _LINE.split(text))
    return [plain for piece in pieces if (plain := _plain(_BLANK.sub("…", piece)))]


def _filled(ours: Sequence[str], theirs: Sequence[str]) -> set[str]:
    """Their lines that are a line of ours with its blanks filled in, or stand where ours had lines of dots."""
    mine, their = _with_blanks(ours), _with_blanks(theirs)
    if len(their) > _MOST:
        return set()
    forms = [line.split("…") for line in mine if line.strip("… ") and "…" in line]
    found = {line for line in their if any(_fits(form, line) for form in forms)}
    open_ = [number for number, line in enumerate(mine) if not line.strip("… ")]
    for number in open_:
        before, after = _beside(mine, number, -1), _beside(mine, number, 1)
        start = next((at for at, line in enumerate(their) if _fits(before, line)), None)
        if start is not None:
            between = their[start + 1 : start + 1 + _MOST_FILLED]
            end = next((at for at, line in enumerate(between) if _fits(after, line)), None)
            found.update(between[:end] if end is not None else ())
    return found


def _beside(lines: Sequence[str], at: int, step: int) -> list[str]:
    """The fixed words of the next line that has some."""
    at += step
    while 0 <= at < len(lines) and not lines[at].strip("… "):
        at += step
    return lines[at].split("…") if 0 <= at < len(lines) else ["\0"]


def _fits(form: Sequence[str], line: str) -> bool:
    """Whether a line has the fixed words of another, in order, and anything where that had blanks."""
    first, *middle = (part.strip() for part in form)
    if not middle:
        return line == first
    *middle, last = middle
    if not (line.startswith(first) and line.endswith(last)):
        return False
    at = len(first)
    for part in middle:
        at = line.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(line) - len(last)


def _differences(findings: Sequence[Finding], paragraphs: Sequence[str]) -> Iterator[Difference]:
    blocks = _blocks(paragraphs)
    known = {finding.code: finding for finding in findings if finding.code}
    for code, finding in known.items():
        if code not in blocks:
            if not finding.withdrawn:
                yield Difference(code, "absent", finding.gap)
        elif finding.withdrawn:
            yield Difference(code, "withdrawn", finding.gap, _nearest(finding, blocks[code], paragraphs))
        elif theirs := _otherwise(finding, blocks[code], paragraphs):
            yield Difference(code, "text", finding.gap, theirs)
    for code in sorted(set(blocks) - set(known)):
        yield Difference(code, "unknown", theirs=blocks[code][0][0])


def _blocks(lines: Sequence[str]) -> dict[str, list[list[str]]]:
    """What stands under each code, wherever it is named: its line and those up to the next that names one."""
    blocks: dict[str, list[list[str]]] = {}
    current: list[str] = []
    for line in lines:
        codes = {f"{found[1]} {int(found[2]):02d}" for found in _CODE.finditer(line)}
        if codes:
            current = []
        current.append(line)  # the lists kept below grow with it
        for code in codes:
            blocks.setdefault(code, []).append(current)
    return blocks


def _otherwise(finding: Finding, blocks: Sequence[Sequence[str]], paragraphs: Sequence[str]) -> str:
    """What stands there instead of a finding's text; nothing where it stands there."""
    ours = _plain(finding.gap)
    if any(ours in " ".join(block) for block in blocks):
        return ""
    alike = any(_likeness(ours, paragraph) >= _ALIKE for block in blocks for paragraph in block)
    if not alike and ours in " ".join(paragraphs):  # codes in one place, texts in another
        return ""
    return _nearest(finding, blocks, paragraphs)


def _nearest(finding: Finding, blocks: Sequence[Sequence[str]], lines: Sequence[str]) -> str:
    """The line most like a finding's text: of those under its code, or of all where none there is like it.

    Of two places that are about as like it the one that begins with the code: section IV has it in full.
    """
    ours = _plain(finding.gap)

    def how_like(line: str) -> tuple[float, bool]:
        return round(_likeness(ours, line), 1), line.startswith(finding.code)

    best = max((line for block in blocks for line in block), key=how_like)
    if _likeness(ours, best) >= _ALIKE:
        return best
    loose = [line for line in lines if not _CODE.search(line)]  # not what is said of another code
    anywhere = max(loose, key=lambda line: _likeness(ours, line), default="")
    return anywhere if _likeness(ours, anywhere) >= _ALIKE else best


def _likeness(ours: str, theirs: str) -> float:
    """How much of our text stands in theirs, in the same order: a row of a table holds other things besides."""
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks() if block.size > 2) / max(len(ours), 1)


def _pieces(text: str) -> Counter[str]:
    """Each three letters that follow each other, and how often."""
    return Counter(text[start : start + 3] for start in range(len(text) - 2))


def _plain(text: str) -> str:
    """Text as it is compared: one form of each letter, single spaces, no closing stop."""
    return " ".join(nfc(text).split()).rstrip(" .;")


def named(name: str, others: Iterable[str], paragraphs: Iterable[str]) -> bool:
    """Whether a body is named in a text; a longer name that only begins like it is another body's."""
    text = _folded(" ".join(paragraphs))
    wanted = _folded(name)
    for longer in sorted({_folded(other) for other in others}, key=len, reverse=True):
        if wanted in longer and wanted != longer:
            text = text.replace(longer, " ")
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def _folded(text: str) -> str:
    """Names as they are compared: UBND and Ủy ban nhân dân, also in the other spelling, are one."""
    plain = " ".join(nfc(text).casefold().split())
    return plain.replace("uỷ ban", "ủy ban").replace("ủy ban nhân dân", "ubnd")
