"""Codes where a list has no column of codes, or leaves some open: those recorded for its names, or made of them.

A recorded code stays, so that the list can come again. Which codes were given is said: they name folders from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from isoaudit.desk.intake.body_names import body_key, by_whole_name
from isoaudit.desk.intake.judging import Desk
from isoaudit.desk.registers.namesakes import told_apart
from isoaudit.model import is_code
from isoaudit.tables import Row
from isoaudit.wording import count as number_of
from isoaudit.wording import label, name_key, spelled_out, unaccented

_LEFT_OUT = ("và", "các", "của")
_OF_COMMUNES = ("xã", "phường", "đặc", "thị")
_CUSTOMARY = {name_key("Sở Ngoại vụ"): "SNgV"}
"""Codes that are no first letters, as these would be those of Sở Nội vụ."""
_LONGEST = 12
"""Letters of a code that is made of a name; there is room for a number behind it."""
_TOLD = 20
"""Codes that are said; a province has some hundred communes."""


def agencies_with_codes(desk: Desk) -> Iterator[Row]:
    """The rows of a list of agencies, each with its code; a name that several agencies have is refused."""
    agencies = desk.state.agencies
    names, (_, several) = desk.names(), by_whole_name(agencies.values())
    rows = told_apart(desk)
    yield from _with_codes(
        desk, rows, "name", body_key, names.alone, several, agencies, lambda name: [initials(name)], names.code_now
    )


def inspectors_with_codes(desk: Desk) -> Iterator[Row]:
    """The rows of a list of inspectors, each with its code: the next KTV01, KTV02 of whom is new."""
    inspectors = desk.state.inspectors
    known = {name_key(inspector.name): inspector.code for inspector in inspectors.values()}
    numbered = (f"KTV{number:02d}" for number in count(1))
    yield from _with_codes(desk, desk.table.rows, "full_name", name_key, known, set(), inspectors, lambda _: numbered)


def initials(name: str) -> str:
    """The first letters of an agency's name: Sở Khoa học và Công nghệ is SKHCN, UBND xã Hòa Tiến XHT.

    What is in capitals stays whole: Ban Quản lý KKT is BQLKKT. Of bodies whose first letters are another's too, what
    offices write: Sở Ngoại vụ is SNgV.
    """
    if customary := _CUSTOMARY.get(name_key(spelled_out(name))):
        return customary
    words = re.findall(r"\w+", re.sub(r"ủy ban nhân dân", "UBND", spelled_out(name), flags=re.IGNORECASE))
    if words[:1] == ["UBND"] and len(words) > 1 and words[1].casefold() in _OF_COMMUNES:
        del words[0]
    whole = not name.isupper()
    kept = [word for word in words if word.casefold() not in _LEFT_OUT]
    parts = [word if whole and (word.isupper() or word.isdigit()) else word[0] for word in kept]
    return re.sub("[^0-9A-Z]", "", unaccented("".join(parts)).upper())[:_LONGEST]


def _with_codes(
    desk: Desk,
    rows: Sequence[Row],
    heading: str,
    key_of: Callable[[str], str],
    known: Mapping[str, str],
    several: Collection[str],
    recorded: Collection[str],
    proposed: Callable[[str], Iterator[str] | list[str]],
    otherwise: Callable[[str], str] = lambda name: "",
) -> Iterator[Row]:
    codes = dict(known)
    taken = {code.casefold() for code in recorded}
    taken |= {code.casefold() for row in rows if (code := row.values.get("code"))}
    given, found = [], 0
    for row in rows:
        name = row.values.get("name")
        if "code" in row.values or not name:
            yield row
            continue
        key = key_of(name)
        if key in several:
            desk.refuse(row, "name", "AGENCY_007", value=name)
            continue
        if key not in codes and (meant := otherwise(name)):
            codes[key] = meant
            found += 1
        elif key not in codes:
            codes[key] = _free(proposed(name), taken)
            taken.add(codes[key].casefold())
            given.append(f"«{name}» là {codes[key]}")
        else:
            found += key in known
        yield replace(row, values=row.values | {"code": codes[key]})
    desk.done.warnings += _notes(desk, heading, given, found)


def _free(proposed: Iterator[str] | list[str], taken: Collection[str]) -> str:
    """The first of some codes that can be one and is not taken; a number is put behind the last."""
    base = "MA"
    for base in proposed:
        if is_code(base) and base.casefold() not in taken:
            return base
    return next(code for n in count(2) if is_code(code := f"{base}-{n}") and code.casefold() not in taken)


def _notes(desk: Desk, heading: str, given: list[str], found: int) -> list[str]:
    what = "có dòng để trống" if "code" in desk.table.columns else "không có"
    start = f"{desk.table.path.name}: {what} cột «{label('column', 'code')}»"
    known = [f"{start}: {number_of(found)} dòng lấy mã đã ghi của cùng «{label('column', heading)}»."] if found else []
    if not given:
        return known
    more = f" và {number_of(len(given) - _TOLD)} mã khác" if len(given) > _TOLD else ""
    of_agencies = heading == "name"
    use = "trong tên thư mục và số hiệu cuộc kiểm tra" if of_agencies else "khi ghi thành phần Đoàn, nhập lại danh sách"
    return [
        *known,
        f"{start}: đã đặt {number_of(len(given))} mã ({', '.join(given[:_TOLD])}{more}). Mã dùng {use}; "
        "muốn mã khác, hoặc tên này là tên mới của mục đã nhập, thì xóa mục vừa nhập, ghi mã ở "
        "cột «Mã» rồi nhập lại.",
    ]
