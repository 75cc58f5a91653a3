"""Tables spoilt at random: each is taken or refused in our words, never with what Python says.

``TABLES=2000 pytest tests/test_tables_fuzz.py`` tries more of them; a failure names the seed that makes it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from mutations import bytes_cut, bytes_flipped, bytes_repeated, mutated

from isoaudit.desk import import_agencies, import_answers, import_inspections, import_inspectors
from isoaudit.desk.exports import export_agencies, export_answers, export_inspections, export_inspectors
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme

CASES = int(os.environ.get("TABLES", "60"))
IMPORT = {
    "agencies": import_agencies,
    "inspectors": import_inspectors,
    "inspections": import_inspections,
    "answers": import_answers,
}
EXPORT: dict[str, Callable[[Programme, Path], int]] = {
    "agencies": export_agencies,
    "inspectors": export_inspectors,
    "inspections": export_inspections,
    "answers": lambda programme, path: export_answers(programme, ["99-STP"], path),
}
OLD = Path(__file__).parent / "example-files" / "positive" / "agencies" / "old-excel-as-offices-have-it.xls"
ODD = ("\u200b", "\ufeff", "Ð", "Së", "Sá»Ÿ", "S?", "\ufffd", "\u202e", "=1", '"', "\n", "\0", "９", "а", "20226", "Ã ")
"""What stands in cells of tables from outside."""


def spoilt_text(data: bytes, random: Random) -> bytes:
    """A CSV file with odd signs put in, in one of the encodings, or with bytes changed."""
    text = data.decode()
    for _ in range(random.choice((1, 3, 9))):
        at = random.randrange(len(text))
        text = text[:at] + random.choice(ODD) + text[at:]
    data = text.encode(random.choice(("utf-8", "utf-8-sig", "utf-16", "cp1258", "latin-1")), "replace")
    return random.choice((bytes_flipped, bytes_cut, bytes_repeated, lambda same, _: same))(data, random)


@pytest.fixture(scope="module")
def samples(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """Good files of each kind, a workbook first."""
    folder = tmp_path_factory.mktemp("samples")
    programme = Programme(made_once)
    made: dict[str, list[bytes]] = {}
    for kind, export in EXPORT.items():
        export(programme, folder / f"{kind}.xlsx")
        made[kind] = [(folder / f"{kind}.xlsx").read_bytes()]
    for kind, name in (("agencies", "agencies.csv"), ("inspections", "inspections.csv")):
        made[kind].append(made_once.with_name(name).read_bytes())
    made["inspectors"].append("code,name,unit\nKT-01,Lương Quốc Bảo,Sở\n".encode())
    made["answers"].append("agency,criterion,verdict,evidence\n99-STP,D36-1-a-01,Đạt,Đã xem\n".encode())
    made["agencies"].append(OLD.read_bytes())
    return made


@pytest.mark.parametrize("seed", range(CASES))
def test_a_spoilt_table_is_taken_or_refused(
    seed: int, samples: dict[str, list[bytes]], programme: Path, tmp_path: Path
) -> None:
    random = Random(seed)
    kind = random.choice(list(IMPORT))
    data = random.choice(samples[kind])
    if data.startswith(b"PK"):
        how, data = mutated(data, random)
    elif data.startswith(b"\xd0\xcf"):
        how, data = "old workbook", random.choice((bytes_flipped, bytes_cut, bytes_repeated))(data, random)
    else:
        how, data = "text", spoilt_text(data, random)
    path = tmp_path / "bảng.xlsx"
    path.write_bytes(data)
    try:
        done = IMPORT[kind](Programme(programme), path)
    except IsoAuditError as error:
        assert error.problems, (seed, how)
        assert all(problem.what and problem.remedy for problem in error.problems), (seed, how)
    else:
        assert done.added + done.changed + done.unchanged >= 0, (seed, how)
    assert Programme(programme).lists().agencies.keys() >= {"99-STP", "99-CCKL"}, (seed, how)
