"""Numbers of a spreadsheet as it shows them: days, zeros in front, letters and signs that only the format adds."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import cache
from math import isfinite

from isoaudit.tables.cells import Formatted

_TOKEN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|[0#?]+|general|.', re.DOTALL | re.IGNORECASE)
_NEVER = frozenset(",.%Ee/;@")
"""Signs of a format that scale, divide or choose: what it shows is for a person's eye, the number is meant."""
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_ASIDE = re.compile(r"\[[^\]]*\]|[_*].")
"""Colours, languages and blanks of a format: they show no sign."""


@cache
def meant(form: str) -> str:
    """A number format where it shows anything but the number: a day, zeros in front, text; else empty."""
    from openpyxl.styles.numbers import is_date_format  # imported here: it costs 0.2 s

    if not form or is_date_format(form):
        return form
    bare = _ASIDE.sub("", form.split(";")[0])
    if re.fullmatch("00+", bare) or _PERCENT.fullmatch(bare):
        return bare
    return form if _mask(form) or _around(form) else ""


@cache
def _around(form: str) -> tuple[str, str] | None:
    """What a format puts before and behind a text, such as 99- where it is ``"99-"@``; nothing where it does not."""
    sections = re.findall(r'(?:"[^"]*"|\\.|[^;])+', form)
    last = sections[-1] if len(sections) in (1, 4) else ""
    parts = [token for token in _TOKEN.findall(_ASIDE.sub("", last)) if token != " "]
    if parts.count("@") != 1 or len(parts) < 2 or any(token[0] not in '"\\@-' for token in parts):
        return None
    before, after = last[: last.index("@")], last[last.index("@") + 1 :]
    return _literal(before), _literal(after)


def _literal(form: str) -> str:
    return "".join(token.strip('"').removeprefix("\\") for token in _TOKEN.findall(_ASIDE.sub("", form)))


def text_shown(text: str, form: str) -> str:
    """A text as a spreadsheet shows it, what its format puts around it included."""
    around = _around(form) if "@" in form else None
    return f"{around[0]}{text}{around[1]}" if around and text else text


@cache
def _mask(form: str) -> tuple[str, ...]:
    """A format of text and places of digits by its parts, such as ``99-`` and ``000``; nothing for any other."""
    parts: list[str] = []
    written = False
    for token in _TOKEN.findall(form):
        if token == ";":  # what follows is of negative numbers, zero, text
            break
        if token[0] == '"' or token[0] == "\\":
            parts.append("'" + token.strip('"').removeprefix("\\"))
            written = written or token.strip('"').removeprefix("\\").strip() != ""
        elif token[0] in "0#?":
            parts.append(token)
        elif token.casefold() == "general":
            parts.append("0")
        elif token[0] == "-":
            parts.append("'-")
            written = True
        elif token in _NEVER or token.isalnum():
            return ()
        elif token[0] not in "_*[":
            parts.append("'" + token)
    digits = sum(part[0] != "'" for part in parts)
    return tuple(parts) if written and digits else ()


def shown(value: float, form: str, epoch: datetime) -> str:
    """A number as a spreadsheet shows it: fifteen digits, a day as a day; ``form`` is what :func:`meant` left.

    Raises ValueError for what is no number.
    """
    if not isfinite(value):
        raise ValueError(value)
    plain = _plain(value)
    if not form:
        return plain
    if not form.strip("0"):
        return plain.zfill(len(form))
    if percent := _PERCENT.fullmatch(form):
        return Formatted(f"{value * 100:.{len(percent[1] or '')}f}%", plain)
    if mask := _mask(form):
        return Formatted(_filled(plain, mask), plain) if plain.isdigit() else plain
    day = _day(value, epoch) or plain
    return re.sub(r"^01/", "", day) if _shows_no_day(form) else day


@cache
def _shows_no_day(form: str) -> bool:
    """Whether a format of days shows the month and the year alone: Excel makes 1/7/2026 of a typed 7/2026."""
    letters = set(re.sub(r'"[^"]*"', "", _ASIDE.sub("", form)).lower())
    return {"m", "y"} <= letters and not letters & set("dhs")


def _filled(digits: str, mask: tuple[str, ...]) -> str:
    """Digits put into the places of a mask, from the right."""
    made: list[str] = []
    first = next(at for at, part in enumerate(mask) if part[0] != "'")
    for at in range(len(mask) - 1, -1, -1):
        part = mask[at]
        if part[0] == "'":
            made.append(part[1:])
            continue
        here = digits if at == first else digits[-len(part) :]
        digits = digits[: len(digits) - len(here)]
        made.append(here.rjust(part.count("0"), "0"))
    return "".join(reversed(made)).strip()


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")


def _day(serial: float, epoch: datetime) -> str:
    """The day of a serial number, with its time of day; a time alone below 1; empty where there is no such day."""
    if not 0 <= serial < 2_958_466:  # 31/12/9999
        return ""
    seconds = timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return (epoch + seconds).strftime("%H:%M")
    if epoch.year == 1899 and serial < 60:  # Excel counts a 29/02/1900
        seconds += timedelta(days=1)
    return moment(epoch + seconds)


def moment(at: datetime) -> str:
    """A day, with its time of day where it has one."""
    day = f"{at:%d/%m}/{at.year:04d}"
    if at.time() == time():
        return day
    return f"{day} {at:%H:%M:%S}" if at.second else f"{day} {at:%H:%M}"


def iso_moment(text: str) -> str:
    """A day or a time as ISO 8601 writes it, as a spreadsheet shows it. Raises ValueError."""
    bare = text.strip().removeprefix("T")
    if re.fullmatch(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?", bare):
        return time.fromisoformat(bare).strftime("%H:%M")
    at = datetime.fromisoformat(bare)
    return at.strftime("%H:%M") if at.year < 1900 else moment(at.replace(microsecond=0))
