"""The settings of a year (``isoaudit.toml``)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from isoaudit.errors import ProgrammeError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.files import shipped as shipped
from isoaudit.journal.places import SETTINGS as SETTINGS
from isoaudit.model import DayOff, Settings, control_character, faults, nfc
from isoaudit.wording import date_short

_MOST_KB = 200
"""A settings file holds a few names; a larger one is another file."""
_MOST_PARTS = 200
_MOST_DAYS_OFF = 31
"""Days off in a row; more is a slip of the pen."""
_FAULTS = {
    "Cannot overwrite": "mục này đã có ở trên",
    "Cannot declare": "nhóm này đã có ở trên",
    "Invalid date": "không phải ngày có thật",
    "Illegal character": "có ký tự không dùng được, hoặc thiếu dấu ngoặc kép đóng",
    "Escaped character": "mã chữ sau dấu «\\» không có thật",
    "Expected '='": "thiếu dấu «=» sau tên mục",
    "Invalid value": "giá trị viết sai; chữ phải đặt trong ngoặc kép",
    "Invalid statement": "dòng không phải «tên = giá trị»",
    "Expected newline": "có chữ thừa sau giá trị; ngày ghi như 2026-06-18",
}
_TOO_DEEP = "nội dung lồng nhau quá nhiều cấp"


def read_settings(folder: Path) -> Settings:
    """The settings of the programme in ``folder``.

    Raises ProgrammeError when the folder is no programme (PROGRAMME_001) or not there (007), or the settings are
    wrong (003, 004).
    """
    path = folder / SETTINGS
    try:
        data = read_bounded(path, _MOST_KB * 1000)
    except FileNotFoundError:
        code = "PROGRAMME_001" if folder.is_dir() else "PROGRAMME_007"
        raise ProgrammeError(problem(code, str(folder))) from None
    except OSError as error:
        raise ProgrammeError(problem("FILE_002", str(path), reason=reason(error))) from None
    raw = _parse(path, data)
    try:
        settings = Settings.model_validate(raw)
        if settings.period_from and settings.period_to and settings.period_from > settings.period_to:
            words = "trước ngày «period_from»"
            raise ProgrammeError(problem("PROGRAMME_004", str(path), field="period_to", reason=words))
        if words := _false_days_off(settings.days_off):
            raise ProgrammeError(problem("PROGRAMME_004", str(path), field="days_off", reason=words))
        return settings
    except ValidationError as error:
        raise ProgrammeError(
            problem("PROGRAMME_004", str(path), field=".".join(map(str, place)), reason=words)
            for place, words in faults(error)
        ) from None


def _false_days_off(list_: Iterable[DayOff]) -> str:
    """What in the list of days off cannot be meant; empty: nothing."""
    seen: dict[date, bool] = {}
    for one in list_:
        last = one.to or one.day
        if not one.day <= last <= one.day + timedelta(days=_MOST_DAYS_OFF):
            return f"«to» phải từ ngày {date_short(one.day)}, không quá {_MOST_DAYS_OFF} ngày sau đó"
        for day in one.days:
            if seen.setdefault(day, one.works) != one.works:
                return f"ngày {date_short(day)} vừa ghi là ngày nghỉ vừa ghi là ngày làm việc"
    return ""


def _parse(path: Path, data: bytes) -> dict[str, Any]:
    if len(data) > _MOST_KB * 1000:
        words = f"tệp quá {_MOST_KB} KB, có thể là tệp khác bị đổi tên"
        raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=words))
    try:
        text = nfc(data.decode("utf-8-sig"))
        if line := _dotted_line(text):
            raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=f"dòng {line}, {_TOO_DEEP}"))
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        words = f"dòng {_line(data, error.start)}, chữ không phải UTF-8"
    except RecursionError:
        words = f"dòng {_deepest_line(text)}, {_TOO_DEEP}"
    except ValueError as error:  # TOMLDecodeError, and a number of thousands of digits
        words = _toml_reason(error, text)
    raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=words))


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _dotted_line(text: str) -> int:
    """The first line with a name of very many parts, such as a.a.a, for which tomllib takes gigabytes; 0: none."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > _MOST_PARTS and re.sub(r'"[^"]*"|\'[^\']*\'', "", line).count(".") > _MOST_PARTS:
            return number
    return 0


def _deepest_line(text: str) -> int:
    """The line with the most opening brackets, which is the one that opens too many."""
    opened = [line.count("[") + line.count("{") for line in text.splitlines()]
    return opened.index(max(opened)) + 1


def _toml_reason(error: ValueError, text: str) -> str:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place:
        words = next((words for sign, words in _FAULTS.items() if sign in str(error)), "viết sai ở chỗ này")
        return f"dòng {place[1]}, cột {place[2]}, {words}"
    if not isinstance(error, tomllib.TOMLDecodeError):
        number = re.search(r"\d{1000}", text)
        line = text.count("\n", 0, number.start()) + 1 if number else 1
        return f"dòng {line}, số quá dài"
    return f"dòng {len(text.splitlines())}, cuối tệp; tệp có thể bị ngắt giữa chừng"


def new_settings(authority: str, year: int, database: str = "") -> str:
    """The text of a commented ``isoaudit.toml`` for an authority: filled in as far as its name tells.

    Raises ProgrammeError (PROGRAMME_004) for a name that cannot be printed.
    """
    authority = nfc(authority.strip())
    if not authority or control_character(authority):
        words = "để trống" if not authority else "có ký tự điều khiển"
        raise ProgrammeError(problem("PROGRAMME_004", SETTINGS, field="authority", reason=words))
    found = re.search(r"\s+((?:tỉnh|thành phố)\s+(.+))$", authority, re.IGNORECASE)
    province, place = (found[1], found[2]) if found else ("", "")
    name = authority[: found.start()] if found else authority
    of_province = f" {province}" if province else ""
    so = ("so", f"UBND{of_province}", "Sở Khoa học và Công nghệ", "Giám đốc")
    ubnd = ("ubnd", "", f"Ủy ban nhân dân{of_province}", "Chủ tịch")
    approves: tuple[list[str], str | list[str], str] = (["plan_decision"], "all", "ubnd")
    signers: list[tuple[str | list[str], str | list[str], str]]
    if name.lower().startswith("chi cục"):
        parent = f"Sở Khoa học và Công nghệ{of_province}"
        offices = [("chi_cuc", parent, name, "Chi cục trưởng"), so, ubnd]
        signers = [
            approves,
            (["plan_submission", "report_request", "report_reminder"], "all", "so"),
            (["notice", "correction_request"], ["ubnd_tinh", "co_quan_chuyen_mon"], "so"),
            ("all", "all", "chi_cuc"),
        ]
    elif name.lower().startswith("sở"):
        offices = [("so", f"UBND{of_province}", name, "Giám đốc"), ubnd]
        signers = [approves, ("all", "all", "so")]
    else:
        offices, signers = [("don_vi", "", name, ""), ubnd], [approves, ("all", "all", "don_vi")]
    template = files(__package__).joinpath(SETTINGS).read_text(encoding="utf-8")
    return template.format(
        authority=_quote(authority),
        year=year,
        last_year=year - 1,
        province=_quote(province),
        place=_quote(place),
        database=f"database = {_quote(database)}\n" if database else "",
        plan_issuer=_quote(f"Chủ tịch Ủy ban nhân dân {province}" if province else ""),
        offices="".join(_office(*office) for office in offices),
        signers="\n".join(_signer(*signer) for signer in signers),
    )


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _office(key: str, parent: str, name: str, head: str) -> str:
    return f'[offices.{key}]\nparent = {_quote(parent)}\nname = {_quote(name)}\nsymbol = ""\nhead = {_quote(head)}\n\n'


def _signer(papers: str | list[str], addressees: str | list[str], office: str) -> str:
    return (
        f"[[signers]]\npapers = {json.dumps(papers)}\naddressees = {json.dumps(addressees)}\n"
        f'office = {_quote(office)}\nform = ""\nposition = ""\nname = ""\n'
    )
