"""The settings of a year (``isoaudit.toml``)."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from isoaudit.errors import Problem, ProgrammeError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.files import shipped as shipped
from isoaudit.journal import settings_text
from isoaudit.journal.places import SETTINGS as SETTINGS
from isoaudit.model import DayOff, Noun, Settings, faults, is_code
from isoaudit.rules.score_formula import formula_faults
from isoaudit.wording import date_short, read_day

_MOST_KB = 200
"""A settings file holds a few names; a larger one is another file."""
_MOST_DAYS_OFF = 31
"""Days off in a row; more is a slip of the pen."""
Place = tuple[str | int, ...]
"""A setting by its name: ``("signers", 0, "office")``."""


def read_settings(folder: Path) -> Settings:
    """The settings of the programme in ``folder``.

    Raises ProgrammeError when the folder is no programme (PROGRAMME_001) or not there (007), or the settings are
    wrong (003, 004), with every problem.
    """
    path = folder / SETTINGS
    text = settings_file(folder)
    raw, lines = settings_text.parsed(text)
    problems = [problem("PROGRAMME_003", str(path), reason=line.said(text)) for line in lines]
    if raw or not problems:
        try:
            settings = validated(raw)
        except ImpossibleSettings as error:
            known = settings_text.places(text)
            unread = [fault for fault in error.faults if not (problems and fault[1] == _ABSENT)]
            problems += [_wrong(path, place, words, known) for place, words in unread]
        else:
            if not problems:
                return settings
    raise ProgrammeError(problems)


def settings_file(folder: Path) -> str:
    """The text of the settings of the programme in ``folder``. Raises ProgrammeError (PROGRAMME_001, 003, 007)."""
    path = folder / SETTINGS
    try:
        data = read_bounded(path, _MOST_KB * 1000)
    except FileNotFoundError:
        code = "PROGRAMME_001" if folder.is_dir() else "PROGRAMME_007"
        raise ProgrammeError(problem(code, str(folder))) from None
    except OSError as error:
        raise ProgrammeError(problem("FILE_002", str(path), reason=reason(error))) from None
    if len(data) > _MOST_KB * 1000:
        words = f"tệp quá {_MOST_KB} KB, có thể là tệp khác bị đổi tên"
        raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=words))
    try:
        return settings_text.decoded(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = f"dòng {line}: chữ không phải UTF-8; mở bằng Notepad, chọn Lưu thành (Save As), mã hóa UTF-8"
        raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=words)) from None


class ImpossibleSettings(Exception):
    """What cannot be meant in the settings: each with its place and words."""

    def __init__(self, faults: Iterable[tuple[Place, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(words for _, words in self.faults))


_ABSENT = "thiếu mục này"
_A_DAY = "phải là ngày, như "


def validated(raw: dict[str, Any]) -> Settings:
    """The settings that ``raw`` says; a day may be a text, as papers write it. Raises ImpossibleSettings."""
    try:
        settings = Settings.model_validate(_with_days(Settings, raw))
    except ValidationError as error:
        found = [(p, words) for p, words in faults(error) if p[0] != "score" or len(p) == 1]
        rows = raw.get("score")
        found += formula_faults(rows if isinstance(rows, (list, tuple)) else (), raw.get("score_total"))
        said = [(p, f"{_A_DAY}18/6/2026" if words.startswith(_A_DAY) else words) for p, words in found]
        raise ImpossibleSettings(said) from None
    if found := list(_not_meant(settings)):
        raise ImpossibleSettings(found)
    return settings


def _with_days(noun: type[Noun], raw: Any) -> Any:
    """Raw fields of a noun in which the days written as papers write them are days."""
    if not isinstance(raw, dict):
        return raw
    made = dict(raw)
    for name, field in noun.model_fields.items():
        value = made.get(name)
        kinds = _parts(field.annotation)
        if isinstance(value, str) and date in kinds:
            made[name] = read_day(value.strip()) or value
        nouns = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Noun)]
        if not nouns:
            continue
        inner: type[Noun] = nouns[0]
        if isinstance(value, list):
            made[name] = [_with_days(inner, one) for one in value]
        elif isinstance(value, dict) and inner is field.annotation:
            made[name] = _with_days(inner, value)
    return made


def _parts(annotation: Any) -> set[Any]:
    """The types an annotation is made of: of ``tuple[DayOff, ...]`` also DayOff."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return {annotation}
    return {part for one in get_args(annotation) for part in _parts(one)}


def _wrong(path: Path, place: Place, words: str, known: dict[Place, int]) -> Problem:
    """A setting that cannot be meant, with its line where it has one."""
    lines = (known.get(place[:length]) for length in range(len(place), 0, -1))
    line = next((number for number in lines if number), None)
    at = f", dòng {line}" if line else ""
    return problem("PROGRAMME_004", str(path), at=at, field=".".join(map(str, place)), reason=words)


def _not_meant(settings: Settings) -> Iterator[tuple[Place, str]]:
    if settings.period_from and settings.period_to and settings.period_from > settings.period_to:
        first = date_short(settings.period_from)
        yield ("period_to",), f"ngày cuối của thời kỳ kiểm tra trước ngày đầu ({first})"
    yield from false_days_off(settings.days_off)
    yield from false_units(settings)
    yield from formula_faults(settings.score, settings.score_total)


def false_units(settings: Settings) -> Iterator[tuple[Place, str]]:
    """What of the inspecting units cannot be meant: one for which nobody signs, a letterhead or unit that is none."""
    for code, unit in settings.units.items():
        place: Place = ("units", code)
        if not is_code(code):
            words = f"mã «{code}» không dùng được; dùng chữ không dấu, chữ số, dấu «-», không quá 31 ký tự"
            yield place, words
        if unit.office not in settings.offices:
            yield (*place, "office"), f"không có cơ quan ban hành «{unit.office}»; ghi cơ quan ấy ở mục «offices»"
        if not any(signer.unit == code for signer in settings.signers):
            yield place, f"đơn vị kiểm tra «{unit.name}» chưa có người ký văn bản; thêm người ký cho đơn vị này"
    for number, signer in enumerate(settings.signers):
        if signer.unit and signer.unit not in settings.units:
            known = ", ".join(f"«{code}»" for code in settings.units) or "chưa ghi đơn vị nào"
            yield ("signers", number, "unit"), f"không có đơn vị kiểm tra «{signer.unit}» ({known})"


def false_days_off(list_: Iterable[DayOff]) -> Iterator[tuple[Place, str]]:
    """What in the list of days off cannot be meant."""
    seen: dict[date, bool] = {}
    for number, one in enumerate(list_):
        last = one.to or one.day
        if not one.day <= last <= one.day + timedelta(days=_MOST_DAYS_OFF):
            words = f"ngày cuối phải từ ngày {date_short(one.day)}, không quá {_MOST_DAYS_OFF} ngày sau đó"
            yield ("days_off", number, "to"), words
            continue
        for day in one.days:
            if seen.setdefault(day, one.works) != one.works:
                words = f"ngày {date_short(day)} vừa ghi là ngày nghỉ vừa ghi là ngày làm việc"
                yield ("days_off", number, "works"), words
                break
