"""The facts of one inspection of the invented province: drawn once, so that every text of it says the same.

What holds of a body (it has declared, it was audited, it got complaints) and its days and numbers stand here, in the
order in which they happen. A text is told only of a body of which all it speaks of is true (:func:`fits`).
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

YEAR = 2026
Row = dict[str, str]

# Lunar and fixed holidays between July 2025 and August 2026: an office signs nothing on them.
OFF = {
    *(date(2025, 9, 1), date(2025, 9, 2), date(2026, 1, 1), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)),
    *(date(2026, 2, day) for day in range(14, 23)),
}

COUNTERS = {"ubnd_cap_xa": "Trung tâm Phục vụ hành chính công", "chi_cuc": "nơi tiếp nhận hồ sơ"}
"""Where dossiers are handed in, where it is not the Bộ phận Một cửa."""
UNADVISED = ("SGDDT", "STP")
"""Bodies that never hired a consultant: of the first, the reason for saying so is left out on purpose."""
MERGED = ("SNV", "STC", "SNNMT", "SXD", "SKHCN", "SVHTTDL", "SDTTG")
"""Provincial bodies that were rearranged on 01/3/2025; the communes all were on 01/7/2025."""

MENTIONED: dict[str, re.Pattern[str]] = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "audit": "đánh giá nội bộ",
        "review": "xem xét của Lãnh đạo",
        "steering": "Ban Chỉ đạo",
        "complaints": "khiếu nại",
        "late": "trễ hạn|quá hạn|hồ sơ chậm",
        "consultant": "(?<!có )tư vấn",
        "web": "trang thông tin điện tử|trang điện tử|đăng tải|trên trang",
        "policy": "chính sách chất lượng",
        # What is seen or heard at the office is told of a visit only (Circular 26/2014, Article 37.1, 37.2).
        "on_site": r"quan sát|tại chỗ|xuất trình|phỏng vấn|được hỏi|\bhỏi\b|cho biết|nêu được|trình bày được|"
        r"trình bày đúng|ngày kiểm tra|\bđoàn\b(?! đánh giá)|tại \{phong\}|bàn làm việc|buổi làm việc|"
        r"\bsổ\b|văn thư|thao tác|mở được|vắng mặt|bảng tin|kho lưu trữ|ở \{phong\}|công chức \{phong\}|treo|sảnh|quầy",
    }.items()
}
"""What the mention of a thing takes for granted, unless the text itself says when it is told."""


@dataclass(frozen=True)
class Facts:
    """What holds of a body (``holds``), and what its texts may name (``words``)."""

    holds: frozenset[str]
    words: Mapping[str, str]


def fits(text: str | Mapping[str, str], facts: Facts) -> bool:
    """Whether all that a text names, mentions or asks for is so."""
    parts = {"evidence": text} if isinstance(text, str) else text
    said = " ".join(value for name, value in parts.items() if name != "when")
    named, wanted, absent = _taken_for_granted(said, parts.get("when", ""))
    return named <= facts.words.keys() and wanted <= facts.holds and not absent & facts.holds


@cache
def _taken_for_granted(said: str, when: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The names of a text, what must hold and what must not."""
    absent = frozenset(flag[1:] for flag in when.split() if flag.startswith("!"))
    wanted = frozenset(flag for flag in when.split() if not flag.startswith("!"))
    mentioned = frozenset(flag for flag, words in MENTIONED.items() if words.search(said))
    named = frozenset(name for _, name, _, _ in string.Formatter().parse(said) if name)
    return named, wanted | (mentioned - absent), absent


def worked(day: date) -> date:
    """The day, or the next on which an office works."""
    while day.weekday() > 4 or day in OFF:
        day += timedelta(1)
    return day


def short(day: date) -> str:
    """As papers write it: 05/7/2026, 18/02/2026."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def day_of(text: str) -> date:
    """The day a paper names."""
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


def after(day: date, months: int) -> date:
    """The same day so many months later; the days used here all have one."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def circumstances(agency: Row, code: str, rng: random.Random, *, on_site: bool) -> set[str]:
    """What holds of a body before anything is judged."""
    status, declared = agency["qms_status"], agency["declaration"]
    chances = {"complaints": 0.45, "upheld": 0.6, "redeclared": 0.45, "consultant": 0.25, "kph": 0.8, "amended": 0.8}
    holds = {name for name, chance in chances.items() if rng.random() < chance}
    holds |= {"on_site" if on_site else "record", "audit", "review", "steering", "policy", "confirmed", "web"}
    holds |= {"visited"} if agency["last_on_site"] else set()
    holds |= {"declared"} if declared else {"building"}
    holds |= {"must_redeclare", "scope_changed"} if status == "phai_cong_bo_lai" else set()
    holds |= {"rearranged"} if agency["kind"] == "ubnd_cap_xa" or code in MERGED else set()
    if not declared or status == "phai_cong_bo_lai" or day_of(declared.partition("ngày ")[2]) < date(2025, 11, 17):
        holds -= {"redeclared"}
    if not declared:
        holds -= {"audit", "review", "confirmed", "kph", "amended"}
    holds |= {"scope_changed"} if "redeclared" in holds else set()
    holds -= {"upheld"} if "complaints" not in holds else set()
    holds -= {"consultant"} if code in UNADVISED else set()
    if agency["kind"] == "chi_cuc" and rng.random() < 0.3:
        holds -= {"web"}
    return holds


YEARLY = {
    "ngay_muc_tieu": (date(2026, 1, 12), 12),
    "ngay_phan_cong": (date(2026, 1, 26), 6),
    "ngay_chung_nhan": (date(2026, 1, 19), 6),
    "ngay_kh_chuyen_doi": (date(2026, 1, 28), 6),
    "ngay_chuyen_doi": (date(2026, 3, 2), 8),
    "ngay_rui_ro": (date(2026, 3, 10), 6),
    "ngay_khao_sat": (date(2026, 3, 16), 12),
    "ngay_rs_danh_muc": (date(2026, 3, 30), 6),
    "ngay_ra_soat": (date(2026, 4, 6), 4),
    "ngay_rs_ben_ngoai": (date(2026, 4, 11), 5),
    "ngay_theo_doi": (date(2026, 4, 17), 6),
    "ngay_rs_nhom": (date(2026, 4, 24), 5),
    "ngay_bc_tthc": (date(2026, 5, 4), 3),
    "ngay_rs_tai_lieu": (date(2026, 5, 8), 3),
    "ngay_gop_y": (date(2026, 5, 12), 4),
    "ngay_nt_chung_nhan": (date(2026, 5, 16), 5),
    "ngay_cai_tien": (date(2026, 5, 21), 3),
    "ngay_tiep_thu": (date(2026, 5, 25), 3),
    "ngay_giao_ban": (date(2026, 5, 29), 4),
}
"""Days of the year before the visits and the reports, each of one thing: from when, within how many days."""

# What a criterion not met says: the body lacks this, and whatever is asked about it falls away.
TAKES = {
    "D36-1-dd-02": {"audit", "kph"},
    "D36-1-dd-06": {"review"},
    "D36-2-b-01": {"confirmed"},
    "D36-2-a-01": {"steering"},
    "D36-1-c-01": {"policy"},
}
BRINGS = {"D36-1-d-06": {"late"}}
# Asked only where this is so; otherwise there is nothing to look at.
NEEDS = {
    "D36-1-b-02": {"amended"},
    "D36-1-d-07": {"late"},
    "D36-1-dd-01": {"audit"},
    "D36-1-dd-02": {"declared"},
    "D36-1-dd-03": {"audit"},
    "D36-1-dd-04": {"audit", "kph"},
    "D36-1-dd-05": {"audit", "kph"},
    "D36-1-dd-06": {"declared"},
    "D36-1-dd-07": {"review"},
    "D36-1-dd-08": {"visited"},
    "D36-1-dd-09": {"visited"},
    "D36-1-dd-10": {"review"},
    "D36-1-e-01": {"complaints"},
    "D36-1-e-02": {"complaints"},
    "D36-1-e-03": {"complaints", "upheld"},
    "D36-2-b-02": {"confirmed"},
    "D36-2-c-04": {"web"},
    "D36-2-d-03": {"amended"},
    "D36-2-d-04": {"amended"},
    "D36-2-a-05": {"steering"},
    "D36-2-dd-01": {"scope_changed"},
    "D36-2-dd-02": {"redeclared"},
    "D36-2-dd-03": {"rearranged"},
    "D36-2-e-01": {"consultant"},
    "D36-2-e-02": {"consultant"},
    "D36-2-e-03": {"consultant"},
    "D36-2-e-04": {"consultant"},
}


def settled(holds: set[str], failing: set[str]) -> frozenset[str]:
    """What holds once it is known what the body does not meet."""
    taken = {flag for id in failing for flag in TAKES.get(id, ())}
    brought = {flag for id in failing for flag in BRINGS.get(id, ())}
    return frozenset((holds | brought | {f"fails_{id}" for id in failing}) - taken)


def facts(agency: Row, holds: frozenset[str], told: Mapping[str, str], rng: random.Random) -> Facts:
    """The days and numbers of a body of which that holds.

    ``told`` has its name, the letters its procedures are coded with and, by record, its report.
    """
    words = dict(_numbers(agency, rng))
    words |= told
    words |= dict(_built(agency, holds, rng))
    words |= dict(_kept(holds, told["ky_hieu"], rng))
    words |= dict(_before(agency, rng)) if "visited" in holds else {}
    if "fails_D36-1-a-01" in holds:
        missing = rng.randrange(3, 8)
        words |= {"thieu": f"{missing:02d}"}
    words["tthc_pv"] = str(int(agency["procedures"]) - int(words.get("thieu", "0")))
    return Facts(holds, words)


def _numbers(agency: Row, rng: random.Random) -> Iterator[tuple[str, str]]:
    procedures = int(agency["procedures"])
    yield "nam", str(YEAR)
    yield "nam_truoc", str(YEAR - 1)
    yield "tthc", agency["procedures"]
    yield "mot_cua", COUNTERS.get(agency["kind"], "Bộ phận Một cửa")
    yield "so_quy_trinh", str(procedures - rng.randrange(3, max(4, procedures // 6)))
    sizes = {"mau_tthc": (11, 21), "mau_qt": (8, 16), "mau_hs": (12, 31), "nguoi": (6, 10), "so_muc_tieu": (5, 10)}
    for name, (least, most) in sizes.items():
        yield name, f"{rng.randrange(least, most):02d}"
    kinds = {"tv_bcd": (7, 12), "kph": (3, 7), "kn": (2, 6), "so_nguoi_dg": (4, 8), "so_ket_luan": (3, 7)}
    kinds |= {"so_sua": (3, 7), "so_chung": (3, 7), "so_phieu": (60, 180), "so_de_xuat": (5, 12)}
    for name, (least, most) in kinds.items():
        yield name, f"{rng.randrange(least, most):02d}"


def _built(agency: Row, holds: frozenset[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """From the steering committee to the declaration: each step after the one before it."""
    code = agency["code"].removeprefix("99-")
    office = "UBND" if agency["kind"] in ("ubnd_cap_xa", "ubnd_tinh") else code
    number, _, on = agency["declaration"].removeprefix("Quyết định số ").partition(" ngày ")
    declared = day_of(on) if on else date(2026, 2, 27)  # of one still building: the day it means to declare
    rate = int(number.partition("/")[0]) / declared.timetuple().tm_yday if on else 0.8

    def decision(day: date) -> str:
        """Numbers of a register rise with the days."""
        return f"{max(1, round(rate * day.timetuple().tm_yday)):02d}/QĐ-{office}"

    first = worked(declared - timedelta(rng.randrange(36, 44))) if "redeclared" in holds else declared
    steering = worked(first - timedelta(rng.randrange(86, 93)))
    planned = worked(steering + timedelta(rng.randrange(5, 9)))
    issued = worked(first - timedelta(rng.randrange(57, 63)))
    if "steering" in holds:
        yield from (("qd_bcd", decision(steering)), ("ngay_bcd", short(steering)))
    yield from (("ngay_ke_hoach", short(planned)), ("so_ke_hoach", f"{rng.randrange(31, 60)}/KH-{office}"))
    yield from (("qd_tai_lieu", decision(issued)), ("ngay_tai_lieu", short(issued)))
    yield "ngay_pho_bien", short(worked(issued + timedelta(rng.randrange(4, 9))))
    yield "ngay_dao_tao", short(worked(steering + timedelta(rng.randrange(13, 20))))
    if "policy" in holds:
        yield "ngay_chinh_sach", short(issued)
    if "consultant" in holds:
        yield "ngay_hop_dong", short(worked(steering + timedelta(rng.randrange(2, 5))))
        yield "ngay_nghiem_thu", short(worked(first - timedelta(rng.randrange(1, 4))))
    audited = worked(first - timedelta(rng.randrange(33, 39)))
    if "audit" in holds:
        programme = worked(audited - timedelta(rng.randrange(9, 14)))
        yield from (("ngay_chuong_trinh", short(programme)), ("qd_dgnb", decision(programme)))
        yield from (("ngay_dgnb", short(audited)), ("ngay_khac_phuc", short(worked(audited + timedelta(12)))))
    if "review" in holds:
        yield "ngay_xem_xet", short(worked(audited + timedelta(rng.randrange(17, 21))))
    if "confirmed" in holds:
        late = "fails_D36-2-b-02" in holds
        yield "ngay_xac_nhan", short(worked(first + timedelta(9 if late else -rng.randrange(5, 8))))
    if "declared" in holds:
        yield from (("qd_cong_bo", number), ("ngay_cong_bo", on))
        yield from _published(declared, rng, office)
    if "redeclared" in holds:
        yield from (("qd_truoc", decision(first)), ("ngay_cong_bo_truoc", short(first)))
    if "rearranged" in holds:
        yield "ngay_sap_xep", short(date(2025, 7 if agency["kind"] == "ubnd_cap_xa" else 3, 1))
    if "must_redeclare" in holds:
        yield "ngay_mo_rong", short(date(2026, 3, 2))


def _published(declared: date, rng: random.Random, office: str) -> Iterator[tuple[str, str]]:
    told = worked(declared + timedelta(rng.randrange(2, 7)))
    yield from (("ngay_thong_bao", short(told)), ("so_thong_bao", f"{rng.randrange(900, 2400)}/{office}-VP"))
    yield "ngay_dang", short(worked(declared + timedelta(rng.randrange(2, 9))))


def _kept(holds: frozenset[str], coded: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """What happened in 2026, before the visit or the report."""
    in_force = worked(date(2026, 1, 5) + timedelta(rng.randrange(3, 30)))
    yield from (("ngay_vb", short(in_force)), ("han_vb", short(worked(after(in_force, 3)))))
    if "amended" in holds:
        amended = worked(in_force + timedelta(rng.randrange(30, 60)))
        yield from (("ngay_sua", short(amended)), ("qt_sua", f"QT-{coded}-{rng.randrange(20, 40)}"))
        yield "ngay_sua_phe_duyet", short(worked(amended + timedelta(rng.randrange(9, 15))))
        yield "ngay_thong_bao_sua", short(worked(amended + timedelta(3)))
        yield "ngay_sua_cham", short(worked(after(in_force, 3) + timedelta(rng.randrange(12, 24))))
    for name, (first, within) in YEARLY.items():
        yield name, short(worked(first + timedelta(rng.randrange(within))))
    if "complaints" in holds:
        number = rng.randrange(2, 6)
        right = rng.randrange(1, number) if "upheld" in holds else 0
        accepted = worked(date(2026, 3, 2) + timedelta(rng.randrange(20)))
        yield from (("so_khieu_nai", f"{number:02d}"), ("ngay_thu_ly", short(accepted)))
        yield "ngay_giai_quyet", short(worked(accepted + timedelta(rng.randrange(18, 27))))
        if right:
            yield "so_dung", f"{right:02d}"
            yield "ngay_khac_phuc_kn", short(worked(accepted + timedelta(35)))


def _before(agency: Row, rng: random.Random) -> Iterator[tuple[str, str]]:
    """The inspection at the office before this one."""
    year = int(agency["last_on_site"])
    signed = worked(date(year, 5, 5) + timedelta(rng.randrange(20)))
    yield from (("ngay_bien_ban", short(signed)), ("han_bao_cao", short(worked(after(signed, 2)))))
    yield from (("ton_tai", f"{rng.randrange(4, 8):02d}"), ("nam_kiem_tra", str(year)))
    yield "ngay_bao_cao", short(worked(after(signed, 1) + timedelta(rng.randrange(8, 20))))
    yield "ngay_bao_cao_cham", short(worked(after(signed, 3) + timedelta(rng.randrange(4, 18))))
