"""What it costs to take in everything that happened in 80 inspections at once, each paper with its file.

``python benchmarks/acts_book.py``: the example year with answers and nothing recorded; its acts as a row an act, and
filled into the book that ``record export`` writes. Minutes are Word files, which are compared; all else is PDF.
"""

from __future__ import annotations

import csv
import random
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
from measuring import EXAMPLE, SCRIPT, machine, table, watched

from isoaudit.demo import told, with_answers
from isoaudit.desk import ActToRecord, import_answers
from isoaudit.desk.acts_export import export_acts
from isoaudit.journal.programme import Programme
from isoaudit.rules.acts import RULES
from isoaudit.tables.workbooks.acts import COLUMNS, Slot, fields_of, fits

_RUNS = 3
_SIZE = 300_000
"""Bytes of a scanned paper."""
_FIELDS = ("number", "on", "signer", "issuer", "arrived_on", "reply_by", "file", "note")


def acts(programme: Programme, papers: Path) -> Iterator[tuple[str, ActToRecord, str]]:
    """Each act of the example with its inspection and the name of its file, which is made on the way."""
    papers.mkdir()
    state = programme.register()
    for number, act in enumerate(told(EXAMPLE / "acts.csv")):
        every = state.inspections_by_name()
        of_round = [i.id for i in every if fits(act.act, i) and (act.all or i.round == act.round)]
        for id in act.names or of_round:
            name = ""
            if act.act == "minutes_signed":
                name = f"bien-ban-{id}.docx"
                document = docx.Document()
                document.add_paragraph(state.agencies[state.inspections[id].agency].name)
                document.save(str(papers / name))
            elif RULES[act.act].paper:
                alone = RULES[act.act].one_inspection
                name = f"{number}-{act.act}{f'-{id}' if alone else ''}.pdf"
                if not (papers / name).exists():
                    (papers / name).write_bytes(b"%PDF-1.4 " + random.Random(f"{number}{id}").randbytes(_SIZE))
            yield id, act, name


def values(act: ActToRecord, file: str) -> dict[str, str]:
    """The fields of an act as a person types them."""
    said = {name: getattr(act, name) for name in _FIELDS if name != "file"}
    typed = {name: f"{v:%d/%m/%Y}" if hasattr(v, "year") else v or "" for name, v in said.items()}
    return {name: file if name == "file" else typed[name] for name in _FIELDS}


def as_rows(path: Path, happened: list[tuple[str, ActToRecord, str]]) -> None:
    """A table with a row an act."""
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["inspection", "act", *_FIELDS])
        rows.writerows([id, act.act, *values(act, file).values()] for id, act, file in happened)


def as_book(path: Path, happened: list[tuple[str, ActToRecord, str]]) -> None:
    """The exported book with every first occurrence of an act filled in."""
    book = openpyxl.load_workbook(path)
    titles = {column.name: column.heading for column in COLUMNS}
    where: dict[str, tuple[openpyxl.worksheet.worksheet.Worksheet, int]] = {}
    rows: dict[tuple[str, str], int] = {}
    for sheet in book.worksheets:
        where |= {str(cell.value): (sheet, cell.column) for cell in sheet[6] if cell.value}
        rows |= {(sheet.title, str(row[0].value)): row[0].row for row in sheet.iter_rows(min_row=7)}
    done: set[tuple[str, str]] = set()
    for id, act, file in happened:
        if (id, act.act) in done:
            continue
        done.add((id, act.act))
        slot = Slot(act.act, 1 if RULES[act.act].several else 0)
        said = values(act, file)
        for name in fields_of(act.act):
            sheet, column = where[titles[slot.column(name)]]
            sheet.cell(rows[sheet.title, id], column).value = said[name] or None
    book.save(path)


def main() -> None:
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        programme = with_answers(base / "year")
        import_answers(programme, EXAMPLE / "answers-second.csv")
        happened = list(acts(programme, base / "papers"))
        as_rows(base / "rows.csv", happened)
        export_acts(programme, (), "", base / "book.xlsx")
        as_book(base / "book.xlsx", happened)
        files = len(list((base / "papers").iterdir()))
        size = sum(path.stat().st_size for path in (base / "papers").iterdir()) / 1e6
        found = []
        for name in ("rows.csv", "book.xlsx"):
            seconds, most = [], 0.0
            for run in range(_RUNS):
                copy = shutil.copytree(base / "year", base / f"{name}-{run}")
                words = ("-C", copy, "record", "import", base / name, "--files", base / "papers")
                done = watched(SCRIPT, *words)
                seconds.append(done.seconds)
                most = max(most, done.alone)
            number = sum(len(Programme(copy).register().acts(id)) for id in programme.register().inspections)
            found.append([name, str(number), f"{statistics.median(seconds):.2f}", f"{most:.0f}"])
        title = f"80 inspections, {files} files of {size:.0f} MB"
        print(table([title, "acts", "seconds, median of 3", "MiB, most"], found))


if __name__ == "__main__":
    main()
