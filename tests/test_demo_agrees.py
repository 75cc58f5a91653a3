"""The texts of one inspection of the example agree with each other, as an inspector reads them before he signs.

The texts are read as they stand in the table, by patterns: nothing here knows how they were made.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from isoaudit.journal.settings import shipped

EXAMPLE = shipped("examples") / "an-binh-2026"
DAY = r"(\d{1,2}/\d{1,2}/\d{4})"
NUMBER = r"(\d+/QĐ-\w+)"
Row = dict[str, str]

# One fact, one value: what is caught in the brackets may not differ within an inspection.
ONE_VALUE = {
    "đánh giá nội bộ": rf"(?:[Cc]uộc|[Bb]áo cáo) đánh giá nội bộ (?:ngày )?{DAY}",
    "chương trình đánh giá nội bộ": rf"[Cc]hương trình đánh giá nội bộ ngày {DAY}",
    "xem xét của Lãnh đạo": rf"xem xét của Lãnh đạo(?: \w+){{0,4}} ngày {DAY}",
    "cuộc họp xem xét": rf"cuộc họp(?: xem xét của Lãnh đạo)? ngày {DAY}",
    "xác nhận hiệu lực": rf"xác nhận hiệu lực(?: HTQLCL)?(?: bằng văn bản)?(?: của \w[\w ,]*? ký sau,)? ngày {DAY}",
    "chính sách chất lượng": rf"[Cc]hính sách chất lượng(?: do Người đứng đầu cơ quan ký)? ngày {DAY}",
    "đăng trang thông tin điện tử": rf"(?<!không )đăng (?:trên trang thông tin điện tử )?ngày {DAY}",
    "thông báo công bố": rf"[Cc]ông văn (?:số \S+ )?ngày {DAY}[^.;]*(?:thông báo|gửi Sở)",
    "biên bản lần trước": rf"[Bb]iên bản kiểm tra (?:tại trụ sở )?(?:lần trước )?(?:ký )?ngày {DAY}",
    "báo cáo khắc phục": rf"báo cáo khắc phục(?: (?!kể)[^\W\d]+){{0,8}} ngày {DAY}",
    "hợp đồng tư vấn": rf"[Hh]ợp đồng tư vấn ngày {DAY}",
    "công bố": rf"(?<!thứ nhất )(?<!lại )(?<!lần )công bố ngày {DAY}",
    "kế hoạch triển khai": rf"[Kk]ế hoạch (?:số \S+ )?ngày {DAY}(?: về triển khai| có tiến độ| nêu thời gian)",
    "thành viên Ban Chỉ đạo": r"gồm (\d+) thành viên(?=[,.])|danh sách (\d+) thành viên|/(\d+) thành viên",
    "số TTHC thuộc thẩm quyền": r"(\d+) TTHC (?:đang có hiệu lực trên|thuộc thẩm quyền của)",
    "số TTHC trong phạm vi": r"(?:danh mục|phạm vi áp dụng ghi(?: đủ)?|gồm|chỉ có|toàn bộ phạm vi) (\d{2,}) TTHC",
    "điểm không phù hợp nội bộ": r"(?:ghi|nêu|Cả) (\d+) điểm không phù hợp"
    r"|/(\d+) (?:điểm không phù hợp|phiếu hành động)",
    "kết luận của Lãnh đạo": r"giao (\d+) việc|kết luận (\d+) việc|/(\d+) việc",
    "hồ sơ lấy mẫu": r"(\d+) hồ sơ lấy mẫu",
    "quy trình lấy mẫu": r"(\d+) quy trình lấy mẫu",
    "TTHC lấy mẫu": r"(\d+) TTHC lấy mẫu",
    "mục tiêu chất lượng": r"(?:Trong|cả|Cả|ban hành) (\d+) mục tiêu(?= chất lượng)",
    "khiếu nại": r"(?:(?<![/\d])(?:ghi|Cả|cả|có|Trong) (\d+)|/(\d+)) khiếu nại(?! được kết luận)",
    "quy trình sửa đổi": r"(?:Trong|có) (\d+) quy trình (?:được )?sửa đổi",
    "người đánh giá nội bộ": r"(\d+) người đánh giá",
    "vấn đề tồn tại lần trước": r"(?<!của )(\d+) vấn đề tồn tại",
}

# Said together they cannot both be so.
NOT_BOTH = {
    "chưa công bố, đã công bố": (
        r"chưa ban hành quyết định công bố|chưa có công bố của chính mình|Cơ quan chưa công bố HTQLCL",
        rf"(?:công bố[^.;]*Quyết định|Quyết định) số {NUMBER}[^.;]*công bố|theo Quyết định số {NUMBER}"
        r"|đúng Quyết định số",
    ),
    "không có khiếu nại, có khiếu nại": (
        r"không nhận khiếu nại|[Kk]hông có khiếu nại nào|không có khiếu nại nào",
        r"[Kk]hiếu nại đã giải quyết|\d+ khiếu nại|khiếu nại được xem|Khiếu nại về|khiếu nại nhận từ|Vụ việc về",
    ),
    "không thuê tư vấn, có hợp đồng tư vấn": (
        r"không thuê tư vấn|[Kk]hông có hợp đồng tư vấn nào",
        r"[Hh]ợp đồng tư vấn ngày|Thời gian tư vấn từ|Đối chiếu kế hoạch tư vấn|bên tư vấn còn",
    ),
    "không đánh giá nội bộ, có đánh giá nội bộ": (
        r"không có phiếu ghi chép|không lưu chương trình hoặc kế hoạch đánh giá|không có cuộc đánh giá nội bộ nào"
        r"|chưa thực hiện đánh giá nội bộ|không thực hiện đánh giá nội bộ|cuộc đánh giá của năm chưa được tiến hành",
        r"đã thực hiện 01 cuộc đánh giá nội bộ|báo cáo đánh giá nội bộ của năm|[Bb]áo cáo đánh giá nội bộ ngày"
        r"|[Cc]uộc đánh giá nội bộ (?:ngày|năm)",
    ),
    "không xem xét, có xem xét của Lãnh đạo": (
        r"không có biên bản hoặc thông báo kết luận xem xét|[Cc]hưa có cuộc xem xét của Lãnh đạo"
        r"|không có thành viên Lãnh đạo",
        r"[Bb]iên bản (?:họp )?xem xét của Lãnh đạo ngày|kết luận xem xét của Lãnh đạo ngày"
        r"|Tài liệu trình (?:cuộc )?họp"
        r"|tiến hành xem xét HTQLCL vào ngày|đủ trưởng các bộ phận, có kết luận",
    ),
    "không có hồ sơ chậm, có hồ sơ chậm": (
        r"không có hồ sơ (?:trả )?(?:quá|trễ) hạn|hồ sơ nào (?:quá|trễ) hạn",
        r"\d+ hồ sơ(?:(?!không)[^.;]){0,40}(?:trễ|quá) hạn|[Cc]ác hồ sơ trễ hạn trong",
    ),
    "không có Ban Chỉ đạo, có Ban Chỉ đạo": (
        r"chưa thành lập Ban Chỉ đạo|không (?:có|xuất trình được) quyết định thành lập Ban",
        r"(?<!chưa )thành lập tại Quyết định|thành viên Ban Chỉ đạo ISO|Ban Chỉ đạo ISO được kiện toàn"
        r"|Thư ký Ban Chỉ đạo",
    ),
    "không có chính sách, có chính sách": (
        r"không có chính sách chất lượng",
        r"[Cc]hính sách chất lượng (?:ngày|do Người)|có đủ chính sách|Bản chính sách niêm yết",
    ),
    "không có trang, có trang": (
        r"không có trang thông tin điện tử",
        r"đăng ngày|bản đăng trên trang|đã đăng nhưng|Truy cập trang|[Tt]rang thông tin điện tử của",
    ),
    "không xác nhận, đã xác nhận hiệu lực": (
        r"chưa xác nhận hiệu lực|không có văn bản hay kết luận nào xác nhận",
        r"[Vv]ăn bản xác nhận hiệu lực ngày|(?<!được )xác nhận hiệu lực ngày|được xác nhận hiệu lực ngày",
    ),
    "không đổi phạm vi, đã công bố lại": (
        r"phạm vi áp dụng HTQLCL không thay đổi|Chưa phát sinh công bố lại",
        r"đã công bố lại|Lần công bố lại|công bố lại tại Quyết định|lần công bố lại ngày",
    ),
    "không sửa, đã sửa quy trình": (
        r"không ban hành mới, sửa đổi quy trình nào|ban hành thêm, sửa đổi"
        r"|giữ nguyên lần ban hành 01|không có quy trình nào phải cập nhật",
        r"Sau khi sửa đổi quy trình|đã sửa \d+ quy trình|quy trình sửa đổi trong kỳ|quy trình được sửa đổi"
        r"|[\w-]+ sửa ngày \d|So \d+ quy trình đã cập nhật",
    ),
    "không ban hành, đã ban hành tài liệu": (
        r"không ban hành mới",
        r"(?:tài liệu|quy trình|chung)[^.;]* ban hành (?:kèm theo|tại) Quyết định số|ban hành mới trong kỳ",
    ),
    "nhiều bước bị bỏ qua, không bỏ qua": (
        r"bước thẩm định bị bỏ qua|lập sau ngày ký kết quả",
        r"hồ sơ lấy mẫu thể hiện đủ các bước|không có bước nào bị bỏ qua|đều có ý kiến thẩm định trước khi ký",
    ),
    "đã lưu ngày rà soát, không lưu": (
        r"không lưu ngày và người đối chiếu",
        r"biên bản rà soát lập ngày|lần rà soát gần nhất ngày \d\S+ có biên bản",
    ),
    "chưa kiểm tra lần nào, lần trước": (
        r"chưa được kiểm tra tại trụ sở",
        r"Biên bản kiểm tra lần trước|Biên bản lần trước|sau lần kiểm tra trước|Biên bản kiểm tra ngày",
    ),
}
# Evidence from a report and its papers: nobody was there (Circular 26/2014, Article 37.1).
ON_SITE = re.compile(
    r"trong ngày kiểm tra|đến ngày kiểm tra|xuất trình|tại chỗ|[Qq]uan sát|[Pp]hỏng vấn|được hỏi|(?<!\w)Hỏi |cho biết"
    r"|\bĐoàn\b|buổi làm việc|bàn làm việc|vắng mặt|Văn thư|(?<!\w)[Ss]ổ (?:văn bản|theo dõi|ký|sửa|góp)"
    r"|trong thời gian Đoàn|nêu được|trình bày được"
)
UNPADDED = re.compile(
    r"(?<![\d/.,-])[1-9] (?:TTHC|quy trình|hồ sơ|điểm|người|công chức|mục tiêu|khiếu nại|ngày làm việc)\b"
)
SMALL_DECISION = re.compile(r"(?<!\w)quyết định số \d")
# In this order they come about.
ORDER = (
    (
        "thành lập Ban Chỉ đạo",
        rf"(?:thành lập tại Quyết định số {NUMBER}|Quyết định số {NUMBER}) ngày {DAY}(?= thành lập Ban|, gồm)",
    ),
    ("kế hoạch", rf"Kế hoạch số \S+ ngày {DAY}"),
    ("ban hành tài liệu", rf"(?:tài liệu ban hành kèm theo|ban hành tại) Quyết định số {NUMBER} ngày {DAY}"),
    ("đánh giá nội bộ", ONE_VALUE["đánh giá nội bộ"]),
    ("xem xét của Lãnh đạo", ONE_VALUE["xem xét của Lãnh đạo"]),
    ("công bố lần trước", rf"(?:thay thế|lần thứ nhất theo) Quyết định số {NUMBER} ngày {DAY}"),
)


@dataclass(frozen=True)
class Contradiction:
    """What does not agree, in which inspection."""

    inspection: str
    kind: str
    said: tuple[str, ...]


def read(folder: Path, name: str) -> list[Row]:
    """A table of the example."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text: str) -> date:
    """05/7/2026 as a day."""
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def contradictions(texts: list[str], about: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the texts of one inspection say against each other, and against what is recorded ``about`` it."""
    said = "\n".join(texts)
    yield from _two_values(said)
    yield from _two_days_of_one_paper(said)
    for kind, (one, other) in NOT_BOTH.items():
        first, second = re.search(one, said), re.search(other, said)
        if first and second:
            yield kind, (first[0], second[0])
    if about["mode"] == "by_record":
        yield from (("lời của người đến tận nơi", (found[0],)) for found in ON_SITE.finditer(said))
    yield from (("số không có số 0 đứng trước", (found[0],)) for found in UNPADDED.finditer(said))
    yield from (("quyết định viết thường", (found[0],)) for found in SMALL_DECISION.finditer(said))
    yield from _too_late(said, about)
    yield from _of_the_declaration(said, about)
    yield from _of_the_last_time(said, about)
    yield from _out_of_order(said)


def _two_values(said: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind, pattern in ONE_VALUE.items():
        found = {next(filter(None, match.groups())) for match in re.finditer(pattern, said)}
        if len(found) > 1:
            yield f"một việc, hai số: {kind}", tuple(sorted(found))


def _two_days_of_one_paper(said: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    days: dict[str, set[str]] = defaultdict(set)
    for number, day in re.findall(rf"số (\d+/[\w-]+) ngày {DAY}", said):
        days[number].add(day)
    yield from (
        (f"một văn bản, hai ngày: {number}", tuple(sorted(found))) for number, found in days.items() if len(found) > 1
    )


def _too_late(said: str, about: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Nothing of it was known after the visit, or after the report was signed."""
    known = date.fromisoformat(about["known_to"])
    for found in re.findall(DAY, re.sub(rf"dự kiến[^.;]*{DAY}|Báo cáo số \S+ ngày {DAY}", "", said)):
        if day_of(found) > known:
            yield "ngày sau ngày kiểm tra, ngày báo cáo", (found, about["known_to"])


def _of_the_declaration(said: str, about: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    number, _, on = about["declaration"].removeprefix("Quyết định số ").partition(" ngày ")
    told = re.findall(
        rf"(?:[Cc]ông bố (?:lại )?tại|[Tt]rang[^.;]*có|công bố HTQLCL theo|đúng) Quyết định số {NUMBER}", said
    )
    told += re.findall(rf"Quyết định số {NUMBER}(?: ngày {DAY})? công bố", said)
    named = {entry if isinstance(entry, str) else entry[0] for entry in told}
    if named - {number}:
        yield "quyết định công bố khác với danh sách cơ quan", (*sorted(named), number)
    if not on:
        return
    declared = day_of(on)
    after = rf"đăng (?:trên trang thông tin điện tử )?ngày {DAY}|Công văn (?:số \S+ )?ngày {DAY}[^.;]*thông báo"
    for found in re.finditer(after + rf"|công bố lại(?: tại Quyết định số \S+)? ngày {DAY}", said):
        day = next(filter(None, found.groups()))
        if day_of(day) < declared:
            yield "đăng, thông báo, công bố lại trước khi công bố", (found[0], on)


def _of_the_last_time(said: str, about: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for day in re.findall(rf"Biên bản kiểm tra (?:tại trụ sở )?(?:lần trước )?(?:ký )?ngày {DAY}", said):
        if day[-4:] != about["last_on_site"]:
            yield "năm kiểm tra lần trước khác với danh sách cơ quan", (day, about["last_on_site"])


def _out_of_order(said: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    days = []
    for what, pattern in ORDER:
        found = re.search(pattern, said)
        if found:
            days.append((day_of([part for part in found.groups() if part][-1]), what))
    for (first, what), (second, then) in zip(days, days[1:], strict=False):
        if second < first:
            yield "ngược thứ tự", (f"{what} {first}", f"{then} {second}")


def of_all(folder: Path) -> list[Contradiction]:
    """The contradictions of every inspection whose tables stand in the folder."""
    agencies = {row["code"]: row for row in read(folder, "agencies.csv")}
    reports = {row["inspections"]: row["on"] for row in read(folder, "acts.csv") if row["act"] == "report_received"}
    texts: dict[str, list[str]] = defaultdict(list)
    for row in read(folder, "answers.csv"):
        texts[row["inspection"]] += [row[field] for field in ("evidence", "gap", "note") if row[field]]
    found = []
    for row in read(folder, "inspections.csv"):
        id = f"2026-{row['agency']}-{'TS' if row['mode'] == 'on_site' else 'HS'}"
        known = row["to"] if row["mode"] == "on_site" else reports.get(id, row["from"])
        about = {**agencies[row["agency"]], **row, "known_to": known}
        found += [Contradiction(id, kind, said) for kind, said in contradictions(texts[id], about)]
        if row["mode"] == "by_record" and row["period_to"] > known:
            found.append(Contradiction(id, "thời kỳ kiểm tra sau ngày báo cáo", (row["period_to"], known)))
    return found


def test_no_inspection_of_the_example_says_two_things() -> None:
    assert of_all(EXAMPLE) == []


ABOUT = {
    "mode": "by_record",
    "known_to": "2026-08-03",
    "declaration": "Quyết định số 290/QĐ-UBND ngày 23/12/2025",
    "last_on_site": "2023",
}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "chưa công bố, đã công bố",
            ("Bản công bố đúng Quyết định số 290/QĐ-UBND.", "Xã chưa ban hành quyết định công bố nào."),
        ),
        ("đăng, thông báo", ("Trang thông tin điện tử có bản công bố HTQLCL đăng ngày 26/11/2025.",)),
        ("đăng, thông báo", ("Phạm vi thu hẹp đã được thể hiện trong lần công bố lại ngày 12/10/2025.",)),
        (
            "không có khiếu nại",
            ("Cơ quan không nhận khiếu nại nào.", "Các khiếu nại đã giải quyết đều được kết luận là sai."),
        ),
        ("lời của người", ("Hồ sơ chưa xuất trình được trong ngày kiểm tra.",)),
        ("số không có số 0", ("Xem 8 TTHC trong danh mục.",)),
        ("quyết định viết thường", ("Phiếu ban hành theo quyết định số 30/QĐ-UBND.",)),
        ("ngày sau", ("Bảng rà soát ngày 15/8/2026 có đủ văn bản.",)),
        ("năm kiểm tra", ("Biên bản kiểm tra lần trước ký ngày 18/9/2025.",)),
        (
            "một việc, hai số",
            ("Báo cáo đánh giá nội bộ ngày 06/10/2025 kèm phiếu.", "Cuộc đánh giá nội bộ ngày 07/10/2025."),
        ),
        ("một việc, hai số", ("Cả 12 hồ sơ lấy mẫu đủ.", "Kết quả của 20 hồ sơ lấy mẫu ký đúng.")),
        (
            "một văn bản, hai ngày",
            ("Quyết định số 12/QĐ-UBND ngày 04/8/2025.", "Quyết định số 12/QĐ-UBND ngày 05/8/2025."),
        ),
        ("không thuê tư vấn", ("Cơ quan không thuê tư vấn.", "Hợp đồng tư vấn ngày 04/8/2025 kèm thẻ.")),
        ("quyết định công bố khác", ("Xã công bố lại tại Quyết định số 291/QĐ-UBND.",)),
        (
            "ngược thứ tự",
            ("Báo cáo đánh giá nội bộ ngày 06/10/2025.", "Biên bản họp xem xét của Lãnh đạo ngày 01/10/2025."),
        ),
    ],
)
def test_a_contradiction_is_seen(kind: str, texts: tuple[str, ...]) -> None:
    """Each was read in the minutes and letters of an earlier state, or has the shape of one that was."""
    found = list(contradictions(list(texts), ABOUT))
    assert [told for told, _ in found if told.startswith(kind)], found


def test_texts_that_agree_are_left_alone() -> None:
    texts = [
        "Quyết định số 290/QĐ-UBND ngày 23/12/2025 công bố HTQLCL, kèm danh mục 330 TTHC.",
        "Trang thông tin điện tử có Quyết định số 290/QĐ-UBND đăng ngày 26/12/2025.",
        "Báo cáo đánh giá nội bộ ngày 06/10/2025 ghi 03 điểm không phù hợp.",
        "Biên bản họp xem xét của Lãnh đạo ngày 27/10/2025 có kết luận 04 việc.",
    ]
    assert list(contradictions(texts, ABOUT)) == []


def test_no_text_of_the_example_names_a_place_twice_or_abbreviates_what_no_paper_explains() -> None:
    """Decree 30/2020, Annex I: the papers explain UBND, TTHC and HTQLCL; ISO and TCVN are names of standards."""
    explained = {"UBND", "TTHC", "HTQLCL", "ISO", "TCVN"}
    for row in read(EXAMPLE, "answers.csv"):
        for text in (row["evidence"], row["gap"], row["note"]):
            assert not re.search(r"\b(\w[^,.;]{5,}) và \1\b", text), text
            words = re.findall(r"(?<![\w/-])\w{3,}(?![\w/-])", text)
            capitals = {word for word in words if word.isupper() and word.isalpha()}
            assert capitals <= explained, (capitals - explained, text)
