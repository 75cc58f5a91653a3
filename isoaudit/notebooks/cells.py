"""What a cell shows: tables, blocks, sentences and pictures, with every character as it was typed.

All of it lies in the page itself: nothing is linked, nothing is loaded, no script runs.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

import pandas as pd
from IPython.display import HTML

from isoaudit.looks import colour
from isoaudit.wording import count

POINT = "Nội dung (Điều 36)"
"""Heading of the column that tables are grouped by."""

_FIT = 3
"""Columns that a phone shows beside each other."""
_STYLE = (
    "<style>.isoaudit table{border-collapse:collapse;width:100%}"
    ".isoaudit table th,.isoaudit table td{text-align:left;vertical-align:top;white-space:pre-wrap;"
    "overflow-wrap:anywhere;min-width:5.2em;border:1px solid " + colour("box") + ";padding:.3em .5em}"
    ".isoaudit table.numbers td:first-child{width:50%}"
    ".isoaudit table.beside{table-layout:fixed}"
    ".isoaudit table.beside td,.isoaudit table.beside td:first-child,.isoaudit table.beside thead th{width:50%}"
    ".isoaudit .said{margin:0 0 .3em}.isoaudit .said b{display:block;font-weight:600}"
    ".isoaudit figure{display:inline-block;margin:.3em .5em .3em 0;max-width:100%;vertical-align:top}"
    ".isoaudit figure img{max-width:100%;max-height:12em}.isoaudit figcaption{font-size:.9em;max-width:24em}"
    ".isoaudit p{white-space:pre-wrap;overflow-wrap:anywhere}"
    # JupyterLab sets every table right and in the middle, by a rule that is stronger than the one above.
    ".jp-RenderedHTMLCommon .isoaudit table th,.jp-RenderedHTMLCommon .isoaudit table td"
    "{text-align:left;vertical-align:top}</style>"
)


def show(table: pd.DataFrame, empty: str = "Không có.", *, numbers: bool = False) -> HTML:
    """The table whole, each text as typed; rows are grouped by the column :data:`POINT` where it comes with others.

    ``numbers``: the first column names what the others count, and takes half of the width.
    """
    if table.empty:
        return lines([], empty)
    grouped = POINT in table.columns and table[POINT].duplicated().any()
    columns = [name for name in table.columns if not (grouped and name == POINT)]
    head = "".join(f"<th scope='col'>{escape(str(name))}</th>" for name in columns)
    groups: dict[str, list[str]] = {}
    names = table[POINT] if grouped else [""] * len(table)
    for point, row in zip(names, table[columns].itertuples(index=False, name=None), strict=True):
        cells = "".join(f"<td>{escape(str(cell))}</td>" for cell in row)
        groups.setdefault(str(point), []).append(f"<tr>{cells}</tr>")
    body: list[str] = []
    for point, rows in groups.items():
        if grouped:
            cell = f"<th scope='colgroup' colspan='{len(columns)}'>{escape(point)}</th>"
            body.append(f"<tr class='group'>{cell}</tr>")
        body += rows
    kind = " class='numbers'" if numbers else ""
    whole = f"<table{kind}><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return framed(whole, scrolls=len(columns) > _FIT)


def blocks(table: pd.DataFrame, empty: str = "Không có.") -> HTML:
    """Each row as a numbered block under its first column, for rows too long to stand side by side."""
    if table.empty:
        return lines([], empty)
    parts: list[str] = []
    headings = [escape(str(name)) for name in table.columns]
    for number, row in enumerate(table.itertuples(index=False, name=None), start=1):
        first, *cells = (escape(str(cell)) for cell in row)
        pairs = zip(headings[1:], cells, strict=True)
        body = "".join(f"<tr><th scope='row'>{name}</th><td>{cell}</td></tr>" for name, cell in pairs if cell)
        caption = f"<caption>{count(number)}. {first}</caption>"
        parts.append(f"<table class='block'>{caption}<tbody>{body}</tbody></table>")
    return framed("".join(parts))


def lines(texts: Iterable[str], empty: str = "Không có.") -> HTML:
    """Sentences, one paragraph each, as typed."""
    return framed("".join(f"<p>{escape(text)}</p>" for text in texts) or f"<p>{escape(empty)}</p>")


def picture(svg: str, alt: str) -> HTML:
    """A drawing as an image inside the page, with words for who cannot see it."""
    image = base64.b64encode(svg.encode()).decode("ascii")
    return framed(f"<img alt='{escape(alt)}' src='data:image/svg+xml;base64,{image}'>")


def framed(body: str, *, scrolls: bool = False) -> HTML:
    """Markup as a part of the page; what a person typed must be escaped in it already.

    ``scrolls``: it may be wider than a narrow window, and is scrolled there by keys too.
    """
    # MathJax of a notebook leaves these classes alone: "$x^2$" in an answer stays as typed
    keys = " role='group' aria-label='Bảng rộng' tabindex='0'" if scrolls else ""
    page = f"{_STYLE}<div class='isoaudit mathjax_ignore tex2jax_ignore'{keys}>{body}</div>"
    return HTML(page)  # type: ignore[no-untyped-call]
