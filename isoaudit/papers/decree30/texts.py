"""Properties that are read: patterns, lists, numbering, citations. Each says what departs from a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isoaudit.papers.decree30.looks import Found, Scene
from isoaudit.papers.decree30.nouns import Line
from isoaudit.papers.decree30.rules import Rule, decree
from isoaudit.papers.decree30.words import has_academic_title

_NUMBERED = re.compile(
    r"(?P<kind>Nghị định|Thông tư(?: liên tịch)?|Quyết định|Nghị quyết|Chỉ thị|Kế hoạch|Thông báo|Báo cáo|Công văn|"
    r"Tờ trình|Hướng dẫn|Quy định|Quy chế|Văn bản) số:? ?(?P<number>\d{1,6}/(?:\d{4}/)?[A-ZĐ]\w*(?:-[A-ZĐ][\w&]*)*)"
)
_FILLED_IN = re.compile(r"[.…_]{2,}| {4,}|(?<=ngày|háng) {2,}(?!\d)|(?<=năm) {2,}(?!\d)")
"""Dots, or many blanks: left to be written by hand, or to part columns."""
_NEXT_BODY = re.compile(
    r"(?P<sign>;|,| và | - | – )\s*-? ?(?=(?:Sở|Bộ|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Thường trực|Cục|Chi cục|Tổng cục|"
    r"Ban|Văn phòng|Phòng|Trung tâm|Đoàn|Trường|Viện|Bệnh viện|Thanh tra|Công an|Công ty|Kho bạc|Tòa án|Các|các)\b)"
)
_UNIT = re.compile(r"(?:Phòng|Đội|Tổ|Ban|Bộ phận|Chi cục|Trung tâm)\b")
_DATED = re.compile(r",? ?(?:ban hành |ký )?ngày\b")


def pattern(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Each line is as the pattern says."""
    for line in scene.lines(rule):
        if not re.fullmatch(rule.values["pattern"], line.text):
            yield line, "ghi khác"


def exact(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Each line is as the pattern says to the letter: where its tones stand, each blank."""
    for line in scene.lines(rule):
        if not re.fullmatch(rule.values["pattern"], line.typed.replace("\u00a0", " ")):
            yield line, "ghi khác"


def first_line_pattern(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The first line is as the pattern says."""
    for line in scene.lines(rule)[:1]:
        if not re.fullmatch(rule.values["pattern"], line.text):
            yield line, "ghi khác"


def forbid(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Nothing is as the pattern says."""
    for line in scene.lines(rule):
        found = re.search(rule.values["pattern"], line.text)
        if found:
            yield line, f"ghi «{found[0].strip()}»"


def last_line(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The last line is as the pattern says."""
    for line in scene.lines(rule)[-1:]:
        if not re.fullmatch(rule.values["pattern"], line.text):
            yield line, "dòng cuối ghi khác"


def list_ends(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Each line of a list ends in ``;``, the last in ``.``; a paragraph of several lines ends once."""
    lines = scene.lines(rule)
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        if line.text.endswith("." if last else ";"):
            continue
        sign = line.text[-1]
        said = f"kết thúc bằng «{sign}»" if not sign.isalnum() else "không có dấu ở cuối"
        yield line, said + (" ở dòng cuối cùng" if last else "")


def typed(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Nothing as typed, blanks and all, is as the pattern says; places to be filled in by hand are left out."""
    for line in scene.lines(rule):
        found = re.search(rule.values["pattern"], _FILLED_IN.sub("…", line.typed.replace("\u00a0", " ")))
        if found:
            yield line, f"{rule.values['words']} «{found[0].strip()}»"


def several_addressees(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Several addressees do not stand on the line of «Kính gửi»."""
    listed = scene.part.blocks.get("addressee_list", [])
    for line in scene.lines(rule):
        named = line.text.partition(":")[2].strip()
        if named and listed:
            yield line, "nơi nhận thứ nhất cùng dòng với «Kính gửi»"
        elif count := _more_addressees(named):
            yield line, f"{count + 1} nơi nhận trên một dòng"


def _more_addressees(named: str) -> int:
    """How many bodies are named after the first; a unit and the body it belongs to are one."""
    several = 0
    before = 0
    for found in _NEXT_BODY.finditer(named):
        first, sign, second = named[before : found.start()].strip(), found["sign"].strip(), named[found.end() :]
        before = found.end()
        within = sign == "," and _UNIT.match(first) and first.split()[0] != (second.split() or [""])[0]
        one = sign == "và" and re.search(r"Đoàn (?:đại biểu|ĐBQH)", first)  # one office serves both
        several += not (within or one)
    return several


def one_addressee(rule: Rule, scene: Scene) -> Iterator[Found]:
    """One addressee stands on the line of «Kính gửi»."""
    listed = scene.part.blocks.get("addressee_list", [])
    for line in scene.lines(rule)[:1]:
        if len(listed) == 1 and line.text.rstrip(": ").lower() == "kính gửi":
            yield listed[0], "ghi ở dòng riêng"


def first_recipient(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A paper with «Kính gửi» names those first."""
    if "addressee" not in scene.part.blocks:
        return
    for line in scene.lines(rule)[:1]:
        if not re.fullmatch(rule.values["pattern"], line.text):
            yield line, "dòng đầu ghi khác"


def academic(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A name has no title before it."""
    for line in scene.lines(rule):
        if has_academic_title(line.text):
            yield line, "có học hàm, học vị hoặc danh hiệu"


# --- number and symbol ----------------------------------------------------------------------------------------------


def _symbol(line: Line) -> str:
    """What stands after the number."""
    return line.text.partition("/")[2].strip()


def symbol_kind(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The symbol begins with the abbreviation of the kind of paper."""
    for line in scene.lines(rule):
        first = re.split(r" ?[-–—] ?", _symbol(line))[0]
        # Small letters are for the rule of letters to say; «TTR» in capitals only this one can.
        same = first == scene.part.kind or (first.upper() == scene.part.kind.upper() and first != first.upper())
        if first and scene.part.kind and not same and first.upper() != "CV":
            yield line, f"ghi «{first}», văn bản là {decree().kinds[scene.part.kind]} ({scene.part.kind})"


def symbol_letters(rule: Rule, scene: Scene) -> Iterator[Found]:
    """The symbol is in capitals, but for abbreviations such as TTr."""
    mixed = {short for short in decree().kinds if short.upper() != short}
    for line in scene.lines(rule):
        groups = re.split(r" ?[-–—] ?", _symbol(line))
        wrong = [group for n, group in enumerate(groups) if group.upper() != group and not (n == 0 and group in mixed)]
        if wrong:
            yield line, f"ghi «{wrong[0]}»"


# --- numbering ------------------------------------------------------------------------------------------------------


def numbers_in_order(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Numbers begin at 1 (``first``: at any number) and follow each other; a list may stand within a list."""
    open_: list[int] = []
    for block, line in scene.part.items:
        if block not in rule.blocks:
            continue
        found = re.match(rule.values["prefix"], line.text)
        if not found:
            continue
        number = int(found[1])
        at = next((n for n in range(len(open_) - 1, -1, -1) if open_[n] == number - 1), None)
        if number != 1 and at is None and (open_ or not rule.values["first"]):
            yield line, f"số {number} sau số {open_[-1]}" if open_ else f"số {number} ở đầu"
            at = len(open_) - 1 if open_ else None
        open_ = [*(open_ if at is None else open_[:at]), number]


def letters_in_order(rule: Rule, scene: Scene) -> Iterator[Found]:
    """Letters follow each other in the Vietnamese alphabet; the ``optional`` ones are usually left out."""
    alphabet, optional = rule.values["alphabet"], rule.values["optional"]
    before = ""
    for block, line in scene.part.items:
        if block in rule.values["resets"]:
            before = ""
        if block not in rule.blocks:
            continue
        letter = line.text[0]
        if letter not in alphabet:
            yield line, f"dùng chữ «{letter}»"
        elif letter != "a" or before:
            between = alphabet[alphabet.find(before) + 1 if before else 0 : alphabet.find(letter)]
            back = bool(before) and alphabet.find(letter) <= alphabet.find(before)
            if letter != "a" and (back or set(between) - set(optional)):
                yield line, f"điểm {letter} sau điểm {before}" if before else f"điểm {letter} ở đầu"
        before = letter


# --- citations ------------------------------------------------------------------------------------------------------


def first_citation(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A numbered paper named for the first time has its day after the number; ``of_law``: the year is in the number."""
    known: set[str] = set()
    grounds = {line.place.order for line in scene.part.blocks.get("grounds", [])}
    for line in scene.lines(rule):
        for found in _NUMBERED.finditer(line.text):
            number = found["number"]
            if number in known:
                continue
            known.add(number)
            of_law = bool(re.match(r"\d+/\d{4}/", number))
            if (
                of_law is rule.values["of_law"]
                and line.place.order not in grounds
                and not _DATED.match(line.text, found.end())
            ):
                yield line, f"«{found[0]}» chưa có ngày ban hành"


def full_ground(rule: Rule, scene: Scene) -> Iterator[Found]:
    """A numbered paper that is a ground has its day and who issued it."""
    for line in scene.lines(rule):
        found = _NUMBERED.search(line.text)
        if not found or found.start() > len("Căn cứ "):
            continue
        rest = line.text[found.end() :]
        missing = [] if _DATED.match(rest) else ["ngày ban hành"]
        missing += [] if re.search(r"\bcủa\b", rest) else ["cơ quan ban hành"]
        if missing:
            yield line, "thiếu " + ", ".join(missing)
