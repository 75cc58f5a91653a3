"""Certificates that a list only ticks, with number and day in a column of remarks: «x | CC số 55/2016/TĐC ngày …»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from isoaudit.errors import excerpt
from isoaudit.tables import Column, Row
from isoaudit.tables.cells import word_key
from isoaudit.tables.columns.choices import is_mark
from isoaudit.wording import count

_CITES = re.compile(r"(?:CC|GCN|chứng chỉ|giấy chứng nhận)\s+số\s*:?\s*[^\s;]*\d[^;]*", re.IGNORECASE)
_OF_CERTIFICATES = ("chứng chỉ", "chứng nhận", "cc")


def with_cited(rows: Sequence[Row], certificates: Sequence[Column]) -> tuple[list[Row], str]:
    """The rows with a ticked certificate as their remarks cite it, and what is said of that; empty: nothing was done.

    The one certificate is meant that is ticked wherever the remarks cite one, and hardly anywhere else. What may be of
    two certificates stays in the remarks.
    """
    for heading in dict.fromkeys(words for row in rows for words in _others(row) if _is_of_certificates(words)):
        citing = [row for row in rows if _cited(row, heading)]
        rest = [row for row in rows if not _cited(row, heading)]
        everywhere = [one for one in certificates if citing and all(_ticks(row, one) for row in citing)]
        meant = [one for one in everywhere if 2 * sum(_ticks(row, one) for row in rest) <= len(rest)]
        if len(meant) == 1:
            column = meant[0].heading
            said = (
                f"{count(len(citing))} chứng chỉ chỉ đánh dấu ở cột «{column}»: lấy số, ngày ghi ở cột "
                f"«{excerpt(heading)}»; nếu không đúng thì ghi ở cột «{column}» rồi nhập lại."
            )
            return [_with(row, meant[0].name, _cited(row, heading)) for row in rows], said
    return list(rows), ""


def _with(row: Row, name: str, text: str) -> Row:
    return replace(row, values=row.values | {name: text}) if text else row


def _others(row: Row) -> dict[str, str]:
    return row.values.get("others") or {}


def _is_of_certificates(heading: str) -> bool:
    return any(f" {word_key(words)} " in f" {word_key(heading)} " for words in _OF_CERTIFICATES)


def _cited(row: Row, heading: str) -> str:
    """What a remark begins with that cites a certificate; empty: it cites none."""
    found = _CITES.match((_others(row).get(heading) or "").strip())
    return found[0].strip(" .") if found else ""


def _ticks(row: Row, column: Column) -> bool:
    return is_mark(str(row.values.get(column.name) or ""))
