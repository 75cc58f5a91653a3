"""Workbooks from their XML: what the bad ones of tests/example-files are made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Rows = Sequence[Sequence[object]]
Parts = dict[str, str | bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1">'
    '<fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


class Xml(str):
    """A cell given as its own XML; ``{at}`` stands for its place."""


def number(value: str, style: int = 0) -> Xml:
    """A cell that holds a number; style 1 shows it as a day, 2 as a day and an hour."""
    return Xml(f'<c r="{{at}}" s="{style}"><v>{value}</v></c>')


def formula(text: str, value: str = "") -> Xml:
    """A cell that holds a formula and what it came to."""
    return Xml(f'<c r="{{at}}" t="str"><f>{escape(text)}</f><v>{escape(value)}</v></c>')


def typed(kind: str, value: str) -> Xml:
    """A cell of another type: ``e`` an error, ``b`` true or false, ``s`` the number of a shared text."""
    return Xml(f'<c r="{{at}}" t="{kind}"><v>{escape(value)}</v></c>')


def sheet(rows: Rows, after: str = "") -> str:
    """A worksheet of texts and special cells; ``after`` follows the rows."""
    rows_xml = []
    for row, cells in enumerate(rows, start=1):
        parts = []
        for column, cell in enumerate(cells):
            at = f"{chr(ord('A') + column)}{row}"
            if isinstance(cell, Xml):
                parts.append(cell.replace("{at}", at))
            elif cell != "":
                parts.append(f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>')
        rows_xml.append(f'<row r="{row}">{"".join(parts)}</row>')
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows_xml)}</sheetData>{after}</worksheet>'


def parts(sheets: Mapping[str, Rows | str], state: str = "") -> Parts:
    """The parts of a good workbook; a sheet is its rows or its XML."""
    names = list(sheets)
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}"{state} r:id="rId{i}"/>' for i, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for i in range(1, len(names) + 1)
    )
    made: Parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId9999" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    for i, content in enumerate(sheets.values(), 1):
        made[f"xl/worksheets/sheet{i}.xml"] = content if isinstance(content, str) else sheet(content)
    return made


def archive(content: Mapping[str, str | bytes], packed: bool = False) -> bytes:
    """A ZIP archive without days."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED, compresslevel=9) as file:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = file.compression
            file.writestr(entry, data)
    return out.getvalue()


def book(sheets: Mapping[str, Rows | str], more: Parts | None = None, state: str = "") -> bytes:
    """A workbook with more parts, or with other content in some."""
    return archive({**parts(sheets, state), **(more or {})})


def changed(content: Parts, part: str, old: str, new: str) -> Parts:
    """The parts with a text replaced in one of them."""
    text = content[part]
    assert isinstance(text, str) and old in text, (part, old)
    return {**content, part: text.replace(old, new)}
