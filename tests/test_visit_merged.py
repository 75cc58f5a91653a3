"""What happens elsewhere while the form is open: a pack is merged, the inspection is cancelled, the folder is moved."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from books import say, sections
from test_visit import ID, KPH, province

from isoaudit.desk import ActToRecord, record
from isoaudit.desk.inspections.changes import cancel, remove, restore
from isoaudit.errors import IsoAuditError
from isoaudit.form.page import Line
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Draft, Writer
from isoaudit.visit.book import VisitBook
from isoaudit.work.merge import merge
from isoaudit.work.pack import pack

__all__ = ["province"]
_EDITS = itertools.count()


def nobody() -> str:
    raise AssertionError("nobody is asked")


@pytest.fixture
def year(province: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(province, tmp_path / province.name))


def packs(year: Path, number: int) -> list[VisitBook]:
    """The forms of as many laptops."""
    made = []
    for place in range(number):
        folder = year.with_name(f"gói {place}")
        pack(Programme(year), [ID], folder)
        made.append(VisitBook(folder, ID))
    return made


def come_home(year: Path, laptops: list[VisitBook]) -> None:
    for laptop in laptops:
        merge(Programme(year), laptop.programme.folder, nobody)


def settle(book: VisitBook, record: str, wanted: str) -> list[Line]:
    (take,) = (one.take for one in book.values()[record].conflict if any(wanted in line for line in one.lines))
    return list(book.do("settle", {"record": record, "take": take}, edit=f"s-{next(_EDITS)}").lines)


def add_sample(book: VisitBook, **fields: Any) -> None:
    book.say("sample/H1", {"dossier": "H1", **fields}, edit=f"a-{next(_EDITS)}", base=(), at="")


def test_what_two_laptops_typed_differently_is_decided_in_the_form(year: Path) -> None:
    open_form = VisitBook(year, ID)
    one, other = packs(year, 2)
    say(one, "visit/head", place="Phòng họp A", opened_at="08 giờ 00 phút")
    say(other, "visit/head", place="Phòng họp B", opened_at="08 giờ 15 phút")
    say(one, "point/1.a", present="Đã công bố.")
    say(other, "point/1.a", present="Chưa công bố.")
    add_sample(one, field="Đất đai", due="2026-09-10")
    add_sample(other, field="Đất đai", due="2026-09-11")
    come_home(year, [one, other])
    changes = open_form.refresh()
    head = changes.values["visit/head"]
    assert {line for told in head.conflict for line in told.lines} == {
        "Địa điểm kiểm tra: Phòng họp A", "Địa điểm kiểm tra: Phòng họp B",
        "Bắt đầu lúc: 08 giờ 00 phút", "Bắt đầu lúc: 08 giờ 15 phút"}  # fmt: skip
    assert len(head.conflict) == 4 and len(changes.values["point/1.a"].conflict) == 2
    assert {line for told in open_form.values()["sample/H1"].conflict for line in told.lines} == {
        "Ngày hẹn trả: 10/9/2026", "Ngày hẹn trả: 11/9/2026"}  # fmt: skip
    missing = [said.text for said in open_form.status().missing if "khác nhau trên các máy" in said.text]
    assert len(missing) == 4 and any("Địa điểm kiểm tra" in text for text in missing)
    settle(open_form, "visit/head", "Phòng họp A")
    assert len(open_form.values()["visit/head"].conflict) == 2
    settle(open_form, "visit/head", "08 giờ 15 phút")
    settle(open_form, "point/1.a", "Chưa công bố.")
    settle(open_form, "sample/H1", "10/9/2026")
    values = open_form.values()
    assert not any(value.conflict for value in values.values())
    assert (values["visit/head"].fields["place"], values["visit/head"].fields["opened_at"]) == (
        "Phòng họp A", "08 giờ 15 phút")  # fmt: skip
    assert values["point/1.a"].fields["present"] == "Chưa công bố."
    assert (values["sample/H1"].fields["due"], values["sample/H1"].fields["field"]) == ("2026-09-10", "Đất đai")
    assert not any("khác nhau trên các máy" in said.text for said in open_form.status().missing)
    assert Programme(year).verify() == []


def test_a_choice_among_what_was_shown_takes_nothing_that_came_meanwhile(year: Path) -> None:
    open_form = VisitBook(year, ID)
    one, other, third = packs(year, 3)
    for number, laptop in enumerate((one, other, third)):
        say(laptop, "visit/head", place=f"Phòng {number}")
    come_home(year, [one, other])
    open_form.refresh()
    come_home(year, [third])
    heads = open_form.programme.journal.heads()
    with pytest.raises(IsoAuditError, match="vừa có thêm") as error:
        settle(open_form, "visit/head", "Phòng 0")
    assert error.value.problems[0].code == "VISIT_008" and open_form.programme.journal.heads() == heads
    assert len(open_form.refresh().values["visit/head"].conflict) == 3
    settle(open_form, "visit/head", "Phòng 2")
    assert open_form.values()["visit/head"].fields["place"] == "Phòng 2"


def test_parts_and_acts_that_differ_are_said(year: Path) -> None:
    open_form = VisitBook(year, ID)
    one, other = packs(year, 2)
    say(one, "part/1.a", member_0=True)
    say(other, "part/1.b", member_1=True)
    for laptop, number in ((one, "41/QĐ-CCTĐC"), (other, "42/QĐ-CCTĐC")):
        given = {"number": number, "on": "2026-09-01", "signer": "Lý Thanh Tùng"}
        laptop.do("decided", given, edit=f"d-{next(_EDITS)}")
    come_home(year, [one, other])
    open_form.refresh()
    shown = sections(open_form)
    assert "Phân công ghi khác nhau" in shown["parts"].intro
    decided = next(record for record in shown["opening"].records if record.id == "act/decided")
    assert {told.text.partition(" (")[0] for told in decided.facts if told.tone == "bad"} == {
        "41/QĐ-CCTĐC", "42/QĐ-CCTĐC"}  # fmt: skip
    ticked = open_form.values()["part/1.a"].fields["member_0"]
    say(open_form, "part/1.a", member_0=not ticked)
    assert "khác nhau" not in sections(open_form)["parts"].intro


def test_a_head_said_anew_leaves_the_others_open(year: Path) -> None:
    """What is typed in one part of the head decides nothing in another part of it."""
    open_form = VisitBook(year, ID)
    one, other = packs(year, 2)
    say(one, "visit/head", place="A")
    say(other, "visit/head", place="B")
    come_home(year, [one, other])
    open_form.refresh()
    say(open_form, "visit/opinion", opinion="Nhất trí.")
    assert len(open_form.values()["visit/head"].conflict) == 2


def test_what_an_act_lacks_is_said_without_options_of_a_command(year: Path) -> None:
    book = VisitBook(year, ID)
    given = {"number": "7/QĐ-UBND", "on": "2026-09-01", "signer": "Lý Thanh Tùng"}
    (line,) = book.do("decided", given, edit="d").lines
    assert line.text.endswith("văn bản.")
    assert "--" not in line.text and ID not in line.text


def typed(book: VisitBook) -> None:
    """The edit that the browser keeps until it is acknowledged, sent once more."""
    fields = {"verdict": "conforming", "evidence": [{"text": "Đã xem."}]}
    book.say(f"answer/{KPH}", fields, edit="kept", base=(), at="")


@pytest.mark.parametrize("what", ["cancelled", "removed", "renamed", "replaced", "read_only", "signed"])
def test_whatever_happens_to_the_programme_what_is_typed_is_refused_with_its_reason_and_written_later(
    year: Path, what: str
) -> None:
    book, office, aside = VisitBook(year, ID), Programme(year), year.with_name("nơi khác")
    happens: dict[str, tuple[Callable[[], object], str, Callable[[], object]]] = {
        "cancelled": (lambda: cancel(office, [ID], "Thiên tai."), "Thiên tai", lambda: restore(office, [ID])),
        "removed": (lambda: remove(office, [ID], "Nhầm."), "nhập nhầm", lambda: restore(office, [ID])),
        "renamed": (lambda: year.rename(aside), "đổi tên, chuyển đi", lambda: aside.rename(year)),
        "replaced": (lambda: another_file(year), "thay bằng tệp khác", lambda: None),
        "read_only": (lambda: year.joinpath("programme.db").chmod(0o400), "", lambda: None),
        "signed": (lambda: signed(office), "đã ký", lambda: taken_back(office)),
    }
    done, words, undone = happens[what]
    done()
    if what == "read_only" and os.access(year / "programme.db", os.W_OK):
        pytest.skip("this user may write everything")
    with pytest.raises(IsoAuditError, match=words) as error:
        typed(book)
    assert all(said.in_form for said in error.value.problems)
    undone()
    typed(book if what != "replaced" else VisitBook(year, ID))
    assert VisitBook(year, ID).values()[f"answer/{KPH}"].fields["verdict"] == "conforming"
    typed(book if what != "replaced" else VisitBook(year, ID))
    assert len([entry for entry in Programme(year).journal.entries() if entry.edit == "kept"]) == 1


def another_file(year: Path) -> None:
    database = year / "programme.db"
    copy = database.with_name("bản sao")
    shutil.copyfile(database, copy)
    copy.replace(database)


def signed(office: Programme) -> None:
    state, _ = office.about([ID])
    base = state.about("act", f"{ID}/minutes_signed").base()
    draft = Draft("act", f"{ID}/minutes_signed", {"on": "2026-09-15"}, base)
    with office.journal.writing() as transaction:
        transaction.append([draft], Writer("bảo", "máy khác", "2026-09-15T17:00:00+07:00"))


def taken_back(office: Programme) -> None:
    record(office, [ActToRecord("minutes_signed", (ID,), take_back=True, note="Ghi nhầm.")])
