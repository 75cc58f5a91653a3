"""What was imported wrongly of the roll-out, or as an instrument, taken out again: with why, nothing deleted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from test_procedures import LAW
from test_rollout import CLASSES, MONEY, STEPS, TARGETS, book, days, rollout

from isoaudit.desk.rollout.instruments import import_instruments
from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.desk.rollout.taken_out import remove_instruments, remove_rollout
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.recorded import recorded
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.journal.state import State

WHY = "Nhập nhầm bảng của năm trước"


@pytest.fixture
def take(programme: Path, tmp_path: Path) -> Any:
    def import_(*tables: Sequence[Sequence[Any]]) -> None:
        for rows in tables:
            import_rollout(Programme(programme), book(tmp_path / "bang.xlsx", rows))

    return import_


def code(folder: Path, kind: str, words: str = "") -> str:
    """The code of the one thing of a kind whose subject holds these words."""
    known = recorded(Programme(folder).journal.entries_of(*ROLLOUT))
    (one,) = [one for one in known if one.kind == kind and words in one.subject]
    return one.code


def refused(programme: Path, *names: str) -> set[str]:
    before = Programme(programme).fingerprint()
    with pytest.raises(IsoAuditError) as found:
        remove_rollout(Programme(programme), names, WHY)
    assert Programme(programme).fingerprint() == before
    return {one.code for one in found.value.problems}


def test_each_kind_is_taken_out_and_counts_no_more(programme: Path, take: Any, isoaudit: Run) -> None:
    take(STEPS, TARGETS, CLASSES, MONEY)
    chosen = [
        code(programme, "step", "99-STP/2015/declaration"),
        code(programme, "target", "communes"),
        code(programme, "training_class", "Nhận thức"),
        code(programme, "money", "Tư vấn"),
    ]
    entries = len(Programme(programme).journal.entries())
    done = isoaudit("-C", programme, "rollout", "remove", *chosen, "--why", WHY)
    assert done.returncode == 0, done.stderr
    assert "Đã bỏ 04 mục" in done.stdout and "Tư vấn" in done.stdout
    known = rollout(programme)
    assert "declaration" not in days(programme, "99-STP") and "survey" in days(programme, "99-STP")
    assert [one.group for one in known.targets] == ["departments"]
    assert [one.name for one in known.classes] == ["Đánh giá viên nội bộ"]
    assert [one.item for one in known.money] == ["Đào tạo"]
    assert len(Programme(programme).journal.entries()) == entries + 4  # nothing was deleted
    shown = isoaudit("-C", programme, "rollout", "show", "--as-of", "30/6/2026")
    assert "UBND cấp xã" not in shown.stdout.split("Các bước")[0] and "400.000.000" not in shown.stdout


def test_history_tells_who_and_why(programme: Path, take: Any, isoaudit: Run) -> None:
    take(TARGETS)
    one = code(programme, "target", "communes")
    assert isoaudit("-C", programme, "rollout", "remove", one.lower(), "--why", WHY).returncode == 0
    done = isoaudit("-C", programme, "history", one)
    assert done.returncode == 0, done.stderr
    assert "chỉ tiêu" in done.stdout and "thời hạn 31/12/2026" in done.stdout
    assert f"Bỏ vì nhập nhầm, lý do: «{WHY}»" in done.stdout
    events = json.loads(isoaudit("-C", programme, "history", one, "--json").stdout)["events"]
    assert len(events) == 2 and events[1]["author"]
    listed = isoaudit("-C", programme, "rollout", "list", "--removed").stdout
    assert one in listed and WHY in listed
    assert one not in isoaudit("-C", programme, "rollout", "list", "--of", "targets").stdout


def test_of_an_agency_all_steps_are_taken_out_and_no_other(programme: Path, take: Any, isoaudit: Run) -> None:
    take(STEPS)
    assert isoaudit("-C", programme, "rollout", "remove", "Sở Tư pháp", "--why", WHY).returncode == 0
    assert days(programme, "99-STP") == {} and len(days(programme, "99-CCKL")) == 9
    assert refused(programme, "99-STP") == {"ROLLOUT_009"}
    assert "99-STP" not in isoaudit("-C", programme, "rollout", "list", "--json").stdout


def test_what_is_not_there_or_taken_out_before_is_refused_whole(programme: Path, take: Any) -> None:
    take(TARGETS)
    one, other = code(programme, "target", "communes"), code(programme, "target", "departments")
    remove_rollout(Programme(programme), [one], WHY)
    assert refused(programme, other, one) == {"ROLLOUT_009"}
    assert refused(programme, other, "CT-00000000", "không có") == {"ROLLOUT_008"}
    with pytest.raises(IsoAuditError) as found:
        remove_rollout(Programme(programme), [other], " ")
    assert found.value.problems[0].code == "ACT_016"


def test_what_comes_back_says_what_the_new_table_says_and_nothing_of_before(programme: Path, take: Any) -> None:
    take(STEPS, TARGETS, CLASSES)
    gone = [
        code(programme, "step", "99-STP/2015/declaration"),
        code(programme, "target", "departments"),
        code(programme, "training_class", "Nhận thức"),
    ]
    remove_rollout(Programme(programme), gone, WHY)
    head = ["Cơ quan", "Phiên bản", "Công bố"]
    take(
        [head, ["99-STP", "2015", ""]],
        [TARGETS[0][:5], ["Sở, ngành", "50%", "31/12/2026", "Công bố", "9001:2015"]],
        [["Tên lớp", "Ngày mở lớp", "Số học viên"], ["Nhận thức chung về HTQLCL", "10/3/2026", ""]],
    )
    known = rollout(programme)
    (step,) = [one for one in known.steps if (one.agency, one.step) == ("99-STP", "declaration")]
    assert (step.on, step.evidence) == (None, "")
    (target,) = [one for one in known.targets if one.group == "departments"]
    assert (target.percent, target.number, target.since, target.source) == (50, None, None, "")
    (held,) = [one for one in known.classes if one.name.startswith("Nhận thức")]
    assert (held.learners, held.content) == (None, "")


# --- instruments -----------------------------------------------------------------------------------------------------


@pytest.fixture
def law(programme: Path, tmp_path: Path) -> Path:
    import_instruments(Programme(programme), book(tmp_path / "van ban.xlsx", LAW))
    return programme


def standing(folder: Path) -> tuple[set[str], set[str]]:
    """Numbers with parts of the instruments that stand, and the agencies' days of them."""
    programme = Programme(folder)
    state = programme.lists()
    state.take_in(programme.journal.entries_of("instrument", "taken"))
    scopes = state.scopes
    taken = {f"{code}/{one.number}" for code, a in state.agencies.items() for one in scopes.taken(a)}
    return {f"{one.part}/{one.number}" for one in scopes.instruments}, taken


def test_4_4_a_an_instrument_is_taken_out_with_the_days_of_it_and_history_says_why(law: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", law, "instruments", "remove", "118/2025/nđ-cp", "--part", "", "--why", WHY)
    assert done.returncode == 0, done.stderr
    assert "Đã bỏ 02 mục" in done.stdout
    assert standing(law) == ({"Điều 9/118/2025/NĐ-CP", "/20/2020/TT-BTP", "/99/2026/NĐ-CP"}, set())
    told = isoaudit("-C", law, "history", "118/2025/NĐ-CP").stdout
    assert WHY in told and "118/2025/NĐ-CP (Điều 9)" in told and "của 99-STP" in told


def test_of_an_agency_only_its_day_is_taken_out(law: Path) -> None:
    remove_instruments(Programme(law), ["118/2025/NĐ-CP"], WHY, part="", agency="99-STP")
    instruments, taken = standing(law)
    assert "/118/2025/NĐ-CP" in instruments and not taken


@pytest.mark.parametrize(
    ("number", "more", "expected"),
    [
        ("1/2026/NĐ-CP", {}, "SCOPE_012"),
        ("118/2025/NĐ-CP", {"part": "Điều 1"}, "SCOPE_012"),
        ("118/2025/NĐ-CP", {}, "SCOPE_013"),
        ("99/2026/NĐ-CP", {"agency": "99-STP"}, "SCOPE_015"),
        ("20/2020/TT-BTP", {}, "SCOPE_014"),
    ],
)
def test_an_instrument_that_is_not_there_is_refused_whole(law: Path, number: str, more: Any, expected: str) -> None:
    remove_instruments(Programme(law), ["20/2020/TT-BTP"], WHY)
    before = Programme(law).fingerprint()
    with pytest.raises(IsoAuditError) as found:
        remove_instruments(Programme(law), ["99/2026/NĐ-CP", number], WHY, **more)
    assert expected in {one.code for one in found.value.problems}
    assert Programme(law).fingerprint() == before


def test_an_instrument_imported_again_has_the_codes_of_the_new_table_alone(law: Path, tmp_path: Path) -> None:
    remove_instruments(Programme(law), ["118/2025/NĐ-CP"], WHY, part="")
    rows = [["Số, ký hiệu", "Ngày có hiệu lực", "Mã TTHC"], ["118/2025/NĐ-CP", "02/7/2025", "1.000009"]]
    import_instruments(Programme(law), book(tmp_path / "lại.xlsx", rows), agency="99-STP")
    state = State(Programme(law).journal.entries_of("instrument"))
    (one,) = [one for one in state.scopes.instruments if (one.part, one.number) == ("", "118/2025/NĐ-CP")]
    assert (one.codes, one.title, one.in_force.isoformat()) == (("1.000009",), "", "2025-07-02")
