"""Makes inspections.csv, answers.csv and refused.csv of the invented province An Bình: seeded, so always the same.

    python examples/an-binh-2026/make_answers.py

Reads agencies.csv, acts.csv, texts.yaml and checklists/dieu-36.yaml. What holds of a body is drawn first (facts.py);
every text of its inspection is filled from that, so that no two contradict each other. All of it is invented.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from isoaudit.journal.plain_yaml import load_yaml

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from facts import NEEDS, TAKES, YEAR, Facts, Row, circumstances, facts, fits, settled, short  # noqa: E402
from fields import field_of, initials, rooms  # noqa: E402

CHECKLIST = HERE.parent.parent / "checklists" / "dieu-36.yaml"
TEAMS = (
    ("Lương Quốc Bảo", "Hoàng Thị Hạnh", "Vi Văn Dũng", "Nông Thu Trang"),
    ("Đặng Minh Khôi", "Trần Thị Lụa", "Phùng Văn Chính", "Lê Thị Hà Vân"),
    ("Nguyễn Đình Phước", "Bế Thị Nhàn", "Tô Quang Huy", "Mai Thị Thanh"),
)
ROLES = ("trưởng đoàn", "thành viên", "thành viên", "thư ký")
# 26 on site: 9 of the 24 obliged bodies (at least a third, Circular 26/2014, Article 33.2.b), 17 others.
ON_SITE = (
    *("STP", "SCT", "SXD", "SYT", "SNNMT", "TTT", "CCKL", "CCPTNT", "CCBVMT"),
    *("90001", "90004", "90005", "90007", "90009", "90010", "90012", "90014", "90018"),
    *("90022", "90025", "90027", "90031", "90034", "90041", "90047", "90052"),
)
NOT_REPORTED = ("90016", "90046")
# One body for each rule that refuses a letter: rule, and the criterion it is broken at.
SPOILT = {
    "SCT": ("nonconforming_without_evidence", "D36-1-c-02"),
    "90010": ("nonconforming_without_gap", "D36-1-d-03"),
    "90022": ("observation_without_gap", "D36-1-g-02"),
    "SGDDT": ("not_applicable_without_note", "D36-2-e-01"),
    "90031": ("not_examined_without_note", "D36-1-d-05"),
    "CCDS": ("unanswered", "D36-1-dd-06"),
}
BLANK = "90010"
"""Here a wording of the library was taken and its blank left open, in the answer that is spoilt besides."""
DISPUTED = ("SCT", "D36-1-c-05")
"""Here a member of the team wrote another verdict: ``answers-second.csv``, written by hand."""
UNDER_WAY = "SCT"
"""Its visit is under way, as at 11 o'clock: what is typed there stands in ``visit.yaml``."""
LOOKED_AT = {
    "D36-1-a": "Đặng Minh Khôi",
    "D36-1-b": "Lê Thị Hà Vân",
    "D36-1-c": "Trần Thị Lụa",
    **{f"D36-1-d-0{number}": "Phùng Văn Chính" for number in range(1, 6)},
    "D36-2-c": "Đặng Minh Khôi",
}
"""What was looked at until then, by whom."""
COPIED = {"90005": "D36-1-a-03", "90021": "D36-1-a-03"}
"""What the second wrote of this criterion is the first's, word for word, to be found out."""
OWN = {"CCTDC": "Phạm Thị Ngân", "SKHCN": "Phạm Thị Ngân"}
"""The authority and the body above it: another body's inspector looks at their records (Circular 26/2014, 33.1)."""
MANY, FLAWLESS = "90014", ("STP", "CCBVMT", "90025", "SDTTG", "90011", "90054")
UNDER_CONSTRUCTION = "HTQLCL đang được xây dựng, chưa đến bước này."
BUILT_LATER = ("1.đ", "1.g", "2.b", "2.c", "2.đ")
"""Points of a system that runs: a body that is still building has nothing of them to look at."""
BY_RECORD_TO = date(YEAR, 6, 30)
"""The reports were asked for in July: the period they cover ends before."""


def main() -> None:
    """Write the three files beside this script."""
    criteria = load_yaml(CHECKLIST.name, CHECKLIST.read_bytes()).value["criteria"]
    texts = load_yaml("texts.yaml", (HERE / "texts.yaml").read_bytes()).value
    agencies, acts = _read("agencies.csv"), _read("acts.csv")
    reports = {row["inspections"]: row for row in acts if row["act"] == "report_received"}
    visits = enumerate(_visit_days())
    inspections, answers, refused = [], [], []
    seen: dict[str, Row] = {}
    for agency in agencies:
        code = agency["code"].removeprefix("99-")
        inspection = _inspection(agency, code, visits)
        inspections.append(inspection)
        if agency["qms_status"] == "chua_xay_dung":
            continue
        id = f"{YEAR}-{agency['code']}-{'TS' if code in ON_SITE else 'HS'}"
        asked = [c for c in criteria if _applies(c, agency, on_site=code in ON_SITE)]
        if code in NOT_REPORTED:
            refused.append({"inspection": id, "rule": "unanswered"})
            continue
        body = _Body(agency, code, inspection, reports.get(id), texts, seen)
        made = [{"inspection": id, **row} for row in body.answers(asked)]
        if code in SPOILT:
            rule, criterion = SPOILT[code]
            made = [row for row in (_spoil(row, rule, criterion) for row in made) if row]
            refused.append({"inspection": id, "rule": rule})
        if code == BLANK:
            made = [_with_blank(row) if row["criterion"] == SPOILT[code][1] else row for row in made]
            refused.append({"inspection": id, "rule": "blank_left"})
        if code == DISPUTED[0]:
            refused.append({"inspection": id, "rule": "conflict"})
        if code == UNDER_WAY:
            made = [row for row in map(_until_eleven, made) if row]
            refused.append({"inspection": id, "rule": "unanswered"})
        answers += made
    _write("inspections.csv", inspections)
    _write("answers.csv", answers)
    _write("refused.csv", refused)


def _visit_days() -> Iterator[date]:
    """Working days of the two rounds, 15-26 June and 6-17 July, two visits on some, by different teams."""
    for start in (date(YEAR, 6, 15), date(YEAR, 7, 6)):
        for offset in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):
            yield start + timedelta(offset)
            if offset in (1, 3, 7, 9):
                yield start + timedelta(offset)


def _inspection(agency: Row, code: str, visits: Iterator[tuple[int, date]]) -> Row:
    if code not in ON_SITE:
        return _row(agency["code"], "by_record", "", date(YEAR, 9, 1), date(YEAR, 9, 30), BY_RECORD_TO, "")
    number, day = next(visits)
    team = "; ".join(f"{name} ({role})" for name, role in zip(TEAMS[number % 3], ROLES, strict=True))
    return _row(agency["code"], "on_site", "1" if day.month == 6 else "2", day, day, day, team)


def _row(agency: str, mode: str, round: str, start: date, end: date, period_to: date, team: str) -> Row:
    return {
        "agency": agency,
        "mode": mode,
        "round": round,
        "from": start.isoformat(),
        "to": end.isoformat(),
        "period_from": f"{YEAR - 1}-07-01",
        "period_to": period_to.isoformat(),
        "team": team,
    }


def _applies(criterion: Mapping[str, Any], agency: Row, *, on_site: bool) -> bool:
    kinds = criterion["kinds"]
    return (kinds == "all" or agency["kind"] in kinds) and (on_site or criterion["by_record"])


class _Body:
    """One inspected body: its facts, and what was answered of it."""

    def __init__(
        self,
        agency: Row,
        code: str,
        inspection: Row,
        report: Row | None,
        texts: Mapping[str, Any],
        seen: dict[str, Row],
    ) -> None:
        self.agency, self.code, self.inspection, self.texts, self.seen = agency, code, inspection, texts, seen
        self.rng = random.Random(f"{YEAR}-{agency['code']}")
        self.told = {"co_quan": agency["name"].replace("UBND tỉnh và Văn phòng UBND tỉnh", "UBND tỉnh")}
        self.told |= {"ky_hieu": initials(field_of(agency, 0))}
        if report:
            day = date.fromisoformat(report["on"])
            self.told["bao_cao"] = f"Báo cáo số {report['number']} ngày {short(day)}"

    def answers(self, asked: list[dict[str, Any]]) -> Iterator[Row]:
        """The rows of its inspection; what is not met is drawn first, for it decides what holds."""
        holds = circumstances(self.agency, self.code, self.rng, on_site=self.code in ON_SITE)
        failing = self._failing(asked, holds)
        known = facts(self.agency, settled(holds, failing), self.told, self.rng)
        start, end = (date.fromisoformat(self.inspection[name]) for name in ("from", "to"))
        team = [part.partition(" (")[0] for part in self.inspection["team"].split("; ") if part]
        for criterion in asked:
            verdict = self._verdict(criterion, known, failing)
            row = {"criterion": criterion["id"], "verdict": verdict}
            row |= dict.fromkeys(("evidence", "gap", "grade", "note"), "")
            row |= self._said(verdict, criterion, known)
            row |= {"inspector": self.rng.choice(team or [OWN.get(self.code, "Hoàng Thị Hạnh")])}
            day = start + timedelta(self.rng.randrange((end - start).days + 1))
            yield row | {"examined_on": _weekday(day).isoformat()}

    def _failing(self, asked: list[dict[str, Any]], holds: set[str]) -> set[str]:
        """The criteria a body does not meet: 15 for one, none for some, a few for most; none whose ground is gone."""
        forced = {SPOILT[self.code][1]} if SPOILT.get(self.code, ("",))[0].startswith("nonconforming") else set()
        forced |= {"D36-2-dd-01"} if "must_redeclare" in holds else set()
        forced |= {COPIED[self.code]} if self.code in COPIED else set()
        if self.code in FLAWLESS:
            return set()
        spared = {DISPUTED[1]} if self.code == DISPUTED[0] else set()
        spared |= {SPOILT[self.code][1]} if self.code in SPOILT else set()
        spared |= {"D36-2-dd-01"} | ({"D36-2-c-02", "D36-2-c-04"} if "redeclared" in holds else set())
        spared |= set(TAKES) if self.code == MANY else set()
        able = [c["id"] for c in asked if c["worst"] == "nonconforming" and c["id"] not in spared | forced]
        able = [id for id in able if self._can_fail(id, holds)]
        wanted = 15 if self.code == MANY else self.rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 7))
        failing = set(forced)
        for id in self.rng.sample(able, len(able)):
            if len(failing) >= max(wanted, len(forced)):
                break
            tried = failing | {id}
            if all(self._can_fail(one, settled(holds, tried)) for one in tried):
                failing = tried
        return failing

    def _can_fail(self, id: str, holds: set[str] | frozenset[str]) -> bool:
        """Whether the criterion concerns the body at all, and a text says how it is not met."""
        if "building" in holds and _point(id) in BUILT_LATER:
            return False
        taken = TAKES.get(id, set())
        if not NEEDS.get(id, set()) <= set(holds) | taken:
            return False
        known = facts(self.agency, settled(set(holds), {id}), self.told, random.Random(id))
        known = Facts(known.holds, {**known.words, **self._drawn(random.Random(id))})
        return any(fits(text, known) for text in self.texts[id].get("nonconforming", ()))

    def _verdict(self, criterion: Mapping[str, Any], known: Facts, failing: set[str]) -> str:
        id, rng = criterion["id"], self.rng
        rule, _, _ = SPOILT.get(self.code, ("", ""))[0].partition("_without")
        if SPOILT.get(self.code, ("", ""))[1] == id and rule in ("observation", "not_examined", "not_applicable"):
            return rule
        if id in failing:
            return "nonconforming"
        if "building" in known.holds and criterion["point"] in BUILT_LATER:
            return "not_applicable"
        if not NEEDS.get(id, set()) <= known.holds or (id == "D36-1-c-10" and "on_site" in known.holds):
            return "not_applicable"
        chance = rng.random()
        for verdict, least, most in (("observation", 0.0, 0.05), ("not_examined", 0.05, 0.07)):
            spared = verdict == "observation" and self.code in FLAWLESS
            if least <= chance < most and not spared and self._choices(verdict, id, known):
                return verdict
        return "conforming"

    def _choices(self, verdict: str, id: str, known: Facts) -> list[Any]:
        drawn = Facts(known.holds, {**known.words, **self._drawn(random.Random(id))})
        return [text for text in self.texts[id].get(verdict, ()) if fits(text, drawn)]

    def _said(self, verdict: str, criterion: Mapping[str, Any], known: Facts) -> Row:
        """Evidence, gap, grade and note of an answer, its names filled in; no nonconformity is worded as another's."""
        id = criterion["id"]
        if verdict == "not_applicable" and "building" in known.holds and criterion["point"] in BUILT_LATER:
            of_it = [text for text in self._choices("not_applicable", id, known) if "when" in text]
            return {"note": of_it[0]["note"] if of_it else UNDER_CONSTRUCTION}
        if self.code in COPIED and f"copied {id}" in self.seen:
            return self.seen[f"copied {id}"]
        grade = verdict == "conforming" and self._choices("good_practice", id, known) and self.rng.random() < 0.12
        texts = self._choices("good_practice" if grade else verdict, id, known)
        if self.code in COPIED and COPIED[self.code] == id:  # only what can be said of the body that copies it, too
            texts = [
                text for text in texts if "{co_quan}" not in text["evidence"] and "{phong}" not in text["evidence"]
            ]
        if not texts:
            raise LookupError(f"{self.agency['code']} {id} {verdict}: no text fits {sorted(known.holds)}")
        for _ in range(40):
            text = self.rng.choice(texts)
            words = {**known.words, **self._drawn(self.rng, known.words.get("mot_cua", ""))}
            parts = {"evidence": text} if isinstance(text, str) else text
            said = {name: _capital(value.format_map(words)) for name, value in parts.items() if name != "when"}
            if verdict in ("not_applicable", "not_examined"):
                return {"note": said.get("evidence") or said["note"]}
            if verdict != "nonconforming" or said["evidence"] not in self.seen:
                break
        else:
            raise LookupError(f"{self.agency['code']} {id}: every text has been told of another body, word for word")
        if verdict == "nonconforming":
            self.seen[said["evidence"]] = said
            if COPIED.get(self.code) == id:
                self.seen[f"copied {id}"] = said
        return said | ({"grade": "good_practice"} if grade else {})

    def _drawn(self, rng: random.Random, counter: str = "") -> Row:
        """What may differ from one text to the next: a room, a field with its procedure, how many of a sample.

        ``phong_khac`` is a room for texts that name the counter too.
        """
        field = field_of(self.agency, rng.randrange(9))
        small = rng.randrange(2, 6)
        room = rng.choice(rooms(self.agency))
        return {
            "phong": room,
            "phong_khac": rooms(self.agency)[0] if counter and counter in room else room,
            "linh_vuc": field,
            "quy_trinh": f"QT-{initials(field)}-{rng.randrange(1, 20):02d}",
            "n": f"{small:02d}",
            "m": f"{small + rng.randrange(1, 3):02d}",
        }


def _point(id: str) -> str:
    _, clause, letter, _ = id.split("-")
    return f"{clause}.{letter.replace('dd', 'đ')}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _weekday(day: date) -> date:
    """The working day before, if the day is none."""
    return day - timedelta(max(0, day.weekday() - 4)) if day.day > 5 else day + timedelta((7 - day.weekday()) % 7)


def _spoil(row: Row, rule: str, criterion: str) -> Row | None:
    """The row with what the rule wants taken out; no row at all for the unanswered criterion."""
    if row["criterion"] != criterion:
        return row
    if rule == "unanswered":
        return None
    return row | {rule.partition("_without_")[2]: ""}


def _with_blank(row: Row) -> Row:
    """The row with a blank of a wording that nobody filled in."""
    return row | {"evidence": f"{row['evidence'].rstrip('.')}, xem tại {{tên bộ phận}}."}


def _until_eleven(row: Row) -> Row | None:
    """The row of what was looked at already, by whom it was assigned to."""
    inspector = next((name for id, name in LOOKED_AT.items() if row["criterion"].startswith(id)), "")
    return row | {"inspector": inspector} if inspector else None


def _read(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, rows: list[Row]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
