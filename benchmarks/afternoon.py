"""The secretary's afternoon, counted and timed: from the lists of 80 inspections to the letters that may go out.

Runs exactly the commands a person types, on the tables of the example year, each in a process of its own. What happened
until the letters is one sheet for ``record import``, which takes the numbers of the letters at the end as well. Asked
for: at most 12 commands and 90 seconds.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from measuring import AUTHORITY, EXAMPLE, SCRIPT, machine, table

from isoaudit.demo import told
from isoaudit.desk import ActToRecord
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS
from isoaudit.model import Inspection
from isoaudit.rules.acts import RULES
from isoaudit.wording import date_short, label
from isoaudit.wording.rounds import round_key

LATER = ("notice_issued", "correction_requested", "correction_reported", "not_accepted")
"""What happens with the letters of the afternoon, and after them."""
HEADINGS = (
    "Cuộc kiểm tra", "Việc", "Số, ký hiệu", "Ngày", "Người ký", "Cơ quan ban hành", "Ngày đến", "Hạn báo cáo", "Tệp",
    "Ghi chú",
)  # fmt: skip
MOST_COMMANDS, MOST_SECONDS = 12, 90
SIGNED_ON = date(2026, 11, 24)


def chosen(act: ActToRecord, inspections: list[Inspection]) -> Iterator[str]:
    """The inspections an act is of."""
    if not act.all and not act.round:
        yield from act.names
    for one in inspections if act.all or act.round else ():
        rule = RULES[act.act]
        fits = one.mode in rule.forms and (one.occasion == "ad_hoc" or not rule.ad_hoc)
        if fits and (act.all or round_key(one.round) == round_key(act.round)):
            yield one.id


def acts() -> list[ActToRecord]:
    """What happened in the example's year until the letters."""
    return [act for act in told(EXAMPLE / "acts.csv") if act.act not in LATER]


def write_sheet(programme: Programme, path: Path) -> None:
    """The same as the sheet an office keeps: a row for each act of each inspection."""
    inspections = programme.register().inspections_by_name()
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        for act in acts():
            days = [date_short(day) if day else "" for day in (act.on, act.arrived_on, act.reply_by)]
            for id in chosen(act, inspections):
                said = (act.number, days[0], act.signer, act.issuer, *days[1:], "", act.note)
                rows.writerow((id, label("act", act.act), *said))


def fill_in(book: Path) -> int:
    """Number and day of every letter, as văn thư types them; how many letters."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        act = sheet.cell(row, columns["Việc"]).value
        symbol = "TB-CCTĐC" if act == label("act", "notice_issued") else "CCTĐC-QLCL"
        sheet.cell(row, columns["Số, ký hiệu"]).value = f"{900 + row}/{symbol}"
        sheet.cell(row, columns["Ngày"]).value = SIGNED_ON + timedelta(days=row % 2)
        sheet.cell(row, columns["Người ký"]).value = "Trần Quốc Hưng"
    workbook.save(book)
    return sheet.max_row - 1


def afternoon(home: Path) -> Iterator[tuple[str, float, str]]:
    """Each command typed, its seconds, and the first line it said."""
    folder = home / "năm 2026"

    def run(*words: object) -> tuple[str, float, str]:
        started = time.perf_counter()
        done = subprocess.run([SCRIPT, *map(str, words)], capture_output=True, text=True, cwd=home)
        seconds = time.perf_counter() - started
        if done.returncode not in (0, 1):
            raise SystemExit(f"{words}: {done.stderr}")
        typed = " ".join(f"«{word.name}»" if isinstance(word, Path) else str(word) for word in words)
        return f"isoaudit {typed}", seconds, next(iter(done.stdout.splitlines()), "")

    here = ("-C", folder)
    yield run("init", folder, "--authority", AUTHORITY, "--year", 2026)
    shutil.copyfile(EXAMPLE / SETTINGS, folder / SETTINGS)  # signers and letterheads, typed once a year
    for name in ("agencies", "inspectors", "inspections", "answers"):
        yield run(*here, name, "import", EXAMPLE / f"{name}.csv")
    sheet = home / "Những việc đã làm.csv"
    write_sheet(Programme(folder), sheet)
    yield run(*here, "record", "import", sheet)
    yield run(*here, "run", "findings")
    yield run(*here, "issue")
    book = folder / "out" / "Phát hành" / "Sổ văn bản đi.xlsx"
    print(f"{fill_in(book)} letters lie ready; their numbers and days are typed into the book.", file=sys.stderr)
    yield run(*here, "record", "import", book)


def main() -> None:
    """Print the table; status 1 when it takes more than was asked for."""
    with tempfile.TemporaryDirectory() as home:
        lines = list(afternoon(Path(home)))
    seconds = sum(line[1] for line in lines)
    print(machine())
    print(table(("command", "s", "said"), [(typed, f"{took:.1f}", said) for typed, took, said in lines]))
    print(f"{len(lines)} commands (at most {MOST_COMMANDS}), {seconds:.1f} s (at most {MOST_SECONDS})")
    sys.exit(len(lines) > MOST_COMMANDS or seconds > MOST_SECONDS)


if __name__ == "__main__":
    main()
