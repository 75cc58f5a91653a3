"""Teams as tables write them: members in a row or a line each, the role in brackets, before or behind the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from isoaudit.model import nfc
from isoaudit.tables.cells import Cell, codes, noted, word_key
from isoaudit.wording import labels
from isoaudit.wording.called import all_uncalled, are_called, uncalled
from isoaudit.wording.capitals import person_name

_NUMBER = re.compile(r"\s*(?:[0-9]{1,2}\s*[.)/]\s*|[-–—+*•]\s+)")
_AND = re.compile(r"\s+(?:và|&)\s+|\s*\+\s*")
_BEFORE = re.compile(r"([^:]{2,40}):\s*(.+)", re.DOTALL)
_BEHIND = re.compile(r"(.+?)\s*(?:\s[-–—]+\s|[:/(])\s*([^()]+?)\s*\)?", re.DOTALL)
_SIGNS = re.compile(r"\s+[-–—]+\s+|\s*[:/]\s*|\s*,\s*")


def team(value: str, cell: Cell) -> list[dict[str, str]]:
    """A team, "Họ và tên (trưởng đoàn); Họ và tên": members in the order given.

    Members stand between semicolons, on lines of their own, between commas or «và»; a role in brackets, behind a dash,
    a colon or a comma, or before the name («Trưởng đoàn: …»). What is no role beside a name is a position: it is left
    out, and that is said. A part that is neither is refused (INSPECTION_004). A code may stand for a name («KTV01»);
    whoever knows the list of inspectors looks it up.
    """
    members = []
    if cell.called or are_called([part.rpartition(":")[2] for part in re.split(r"[;,\n]", value)]):
        value, names = all_uncalled(value)
        for name in names:
            noted(cell, f"Ông {name}", name)
    named = (_BEFORE_A_UNIT.sub("", _BEFORE_A_TEAM.sub("", part.strip(" ."))) for part in re.split(r"[;\n]", value))
    for part in filter(None, named):
        read = _plain(part, cell, _is_name) or _members(part, _is_named) or _members(part, _is_number)
        read = read or _plain(part, cell, _is_one)
        if read is None:
            listed = "; ".join(f"«{words}»" for words in labels()["role"].values())
            cell.refuse("INSPECTION_004", value=part, expected=listed)
            continue
        for name, role, position in read:
            if position:
                meant = f"{name} ({labels()['role'][role]})"
                cell.taken[cell.column, part, meant] += 1
            members.append({"name": person_name(" ".join(name.split())), "role": role})
    return members


def team_in_words(text: str) -> list[dict[str, str]]:
    """The members that stand beside the name of a team, «Đoàn số 1 (Trưởng đoàn: ông An, …)»; else none."""
    found = _NAMED_TEAM.fullmatch(text.strip(" .:"))
    parts = [part for part in re.split(r"[;\n]", found[1] or found[2]) if part.strip()] if found else []
    members = [_members(part.strip(" ."), _is_named) for part in parts]
    several = [one for few in members for one in few or ()]
    if not all(members) or any(name.islower() for name, _, _ in several):  # «Đoàn số 1: khối xã»
        return []
    return [{"name": person_name(name), "role": role} for name, role, _ in several]


def is_team(text: str) -> bool:
    """Whether a text is a team in words, every part of it members, and one of them with a role."""
    parts = [_members(part.strip(" ."), _is_named) for part in re.split(r"[;\n]", text) if part.strip(" .")]
    return bool(parts) and all(parts) and any(role != "thanh_vien" for part in parts for _, role, _ in part or ())


def member_in(text: str, duties: Iterable[str] = ()) -> list[dict[str, str]]:
    """The members that a cell of a table of teams names; ``duties``: cells beside it that may say the role of one."""
    read = _members(text.strip(" ."), _is_named) or []
    if len(read) == 1 and read[0][1] == "thanh_vien":
        said = (role_of(piece) for duty in duties for piece in (duty, *_PARTS_OF_A_DUTY.split(duty)))
        role = next((one for one in said if one not in ("", "thanh_vien")), "thanh_vien")  # «Thành viên, Thư ký»
        read = [(read[0][0], role, "")]
    return [{"name": person_name(" ".join(name.split())), "role": role} for name, role, _ in read]


_PARTS_OF_A_DUTY = re.compile(r"[,;\n()]|\s[-–—]\s")


def teams_in_lines(lines: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """The members of teams that are listed below their names or behind them, by what teams are compared by.

    «Đoàn 1:», then «1. Ông An, Phó Giám đốc Sở - Trưởng đoàn;»: a line that names nobody with a role ends a list. Or
    «Đoàn 1: Ông An - Trưởng đoàn; bà Bình - Thư ký» in one.
    """
    found: dict[str, list[dict[str, str]]] = {}
    called = ""
    for line in (line for text in lines for line in text.split("\n")):
        bare = line.strip(" *-–+•.;")
        if name := team_called(bare):
            called = name
            continue
        named = _NAMED_TEAM.fullmatch(bare)
        if named and (listed := team_in_words(bare)):
            called = team_called(bare[: named.start(1 if named[1] else 2)].strip(" (:–-"))
            found.setdefault(called, []).extend(listed)
            continue
        members = _members(bare, _is_named) if called else None
        if members and len(members) == 1:
            ((name, role, _),) = members
            found.setdefault(called, []).append({"name": person_name(name), "role": role})
        else:
            called = ""
    return found


def _plain(part: str, cell: Cell, is_name: Callable[[str], bool]) -> list[tuple[str, str, str]] | None:
    """A member as isoaudit itself writes one, with or without a role in brackets; a synonym of the role is noted."""
    name, opened, rest = part.partition("(")
    said, closed, beyond = rest.partition(")")
    if bool(opened) != bool(closed) or beyond or not is_name(name.strip()):
        return None
    role = cell.understood("role", said) if opened else "thanh_vien"
    return [(_called(name), role, "")] if role else None


NAME_OF_A_TEAM = re.compile(
    r"(?:đoàn|tổ|nhóm)(?: (?:kiểm tra|công tác|đánh giá))?(?: số)? ?(?:[0-9]{1,2}|[IVX]{1,4}|[A-H])", re.IGNORECASE
)
"""What a team is called, which is no person: Đoàn 1, Tổ kiểm tra số 2, Nhóm III."""
_NUMBERS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NAMED_TEAM = re.compile(rf"{NAME_OF_A_TEAM.pattern}\s*(?:\((.+)\)|[:–-]\s*(.+))", re.IGNORECASE | re.DOTALL)
_BEFORE_A_UNIT = re.compile(
    r"\A(?:(?:tổ|nhóm|bộ phận)\s+(?:giúp việc|thư ký|thẩm tra|xem xét|rà soát)|phòng\s|chi cục\s)"
    r"[^:;,\n]{0,40}:\s*(?=\S)",
    re.IGNORECASE,
)
"""A unit before the names of those in it who read the papers: Tổ giúp việc: An, Bình."""
_BEFORE_A_TEAM = re.compile(rf"\A{NAME_OF_A_TEAM.pattern}\s*[:–-]\s*(?=\S)", re.IGNORECASE)


def unit_before(text: str) -> str:
    """The unit that a cell names before those of it who read the papers, «Tổ giúp việc: An, Bình»; empty: none."""
    found = _BEFORE_A_UNIT.match(nfc(text).strip(" ."))
    return found[0].rstrip(" :\n") if found else ""


def team_called(text: str) -> str:
    """What a name of a team is compared by, «đoàn 1» of «ĐOÀN KIỂM TRA SỐ 01» or «Đoàn I»; empty: it is none."""
    words = " ".join(text.split()).strip(" .:").casefold()
    if not NAME_OF_A_TEAM.fullmatch(words):
        return ""
    noun, number = re.match(r"\w+", words), re.search(r"[0-9a-z]+\Z", words)
    assert noun and number
    said = number[0].lstrip("0") or "0"
    return f"{noun[0]} {_NUMBERS.index(said) + 1 if said in _NUMBERS else said}"


def _is_one(text: str) -> bool:
    """Whether a text may be one person's name, such as one with a figure in it: nothing in it parts two."""
    if NAME_OF_A_TEAM.fullmatch(text):
        return False
    parted = re.search(r"[,:()]|\s[-–—]\s", text)
    ends = text.casefold().endswith(tuple(f" {words}" for words in labels()["role"].values()))
    return bool(text) and not parted and not ends and not role_of(text) and not _is_position(text)


def _members(part: str, is_name: Callable[[str], bool]) -> list[tuple[str, str, str]] | None:
    """The members in a part of a team, each with role and position; nothing where it is not understood."""
    found: list[tuple[str, str, str]] = []
    usual = "thanh_vien"
    for piece in _pieces(_unnumbered(part)):
        before = _BEFORE.fullmatch(piece)
        if before and (said := role_of(before[1])):
            piece, usual = before[2].strip(), said
        elif found and (role := role_of(piece)):
            found[-1] = (found[-1][0], role, found[-1][2])
            continue
        elif found and _is_position(piece):
            behind = _BEHIND.fullmatch(piece)  # «Phó Giám đốc Sở - Trưởng đoàn»
            role = role_of(behind[2]) if behind else ""
            found[-1] = (found[-1][0], role or found[-1][1], behind[1] if behind and role else piece)
            continue
        if (one := _one(piece, usual, is_name)) is None:
            return None
        found.append(one)
        usual = usual if usual == "thanh_vien" else _AFTER.get(usual, "thanh_vien")
    return found or None


_AFTER = {"pho_truong_doan": "pho_truong_doan"}
"""Roles that several can have: «Phó Trưởng đoàn: A, B»."""


def role_of(text: str) -> str:
    """The role that words name; empty: none. «Các thành viên» is one."""
    key = word_key(_unnumbered(text))
    return codes("role").get(key) or codes("role").get(key.removeprefix(word_key("các") + " "), "")


def _pieces(text: str) -> Iterator[str]:
    """What stands between commas and «và», brackets left whole."""
    depth, start = 0, 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth <= 0:
            yield from filter(None, map(str.strip, _AND.split(text[start:at])))
            start = at + 1
    yield from filter(None, map(str.strip, _AND.split(text[start:])))


def _one(piece: str, usual: str, is_name: Callable[[str], bool]) -> tuple[str, str, str] | None:
    """A member with what is said beside the name, in brackets or behind signs."""
    name, opened, rest = piece.partition("(")
    said, closed, beyond = rest.partition(")")
    if bool(opened) != bool(closed) or {*"()"} & {*said, *beyond}:
        return None
    parts = (*_SIGNS.split(name.strip(" -–—:")), *_SIGNS.split(said), *_SIGNS.split(beyond))
    first, *others = [word for part in parts if (word := part.strip(" .-–—"))] or [""]
    if is_inspector_code(first) and others and _is_name(_called(others[0])):  # the code before the name
        first, others[0] = others[0], first
    role, position = "", ""
    for word in others:
        if not role and role_of(word):
            role = role_of(word)
        elif (
            _is_position(word)
            or (_UNIT.fullmatch(word) and word in said)
            or (is_inspector_code(word) and not position and not word.isdigit())
        ):
            position = word
        else:
            return None
    called = _called(first)
    return (called, role or usual, position) if is_name(called) else None


_CODE = re.compile(r"(?=.*\d)[0-9A-Za-zĐđ]+(?:[-.][0-9A-Za-zĐđ]+)*")


def is_inspector_code(text: str) -> bool:
    """Whether a word is the code of a person and no name: letters and figures in one word."""
    return bool(_CODE.fullmatch(text))


def _is_named(text: str) -> bool:
    """Whether words are a name or a code; figures alone are a code only among codes (:func:`_is_number`)."""
    return _is_name(text) or (is_inspector_code(text) and not text.isdigit())


def _is_number(text: str) -> bool:
    return text.isdigit() and len(text) < 5


def _unnumbered(text: str) -> str:
    """A text without the number or the dash of a list before it."""
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def _called(text: str) -> str:
    """A name without what people are called by: Ông, Bà, đồng chí."""
    return uncalled(_unnumbered(text)).strip()


_POSITIONS = re.compile(
    r"(?:quyền |q\. ?)?(?:phó )?(?:chi cục trưởng|cục trưởng|trưởng phòng|giám đốc|chủ tịch|chánh|trưởng ban|"
    r"chuyên viên|kiểm soát viên|thanh tra viên|viên chức|công chức|chuyên gia)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_UNIT = re.compile(r"(?:(?:VP|P|TT|CC|BQL|TP|PGĐ)\.?\s+)*[A-ZĐ]{2,}(?:[&.\s-]+[A-ZĐ]{2,})*")
"""A body in letters, in brackets behind a name: An (SNV), Bình (VP UBND)."""
_OFTEN = re.compile(
    r"(?:cán bộ|kỹ sư|văn thư|kế toán|lãnh đạo|nhân viên|trưởng|phó|phòng|sở|chi cục|văn phòng)\b.*", re.DOTALL
)
"""Words that may as well begin a name: they are a position where a word in small letters follows."""


def _is_position(text: str) -> bool:
    """Whether words say what somebody is: Chuyên viên, Phó Chi cục trưởng, Phòng Quản lý tiêu chuẩn."""
    bare = text.strip()
    return bool(_POSITIONS.fullmatch(bare) or (_OFTEN.fullmatch(bare.lower()) and not _has_capitals(bare)))


def _is_name(text: str) -> bool:
    """Whether words can be a person's name: each begins with a capital, or none does; nothing but letters."""
    words = text.split()
    if (
        not words
        or NAME_OF_A_TEAM.fullmatch(text)
        or role_of(text)
        or _is_position(text)
        or re.search(r"[^\w\s.'’-]|\d|_", text)
    ):
        return False
    return len(words) < 2 or _has_capitals(text) or text.islower()


def _has_capitals(text: str) -> bool:
    """Whether each word begins with a capital and holds nothing but letters."""
    return all(word[0].isupper() for word in text.split()) and not re.search(r"[^\w\s.'’-]", text)
