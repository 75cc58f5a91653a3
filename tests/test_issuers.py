"""Who issued a paper is printed where it was recorded, or where the settings leave no doubt; else it stays open."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import PROGRAMME
from record_bench import BY_RECORD, ON_SITE, SECOND, copy, make, tell
from test_papers import acts_for, inspected, subject, text_of

from isoaudit.journal.programme import Programme
from isoaudit.model import Act, ActKind, Plan, Signer
from isoaudit.papers.kinds import kinds
from isoaudit.papers.values.issuers import CITED, issuer_of

HEAD = "Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
SO_HEAD = "Giám đốc Sở Khoa học và Công nghệ tỉnh An Bình"
BOTH = (Signer(papers="all", addressees=("chi_cuc",), office="so"), Signer(papers="all", office="chi_cuc"))
OWN = (Signer(papers="all", office="chi_cuc"),)


def issuer(act_kind: ActKind, number: str = "", signers: tuple[Signer, ...] = OWN, **fields: Any) -> str:
    programme = {"signers": signers, **fields.pop("programme", {})}
    made = inspected(programme=programme, **fields)
    act = Act(kind=act_kind, on=date(2026, 6, 2), number=number)
    return issuer_of(made.model_copy(update={"acts": (act,)}), act_kind, act)


def test_the_settings_say_who_issues_where_one_office_signs() -> None:
    assert issuer("decided", "41/QĐ-CCTĐC") == HEAD
    assert issuer("decided") == issuer("decided", "41") == HEAD
    assert issuer("requested", "12/CCTĐC-QLCL") == HEAD
    so = (Signer(papers=("report_request",), office="so"), *OWN)
    assert issuer("requested", "1108/SKHCN-CCTĐC", so) == issuer("requested", "", so) == SO_HEAD
    collective = (Signer(papers="all", office="so", form="TM."),)
    assert issuer("decided", "", collective) == "Sở Khoa học và Công nghệ tỉnh An Bình"


def test_where_two_may_have_issued_only_the_number_tells() -> None:
    """A paper to many may have gone to others for whom another office signs."""
    of_both: dict[str, Any] = {"signers": BOTH, "kind": "chi_cuc"}
    assert issuer("decided", **of_both) == ""
    assert issuer("decided", "41/QĐ-SKHCN", **of_both) == SO_HEAD
    assert issuer("decided", "41/QĐ-CCTĐC", **of_both) == HEAD
    assert issuer("requested", "1108/SKHCN-CCTĐC", **of_both) == SO_HEAD
    assert issuer("notice_issued", **of_both) == SO_HEAD, "a notice goes to one agency, and the first that fits signs"
    assert issuer("decided", signers=BOTH, kind="ubnd_cap_xa") == HEAD, "to a commune only one of them signs"


def test_the_team_is_headed_by_the_office_whose_decision_sent_it(tmp_path: Path) -> None:
    """Letterhead and first line of the minutes name one office."""
    acts = tuple(
        act.model_copy(update={"issuer": "", "number": "41/QĐ-SKHCN"}) if act.kind == "decided" else act
        for act in acts_for("minutes")
    )
    said = text_of(tmp_path, "minutes", subject(inspected(acts=acts, programme={"signers": OWN})))
    assert f"Quyết định số 41/QĐ-SKHCN ngày 02 tháng 6 năm 2026 của {SO_HEAD} về việc" in said
    assert said.startswith("SỞ KHOA HỌC VÀ CÔNG NGHỆ"), said[:200]


def test_a_symbol_that_is_not_set_is_mostly_the_initials() -> None:
    bare = {key: office.model_copy(update={"symbol": ""}) for key, office in PROGRAMME.offices.items()}
    assert issuer("decided", "41/QĐ-SKHCN", programme={"offices": bare}) == SO_HEAD
    assert issuer("decided", "41/QĐ-TĐC", programme={"offices": bare}) == HEAD


def test_the_number_of_another_office_is_not_ours() -> None:
    assert issuer("decided", "41/QĐ-UBND") == ""
    assert issuer("decided", "41/QĐ-SKHCN") == SO_HEAD, "an office of the settings, though it signs nothing"
    assert issuer("requested", "77/VP-KGVX") == ""


def test_the_plan_the_team_and_the_agency_issue_their_own() -> None:
    assert issuer("plan_approved", programme={"plan": Plan(issuer="Chủ tịch UBND tỉnh An Bình")}) == (
        "Chủ tịch UBND tỉnh An Bình"
    )
    assert issuer("team_reported") == "Đoàn kiểm tra"
    assert issuer("report_received") == "UBND phường Đông Kiều"
    assert issuer("ad_hoc_required") == ""


def test_what_was_recorded_counts() -> None:
    made = inspected()
    act = Act(kind="decided", on=date(2026, 6, 2), number="41/QĐ-CCTĐC", issuer="Chủ tịch UBND tỉnh An Bình")
    assert issuer_of(made, "decided", act) == "Chủ tịch UBND tỉnh An Bình"


@pytest.mark.parametrize("name", [key for key, kind in kinds().items() if kind.form != "by_record"])
def test_no_paper_leaves_open_who_issued_what_the_settings_know(tmp_path: Path, name: Any) -> None:
    """Numbers, days and signers are recorded, issuers are not: no «của ……» is printed."""
    acts = tuple(act.model_copy(update={"issuer": ""}) for act in acts_for(name))
    known = {"signers": OWN, "plan": Plan(issuer="Chủ tịch UBND tỉnh An Bình")}
    said = text_of(tmp_path, name, subject(inspected(acts=acts, programme=known)))
    assert "của ……" not in said.replace("đề nghị của ……", "") and "…… đã có" not in said
    if name == "report_reminder":
        assert "Sở Khoa học và Công nghệ đã có Công văn số 312/SKHCN-QLCL" in said


def test_what_nobody_knows_is_said_when_it_is_recorded(tmp_path: Path) -> None:
    programme = copy(make(tmp_path / "bench"), tmp_path / "năm 2026")
    settings = programme.folder / "isoaudit.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('symbol = ""', 'symbol = "X"'), encoding="utf-8")
    programme = Programme(programme.folder)
    assert says_unknown(programme, "requested", BY_RECORD, number="5/VP-KGVX")
    assert says_unknown(programme, "decided", ON_SITE, number="41/QĐ-UBND")
    assert not says_unknown(programme, "decided", ON_SITE, issuer="Chủ tịch UBND tỉnh An Bình")
    assert not says_unknown(programme, "decided", SECOND)
    assert set(CITED) >= {"decided", "requested"}


def says_unknown(programme: Programme, act: str, *names: str, **fields: Any) -> bool:
    """Whether the command says that the issuer is not known."""
    warnings = tell(programme, act, *names, on="1/6", **fields).warnings
    return any("cơ quan ban hành («--issuer»)" in warning for warning in warnings)
