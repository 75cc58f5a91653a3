"""How people are named in papers, and their positions above a signature (Decree 30/2020, Annex I, II.7.b)."""

from __future__ import annotations

import re

_LENGTH = 24
"""Capitals of 14 pt bold that fit the column of the signature."""
_POSTS = (
    "trưởng phòng|trưởng ban|chi cục trưởng|cục trưởng|giám đốc|chủ tịch|chánh văn phòng|chánh thanh tra|viện trưởng"
)
_POST_AND_OFFICE = re.compile(rf"((?:q\. |phó )?(?:{_POSTS})) (.+)", re.IGNORECASE)


def in_signature(position: str) -> str:
    """A position, where it is too long over several lines: the post, then the office: CHI CỤC TRƯỞNG / CHI CỤC …"""
    if len(position) <= _LENGTH:
        return position
    found = _POST_AND_OFFICE.fullmatch(position)
    post, office = found.groups() if found else ("", position)
    return f"{post}\n{_halves(office)}".strip()


def _halves(name: str) -> str:
    """A name over two lines of about the same length, where one is not enough."""
    words = name.split()
    if len(name) <= _LENGTH or len(words) < 2:
        return name
    cuts = (" ".join(words[:number]) for number in range(1, len(words)))
    first = min(cuts, key=lambda cut: abs(len(name) - 1 - 2 * len(cut)))
    return f"{first}\n{name[len(first) + 1 :]}"


_TITLES = ("Ông ", "Bà ", "Ông (bà) ", "Ông/Bà ", "Đồng chí ", "Đ/c ")


def by_title(person: str) -> str:
    """A person as papers name one: ``Ông (bà) Đặng Minh Khôi``, unless a title was typed; the register does not say."""
    return person if person.startswith(_TITLES) else f"Ông (bà) {person}"
