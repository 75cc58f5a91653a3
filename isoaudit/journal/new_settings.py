"""The text of a new ``isoaudit.toml``: commented, and filled in as far as the name of the authority tells."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files

from isoaudit.errors import ProgrammeError, problem
from isoaudit.journal.settings import SETTINGS, validated
from isoaudit.model import Settings, control_character, nfc


def settings_of(authority: str, year: int, province: str = "") -> Settings:
    """The settings of a new programme, filled in as far as the name of its authority tells.

    ``province``: where the name does not tell it. Raises ProgrammeError (PROGRAMME_004) as :func:`new_settings`.
    """
    settings = validated(tomllib.loads(new_settings(f"{authority} {province}".strip(), year)))
    return settings.model_copy(update={"authority": nfc(authority.strip())})


def new_settings(authority: str, year: int, database: str = "") -> str:
    """The text of a commented ``isoaudit.toml`` for an authority: filled in as far as its name tells.

    Raises ProgrammeError (PROGRAMME_004) for a name that cannot be printed.
    """
    authority = nfc(authority.strip())
    if not authority or control_character(authority):
        words = "để trống" if not authority else "có ký tự điều khiển"
        raise ProgrammeError(problem("PROGRAMME_004", SETTINGS, at="", field="authority", reason=words))
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
            (["plan_submission", "report_request", "report_reminder", "correction_reminder"], "all", "so"),
            (
                ["notice", "correction_request", "not_accepted", "review_notice"],
                ["ubnd_tinh", "co_quan_chuyen_mon"],
                "so",
            ),
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
