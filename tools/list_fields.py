"""Write the tables of fields in ``docs/templates.md`` anew, after ``isoaudit/papers/fields.toml`` changed."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from isoaudit.files import write_whole
from isoaudit.papers.fields import Field, papers

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "templates.md"
BEGIN, END = "<!-- fields: made by tools/list_fields.py -->", "<!-- end of fields -->"
KINDS = {"text": "chữ", "flag": "có/không", "texts": "danh sách", "rows": "danh sách nhiều cột", "group": "nhóm"}


def with_tables(page: str) -> str:
    """The page with its tables as the fields are now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join(_lines())
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def _lines() -> Iterator[str]:
    data = tomllib.loads((ROOT / "isoaudit" / "papers" / "fields.toml").read_text(encoding="utf-8"))
    for name, table in data["papers"].items():
        paper = papers()[name]
        shared = ", ".join(f"«{data['titles'][group]}»" for group in table["groups"])
        yield from (f"### {paper.title}", "", f"Mẫu `{name}.docx`. Các nhóm trường chung: {shared}. Trường riêng:", "")
        yield from _table({field: paper.fields[field] for field in table.get("fields", {})})
    owner = {group: name for name, table in reversed(data["papers"].items()) for group in table["groups"]}
    for group, fields in data["groups"].items():
        yield from (f"### Trường chung: {data['titles'][group]}", "")
        yield from _table({field: papers()[owner[group]].fields[field] for field in fields})


def _table(fields: Mapping[str, Field]) -> Iterator[str]:
    yield from ("| Trường | Kiểu | Ý nghĩa | Phải có theo |", "|---|---|---|---|")
    yield from _rows(fields)
    yield ""


def _rows(fields: Mapping[str, Field], above: str = "") -> Iterator[str]:
    for name, known in fields.items():
        yield _row(above + name, known)
        yield from _rows(known.fields, "row." if known.kind == "rows" else f"{above}{name}.")


def _row(name: str, known: Field) -> str:
    others = f" (hoặc in {', '.join(f'`{other}`' for other in known.alternatives)})" if known.alternatives else ""
    law = f"{known.law}{others}{' *' if known.typed else ''}"
    return f"| `{name}` | {KINDS[known.kind]} | {_plain(known.means)} | {law} |"


def _plain(text: Any) -> str:
    return re.sub(r"([|<>])", r"\\\1", str(text))


def main() -> int:
    """Write the page."""
    write_whole(PAGE, with_tables(PAGE.read_text(encoding="utf-8")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
