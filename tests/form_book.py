"""A book of invented records in a SQLite file: what the form is tried with. Entries are only added."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import (
    Action,
    Alternative,
    Changes,
    Done,
    Fact,
    Field,
    Line,
    Made,
    Missing,
    Option,
    Page,
    Phrase,
    Record,
    Section,
    ShownFile,
    Status,
    Value,
)

FORBIDDEN, BROKEN = "không được ghi", "làm hỏng"
"""Words in a note that the book refuses, and that break it."""
MEMBERS = ("Lương Quốc Bảo", "Nông Thu Trang")
COLOURS = Field(
    "colour",
    "Màu quả",
    "choice",
    options=(
        Option("green", "Xanh", "good"),
        Option("red", "Đỏ", "bad"),
        Option("spotted", "Đốm", "note"),
        Option("none", "Không có quả"),
    ),
)
PHRASES = (
    Phrase("Cành {số cành} có sâu.", "Đốm:", fits="spotted"),
    Phrase("Còn {số quả}/{tổng số quả} quả chín sớm, hái ngày {ngày hái}.", "Đỏ:", "Dùng khi đếm được.", "red"),
    Phrase("Đất ở {tên luống} khô.", "Đỏ:", fits="red"),
)
SEEN = Field(
    "seen",
    "Đã thấy",
    "rows",
    columns=(
        Field("text", "Nội dung", "text", hint="Thấy gì, ở cành nào", lines=2, phrases=PHRASES),
        Field("where", "Ở cành", "select", options=(Option("high", "Cành cao"), Option("low", "Cành thấp"))),
        Field("by", "Ai chỉ", "line"),
    ),
)
NOTE = Field("note", "Ghi chú", "text", lines=2, suggestions=("Quả chín không đều.", "Cành sâu."))
WHY = Field("why", "Vì sao đỏ", "text", shown_for=("red",), needed_for=("red",), phrases=PHRASES)
FILES = Field("files", "Ảnh chụp", "files")
WRITER = Field("writer", "Người ghi", "select", options=tuple(Option(name, name) for name in MEMBERS))
HEAD = (
    Field("place", "Vườn", "line", hint="Tên vườn", suggestions=("Vườn đồi Tây",)),
    Field("day", "Ngày hái", "date"),
    Field("hour", "Giờ hái", "time"),
    Field("weather", "Thời tiết", "select", options=(Option("dry", "Khô"), Option("wet", "Ướt"))),
    Field("fenced", "Có rào", "check"),
    Field("people", "Người cùng hái", "list"),
)
BASKET = (Field("name", "Tên giỏ", "line"), Field("picked", "Ngày", "date"), Field("weight", "Cân nặng", "line"))
SCHEMA = """
CREATE TABLE IF NOT EXISTS entry
    (id INTEGER PRIMARY KEY, edit TEXT UNIQUE, record TEXT, fields TEXT, base TEXT, at TEXT, saved TEXT);
CREATE TABLE IF NOT EXISTS deed (id INTEGER PRIMARY KEY, edit TEXT UNIQUE, action TEXT, given TEXT);
CREATE TABLE IF NOT EXISTS file (sha256 TEXT PRIMARY KEY, name TEXT, size INTEGER, record TEXT, times INTEGER);
"""


class Orchard:
    """Trees to be looked at, the head of a sheet, baskets that are added; and what can be done."""

    def __init__(self, folder: Path, trees: int = 8) -> None:
        self.folder = folder
        self.trees = trees
        self.seen = 0
        with self._connection() as db:
            db.executescript(SCHEMA)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.folder / "orchard.db", timeout=10)) as db, db:
            yield db

    def page(self) -> Page:
        half = self.trees // 2
        trees = [self._tree(number) for number in range(1, self.trees + 1)]
        return Page(
            id="orchard",
            programme="test",
            title="Xem vườn cây ăn quả",
            subtitle="Đồi Tây, ngày 15/6/2026",
            groups=(("trees", "Cây"), ("sheet", "Phiếu"), ("deeds", "Việc")),
            sections=(
                Section("row-1", "Hàng thứ nhất", "Xem từ gốc lên ngọn.", tuple(trees[:half]), group="trees"),
                Section("row-2", "Hàng thứ hai", records=tuple(trees[half:]), group="trees"),
                Section("head", "Đầu phiếu", records=(Record("head", "Phiếu hái", HEAD),), group="sheet"),
                self._baskets(),
                self._deeds(),
            ),
            members=MEMBERS,
            by_field="writer",
            warning="Không chụp người, không chụp giấy tờ.",
        )

    def _tree(self, number: int) -> Record:
        return Record(
            f"tree/{number}",
            f"Cây số {number} cho quả màu gì?",
            (COLOURS, WHY, SEEN, NOTE, FILES, WRITER),
            reference=f"Luống {number}, điểm a",
            facts=(Fact("Năm trước", "Quả xanh đến tháng 8.", "note"),),
            folded=(Fact("Xem", "Vỏ, cuống, lá."),),
            members=(MEMBERS[number % 2],),
            counts=True,
        )

    def _baskets(self) -> Section:
        with self._connection() as db:
            rows = db.execute("SELECT DISTINCT record FROM entry WHERE record LIKE 'basket/%' ORDER BY record")
            records = tuple(Record(row[0], row[0].removeprefix("basket/"), BASKET) for row in rows)
        new = Record("basket/", "Giỏ mới", BASKET)
        return Section("baskets", "Giỏ", records=records, addable=new, as_table=True, group="sheet")

    def _deeds(self) -> Section:
        actions = (
            Action("count", "Đếm quả", given={"tree": "all"}, tone="good"),
            Action("sell", "Bán", (Field("price", "Giá", "line"),), confirm="Bán cả vườn?", tone="bad"),
            Action("burn", "Đốt vườn", disabled="Chưa hái xong."),
        )
        return Section("deeds", "Việc làm", actions=actions, group="deeds")

    def values(self) -> dict[str, Value]:
        with self._connection() as db:
            records = [row[0] for row in db.execute("SELECT DISTINCT record FROM entry")]
            self.seen = db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0]
        return {record: self._value(record) for record in records}

    def entries(self, record: str) -> list[dict[str, Any]]:
        """What was written of a record, oldest first."""
        with self._connection() as db:
            rows = db.execute("SELECT id, edit, fields, base, saved FROM entry WHERE record = ? ORDER BY id", (record,))
            names = ("id", "edit", "fields", "base", "saved")
            made = [dict(zip(names, row, strict=True)) for row in rows]
        return [entry | {name: json.loads(entry[name]) for name in ("fields", "base")} for entry in made]

    def _heads(self, record: str) -> list[dict[str, Any]]:
        entries = self.entries(record)
        seen = {number for entry in entries for number in entry["base"]}
        return [entry for entry in entries if str(entry["id"]) not in seen]

    def _value(self, record: str) -> Value:
        heads = self._heads(record)
        fields = heads[-1]["fields"] if heads else {}
        many = enumerate(heads, 1) if len(heads) > 1 else ()
        note = (Line("Quả đỏ phải hái ngay.", "bad"),) if fields.get("colour") == "red" else ()
        return Value(
            fields,
            base=tuple(str(head["id"]) for head in heads),
            saved=heads[-1]["saved"] if heads else "",
            by=str(fields.get("writer") or ""),
            lines=note,
            conflict=tuple(Alternative(n, f"Bản thứ {n}", _lines(head["fields"])) for n, head in many),
        )

    def files(self) -> list[ShownFile]:
        with self._connection() as db:
            return [self._shown(*row) for row in db.execute("SELECT sha256, name, size FROM file")]

    def _shown(self, sha256: str, name: str, size: int) -> ShownFile:
        data = (self.folder / "kept" / sha256).read_bytes()
        picture = data.startswith(b"\x89PNG") and size < 100_000
        thumbnail = "data:image/png;base64," + base64.b64encode(data).decode() if picture else ""
        return ShownFile(sha256, name, size, "image/png", "15/6/2026", "14:32:05", thumbnail)

    def status(self) -> Status:
        values = self.values()
        done = [n for n in range(1, self.trees + 1) if (v := values.get(f"tree/{n}")) and v.fields.get("colour")]
        half = self.trees // 2
        first = sum(n <= half for n in done)
        missing = tuple(
            Missing(f"tree/{n}", f"Cây số {n}: chưa xem.") for n in range(1, self.trees + 1) if n not in done
        )
        by_section = {"row-1": (first, half), "row-2": (len(done) - first, self.trees - half)}
        return Status(len(done), self.trees, by_section, missing, "Đang xem")

    def say(self, record: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str], at: str) -> Changes:
        note = str(fields.get("note") or "")
        if FORBIDDEN in note:
            raise ProcedureError(problem("ACT_011", record))
        if BROKEN in note:
            raise RuntimeError("broken on purpose")
        self.write(record, fields, edit, base, at)
        sections = (self._baskets(),) if record.startswith("basket/") else ()
        return Changes({record: self._value(record)}, sections, status=self.status())

    def write(self, record: str, fields: Mapping[str, Any], edit: str, base: Sequence[str], at: str = "") -> None:
        """Add an entry, once."""
        row = (edit, record, json.dumps(fields), json.dumps(list(base)), at, f"{datetime.now():%H:%M:%S}")
        with self._connection() as db:
            db.execute("INSERT OR IGNORE INTO entry (edit, record, fields, base, at, saved) VALUES (?,?,?,?,?,?)", row)

    def do(self, action: str, given: Mapping[str, Any], *, edit: str) -> Done:
        with self._connection() as db:
            db.execute(
                "INSERT OR IGNORE INTO deed (edit, action, given) VALUES (?,?,?)", (edit, action, json.dumps(given))
            )
        if action == "settle":
            heads = self._heads(given["record"])
            taken = heads[given["take"] - 1]
            self.write(given["record"], taken["fields"], edit, [str(head["id"]) for head in heads])
            return Done(changes=Changes({given["record"]: self._value(given["record"])}, status=self.status()))
        (self.folder / "kết quả.txt").write_text("quả", encoding="utf-8")
        return Done((Line("Đã làm xong.", "good"),), (Made("kết quả", "kết quả.txt"),))

    def deeds(self) -> list[tuple[str, dict[str, Any]]]:
        """What was done, oldest first."""
        with self._connection() as db:
            return [(row[0], json.loads(row[1])) for row in db.execute("SELECT action, given FROM deed ORDER BY id")]

    def keep(self, file: Path, name: str, *, record: str) -> ShownFile:
        data = file.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        (self.folder / "kept").mkdir(exist_ok=True)
        file.replace(self.folder / "kept" / sha256)
        with self._connection() as db:
            db.execute(
                "INSERT INTO file VALUES (?,?,?,?,1) ON CONFLICT (sha256) DO UPDATE SET times = times + 1",
                (sha256, name, len(data), record),
            )
        return self._shown(sha256, name, len(data))

    def kept(self) -> dict[str, tuple[str, int, str, int]]:
        """Name, size, record of each kept file, and how often it was kept, by SHA-256."""
        with self._connection() as db:
            return {row[0]: row[1:] for row in db.execute("SELECT sha256, name, size, record, times FROM file")}

    def refresh(self) -> Changes:
        with self._connection() as db:
            rows = db.execute("SELECT DISTINCT record FROM entry WHERE id > ?", (self.seen,)).fetchall()
            self.seen = db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0]
        return Changes({row[0]: self._value(row[0]) for row in rows}, status=self.status() if rows else None)


def _lines(fields: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{name}: {value}" for name, value in fields.items() if value)
