"""What a team's packs cost: one made of one inspection, four merged, at the sizes of a province and of a country.

``python benchmarks/pack.py [INSPECTIONS ...]``, else 80 and 3,801 inspections of 50 answers each.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measuring import SCRIPT, country, isoaudit, machine, table, watched

from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft

_ANSWERS = 50
_PHOTO = 3_000_000


def visit(pack: Path, id: str, laptop: int) -> None:
    """What one laptop writes in a day: 12 answers, 10 dossiers, 5 photos of 3 MB."""
    programme = Programme(pack)
    journal, (_, (inspection,)) = programme.journal, programme.about([id], ())
    criteria = [c.id for pinned in programme.pinned(inspection) for c in pinned.checklist.criteria]
    drafts = []
    for number in range(5):
        sha256 = journal.keep(b"\xff\xd8\xff" + bytes([laptop, number]) * (_PHOTO // 2))
        drafts.append(Draft("file", sha256, {"name": f"anh{number}.jpg", "size": _PHOTO, "mime": "image/jpeg"}))
    for number in range(12):
        payload = {"verdict": "conforming", "evidence": [{"text": f"Máy {laptop}: đã xem hồ sơ số {number}."}]}
        drafts.append(Draft("answer", f"{id}/{criteria[(50 + 12 * laptop + number) % len(criteria)]}", payload))
    drafts += [Draft("sample", f"{id}/H{laptop}-{number}", {"field": "Hộ tịch"}) for number in range(10)]
    with journal.writing() as transaction:
        transaction.append(drafts, writer())
    journal.close()


def main() -> None:
    """Measure and print a table."""
    sizes = [int(size) for size in sys.argv[1:]] or [80, 3801]
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            base = Path(place)
            year = country(base / "year", size, _ANSWERS)
            isoaudit("-C", year, "answers", "import", base / "answers.csv")
            agency = (base / "agencies.csv").read_text(encoding="utf-8").splitlines()[size // 2].partition(",")[0]
            id = f"2026-{agency}-TS"
            packs = [base / f"pack {number}" for number in range(4)]
            seen = [watched(SCRIPT, "-C", year, "pack", id, "-o", pack) for pack in packs][0]
            rows.append([f"pack of one inspection, {size:,}", f"{seen.seconds:.2f} s", f"{seen.alone:.0f} MiB"])
            kilobytes = sum(path.stat().st_size for path in packs[0].rglob("*") if path.is_file()) / 1000
            rows.append([f"the pack, {size:,}", f"{kilobytes:,.0f} KB", ""])
            for number, pack in enumerate(packs):
                visit(pack, id, number)
            seen = watched(SCRIPT, "-C", year, "merge", *packs)
            rows.append([f"merge of four packs with 20 photos, {size:,}", f"{seen.seconds:.2f} s",
                         f"{seen.alone:.0f} MiB"])  # fmt: skip
            seen = watched(SCRIPT, "-C", year, "merge", *packs)
            rows.append([f"the same again, {size:,}", f"{seen.seconds:.2f} s", f"{seen.alone:.0f} MiB"])
            print(table(("what", "seen", "memory"), rows), file=sys.stderr)
    print(machine(), table(("what", "seen", "memory"), rows), sep="\n\n")


if __name__ == "__main__":
    main()
