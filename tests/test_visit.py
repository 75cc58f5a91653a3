"""A whole inspection at the office through the book of the form, as a team of two makes it; and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from getpass import getuser
from pathlib import Path
from typing import Any, get_args

import pytest
from books import do, records, say, sections
from conftest import Copied
from docx import Document
from PIL import Image
from pypdf import PdfReader
from test_form import Heard
from test_words import foreign

from isoaudit.desk import import_answers, import_inspections
from isoaudit.errors import IsoAuditError
from isoaudit.files import shipped
from isoaudit.form.page import Action, Changes, as_json
from isoaudit.journal.programme import Programme
from isoaudit.model import REQUIRED, Verdict
from isoaudit.runs.kinds import read_kind
from isoaudit.visit import show
from isoaudit.visit.book import VisitBook

ID = "2026-99-SNV-TS"
BY_RECORD = "2026-99-SNV-HS"
DAY = "2026-09-15"
LEADER, SECRETARY = "Lương Quốc Bảo", "Nông Thu Trang"
KPH, LY, AWAY = "D36-1-a-01", "D36-1-b-01", "D36-2-e-01"


@pytest.fixture(scope="module")
def province(example_answered: Copied, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example province with one more inspection: an agency looked at by record is visited as well."""
    folder = tmp_path_factory.mktemp("visit") / "năm 2026"
    programme = Programme(example_answered(folder))
    table = folder.with_name("visits.csv")
    table.write_text(
        "agency,mode,round,from,to,period_from,period_to,team\n"
        f"99-SNV,on_site,2,{DAY},{DAY},2025-07-01,{DAY},{LEADER} (trưởng đoàn); {SECRETARY} (thư ký)\n",
        encoding="utf-8",
    )
    import_inspections(programme, table)
    return folder


@pytest.fixture
def folder(province: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(province, tmp_path / province.name))


@pytest.fixture
def book(folder: Path) -> VisitBook:
    return VisitBook(folder, ID)


def actions(book: VisitBook) -> list[Action]:
    found = [action for section in book.page().sections for action in section.actions]
    return found + [action for record in records(book).values() for action in record.actions]


def shut(book: VisitBook, name: str) -> str:
    """Why a button cannot be pressed; of several of its name the first."""
    return next(action.disabled for action in actions(book) if action.name == name)


def refused(book: VisitBook, action: str, **given: Any) -> str:
    heads = book.programme.journal.heads()
    with pytest.raises(IsoAuditError) as error:
        do(book, action, **given)
    assert book.programme.journal.heads() == heads
    return str(error.value)


def answer_all(book: VisitBook) -> None:
    """One nonconformity, one observation, one criterion left out, the others conforming."""
    for id, record in records(book).items():
        if not id.startswith("answer/") or not record.counts:
            continue
        name = id.partition("/")[2]
        fields: dict[str, Any] = {"verdict": "conforming", "inspector": SECRETARY}
        if name == KPH:
            row = {"text": "Danh mục kèm Quyết định số 12/QĐ-SNV có 90/93 TTHC", "ground": "record"}
            fields |= {"verdict": "nonconforming", "evidence": [row], "gap": "03/93 TTHC chưa đưa vào phạm vi áp dụng"}
        elif name == LY:
            fields |= {"verdict": "observation", "gap": "02 công chức mới chưa được hướng dẫn áp dụng"}
        elif name == AWAY:
            fields |= {"verdict": "not_examined", "note": "không thuê tư vấn trong kỳ"}
        say(book, id, **fields)


def open_visit(book: VisitBook) -> None:
    do(book, "decided", number="41/QĐ-CCTĐC", on="2026-09-10", signer="Trần Quốc Hưng")
    do(book, "announced", on=DAY)
    say(
        book,
        "visit/head",
        opened_at="08 giờ 00 phút",
        attendees=["Bà Hoàng Thị Yến, Phó Giám đốc Sở", ""],
        departments=["Văn phòng Sở", "Phòng Công chức, viên chức"],
    )
    sample = {"dossier": "H99.10-2026-0001", "received": "2026-08-03", "due": "2026-08-10", "returned": "2026-08-12"}
    say(book, "sample/H99.10-2026-0001", **sample)


def photo(folder: Path, name: str, colour: str = "white") -> Path:
    path = folder.with_name(name)
    Image.new("RGB", (640, 480), colour).save(path, "JPEG")
    return path


def words_of(path: Path) -> str:
    """All text of a Word document."""
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_visit_from_opening_to_signing(folder: Path, book: VisitBook) -> None:
    """The day: 08:00 head and samples, criteria by two, 15:30 agreed, 16:00 exchanged, 16:30 made and signed."""
    assert book.status().missing and book.status().done == 0
    open_visit(book)
    say(book, "part/1.a", member_0=True)
    assert records(book)[f"answer/{KPH}"].members == (LEADER,)
    assert records(book)[f"answer/{LY}"].members == ()
    answer_all(book)
    kept = book.keep(photo(folder, "ảnh 1.jpg"), "ảnh 1.jpg", record=f"answer/{KPH}")
    say(book, f"answer/{KPH}", files=[kept.sha256])
    assert [file.sha256 for file in book.files()] == [kept.sha256] and kept.thumbnail.startswith("data:image/jpeg")
    assert (book.status().missing, book.status().done) == ((), book.status().of)

    # 15:30: the wording is put right in the meeting, then agreed
    assert [record.title[:6] for record in sections(book)["meeting"].records] == ["KPH 01", "LY 01.", "Thống "]
    say(book, f"meeting/{KPH}", gap="03/93 TTHC lĩnh vực công chức chưa đưa vào phạm vi áp dụng")
    assert "lĩnh vực công chức" in book.values()[f"answer/{KPH}"].fields["gap"]
    assert book.values()[f"answer/{KPH}"].fields["verdict"] == "nonconforming"
    told = do(book, "agree", on=DAY)
    assert told[0] == "Đã thống nhất 02 điểm." and told[1].startswith("KPH 01: 03/93 TTHC lĩnh vực")
    assert "thống nhất" in book.values()[f"answer/{KPH}"].fixed
    assert book.status().state == "Đã thống nhất trong Đoàn"

    # 16:00: one reworded, one withdrawn
    do(book, "reword", code="KPH 01", text="03 TTHC chưa đưa vào phạm vi áp dụng", why="cơ quan đề nghị ghi gọn")
    do(book, "withdraw", code="LY 01", why="cơ quan xuất trình sổ theo dõi")
    assert book.values()[f"finding/{KPH}"].lines[0].text == "Đã sửa câu chữ. Lý do: cơ quan đề nghị ghi gọn"
    say(book, "visit/opinion", opinion="Cơ quan nhất trí với Biên bản")
    say(book, "visit/outcome", recommendations="Tập huấn lại cho công chức mới")
    say(book, "visit/closing", closed_at="16 giờ 30 phút")
    assert book.status().missing == ()

    made = book.do("make_minutes", {}, edit="made").made
    assert made[0].path.startswith(f"out/{ID}/") and made[0].path.endswith(".docx")
    text = words_of(folder / made[0].path)
    for words in ("KPH\u00a001", "03 TTHC chưa đưa vào phạm vi", "16 giờ 30 phút", "Hoàng Thị Yến", "H99.10-2026-0001"):
        assert words in text or words.replace("\u00a0", " ") in text, words
    assert "02 công chức mới chưa được hướng dẫn" not in text

    # 16:30: two photographs of the signed copy are one PDF
    pages = [
        book.keep(photo(folder, f"trang {n}.jpg", c), f"trang {n}.jpg", record="x")
        for n, c in enumerate(("red", "blue"))
    ]
    do(book, "signed", on=DAY, signer=LEADER, files=[page.sha256 for page in pages])
    state, _ = book.programme.about([ID])
    signed = next(act for act in state.acts(ID) if act.kind == "minutes_signed")
    assert len(PdfReader(book.programme.journal.files / signed.file).pages) == 2
    assert book.status().state in ("Chờ báo cáo khắc phục", "Quá hạn báo cáo")  # two months may have passed
    editable = {
        id
        for id, value in book.values().items()
        if records(book).get(id) and records(book)[id].fields and not value.fixed
    }
    assert editable == set(), "nothing in the minutes changes once they are signed"
    before = book.programme.journal.heads()
    with pytest.raises(IsoAuditError, match="đã ký"):
        say(book, "visit/opinion", opinion="Ý kiến khác")
    with pytest.raises(IsoAuditError, match="đã ký"):
        say(book, f"answer/{KPH}", verdict="conforming")
    assert book.programme.journal.heads() == before


def test_after_signing_nothing_reads_as_if_the_refusal_to_sign_were_recorded(book: VisitBook) -> None:
    open_visit(book)
    answer_all(book)
    assert {action.given["on"] for action in actions(book) if action.name in ("agree", "signed", "unsigned")} == {DAY}
    do(book, "agree", on=DAY)
    do(book, "signed", on=DAY)
    assert shut(book, "unsigned") == "Đã ghi «Ký Biên bản kiểm tra» ngày 15/9/2026, nên không ghi việc này."
    assert [fact.text for fact in records(book)["act/minutes_unsigned"].facts] == ["Không phát sinh"]


def test_what_is_saved_is_of_the_person_chosen_at_the_page(folder: Path) -> None:
    """A name that is none of the team's is not written: then it is of the user of the system."""
    book = VisitBook(folder, ID)
    form = Heard(book, folder / "parts")
    form.asked(type="hello")
    users = []
    for number, by in enumerate((LEADER, "Người lạ", "")):
        fields = {"opinion": f"Ý kiến {number}"}
        base = list(book.values()["visit/opinion"].base)
        form.asked(type="say", edit=f"s{number}", record="visit/opinion", fields=fields, base=base, at="", by=by)
        users.append(book.values()["visit/opinion"].by)
    assert users == [LEADER, getuser(), getuser()]
    first = book.programme.about([ID])[0].history("inspection", ID)[-3]
    assert first.author == LEADER and first.device.endswith(getuser()), "whose account it was stays known"


def test_what_the_state_does_not_allow_says_why(book: VisitBook) -> None:
    """Every button that cannot be pressed says why, and pressing it all the same is refused and writes nothing."""
    assert "Ban hành quyết định kiểm tra" in shut(book, "agree")
    assert "còn thiếu" in shut(book, "make_minutes").lower()
    assert "Thống nhất Biên bản trong Đoàn" in shut(book, "signed")
    assert "ACT" not in refused(book, "agree", on=DAY) and "quyết định" in refused(book, "agree", on=DAY)
    assert "quyết định" in refused(book, "announced", on=DAY)
    assert refused(book, "signed", on=DAY)
    assert refused(book, "make_minutes")
    assert "người chứng kiến" in refused(book, "unsigned", on=DAY, why="vắng")
    assert "lý do" in refused(book, "withdraw", code="KPH 01", why=" ")
    assert "chưa ghi ngày" in refused(book, "decided", number="1/QĐ")
    assert refused(book, "no_such_thing")
    do(book, "decided", number="41/QĐ-CCTĐC", on="2026-09-10", signer="Trần Quốc Hưng")
    assert "chưa đủ" in shut(book, "agree") and "41/QĐ-CCTĐC" in shut(book, "decided")
    assert "chưa có kết quả" in refused(book, "agree", on=DAY)


def test_an_agreement_is_taken_back_while_nothing_rests_on_it(book: VisitBook) -> None:
    open_visit(book)
    answer_all(book)
    do(book, "agree", on=DAY)
    do(book, "take_back", act="minutes_agreed", why="ghi sót bằng chứng")
    assert book.values()[f"answer/{KPH}"].fixed == ""
    do(book, "agree", on=DAY)
    do(book, "signed", on=DAY)
    taking = next(a for a in actions(book) if a.name == "take_back" and a.given["act"] == "minutes_agreed")
    assert "Ký Biên bản kiểm tra" in taking.disabled
    assert refused(book, "take_back", act="minutes_agreed", why="nhầm")
    do(book, "take_back", act="minutes_signed", why="ghi nhầm ngày")
    do(book, "unsigned", on=DAY, why="người đứng đầu vắng mặt", signer="Ông Lò Văn Páo")
    assert book.status().state == "Cơ quan không ký Biên bản"


def test_what_is_sent_again_is_done_once(book: VisitBook) -> None:
    """The acknowledgement was lost: the browser sends the same edit again and gets the same answer."""
    open_visit(book)
    answer_all(book)
    heads: list[Any] = []

    def twice(action: str, **given: Any) -> None:
        first = book.do(action, given, edit=f"{action}-1")
        heads.append(book.programme.journal.heads())
        again = VisitBook(book.programme.folder, ID).do(action, given, edit=f"{action}-1")
        assert book.programme.journal.heads() == heads[-1]
        assert first.lines[:1] == again.lines[:1]

    twice("agree", on=DAY)
    twice("reword", code="KPH 01", text="Câu chữ khác", why="cho gọn")
    twice("withdraw", code="KPH 01", why="đã giải trình")
    twice("restore", code="KPH 01", why="xem lại")
    twice("take_back", act="minutes_agreed", why="thiếu")
    twice("agree", on=DAY)
    pages = [
        book.keep(photo(book.programme.folder, f"{c}.jpg", c), f"{c}.jpg", record="x").sha256 for c in ("red", "blue")
    ]
    twice("signed", on=DAY, files=pages)


def test_two_who_write_at_once_are_shown_both_and_settled(folder: Path, book: VisitBook) -> None:
    """Nobody's text is dropped: the second writer had not seen what the first wrote."""
    other = VisitBook(folder, ID)
    say(book, f"answer/{LY}", verdict="conforming", inspector=LEADER)
    say(other, f"answer/{LY}", base=(), verdict="observation", gap="02 công chức mới chưa được hướng dẫn")
    changes = book.refresh()
    conflict = changes.values[f"answer/{LY}"].conflict
    assert {one.take for one in conflict} == {1, 2}
    assert sections(book)["meeting"].records[0].id == f"dispute/{LY}"
    assert f"answer/{LY}" in {one.record for one in book.status().missing}
    take = next(one.take for one in conflict if any("điểm lưu ý" in line for line in one.lines))
    book.do("settle", {"record": f"answer/{LY}", "take": take}, edit="s")
    book.do("settle", {"record": f"dispute/{LY}", "take": take}, edit="s")
    assert book.values()[f"answer/{LY}"].fields["verdict"] == "observation"
    assert not book.values()[f"answer/{LY}"].conflict and f"dispute/{LY}" not in records(book)


def test_what_others_import_appears(folder: Path, book: VisitBook) -> None:
    assert book.refresh() == Changes()
    table = folder.with_name("answers.csv")
    table.write_text(f"inspection,criterion,verdict,note\n{ID},{AWAY},not_applicable,không thuê tư vấn\n", "utf-8")
    import_answers(Programme(folder), table)
    changes = book.refresh()
    assert changes.values[f"answer/{AWAY}"].fields["note"] == "không thuê tư vấn"
    assert changes.status and changes.status.done == 1
    assert book.refresh() == Changes()


def test_an_earlier_inspection_stands_beside_the_question(book: VisitBook) -> None:
    facts = [fact for record in records(book).values() for fact in record.facts if "qua hồ sơ, báo cáo" in fact.label]
    state, _ = Programme(book.programme.folder).about([BY_RECORD])
    assert len(facts) == sum(answer.verdict is not None for answer in state.answers(BY_RECORD)) > 0


def test_the_present_state_follows_the_evidence_until_it_is_typed(book: VisitBook) -> None:
    say(book, f"answer/{KPH}", verdict="conforming", evidence=[{"text": "Có danh mục 93 TTHC ngày 12/3/2026"}])
    assert book.values()["point/1.a"].fields["present"] == "Có danh mục 93 TTHC ngày 12/3/2026."
    assert book.values()["point/1.a"].lines
    say(book, "point/1.a", present="Phạm vi áp dụng gồm đủ 93 TTHC.")
    say(book, f"answer/{KPH}", evidence=[{"text": "Bằng chứng khác hẳn, ghi lại ngày 15/9/2026"}])
    assert book.values()["point/1.a"].fields["present"] == "Phạm vi áp dụng gồm đủ 93 TTHC."
    say(book, "point/1.a", present="")
    assert book.values()["point/1.a"].fields["present"].startswith("Bằng chứng khác hẳn")


def test_a_sample_says_how_late_it_was_and_is_taken_out_with_a_reason(book: VisitBook) -> None:
    open_visit(book)
    id = "sample/H99.10-2026-0001"
    assert [line.text for line in book.values()[id].lines] == ["Trễ 02 ngày"]
    with pytest.raises(IsoAuditError, match="mã hồ sơ"):
        say(book, id, dossier="H99.10-2026-0002")
    assert "lý do" in refused(book, "remove_sample", record=id, why="")
    do(book, "remove_sample", record=id, why="nhầm cơ quan")
    assert id not in book.values() and sections(book)["samples"].records == ()
    say(book, "sample/H99.10-2026-0003", dossier="H99.10-2026-0003", due="2026-08-10", returned="2026-08-10")
    assert [line.text for line in book.values()["sample/H99.10-2026-0003"].lines] == ["Đúng hẹn"]


def test_only_what_changed_is_told(book: VisitBook) -> None:
    """A save draws nothing anew but what looks different, and tells of the record even where it says nothing new."""
    changes = say(book, f"answer/{KPH}", verdict="conforming")
    assert f"answer/{KPH}" in changes.values and len(changes.values) <= 3
    assert not any(section.group == "questions" for section in changes.sections)
    again = say(book, f"answer/{KPH}")
    assert set(again.values) == {f"answer/{KPH}"} and again.sections == () and again.status is None


def test_files_of_evidence_and_days_survive_an_edit_of_the_form(folder: Path, book: VisitBook) -> None:
    """The form shows no files within a row of evidence: editing another row drops none."""
    from isoaudit.desk.answers.saying import say_answer

    kept = book.keep(photo(folder, "a.jpg"), "a.jpg", record="x").sha256
    rows = [{"text": "Sổ theo dõi năm 2026", "files": [kept]}]
    said = {"verdict": "conforming", "evidence": rows, "examined_on": DAY}
    say_answer(book.programme, ID, KPH, said, edit="other", base=None)
    book.refresh()
    shown = book.values()[f"answer/{KPH}"].fields["evidence"]
    say(book, f"answer/{KPH}", evidence=[*shown, {"text": "Phỏng vấn văn thư", "ground": "interview"}])
    state, _ = book.programme.about([ID])
    (answer,) = (one for one in state.answers(ID) if one.criterion == KPH)
    assert [item.files for item in answer.evidence] == [(kept,), ()]
    assert str(answer.examined_on) == DAY


def test_the_fields_of_a_verdict_are_those_the_rules_need(book: VisitBook) -> None:
    record = records(book)[f"answer/{KPH}"]
    by_name = {field.name: field for field in record.fields}
    needed = {v: {n for n, field in by_name.items() if v in field.needed_for} for v in get_args(Verdict)}
    assert needed == {verdict: set(what) for verdict, what in REQUIRED.items()}
    assert [option.label for option in by_name["verdict"].options][-1] == "Không kiểm tra"


def test_an_answer_given_on_the_day_of_the_visit_has_that_day(book: VisitBook, monkeypatch: pytest.MonkeyPatch) -> None:
    say(book, f"answer/{LY}", verdict="conforming")
    for module in ("books", "visit"):
        monkeypatch.setattr(f"isoaudit.{module}.book.today", lambda: date.fromisoformat(DAY))
    say(book, f"answer/{KPH}", verdict="conforming")
    state, _ = book.programme.about([ID])
    days = {answer.criterion: answer.examined_on for answer in state.answers(ID)}
    assert days == {KPH: date.fromisoformat(DAY), LY: None}


def test_the_notebook_is_opened_and_says_in_a_sentence_what_it_lacks() -> None:
    kind = read_kind(shipped("notebooks") / "inspection.ipynb")
    assert (kind.when, kind.parameters) == ("opened", ("programme", "inspection"))
    with pytest.raises(IsoAuditError, match="chưa ghi cuộc kiểm tra nào"):
        show(None, None)


def test_an_inspection_by_record_has_no_meeting_and_no_minutes(folder: Path) -> None:
    book = VisitBook(folder, BY_RECORD)
    assert [name for name, _ in book.page().groups] == ["questions", "missing"]
    assert {section.group for section in book.page().sections} == {"questions", "missing"}


def test_the_page_is_whole_and_speaks_vietnamese(book: VisitBook) -> None:
    page = as_json(book.page())
    groups = {name for name, _ in book.page().groups}
    ids = [record.id for section in book.page().sections for record in section.records]
    assert len(ids) == len(set(ids)) and {section.group for section in book.page().sections} == groups
    shown = set(ids) | {"sample/"}
    assert {one.record for one in book.status().missing} <= shown
    for text in _texts(page):
        assert not any(word in text for word in ("phát hiện", "chưa kiểm tra", "tái phạm", "bảng kiểm", "vi phạm"))
    labels = [field.label for record in records(book).values() for field in record.fields]
    assert [text for text in labels if foreign(text) and text not in (LEADER, SECRETARY)] == []


def _texts(part: Any) -> list[str]:
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, Mapping) else part if isinstance(part, list | tuple) else ()
    return [text for one in parts for text in _texts(one)]
