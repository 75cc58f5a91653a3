"""The unit's own duties in a year (Circular 26/2014, Articles 33 to 42): how they stand on a day, where they show."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import PROGRAMME
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, Run, run_isoaudit
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from isoaudit.model import Act, ActKind, Inspection
from isoaudit.pages.calendar import duties_calendar
from isoaudit.rules.duties import DUTIES, Duty, duties

VISIT, RECORD = "2026-S-TS", "2026-B-HS"


def inspection(id: str, first: str, last: str, **fields: Any) -> Inspection:
    mode = "on_site" if "TS" in id else "by_record"
    given = {"id": id, "agency": id.split("-")[1], "year": 2026, "mode": mode, "from": first, "to": last}
    return Inspection.model_validate({**given, **fields})


YEAR = (
    inspection(VISIT, "2026-06-15", "2026-06-16", round="1"),
    inspection(RECORD, "2026-09-01", "2026-09-30"),
)


def on(day: str, **acts: tuple[tuple[ActKind, str], ...]) -> dict[str, Duty]:
    said = {
        id: tuple(Act(kind=kind, on=date.fromisoformat(when)) for kind, when in acts.get(name, ()))
        for name, id in (("visit", VISIT), ("record", RECORD))
    }
    return {duty.kind: duty for duty in duties(YEAR, said, PROGRAMME, date.fromisoformat(day))}


def states(found: dict[str, Duty]) -> dict[str, str]:
    return {kind: duty.state for kind, duty in found.items()}


def test_a_year_that_nobody_began_is_to_come_and_then_late() -> None:
    assert states(on("2026-01-05")) == dict.fromkeys(DUTIES, "to_come")
    late = states(on("2026-12-01"))
    assert late == {
        "plan": "late", "requests": "late", "round": "late", "record": "late", "november": "late",
        "december": "now", "ministry": "untold",
    }  # fmt: skip


def test_the_plan_is_approved_before_anything_rests_on_it() -> None:
    """TT26/2014 Đ33.2, 34.1.b, 35.2: on the ground of the approved plan; no day is set"""
    assert on("2026-05-01")["plan"].due == date(2026, 6, 15)
    asked = on("2026-05-01", record=(("requested", "2026-04-10"),))["plan"]
    assert (asked.state, asked.due) == ("late", date(2026, 4, 10))
    done = on("2026-05-01", visit=(("plan_approved", "2026-02-10"),))["plan"]
    assert (done.state, done.done_on) == ("done", date(2026, 2, 10))
    assert on("2026-02-09", visit=(("plan_approved", "2026-02-10"),))["plan"].state == "to_come"


def test_each_body_is_asked_for_its_report() -> None:
    """TT26/2014 Đ35.2"""
    half = on("2026-07-01", visit=(("requested", "2026-05-04"),))["requests"]
    assert (half.state, half.done, half.of, half.due) == ("to_come", 1, 2, date(2026, 9, 1))
    assert half.state_words == "chưa đến thời gian thực hiện (01/02)"
    both = on("2026-07-01", visit=(("requested", "2026-05-04"),), record=(("requested", "2026-05-05"),))["requests"]
    assert (both.state, both.done_on) == ("done", date(2026, 5, 5))
    over = on("2026-07-01", visit=(("minutes_signed", "2026-06-16"),))["requests"]
    assert (over.state, over.of) == ("to_come", 1)  # a visit that is over is asked for nothing more


@pytest.mark.parametrize("closed", ["minutes_signed", "minutes_unsigned"])
def test_a_round_is_over_when_all_minutes_are_closed(closed: ActKind) -> None:
    """TT26/2014 Đ37.2.b"""
    assert on("2026-06-15")["round"].state == "now"
    assert on("2026-06-17", visit=(("minutes_agreed", "2026-06-16"),))["round"].state == "late"
    assert on("2026-06-17", visit=((closed, "2026-06-16"),))["round"].state == "done"


@pytest.mark.parametrize(
    ("kind", "act", "early", "first", "last"),
    [
        ("november", "results_reported", "2026-10-31", "2026-11-01", "2026-11-30"),
        ("december", "december_reported", "2026-11-30", "2026-12-01", "2026-12-31"),
    ],
)
def test_a_report_of_a_month_is_not_one_of_before(kind: str, act: ActKind, early: str, first: str, last: str) -> None:
    """TT26/2014 Đ38.1, 42.4; a report at once after an inspection (Đ38.2) is another"""
    assert on(early)[kind].state == "to_come"
    assert on(first, visit=((act, early),))[kind].state == "now"
    assert on(last, visit=((act, last),))[kind].state == "done"
    after = "2027-01-04"
    assert on(after)[kind].state == "late"
    assert on(after, visit=((act, after),))[kind].done_on == date(2027, 1, 4)  # late, but done


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)))
def test_what_was_done_stays_done_and_what_was_late_never_is_to_come(day: date) -> None:
    acts = {VISIT: (Act(kind="minutes_signed", on=date(2026, 6, 16)),)}
    today, later = (duties(YEAR, acts, PROGRAMME, one) for one in (day, day.replace(year=day.year + 1)))
    order = {"to_come": 0, "now": 1, "untold": 2, "late": 3, "done": 4}
    assert all(order[a.state] <= order[b.state] for a, b in zip(today, later, strict=True) if a.key == b.key)


def test_ad_hoc_inspections_are_of_no_plan() -> None:
    """TT26/2014 Đ34.1.c"""
    (ad_hoc,) = (one.model_copy(update={"occasion": "ad_hoc"}) for one in YEAR[:1])
    assert [duty.kind for duty in duties([ad_hoc], {}, PROGRAMME, date(2026, 7, 1))] == [
        "plan", "november", "december", "ministry"
    ]  # fmt: skip


def test_the_calendar_has_what_is_not_done_once_and_under_one_id() -> None:
    before, after = (on(day).values() for day in ("2026-05-01", "2026-07-01"))
    first, second = (Calendar.from_ical(duties_calendar(d, PROGRAMME, date(2026, 7, 1))) for d in (before, after))
    events = {str(event["summary"]): event for event in first.walk("VEVENT")}
    assert len(events) == len(DUTIES)
    assert events["Báo cáo tháng 11 về kết quả kiểm tra"].decoded("dtstart") == date(2026, 11, 30)
    assert {str(event["uid"]) for event in second.walk("VEVENT")} == {str(event["uid"]) for event in events.values()}
    done = on("2026-07-01", visit=(("minutes_signed", "2026-06-16"), ("plan_approved", "2026-02-01"))).values()
    left = Calendar.from_ical(duties_calendar(done, PROGRAMME, date(2026, 7, 1))).walk("VEVENT")
    assert len(left) == len(DUTIES) - 2


@pytest.fixture
def year(tmp_path: Path) -> Path:
    folder = tmp_path / "nam-2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    for name, text in (("agencies", AGENCIES), ("inspections", INSPECTIONS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        assert run_isoaudit("-C", folder, name, "import", folder / f"{name}.csv").returncode == 0
    return folder


def test_the_command_tells_them_and_writes_the_calendar_of_today_only(year: Path) -> None:
    said = json.loads(run_isoaudit("-C", year, "plan", "duties", "--as-of", "1/7/2026", "--json").stdout)
    assert {one["kind"]: one["state"] for one in said}["round"] == "late"
    shown = run_isoaudit("-C", year, "plan", "duties", "--as-of", "1/7/2026")
    assert "QUÁ HẠN - Kiểm tra tại trụ sở, đợt 1" in shown.stdout and "Điều 38" in shown.stdout
    assert not (year / "out" / "duties.ics").exists()
    assert run_isoaudit("-C", year, "plan", "duties").returncode == 0
    assert (year / "out" / "duties.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_page_of_the_status_shows_them(year: Path) -> None:
    assert run_isoaudit("-C", year, "status").returncode == 0
    page = (year / "out" / "status.html").read_text(encoding="utf-8")
    assert "Việc của đơn vị trong năm" in page and 'href="duties.ics"' in page
    assert (year / "out" / "duties.ics").is_file()


def test_a_pack_tells_nothing_of_the_unit_s_year(year: Path, tmp_path: Path) -> None:
    pack = tmp_path / "goi"
    assert run_isoaudit("-C", year, "pack", "99-STP", "-o", pack).returncode == 0
    assert run_isoaudit("-C", pack, "status").returncode == 0
    assert "Việc của đơn vị trong năm" not in (pack / "out" / "status.html").read_text(encoding="utf-8")


def test_12_6_what_the_committee_owes_the_ministry_in_december_is_told_in_every_year(
    isoaudit: Run, programme: Path
) -> None:
    """QD19/2014 Đ12.6, TT26/2014 Đ42.4: the unit lays it before the committee, the committee sends it; two duties"""
    told = json.loads(isoaudit("-C", programme, "plan", "duties", "--as-of", "2026-12-10", "--json").stdout)
    ministry = next(one for one in told if one["kind"] == "ministry")
    assert (ministry["since"], ministry["due"], ministry["state"]) == ("2026-12-01", "2026-12-31", "untold")
    shown = isoaudit("-C", programme, "plan", "duties", "--as-of", "2026-12-10").stdout
    _, _, after = shown.partition("Trình UBND cấp tỉnh báo cáo tháng 12")
    _, _, owed = after.partition("UBND cấp tỉnh báo cáo Bộ Khoa học và Công nghệ")
    assert "hạn 31/12/2026" in owed and "cần hỏi UBND cấp tỉnh" in owed
    assert "Khoản 6 Điều 12 Quyết định số 19/2014/QĐ-TTg, khoản 4 Điều 42 Thông tư số 26/2014/TT-BKHCN" in owed
    assert on("2026-12-31", visit=(("december_reported", "2026-12-20"),))["ministry"].state == "untold"
