"""Agencies by their names, as schedules and books name them instead of their codes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from isoaudit.model import Agency
from isoaudit.wording import name_key, spelled_out, unaccented
from isoaudit.wording.abbreviations import stands_for
from isoaudit.wording.codes import by_code_key, code_key


def by_whole_name(agencies: Iterable[Agency]) -> tuple[dict[str, str], set[str]]:
    """The codes of agencies by what their names are compared by, and what several are called by."""
    codes: dict[str, list[str]] = {}
    for agency in agencies:
        codes.setdefault(body_key(agency.name), []).append(agency.code)
    several = {key for key, named in codes.items() if len(named) > 1}
    return {key: named[0] for key, named in codes.items() if key not in several}, several


def by_name_alone(agencies: Iterable[Agency]) -> dict[str, str]:
    """Likewise, of two of one name neither; also by names that say less.

    One with its superior body in brackets, «Chi cục Kiểm lâm (thuộc Sở NN&MT)», or with the province behind it, «Trung
    tâm Kiểm soát bệnh tật tỉnh An Bình», or a place, «UBND thị trấn Càng Long, huyện Càng Long», is also known without:
    where no other agency is called so.
    """
    codes: dict[str, set[str]] = {}
    for agency in agencies:
        shorter = (tail.sub("", agency.name) for tail in (_BRACKETS, _OF_THE_PROVINCE, _IN_A_PLACE))
        for name in {agency.name, *shorter}:
            codes.setdefault(body_key(name), set()).add(agency.code)
    return {key: next(iter(several)) for key, several in codes.items() if len(several) == 1}


_BRACKETS = re.compile(r"\s*\([^()]*\)\s*\Z")
_SUPERIOR = re.compile(r"([^()]*[^\s()])\s*\((?:thuộc\s+|trực thuộc\s+)?([^()]*)\)", re.IGNORECASE)
_IN_A_PLACE = re.compile(
    r"\s*(?:,|\s[-–])\s*(?:huyện|quận|thị xã|thành phố|tỉnh|TP\.?|TX\.?|H\.)\s+[^,]+\Z", re.IGNORECASE
)
_OF_THE_PROVINCE = re.compile(
    r"(?<=\w)\s+(?:tỉnh(?:\s+[A-ZĐ]\S*(?:\s-\s\S+|\s[A-ZĐ]\S*)*)?"
    r"|(?:thành phố|TP\.?)\s*(?:Hà Nội|Hải Phòng|Huế|Đà Nẵng|Hồ Chí Minh|Cần Thơ))\s*\Z"
)
"""Cities of a province may each have a body of one name: of them only those under the central government are meant."""


def near_names(typed: str, agencies: Iterable[Agency], offered: int = 2, least: float = 0.8) -> list[Agency]:
    """The agencies a writing that names none of them, or several, may mean, the likeliest first: without its tone marks
    the same as some, else alike in most letters. A person says which: Sở Nội vu is a slip, Sở Y tế and Sở Thuế are two.

    ``offered``: how many names at most; ``least``: how much of two names must be the same, from 0 to 1 (difflib).
    """
    by_key: dict[str, list[Agency]] = {}
    for agency in sorted(agencies, key=lambda agency: agency.code):
        by_key.setdefault(unaccented(body_key(agency.name)), []).append(agency)
    key = unaccented(body_key(typed))
    near = [key] if key in by_key else difflib.get_close_matches(key, by_key, offered, least)
    return [agency for one in near for agency in by_key[one]][: 2 * offered]


def body_key(name: str) -> str:
    """What two writings of an agency's name have in common: Ủy ban nhân dân xã is UBND xã, and that is Xã or X."""
    key = name_key(spelled_out(name)).replace(name_key("Ủy ban nhân dân"), "ubnd")
    return _OF_A_PLACE.sub("", key)


_PLACES = ("xã", "phường", "đặc khu", "thị trấn", "huyện", "quận", "thị xã")
_OF_A_PLACE = re.compile(rf"\Aubnd (?=(?:{'|'.join(map(name_key, _PLACES))}) )")


class BodyNames:
    """The agencies of a register by all that people call them: their codes, their names, names in abbreviations."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self._agencies = agencies
        self._short: dict[str, str] = {}

    @cached_property
    def alone(self) -> Mapping[str, str]:
        """As :func:`by_name_alone`; worked out when a name is first asked for."""
        return by_name_alone(self._agencies.values())

    @cached_property
    def _by_code(self) -> Mapping[str, str]:
        return by_code_key(self._agencies)

    def code_of(self, typed: str) -> str:
        """The code of the one agency that a code or a name means; empty: none or several."""
        return self.coded(typed) or self.called(typed) or self.abbreviated(typed)

    def coded(self, typed: str) -> str:
        """The agency of a code as people type it: snv is SNV, SGDĐT is SGDDT."""
        return self._by_code.get(code_key(typed), "")

    def called(self, typed: str) -> str:
        """The agency of a name, also of one it had before it was renamed, as papers of then call it."""
        return self._called_now(typed) or self._before.get(body_key(typed), "")

    def code_now(self, typed: str) -> str:
        """As :meth:`code_of`, names of before left out: a register lists bodies as they are."""
        return self.coded(typed) or self._called_now(typed) or self.abbreviated(typed)

    def _called_now(self, typed: str) -> str:
        """The agency of a name, be the province behind it or not, or in brackets its superior body."""
        exact = self.alone.get(body_key(typed)) or self.alone.get(body_key(_OF_THE_PROVINCE.sub("", typed)), "")
        return exact or self._below_its_superior(typed)

    @cached_property
    def _before(self) -> Mapping[str, str]:
        """The bodies that were renamed, by what one alone was called before."""
        codes: dict[str, set[str]] = {}
        for agency in self._agencies.values():
            for former in agency.former:
                codes.setdefault(body_key(former.name), set()).add(agency.code)
        return {key: next(iter(several)) for key, several in codes.items() if len(several) == 1}

    def _below_its_superior(self, typed: str) -> str:
        """The agency of a name with its superior body in brackets, where the register does not name another one."""
        found = _SUPERIOR.fullmatch(typed.strip())
        code = self.alone.get(body_key(found[1]), "") if found else ""
        if not found or not code:
            return ""
        recorded = self._agencies[code].parent
        superior = self._agencies[recorded].name if recorded in self._agencies else recorded
        is_one = body_key(superior) == body_key(found[2]) or stands_for(found[2], superior)
        return code if not superior or is_one else ""

    def abbreviated(self, typed: str) -> str:
        """The agency whose name a writing in abbreviations stands for: Sở KH&CN."""
        if typed not in self._short:
            alike = [code for code, agency in self._agencies.items() if stands_for(typed, agency.name)]
            self._short[typed] = alike[0] if len(alike) == 1 else ""
        return self._short[typed]
