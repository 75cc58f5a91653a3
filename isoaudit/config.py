"""The settings of a year (``isoaudit.toml``), and where what travels with isoaudit is found."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from isoaudit.errors import ProgrammeError, problem
from isoaudit.files import reason
from isoaudit.model import Programme, control_character, faults, nfc

SETTINGS = "isoaudit.toml"


def shipped(name: str) -> Path:
    """The folder ``checklists``, ``notebooks`` or ``examples``: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def read_settings(folder: Path) -> Programme:
    """The settings of the programme in ``folder``.

    Raises ProgrammeError when the folder is no programme (PROGRAMME_001) or the settings are wrong (003, 004).
    """
    path = folder / SETTINGS
    try:
        raw = tomllib.loads(nfc(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise ProgrammeError(problem("PROGRAMME_001", str(folder))) from None
    except OSError as error:
        raise ProgrammeError(problem("FILE_002", str(path), reason=reason(error))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProgrammeError(problem("PROGRAMME_003", str(path), reason=_toml_reason(error))) from None
    try:
        return Programme.model_validate(raw)
    except ValidationError as error:
        raise ProgrammeError(
            problem("PROGRAMME_004", str(path), field=".".join(map(str, place)), reason=words)
            for place, words in faults(error)
        ) from None


def _toml_reason(error: Exception) -> str:
    place = re.search(r"line (\d+), column (\d+)", str(error))
    return f"dòng {place[1]}, cột {place[2]}" if place else "tệp không phải UTF-8 hoặc bị ngắt giữa chừng"


def new_settings(authority: str, year: int) -> str:
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
    if name.lower().startswith("chi cục"):
        parent = f"Sở Khoa học và Công nghệ{of_province}"
        offices = [("chi_cuc", parent, name, "Chi cục trưởng"), so]
        signers: list[tuple[str | list[str], str]] = [
            (["ubnd_tinh", "co_quan_chuyen_mon"], "so"),
            ("all", "chi_cuc"),
        ]
    elif name.lower().startswith("sở"):
        offices, signers = [("so", f"UBND{of_province}", name, "Giám đốc")], [("all", "so")]
    else:
        offices, signers = [("don_vi", "", name, "")], [("all", "don_vi")]
    template = files("isoaudit").joinpath("templates", SETTINGS).read_text(encoding="utf-8")
    return template.format(
        authority=_quote(authority),
        year=year,
        last_year=year - 1,
        province=_quote(province),
        place=_quote(place),
        plan_issuer=_quote(f"Chủ tịch Ủy ban nhân dân {province}" if province else ""),
        offices="".join(_office(*office) for office in offices),
        signers="\n".join(_signer(*signer) for signer in signers),
    )


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _office(key: str, parent: str, name: str, head: str) -> str:
    return f'[offices.{key}]\nparent = {_quote(parent)}\nname = {_quote(name)}\nsymbol = ""\nhead = {_quote(head)}\n\n'


def _signer(addressees: str | list[str], office: str) -> str:
    return (
        f'[[signers]]\npapers = ["notice", "correction_request"]\naddressees = {json.dumps(addressees)}\n'
        f'office = {_quote(office)}\nform = ""\nposition = ""\nname = ""\n'
    )
