"""Write the tables of papers and of fields in ``docs`` anew, after a file of ``isoaudit/papers/kinds`` changed.

A table stands between two marks, ``<!-- NAME: made by tools/list_papers.py -->`` and ``<!-- end of NAME -->``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from isoaudit.files import write_whole
from isoaudit.papers.fields import Field, shared_fields, template_fields
from isoaudit.papers.kinds import PaperKind, kinds

DOCS = Path(__file__).resolve().parent.parent / "docs"
FIELD_KINDS = {"text": "chữ", "flag": "có/không", "texts": "danh sách", "rows": "danh sách nhiều cột", "group": "nhóm"}
FORMS = {"on_site": "at the office", "by_record": "by record", "both": "both"}


def list_kinds() -> Iterator[str]:
    """All kinds of paper, a row each."""
    yield "| Key | Name | Scope | Form | Number | Law | Form of Annex I | Draft until | |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for kind in kinds().values():
        draft = "always" if kind.always_draft else ", ".join(f"`{act}`" for act in kind.rests_on)
        picture = f"[picture](pictures/paper-{kind.key.replace('_', '-')}.png)"
        cells = (f"`{kind.key}`", kind.name, kind.scope, FORMS[kind.form], _number(kind), kind.law)
        yield f"| {' | '.join((*cells, kind.official or '-', draft or '-', picture))} |"


def _number(kind: PaperKind) -> str:
    """The abbreviation in its number; a công văn has none, and a list has no number."""
    return kind.symbol or ("-" if kind.signed_by == "nobody" else "công văn")


def list_sources() -> Iterator[str]:
    """What the fields of each paper were drawn from."""
    yield from ("| Key | Drawn from |", "|---|---|")
    yield from (f"| `{kind.key}` | {kind.drawn_from} |" for kind in kinds().values())


def list_fields() -> Iterator[str]:
    """The fields of each paper, then those of the groups that several papers have; in Vietnamese, for offices."""
    for paper in template_fields().values():
        shared = ", ".join(f"«{shared_fields()[group].title}»" for group in paper.groups)
        yield from (f"### {paper.title}", "")
        yield from (f"Mẫu `{paper.name}.docx`. Các nhóm trường chung: {shared}. Trường riêng:", "")
        yield from _table({name: paper.fields[name] for name in paper.own})
    for group in shared_fields().values():
        yield from (f"### Trường chung: {group.title}", "")
        yield from _table(group.fields)


def _table(fields: Mapping[str, Field]) -> Iterator[str]:
    yield from ("| Trường | Kiểu | Ý nghĩa | Phải có theo |", "|---|---|---|---|")
    yield from _rows(fields)
    yield ""


def _rows(fields: Mapping[str, Field], above: str = "") -> Iterator[str]:
    for name, field in fields.items():
        yield _row(above + name, field)
        yield from _rows(field.fields, "row." if field.kind == "rows" else f"{above}{name}.")


def _row(name: str, field: Field) -> str:
    others = f" (hoặc in {', '.join(f'`{other}`' for other in field.alternatives)})" if field.alternatives else ""
    law = f"{field.law}{others}{' *' if field.typed else ''}"
    meaning = re.sub(r"([|<>])", r"\\\1", field.means)
    return f"| `{name}` | {FIELD_KINDS[field.kind]} | {meaning} | {law} |"


PAGES: Mapping[str, Mapping[str, Callable[[], Iterator[str]]]] = {
    "papers.md": {"kinds": list_kinds, "sources": list_sources},
    "templates.md": {"fields": list_fields},
}
"""The tables of each page of ``docs``, by the name in their marks."""


def with_tables(page: str) -> str:
    """The text of a page of ``docs`` with its tables as the papers are now."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, lines in PAGES[page].items():
        begin, end = f"<!-- {name}: made by tools/list_papers.py -->", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        table = "\n".join(lines()).rstrip("\n")
        text = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return text


def main() -> int:
    """Write the pages."""
    for page in PAGES:
        write_whole(DOCS / page, with_tables(page).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
