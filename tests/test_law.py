"""law.yaml: what may be cited, word for word as it was read."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from isoaudit.journal.checklists import LAW, LawBook, read_law
from isoaudit.journal.plain_yaml import load_yaml
from isoaudit.journal.settings import shipped
from isoaudit.model import POINTS, Citation

SOURCES = Path(__file__).parent.parent.parent / "shared" / "legal"
DOCUMENTS = {"QĐ19/2014": "qd19-2014.vi.md", "TT26/2014": "tt26-2014.vi.md"}
REST = {"QĐ19/2014": "qd19-rest.vi.md", "TT26/2014": "tt26-rest.vi.md"}
LEFT_OUT = {"QĐ19/2014": set[int](), "TT26/2014": set(range(8, 33))}
"""Articles that were read and are not in law.yaml: they bind advisers, certifiers and training bodies alone."""
Place = tuple[int, int | None, str | None]

ARTICLE_36 = {
    "1.a": "Phạm vi áp dụng bao gồm toàn bộ hoạt động liên quan đến thực hiện thủ tục hành chính cho tổ chức, cá nhân "
    "thuộc thẩm quyền giải quyết của cơ quan;",
    "1.b": "Hoạt động phổ biến, hướng dẫn áp dụng hệ thống tài liệu, quy trình giải quyết công việc cho toàn bộ cán "
    "bộ, công chức trong phạm vi xây dựng và áp dụng Hệ thống quản lý chất lượng;",
    "1.c": "Sự tuân thủ của cơ quan đối với tất cả các yêu cầu của Tiêu chuẩn quốc gia TCVN ISO 9001:2008, chính sách, "
    "mục tiêu, quy trình, thủ tục, các quy định có liên quan khác và các yêu cầu pháp luật liên quan;",
    "1.d": "Việc thực hiện các quá trình giải quyết công việc và các quá trình được xác định trong Hệ thống quản lý "
    "chất lượng;",
    "1.đ": "Hoạt động xem xét của Lãnh đạo và hoạt động đánh giá nội bộ, thực hiện hành động khắc phục các điểm không "
    "phù hợp;",
    "1.e": "Hoạt động xử lý các khiếu nại liên quan đến lĩnh vực áp dụng Hệ thống quản lý chất lượng (nếu có);",
    "1.g": "Hoạt động cải tiến trong Hệ thống quản lý chất lượng.",
    "2.a": "Việc bảo đảm sự tham gia của Lãnh đạo, các đơn vị và cá nhân có liên quan trong quá trình xây dựng và áp "
    "dụng Hệ thống quản lý chất lượng;",
    "2.b": "Việc Người đứng đầu cơ quan xác nhận hiệu lực của Hệ thống quản lý chất lượng;",
    "2.c": "Việc công bố Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia TCVN ISO 9001:2008 và thông báo bằng "
    "văn bản đến đơn vị chủ trì để theo dõi, tổng hợp; niêm yết tại trụ sở cơ quan và đăng tải trên trang thông tin "
    "điện tử của cơ quan (nếu có);",
    "2.d": "Việc cập nhật các thay đổi của văn bản quy phạm pháp luật liên quan đến hoạt động xử lý công việc vào Hệ "
    "thống quản lý chất lượng;",
    "2.đ": "Việc công bố lại khi có sự điều chỉnh, mở rộng, thu hẹp phạm vi áp dụng Hệ thống quản lý chất lượng;",
    "2.e": "Việc lựa chọn tổ chức tư vấn, chuyên gia tư vấn độc lập (nếu có).",
}
ARTICLE_37_2_C = (
    "Thực hiện hành động khắc phục: Cơ quan chịu sự kiểm tra thực hiện hoặc đề xuất hành động khắc phục đối với các "
    "vấn đề tồn tại (nếu có) được nêu trong Biên bản kiểm tra và báo cáo tình hình thực hiện về đơn vị kiểm tra trong "
    "thời gian không quá 02 (hai) tháng kể từ ngày ký Biên bản kiểm tra."
)
CLAUSES_2015 = (
    "4.1 4.2 4.3 4.4 5.1 5.2 5.3 6.1 6.2 6.3 7.1 7.2 7.3 7.4 7.5 8.1 8.2 8.3 8.4 8.5 8.6 8.7 9.1 9.2 9.3 10.1 10.2 10.3"
)


def words(text: str | None) -> str:
    """Text with every run of white space as one space: how it is folded does not count."""
    return " ".join((text or "").split())


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    """law.yaml as it is written."""
    loaded: dict[str, Any] = load_yaml(LAW, (shipped("checklists") / LAW).read_bytes()).value
    return loaded


@pytest.fixture(scope="module")
def book() -> LawBook:
    """law.yaml as the program reads it."""
    return read_law(shipped("checklists") / LAW)


def written(raw: dict[str, Any], document: str) -> dict[Place, str]:
    """Every place of a document of law.yaml with its text; an article's title belongs to its text."""
    found: dict[Place, str] = {}
    articles = next(d["articles"] for d in raw["documents"] if d["id"] == document)
    for article in articles:
        number = article["article"]
        found[number, None, None] = words(f"{article['title']} {article.get('text', '')}")
        for clause in article.get("clauses", ()):
            found[number, clause["clause"], None] = words(clause.get("text"))
            for point, text in clause.get("points", {}).items():
                found[number, clause["clause"], point] = words(text)
    return found


def source(path: Path) -> dict[Place, str]:
    """Every place of an instrument as it was read: headings are articles, bold numbers clauses, ``a)`` points; what is
    indented belongs to the clause (two spaces) or the point (four) above it."""
    found: dict[Place, list[str]] = {}
    place: Place = (0, None, None)
    for line in path.read_text(encoding="utf-8").splitlines():
        text, indent = line.strip(), len(line) - len(line.lstrip())
        article = re.match(r"## Điều (\d+)\. (.*)", line)
        clause = re.match(r"- \*\*(\d+)\.\*\* (.*)", line)
        point = re.match(r"  - ([a-zđ])\) (.*)", line)
        if article:
            place, text = (int(article[1]), None, None), article[2]
        elif clause:
            place, text = (place[0], int(clause[1]), None), clause[2]
        elif point:
            place, text = (place[0], place[1], point[1]), point[2]
        elif text and indent == 0:
            place = (place[0], None, None)
        elif text and indent == 2:
            place = (place[0], place[1], None)
        if place[0] and text and not text.startswith("*Tệp mẫu"):
            found.setdefault(place, []).append(text.removeprefix("- "))
    never_read = {place[0] for place, texts in found.items() if any(text.startswith("*(chỉ ghi") for text in texts)}
    return {place: words(" ".join(texts)) for place, texts in found.items() if place[0] not in never_read}


def source_of_the_rest(path: Path) -> dict[Place, str]:
    """The same for the articles that were read later: ``1.`` is a clause, ``a)`` a point, and a line that begins with
    neither belongs to the clause above it or, before the first, to the article."""
    found: dict[Place, list[str]] = {}
    place: Place = (0, None, None)
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        article = re.match(r"## Điều (\d+)\. (.*)", text)
        clause = re.match(r"(\d+)\. (.*)", text)
        point = re.match(r"([a-zđ])\) (.*)", text)
        if article:
            place, text = (int(article[1]), None, None), article[2]
        elif clause:
            place, text = (place[0], int(clause[1]), None), clause[2]
        elif point:
            place, text = (place[0], place[1], point[1]), point[2]
        else:
            place = (place[0], place[1], None)
        if place[0] and text and not text.startswith("(Điều "):
            found.setdefault(place, []).append(text)
    return {place: words(" ".join(texts)) for place, texts in found.items()}


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the texts of the law (../shared/legal) are not beside the repository")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_place_is_word_for_word_what_was_read(raw: dict[str, Any], document: str) -> None:
    rest = source_of_the_rest(SOURCES / REST[document])
    read = source(SOURCES / DOCUMENTS[document]) | rest
    assert {place[0] for place in rest} >= LEFT_OUT[document]
    wanted = {place: text for place, text in read.items() if place[0] not in LEFT_OUT[document]}
    assert written(raw, document) == wanted


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the texts of the law (../shared/legal) are not beside the repository")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_number_day_issuer_and_subject_are_those_of_the_heading(raw: dict[str, Any], document: str) -> None:
    law = next(d for d in raw["documents"] if d["id"] == document)
    text = (SOURCES / DOCUMENTS[document]).read_text(encoding="utf-8")
    day = f"{law['issued_on']:%d/%m/%Y}".replace("/03/", "/3/")
    assert text.startswith(f"# {law['kind']} số {law['number']} ngày {day} của {law['issuer']}\n")
    assert words(law["subject"]).lower() in words(text).lower()


def test_the_13_points_of_article_36(raw: dict[str, Any]) -> None:
    """TT26/2014 Đ36"""
    places = written(raw, "TT26/2014")
    found = {f"{clause}.{point}": text for (article, clause, point), text in places.items() if article == 36 and point}
    assert found == ARTICLE_36
    assert tuple(found) == POINTS


def test_the_two_months_of_article_37(raw: dict[str, Any]) -> None:
    """TT26/2014 Đ37.2.c"""
    assert written(raw, "TT26/2014")[37, 2, "c"] == ARTICLE_37_2_C


def test_a_third_is_inspected_on_site(raw: dict[str, Any]) -> None:
    """TT26/2014 Đ33.2.b"""
    assert written(raw, "TT26/2014")[33, 2, "b"] == (
        "Tối thiểu 1/3 số cơ quan nêu tại Điểm a Khoản này phải được kiểm tra tại trụ sở cơ quan."
    )


def test_the_instruments(book: LawBook) -> None:
    named = [(law.id, law.kind, law.number, law.issued_on.isoformat(), law.issuer) for law in book.laws]
    assert named == [
        ("QĐ19/2014", "Quyết định", "19/2014/QĐ-TTg", "2014-03-05", "Thủ tướng Chính phủ"),
        ("TT26/2014", "Thông tư", "26/2014/TT-BKHCN", "2014-10-10", "Bộ trưởng Bộ Khoa học và Công nghệ"),
    ]


def test_in_force_from(raw: dict[str, Any]) -> None:
    """The Circular says 01/12/2014"""
    assert [d["in_force_from"].isoformat() for d in raw["documents"]] == ["2014-05-18", "2014-12-01"]


def test_what_binds_advisers_and_certifiers_alone_cannot_be_cited(book: LawBook) -> None:
    articles = {(document, article) for document, article, clause, _ in book.places if clause is None}
    assert {article for document, article in articles if document == "QĐ19/2014"} == {*range(1, 18)}
    assert {article for document, article in articles if document == "TT26/2014"} == {*range(1, 8), *range(33, 47)}


def test_certificates_of_before_the_decision_have_a_rule_of_their_own(raw: dict[str, Any]) -> None:
    """QĐ19/2014 Đ16.1: who had a certificate declares and maintains; nothing says it was wrong to have it"""
    text = written(raw, "QĐ19/2014")[16, 1, None]
    assert text.endswith(
        "Thực hiện việc công bố theo quy định tại Khoản 3 Điều 4 Quyết định này và có trách nhiệm áp dụng, duy trì, "
        "cải tiến Hệ thống quản lý chất lượng theo quy định tại Khoản 4 Điều 4 Quyết định này."
    )


def test_who_an_agency_may_hire(raw: dict[str, Any]) -> None:
    """QĐ19/2014 Đ7.2.đ, 7.3: Giấy xác nhận for the organisation, thẻ for the expert"""
    places = written(raw, "QĐ19/2014")
    assert places[7, 2, "đ"].endswith("và được cấp Giấy xác nhận đủ điều kiện tư vấn.")
    assert places[7, 3, None].endswith("sẽ được cấp Thẻ chuyên gia tư vấn.")


def test_the_directorate_may_inspect_agencies_too(raw: dict[str, Any]) -> None:
    """TT26/2014 Đ43.4"""
    assert "của cơ quan, tổ chức thuộc hệ thống hành chính nhà nước" in written(raw, "TT26/2014")[43, 4, None]


@pytest.mark.parametrize(
    ("document", "article", "clause", "point", "there"),
    [
        ("TT26/2014", 36, 1, "đ", True),
        ("TT26/2014", 36, 1, "g", True),
        ("TT26/2014", 36, 1, None, True),
        ("TT26/2014", 36, None, None, True),
        ("QĐ19/2014", 4, None, None, True),
        ("QĐ19/2014", 4, 4, "b", True),
        ("TT26/2014", 36, 1, "h", False),
        ("TT26/2014", 36, 3, None, False),
        ("TT26/2014", 36, None, "a", False),
        ("TT26/2014", 43, 4, None, True),
        ("TT26/2014", 16, None, None, False),
        ("QĐ19/2014", 36, 1, "a", False),
        ("QĐ19/2014", 7, 1, None, True),
        ("QĐ19/2014", 7, 2, "đ", True),
        ("QĐ19/2014", 10, None, None, True),
        ("QĐ19/2014", 10, 1, None, False),
        ("NĐ30/2020", 8, None, None, False),
    ],
)
def test_a_citation_is_known_when_its_place_was_read(
    book: LawBook, document: str, article: int, clause: int | None, point: str | None, there: bool
) -> None:
    assert book.has(Citation(document=document, article=article, clause=clause, point=point)) is there


def test_a_law_saved_with_its_accents_apart_is_the_same_law(tmp_path: Path, book: LawBook) -> None:
    text = (shipped("checklists") / LAW).read_text(encoding="utf-8")
    (tmp_path / LAW).write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
    assert read_law(tmp_path / LAW) == book


def test_the_clauses_of_the_standard_are_those_of_the_second_level(book: LawBook) -> None:
    assert " ".join(book.standard) == CLAUSES_2015
    assert book.standard["9.2"] == "Đánh giá nội bộ"
    assert book.standard["9.3"] == "Xem xét của lãnh đạo"
    assert book.standard["10.2"] == "Sự không phù hợp và hành động khắc phục"
