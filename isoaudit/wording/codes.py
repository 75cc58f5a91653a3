"""Codes of agencies, inspections, inspectors and criteria as people type them, and the key they are compared by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
"""Dashes that look like the hyphen of a code."""
D = str.maketrans("ĐđÐðƉɖ", "DdDdDd")
"""A code names a folder, so it has no Đ; people type it all the same: SGDĐT is SGDDT."""
_DOTTED = re.compile(r"(?=.*[0-9])[0-9A-Z]+(?:\.[0-9A-Z]+)+", re.IGNORECASE)


def code_key(text: str) -> str:
    """What two spellings of one code have in common: no case, dashes as they look, Đ as D, a dot as a dash."""
    return text.strip().translate(DASHES).translate(D).replace(".", "-").casefold()


def undotted(text: str) -> str:
    """A code with dots, as the national list of offices has them (H77.01, 000.00.01.H77), with dashes, for folders.

    A number with one dot stays as it is: a spreadsheet may have dropped its last zeros.
    """
    is_code = _DOTTED.fullmatch(text) and (not text.replace(".", "", 1).isdigit())
    return text.replace(".", "-") if is_code else text


def by_code_key(known: Iterable[str]) -> Mapping[str, str]:
    """Codes by their key; those that share one are left out, as the key does not tell them apart."""
    by_key: dict[str, list[str]] = {}
    for code in known:
        by_key.setdefault(code_key(code), []).append(code)
    return {key: codes[0] for key, codes in by_key.items() if len(codes) == 1}


def as_known(typed: Iterable[str], known: Collection[str]) -> list[str]:
    """Codes as they are recorded, each once: ``sgdđt`` is SGDDT. What is not known, or fits several, stays as typed."""
    codes = list(typed)
    if any(code not in known for code in codes):
        by_key = by_code_key(known)
        codes = [code if code in known else by_key.get(code_key(code), code) for code in codes]
    return list(dict.fromkeys(codes))
