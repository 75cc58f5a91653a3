"""Makes inspections.csv, answers.csv and refused.csv of the invented province An Bình: seeded, so always the same.

    python examples/an-binh-2026/make_answers.py

Reads agencies.csv, texts.yaml and checklists/dieu-36.yaml. Everything it says of anybody is invented.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from isoaudit.journal.plain_yaml import load_yaml

HERE = Path(__file__).parent
CHECKLIST = HERE.parent.parent / "checklists" / "dieu-36.yaml"
YEAR = 2026
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
DISPUTED = "SCT"
"""Of this body a member of the team wrote another verdict: ``answers-second.csv``, written by hand."""
MANY, FLAWLESS = "90014", ("STP", "CCBVMT", "90025", "SDTTG", "90011", "90054")
# Points that depend on something having happened: their criteria are not applicable together.
CONDITIONAL = {"1.e": 0.55, "2.đ": 0.6, "2.e": 0.75}
UNDER_CONSTRUCTION = "HTQLCL đang được xây dựng, đến ngày kiểm tra chưa đến bước này."
FIELDS = {
    "STP": ("công chứng", "lý lịch tư pháp", "đấu giá tài sản"),
    "SCT": ("hóa chất", "vật liệu nổ công nghiệp", "lưu thông hàng hóa trong nước"),
    "SXD": ("hoạt động xây dựng", "quy hoạch xây dựng", "vận tải đường bộ"),
    "SYT": ("khám bệnh, chữa bệnh", "dược phẩm", "mỹ phẩm"),
    "SNNMT": ("đất đai", "tài nguyên nước", "lâm nghiệp"),
    "TTT": ("tiếp công dân", "giải quyết khiếu nại"),
    "SNV": ("hội, quỹ", "lao động", "người có công"),
    "STC": ("đăng ký doanh nghiệp", "đầu tư", "quản lý công sản"),
    "SGDDT": ("giáo dục trung học", "thi, tuyển sinh"),
    "SVHTTDL": ("di sản văn hóa", "lữ hành", "quảng cáo"),
    "SKHCN": ("hoạt động khoa học và công nghệ", "an toàn bức xạ", "bưu chính"),
    "SNgV": ("lãnh sự", "hội nghị, hội thảo quốc tế"),
    "SDTTG": ("tín ngưỡng, tôn giáo", "công tác dân tộc"),
    "UBNDT": ("đất đai", "đầu tư", "đấu thầu"),
    "CCKL": ("lâm nghiệp", "bảo vệ rừng"),
    "CCTL": ("thủy lợi", "phòng, chống thiên tai"),
    "CCCNTY": ("thú y", "chăn nuôi"),
    "CCTTBVTV": ("trồng trọt", "bảo vệ thực vật"),
    "CCPTNT": ("phát triển nông thôn", "làng nghề"),
    "CCBVMT": ("môi trường", "chất thải nguy hại"),
    "CCTDC": ("tiêu chuẩn đo lường chất lượng", "mã số mã vạch"),
    "CCDS": ("dân số", "sàng lọc trước sinh"),
    "CCATTP": ("an toàn thực phẩm", "quảng cáo thực phẩm"),
    "CCQLTT": ("quản lý thị trường", "thương mại"),
    "BQLKKT": ("đầu tư", "lao động", "quy hoạch xây dựng"),
}
COMMUNE_FIELDS = ("đất đai", "hộ tịch", "chứng thực", "bảo trợ xã hội", "xây dựng")
COPIED = "90021"
Row = dict[str, str]


def main() -> None:
    """Write the three files beside this script."""
    criteria = load_yaml(CHECKLIST.name, CHECKLIST.read_bytes()).value["criteria"]
    texts = load_yaml("texts.yaml", (HERE / "texts.yaml").read_bytes()).value
    with (HERE / "agencies.csv").open(encoding="utf-8", newline="") as file:
        agencies = list(csv.DictReader(file))
    visits = enumerate(_visit_days())
    inspections, answers, refused = [], [], []
    seen: set[str] = set()
    for agency in agencies:
        rng = random.Random(f"{YEAR}-{agency['code']}")
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
        made = list(_answers(agency, code, id, inspection, asked, texts, rng))
        if code in SPOILT:
            rule, criterion = SPOILT[code]
            made = [row for row in (_spoil(row, rule, criterion) for row in made) if row]
            refused.append({"inspection": id, "rule": rule})
        if code == DISPUTED:
            refused.append({"inspection": id, "rule": "conflict"})
        _say_where(made, agency["name"], seen, copied=code == COPIED)
        answers += made
    _write("inspections.csv", inspections)
    _write("answers.csv", answers)
    _write("refused.csv", refused)


def _say_where(rows: list[Row], agency: str, seen: set[str], *, copied: bool) -> None:
    """Evidence that another body's has word for word names its own body; one body's was copied, to be found out."""
    for row in (row for row in rows if row["verdict"] == "nonconforming" and row["evidence"]):
        evidence = row["evidence"]
        if evidence in seen and not copied:
            first = evidence[0].lower() if evidence[1].islower() else evidence[0]
            row["evidence"] = f"Tại {agency}, {first}{evidence[1:]}"
        seen.add(evidence)


def _visit_days() -> Iterator[date]:
    """Working days of the two rounds, 15-26 June and 6-17 July, two visits on some, by different teams."""
    for start in (date(YEAR, 6, 15), date(YEAR, 7, 6)):
        for offset in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):
            yield start + timedelta(offset)
            if offset in (1, 3, 7, 9):
                yield start + timedelta(offset)


def _inspection(agency: Row, code: str, visits: Iterator[tuple[int, date]]) -> Row:
    if code not in ON_SITE:
        start, end, period_to = date(YEAR, 9, 1), date(YEAR, 9, 30), date(YEAR, 8, 31)
        return _row(agency["code"], "by_record", "", start, end, period_to, "")
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


def _applies(criterion: dict[str, Any], agency: Row, *, on_site: bool) -> bool:
    kinds = criterion["kinds"]
    return (kinds == "all" or agency["kind"] in kinds) and (on_site or criterion["by_record"])


def _answers(
    agency: Row,
    code: str,
    id: str,
    inspection: Row,
    asked: list[dict[str, Any]],
    texts: dict[str, Any],
    rng: random.Random,
) -> Iterator[Row]:
    inactive = {point for point, chance in CONDITIONAL.items() if rng.random() < chance}
    if code == "SGDDT":
        inactive.add("2.e")
    inactive -= {"2.đ"} if agency["qms_status"] == "phai_cong_bo_lai" else set()
    failing = _failing(code, asked, inactive, rng)
    start, end = date.fromisoformat(inspection["from"]), date.fromisoformat(inspection["to"])
    team = (
        [part.partition(" (")[0] for part in inspection["team"].split("; ")]
        if inspection["team"]
        else ["Hoàng Thị Hạnh"]
    )
    for criterion in asked:
        verdict = _verdict(criterion, agency, code, inactive, failing, texts[criterion["id"]], rng)
        row = {"inspection": id, "criterion": criterion["id"], "verdict": verdict}
        row |= dict.fromkeys(("evidence", "gap", "grade", "note"), "")
        row |= _said(verdict, criterion, agency, texts[criterion["id"]], rng)
        row |= {"inspector": rng.choice(team)}
        row |= {"examined_on": (start + timedelta(rng.randrange((end - start).days + 1))).isoformat()}
        yield row


def _failing(code: str, asked: list[dict[str, Any]], inactive: set[str], rng: random.Random) -> set[str]:
    """The criteria a body does not meet: 15 for one, none for some, a few for most."""
    able = [
        c["id"] for c in asked if c["worst"] == "nonconforming" and c["point"] not in inactive and c["point"] != "2.e"
    ]
    if code == MANY:
        return set(rng.sample(able, 15))
    if code in FLAWLESS:
        return set()
    failing = set(rng.sample(able, rng.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 7))))
    if code in SPOILT and SPOILT[code][0].startswith("nonconforming"):
        failing.add(SPOILT[code][1])
    return failing


def _verdict(
    criterion: dict[str, Any],
    agency: Row,
    code: str,
    inactive: set[str],
    failing: set[str],
    texts: dict[str, Any],
    rng: random.Random,
) -> str:
    id, point = criterion["id"], criterion["point"]
    forced = {rule.partition("_without")[0] for rule, spoilt in [SPOILT.get(code, ("", ""))] if spoilt == id}
    if forced & {"observation", "not_examined", "not_applicable"}:
        return forced.pop()
    if agency["qms_status"] == "dang_xay_dung" and point in ("1.g", "2.b", "2.c", "2.đ"):
        return "not_applicable"
    if point in inactive or (id == "D36-1-dd-08" and not agency["last_on_site"]):
        return "not_applicable"
    if agency["qms_status"] == "phai_cong_bo_lai" and id == "D36-2-dd-01":
        return "nonconforming"
    if id in failing:
        return "nonconforming"
    chance = rng.random()
    if chance < 0.05 and code not in FLAWLESS:
        return "observation"
    if chance < 0.07 and "not_examined" in texts:
        return "not_examined"
    return "conforming"


def _said(verdict: str, criterion: dict[str, Any], agency: Row, texts: dict[str, Any], rng: random.Random) -> Row:
    """Evidence, gap, grade and note of an answer, its names filled in."""
    names = _names(agency, rng)
    if verdict in ("not_applicable", "not_examined"):
        note = rng.choice(texts.get(verdict, [UNDER_CONSTRUCTION]))
        if agency["qms_status"] == "dang_xay_dung" and criterion["point"] in ("1.g", "2.b", "2.c", "2.đ"):
            note = UNDER_CONSTRUCTION
        elif criterion["id"] == "D36-1-dd-08" and "not_applicable" not in texts:
            note = "Cơ quan chưa được kiểm tra tại trụ sở lần nào nên chưa phát sinh."
        return {"note": note.format_map(names)}
    if verdict == "conforming":
        if "good_practice" in texts and rng.random() < 0.12:
            return {"evidence": rng.choice(texts["good_practice"]).format_map(names), "grade": "good_practice"}
        return {"evidence": rng.choice(texts["conforming"]).format_map(names)}
    pair = rng.choice(texts[verdict])
    return {"evidence": pair["evidence"].format_map(names), "gap": pair["gap"].format_map(names)}


def _names(agency: Row, rng: random.Random) -> dict[str, str]:
    code, name = agency["code"].removeprefix("99-"), agency["name"]
    commune = agency["kind"] == "ubnd_cap_xa"
    if commune:
        economy = "Phòng Kinh tế, Hạ tầng và Đô thị" if "phường" in name else "Phòng Kinh tế"
        rooms: tuple[str, ...] = (
            "Văn phòng HĐND và UBND",
            economy,
            "Phòng Văn hóa - Xã hội",
            "Trung tâm Phục vụ hành chính công",
        )
    elif agency["kind"] == "co_quan_chuyen_mon" and name.startswith("Sở"):
        rooms = ("Văn phòng Sở", "Phòng Kế hoạch - Tài chính", "Bộ phận Một cửa của Sở")
    elif agency["kind"] == "chi_cuc":
        rooms = ("Phòng Hành chính - Tổng hợp", "Phòng Nghiệp vụ")
    else:
        rooms = ("Văn phòng", "Phòng Nghiệp vụ", "Bộ phận Một cửa")
    field = rng.choice(COMMUNE_FIELDS if commune else FIELDS[code])
    initials = "".join(word[0] for word in field.replace(",", "").split())[:4].upper()
    declared = agency["declaration"].partition("số ")[2]
    number = declared.partition("/")[0] or str(rng.randrange(40, 700))
    office = "UBND" if commune or code == "UBNDT" else code
    first = date(YEAR - 1, 9, 1) + timedelta(rng.randrange(120))
    small, other = rng.randrange(2, 6), rng.randrange(2, 5)
    return {
        "co_quan": name.replace("UBND tỉnh và Văn phòng UBND tỉnh", "UBND tỉnh"),
        "phong": rng.choice(rooms),
        "linh_vuc": field,
        "quy_trinh": f"QT-{initials}-{rng.randrange(1, 20):02d}",
        "quyet_dinh": f"{number}/QĐ-{office}",
        "ngay_quyet_dinh": declared.partition("ngày ")[2] or _short(first),
        "quyet_dinh_khac": f"{(7 * int(number) + first.toordinal()) % 900 + 13}/QĐ-{office}",
        "ngay": _short(first),
        "ngay2": _short(first + timedelta(rng.randrange(20, 90))),
        "nam": str(YEAR),
        "nam_truoc": str(YEAR - 1),
        "n": f"{small:02d}",
        "m": f"{other:02d}",
        "tong": str(rng.randrange(small + other + 3, 21)),
        "tthc": agency["procedures"],
    }


def _short(day: date) -> str:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def _spoil(row: Row, rule: str, criterion: str) -> Row | None:
    """The row with what the rule wants taken out; no row at all for the unanswered criterion."""
    if row["criterion"] != criterion:
        return row
    if rule == "unanswered":
        return None
    return row | {rule.partition("_without_")[2]: ""}


def _write(name: str, rows: list[Row]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
