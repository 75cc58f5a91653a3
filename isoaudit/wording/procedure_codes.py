"""Codes and names of administrative procedures (TTHC) as lists write them, and what two writings have in common.

A code of the national database is ``1.014967``; systems write it longer, ``1.014967.000.00.00.H36``, spreadsheets
shorter (1.004120 as the number 1.00412) or with a comma. Older lists have codes of letters: ``T-LCA-123456-TT``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from isoaudit.wording.names import name_key

_DIGITS = 6
_NATIONAL = re.compile(
    r"(?<![\w.,])(\d)[.,](\d{6})(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{1,3}(?:\.\d+)*)?(?![\w]|[.,]\d)", re.IGNORECASE
)
_GROUPED = re.compile(
    r"(?<![\w.,])(\d)\.(\d{3})\.(\d{3})(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{1,3})?(?![\w]|[.,]\d)", re.IGNORECASE
)
_CUT_SHORT = re.compile(r"(\d)[.,](\d{1,5})")
_OLD = re.compile(r"[A-ZĐ]{1,6}(?:-[0-9A-ZĐ]{1,10}){1,4}", re.IGNORECASE)
_NONE = frozenset(
    map(name_key, ("", "-", "–", "không", "không có", "chưa có", "chưa có mã", "chưa cấp mã", "x", "…", "..."))
)
_MOST = 60
"""Characters of a code; what is longer is no code."""
_BEFORE_A_NAME = re.compile(r"\A(?:thủ tục(?: hành chính)?|tthc)\s*[:.-]?\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\A\d{1,3}\s*[.)]\s+")
_LABEL_OF_A_CODE = re.compile(
    r"[(\[]?\s*(?:mã\s+(?:số\s+)?(?:tthc|thủ tục(?: hành chính)?)?|mã số|số)?\s*:?\s*\0\s*[)\]]?", re.IGNORECASE
)


def read_codes(text: str) -> tuple[list[str], list[str]]:
    """The codes in a cell as they are compared, in their order and each once; and what in it is none.

    A number that a spreadsheet cut short gets its zeros back: 1.00412 is 1.004120.
    """
    if name_key(text) in _NONE:
        return [], []
    codes: list[str] = []
    rest = _NATIONAL.sub(lambda found: _take(codes, f"{found[1]}.{found[2]}"), text)
    rest = _GROUPED.sub(lambda found: _take(codes, f"{found[1]}.{found[2]}{found[3]}"), rest)
    unread: list[str] = []
    for part in re.split(r"[;,/\n|\s]+|\s+-\s+|\bvà\b", rest.replace("\0", ";")):
        part = part.strip(" ().[]:")
        if name_key(part) in _NONE:
            continue
        if short := _CUT_SHORT.fullmatch(part):
            _take(codes, f"{short[1]}.{short[2].ljust(_DIGITS, '0')}")
        elif _OLD.fullmatch(part) and len(part) <= _MOST:
            _take(codes, part.upper())
        else:
            unread.append(part)
    return list(dict.fromkeys(codes)), unread


def _take(codes: list[str], code: str) -> str:
    codes.append(code)
    return "\0"


def codes_in_name(name: str) -> tuple[list[str], str]:
    """The national codes that stand in a name, and the name without them: 1.014967 - Cấp giấy phép…"""
    codes: list[str] = []
    rest = _NATIONAL.sub(lambda found: _take(codes, f"{found[1]}.{found[2]}"), name)
    if not codes:
        return [], name
    bare = _LABEL_OF_A_CODE.sub(" ", rest)
    bare = " ".join(bare.split()).strip(" -–:;,.")
    return (list(dict.fromkeys(codes)), bare) if bare else ([], name)


@lru_cache(maxsize=1 << 15)
def procedure_name_key(name: str) -> str:
    """What two writings of a procedure's name have in common: no case, spaces, signs, «Thủ tục» before it, number."""
    bare = _BEFORE_A_NAME.sub("", _NUMBER.sub("", " ".join(name.split())))
    return " ".join(re.findall(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*", name_key(bare)))
