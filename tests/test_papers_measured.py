"""Our own papers measured as any office's would be: ``isoaudit.papers.decree30`` finds nothing in them to mend."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
import pytest
from builders import CRITERIA, criterion
from test_papers import (
    ACTS,
    ANSWERS,
    BY_RECORD,
    DECIDED,
    ON_CORRECTION,
    acts_for,
    inspected,
    made,
    many,
    subject,
    text_of,
)

from isoaudit.model import Act, Case, Office, PaperName, Sample, Signer
from isoaudit.papers.decree30 import check
from isoaudit.papers.kinds import kinds
from isoaudit.rules.findings import with_codes

WITHOUT_REPORT = acts_for("report_reminder")
AMENDED = Act(kind="decision_amended", on=DECIDED.on, number="44/QĐ-CCTĐC", issuer=DECIDED.issuer)
CONFORMING = "\n".join(f"{c.id} | conforming | Đã xem hồ sơ" for c in CRITERIA)
MANY = tuple(criterion(f"D36-1-a-{n:02d}", "1.a") for n in range(30))
MANY_FOUND = "\n".join(
    f"{c.id} | {'observation' if n % 5 == 0 else 'nonconforming'} | Bằng chứng số {n} {'rất dài ' * n} | Thiếu {n}"
    for n, c in enumerate(MANY)
)
SAMPLES = (Sample(dossier="H1", field="Đất đai", deviation="Thiếu phiếu", criterion="D36-1-a-01"), Sample(dossier="H2"))

GUIDANCE = (
    "Căn cứ Công văn số 12/TĐC-HCHQ ngày 05 tháng 01 năm 2026 của Tổng cục Tiêu chuẩn Đo lường Chất lượng "
    "về việc hướng dẫn kiểm tra năm 2026;"
)


def office(name: str, parent: str = "UBND tỉnh An Bình") -> dict[str, Any]:
    """Settings by which one office signs all papers."""
    x = Office(parent=parent, name=name, symbol="X", head="Giám đốc")
    signer = Signer(papers="all", office="x", name="Hoàng Văn Bình", form="KT.", position="Phó Giám đốc")
    return {"offices": {"x": x}, "signers": (signer,)}


def of(name: PaperName, /, **fields: Any) -> Case:
    """An inspection of the form the paper is for."""
    by_record = kinds()[name].form == "by_record"
    answers = fields.pop("answers", BY_RECORD if by_record else ANSWERS)
    acts = fields.pop("acts", ACTS)
    acts = WITHOUT_REPORT if name == "report_reminder" and acts else acts
    return inspected(answers, acts=acts, mode="by_record" if by_record else "on_site", **fields)


def deviations(path: Path) -> list[str]:
    """What is not as the decree wants it, in words."""
    return [f"{d.rule}: {d.quote!r}: {d.found}; {d.wanted}" for d in check(path).deviations if not d.note]


VARIANTS: dict[str, dict[str, Any]] = {
    "recorded": {},
    "nothing recorded": {"acts": ()},
    "amended": {"acts": (*ACTS, AMENDED)},
    "ad hoc": {"inspection": {"occasion": "ad_hoc"}},
    "nothing found": {"answers": CONFORMING},
    "thirty found": {"answers": MANY_FOUND, "criteria": MANY},
    "no system": {"qms_status": "chua_xay_dung", "obligation": "bat_buoc"},
    "no system, not obliged": {"qms_status": "chua_xay_dung", "obligation": "khuyen_khich"},
    "guidance": {"programme": {"guidance": GUIDANCE}},
    "signed by the Sở": {"programme": {"signers": (Signer(papers="all", office="so", name="Hoàng Văn Bình"),)}},
    "a long agency": {"name": "Ban Quản lý khu kinh tế cửa khẩu " + "Rất Dài " * 12, "code": "99-BQL", "kind": "khac"},
}


@pytest.mark.parametrize("name", kinds())
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_paper_is_as_the_decree_wants_it(tmp_path: Path, name: PaperName, variant: str) -> None:
    given = of(name, **VARIANTS[variant])
    if name in ON_CORRECTION and not any(finding.kind == "nonconformity" for finding in with_codes(given)):
        return  # nothing is to be corrected: that such a paper is refused is a test of its own
    assert deviations(made(tmp_path, name, subject(given, agreed=variant != "nothing recorded"))) == []


@pytest.mark.parametrize("name", [name for name, kind in kinds().items() if kind.scope != "inspection"])
def test_papers_to_many_with_their_lists(tmp_path: Path, name: PaperName) -> None:
    acts = WITHOUT_REPORT if name == "report_reminder" else ACTS
    assert deviations(made(tmp_path, name, subject(*many(40, acts=acts)))) == []


def test_minutes_with_their_list_of_samples(tmp_path: Path) -> None:
    given = of("minutes").model_copy(update={"samples": SAMPLES})
    assert deviations(made(tmp_path, "minutes", subject(given, agreed=True))) == []


# --- the line below who issues --------------------------------------------------------------------------------------

OFFICES = (
    "Sở Y tế",
    "Sở Nội vụ",
    "Sở Tư pháp",
    "UBND tỉnh An Bình",
    "Sở Khoa học và Công nghệ",
    "Chi cục Tiêu chuẩn Đo lường Chất lượng",
    "Sở Nông nghiệp và Môi trường thành phố Hồ Chí Minh",
    "Ban Quản lý các khu công nghiệp và khu chế xuất thành phố trực thuộc trung ương",
)


@pytest.mark.parametrize("called", OFFICES)
@pytest.mark.parametrize("name", ["plan", "report_request", "correction_request"])
def test_the_line_is_a_third_to_a_half_of_any_name(tmp_path: Path, name: PaperName, called: str) -> None:
    """Decree 30/2020, Annex I, II.2.b."""
    path = made(tmp_path, name, subject(of(name, programme=office(called))))
    assert deviations(path) == []


@pytest.mark.parametrize("number", ["1", "41/QĐ-CCTĐC", "1234/QĐ-SKHCNMT-TĐC"])
@pytest.mark.parametrize("name", ["minutes", "team_report"])
def test_the_line_below_the_name_of_a_team(tmp_path: Path, name: PaperName, number: str) -> None:
    acts = tuple(a.model_copy(update={"number": number}) if a.kind == "decided" else a for a in ACTS)
    assert deviations(made(tmp_path, name, subject(of(name, acts=acts)))) == []


# --- the law at its first mention -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", sorted(kinds().keys() - {"file_index", "reply_form", "report_outline", "letter_correction"})
)
def test_an_instrument_is_named_in_full_before_it_is_named_in_short(tmp_path: Path, name: PaperName) -> None:
    """Decree 30/2020, Annex I, II.6.b; without the check of layout. Two forms go with letters that name it."""
    said = text_of(tmp_path, name, subject(of(name), agreed=True))
    for law in of(name).laws:
        first = re.search(rf"số {law.number}(.{{9}})", said)
        assert first is not None
        assert first[1].startswith(" ngày "), (law.number, said[first.start() : first.end() + 40])


@pytest.mark.parametrize("name", ["plan", "plan_submission", "report_request", "report_reminder", "team_report"])
@pytest.mark.parametrize("occasion", ["planned", "ad_hoc"])
def test_the_last_ground_ends_with_a_full_stop(tmp_path: Path, name: PaperName, occasion: str) -> None:
    lines = text_of(tmp_path, name, subject(of(name, inspection={"occasion": occasion}))).splitlines()
    grounds = [line for line in lines if line.startswith("Căn cứ ")]
    assert len(grounds) >= 2
    assert [line[-1] for line in grounds] == [*";" * (len(grounds) - 1), "."]


def test_the_check_sees_a_line_that_is_too_long(tmp_path: Path) -> None:
    """Else the tests above would say nothing: the line of a long name below a short one."""
    about = subject(of("plan", programme=office("Sở Y tế")))
    path = made(tmp_path, "plan", about)
    document = docx.Document(str(path))
    (line,) = [p for p in document.tables[0].cell(0, 0).paragraphs if p.style and "Line" in str(p.style.name)]
    line.style = "Issuing Office Line 26"
    document.save(str(path))
    assert any(said.startswith("issuing.line") for said in deviations(path))
