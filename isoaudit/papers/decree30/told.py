"""What was measured of a Word document, in words."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.papers.decree30.nouns import Deviation, Report


def told(report: Report, name: str = "") -> Iterator[str]:
    """First how the document stands, then each deviation with its clause; ``name``: in place of its path."""
    wrong = sum(not deviation.note for deviation in report.deviations)
    said = f"{wrong} chỗ chưa đúng thể thức" if wrong else "đúng thể thức ở những điểm đã soát"
    yield f"{name or report.file} ({report.kind}): {said}."
    yield from (f"- {_words(deviation)}" for deviation in report.deviations)


def _words(deviation: Deviation) -> str:
    place = f"{deviation.part} «{deviation.quote}»" if deviation.quote else deviation.part
    more = f" (cùng {deviation.count - 1} chỗ khác)" if deviation.count > 1 else ""
    mark = "Lưu ý: " if deviation.note else ""
    return f"{mark}{place}: {deviation.found}{more}; quy định: {deviation.wanted} ({deviation.clause})."
