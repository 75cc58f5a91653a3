"""What the notebooks of programmes made before 0.1.0 import; later ones import :mod:`isoaudit.notebooks`."""

from __future__ import annotations

from isoaudit.notebooks.findings import (
    answers,
    blocks,
    chart,
    facts,
    findings,
    letter,
    lines,
    load,
    picture,
    points,
    result,
    show,
    status,
    title,
    to_complete,
    to_see_on_site,
    write_findings,
    write_letter,
)

__all__ = ["answers", "blocks", "chart", "facts", "findings", "letter", "lines", "load", "picture", "points", "result",
           "show", "status", "title", "to_complete", "to_see_on_site", "write_findings", "write_letter"]  # fmt: skip
