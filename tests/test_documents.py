"""What stands in a letter: wording, variants, who signs; read from the finished Word file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import LAWS, PROGRAMME, case, criterion

from isoaudit.errors import ProgrammeError
from isoaudit.model import Case, Plan
from isoaudit.papers.render import letter_text, write_letter
from isoaudit.papers.values import joined, letter
from isoaudit.papers.values.visit import declared_at
from isoaudit.rules.findings import judge

BLANK = "\u00a0……"
OPEN_DATE = "ngày\u00a0…… tháng\u00a0…… năm\u00a0……"
ANSWERS = """
D36-1-a-01 | nonconforming | Danh mục có 371 TTHC, danh mục hiện hành có 389 TTHC | còn 18 TTHC chưa đưa vào phạm vi
D36-1-d-01 | conforming | Hồ sơ lấy mẫu đúng hạn. | | | good_practice
D36-1-dd-01 | observation | | Kế hoạch đánh giá nội bộ chưa bố trí đánh giá chéo
D36-2-d-01 | not_examined | | | người phụ trách đi công tác
D36-2-e-01 | not_applicable | | | không thuê tư vấn
"""
BY_RECORD = "\n".join(line for line in ANSWERS.splitlines() if "D36-1-d-01" not in line)
CONFORMING = """
D36-1-a-01 | conforming
D36-1-d-01 | conforming
D36-1-dd-01 | observation | | Kế hoạch đánh giá nội bộ chưa bố trí đánh giá chéo
D36-2-d-01 | conforming
D36-2-e-01 | not_applicable | | | không thuê tư vấn
"""
SO_TU_PHAP: dict[str, Any] = {"code": "99-STP", "name": "Sở Tư pháp", "kind": "co_quan_chuyen_mon"}

NOTICE = (
    "DỰ THẢO",
    "SỞ KHOA HỌC VÀ CÔNG NGHỆ\nTỈNH AN BÌNH\nCHI CỤC TIÊU CHUẨN\nĐO LƯỜNG CHẤT LƯỢNG | "
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    f"Số:{BLANK}/TB-CCTĐC | An Bình, ngày{BLANK} tháng{BLANK} năm\u00a02026",
    "THÔNG BÁO",
    "Kết quả kiểm tra việc xây dựng, áp dụng, duy trì và cải tiến\nHệ thống quản lý chất lượng theo Tiêu chuẩn quốc "
    "gia\nTCVN ISO 9001:2015 tại Ủy ban nhân dân phường Đông Kiều",
    "Căn cứ Quyết định số 19/2014/QĐ-TTg ngày 05 tháng 3 năm 2014 của Thủ tướng Chính phủ về việc áp dụng Hệ thống "
    "quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2008 vào hoạt động của các cơ quan, tổ chức thuộc hệ "
    "thống hành chính nhà nước;",
    "Căn cứ Thông tư số 26/2014/TT-BKHCN ngày 10 tháng 10 năm 2014 của Bộ trưởng Bộ Khoa học và Công nghệ quy định chi "
    "tiết thi hành Quyết định số 19/2014/QĐ-TTg ngày 05 tháng 3 năm 2014 của Thủ tướng Chính phủ về việc áp dụng Hệ "
    "thống quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2008 vào hoạt động của các cơ quan, tổ chức thuộc "
    "hệ thống hành chính nhà nước;",
    f"Căn cứ Quyết định số …… {OPEN_DATE} của …… phê duyệt Kế hoạch kiểm tra việc xây dựng, áp dụng, duy "
    "trì và cải tiến Hệ thống quản lý chất lượng tại các cơ quan, tổ chức thuộc hệ thống hành chính nhà nước trên địa "
    "bàn tỉnh An Bình năm 2026;",
    f"Căn cứ Quyết định số …… {OPEN_DATE} của …… về việc kiểm tra xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản "
    "lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2015 tại Ủy ban nhân dân phường Đông Kiều (năm 2026);",
    f"Căn cứ Biên bản kiểm tra ký {OPEN_DATE} giữa Đoàn kiểm tra và Ủy ban nhân dân phường Đông Kiều.",
    "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình thông báo kết quả kiểm tra Hệ thống quản lý chất lượng "
    "(HTQLCL) đối với các hoạt động liên quan đến thực hiện thủ tục hành chính (TTHC) tại Ủy ban nhân dân (UBND) "
    "phường Đông Kiều như sau:",
    "I. THÔNG TIN CHUNG",
    "1. Thời gian, hình thức kiểm tra: ngày 18/6/2026, kiểm tra tại trụ sở UBND phường Đông Kiều.",
    "2. Thời kỳ kiểm tra: từ ngày 01/7/2025 đến ngày 18/6/2026.",
    "3. Phạm vi: 13 nội dung quy định tại Điều 36 Thông tư số 26/2014/TT-BKHCN.",
    "II. KẾT QUẢ ĐẠT ĐƯỢC",
    "Hồ sơ lấy mẫu đúng hạn.",
    "III. CÁC ĐIỂM KHÔNG PHÙ HỢP",
    "TT | Nội dung không phù hợp, bằng chứng | Căn cứ | Đề nghị khắc phục",
    "01 | Danh mục có 371 TTHC, danh mục hiện hành có 389 TTHC; còn 18 TTHC chưa đưa vào phạm vi. | "
    "Điểm a khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN; mục 4.3 TCVN ISO 9001:2015. | Bổ sung hồ sơ D36-1-a-01.",
    "IV. CÁC ĐIỂM LƯU Ý",
    "Kế hoạch đánh giá nội bộ chưa bố trí đánh giá chéo (điểm đ khoản 1 Điều 36 "
    "Thông tư số 26/2014/TT-BKHCN; mục 9.2 TCVN ISO 9001:2015).",
    "V. CÁC NỘI DUNG KHÔNG KIỂM TRA",
    "Việc cập nhật thay đổi của văn bản quy phạm pháp luật (điểm d khoản 2): không kiểm tra, do người phụ trách đi "
    "công tác.",
    "VI. ĐỀ NGHỊ",
    "1. Đề nghị UBND phường Đông Kiều:",
    "a) Thực hiện hoặc đề xuất hành động khắc phục đối với 01 điểm không phù hợp nêu tại Mục III; xem xét các điểm lưu "
    "ý nêu tại Mục IV.",
    "b) Gửi báo cáo tình hình thực hiện cùng bằng chứng về Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình chậm "
    "nhất ngày …/…/2026 (không quá 02 tháng kể từ ngày ký Biên bản kiểm tra, theo điểm c khoản 2 Điều 37 Thông tư số "
    "26/2014/TT-BKHCN). Nội dung chưa hoàn thành đến thời điểm báo cáo thì nêu rõ đề xuất hành động khắc phục, người "
    "chịu trách nhiệm và thời hạn hoàn thành theo đề xuất.",
    "2. Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình xem xét báo cáo của UBND phường Đông Kiều; kiểm tra tính "
    "hiệu lực của hành động khắc phục trong cuộc kiểm tra tiếp theo.",
    "Trên đây là Thông báo kết quả kiểm tra việc xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản lý chất lượng "
    "tại Ủy ban nhân dân phường Đông Kiều./.",
    "Nơi nhận:\n- UBND phường Đông Kiều (để thực hiện);\n- Sở Khoa học và Công nghệ (để b/c);\n"
    "- Thành viên Đoàn kiểm tra;\n- Lưu: VT, QLCL. | CHI CỤC TRƯỞNG",
)


def text_of(tmp_path: Path, given: Case) -> tuple[str, ...]:
    out = tmp_path / "out" / given.inspection.id
    out.mkdir(parents=True, exist_ok=True)
    (name,) = write_letter(given, judge(given), out)
    return letter_text(out / name)


def sections(paragraphs: tuple[str, ...]) -> list[str]:
    return [p for p in paragraphs if p.partition(". ")[0] in ("I", "II", "III", "IV", "V", "VI")]


def after(paragraphs: tuple[str, ...], start: str) -> str:
    """The paragraph that follows the first one beginning with ``start``."""
    return paragraphs[next(i for i, p in enumerate(paragraphs) if p.startswith(start)) + 1]


def test_letter_of_an_inspection_at_the_office(tmp_path: Path) -> None:
    """The whole paper: Decree 30/2020, Annex I, II.1-9; Circular 26/2014, Articles 36, 37.2.c."""
    assert text_of(tmp_path, case(ANSWERS)) == NOTICE


def test_by_record_is_a_dispatch_with_open_date_and_without_two_months(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.1.a; Decree 30/2020, Annex I, II.3.b: a công văn has no "CV" in its number."""
    given = text_of(tmp_path, case(BY_RECORD, mode="by_record"))
    whole = "\n".join(given)
    assert given[2].startswith(
        f"Số:{BLANK}/CCTĐC-QLCL\nV/v đề nghị thực hiện, khắc phục các nội dung chưa đáp ứng yêu cầu qua kiểm tra hồ "
        "sơ, báo cáo về Hệ thống quản lý chất lượng năm\u00a02026 | "
    )
    assert given[3] == "Kính gửi: Ủy ban nhân dân phường Đông Kiều"
    assert (
        "1. Đề nghị UBND phường Đông Kiều thực hiện, khắc phục 01 nội dung chưa đáp ứng yêu cầu nêu tại Mục II; xem"
        in (whole)
    )
    assert "chậm nhất" not in whole and "Gửi báo cáo" not in whole  # the law sets neither; the office has set no day
    assert "02 tháng" not in whole
    assert "Biên bản" not in whole
    assert "Đoàn kiểm tra" not in whole
    assert "CV" not in given[2]
    assert given[-1].startswith("Nơi nhận:\n- Như trên;\n")


def test_by_record_deadline_is_the_office_s_own(tmp_path: Path) -> None:
    given = case(BY_RECORD, mode="by_record", programme={"reply_by": date(2026, 7, 5)})
    assert (
        "chậm nhất ngày 05/7/2026 (thời hạn do Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình đề nghị). Nội dung"
    ) in "\n".join(text_of(tmp_path, given))


def test_by_record_names_what_can_only_be_seen_on_site_by_point(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.1: what a report cannot show was not inspected."""
    given = text_of(tmp_path, case(BY_RECORD, mode="by_record"))
    assert after(given, "1. Việc cập nhật thay đổi") == (
        "2. Không kiểm tra (hình thức qua hồ sơ, báo cáo) các tiêu chí chỉ xem xét được tại trụ sở cơ quan, thuộc: "
        "điểm d khoản 1 (Thực hiện các quá trình giải quyết công việc); các tiêu chí này được xem xét khi kiểm tra tại "
        "trụ sở cơ quan."
    )


def test_by_record_with_nothing_to_correct(tmp_path: Path) -> None:
    answers = "\n".join(line for line in CONFORMING.splitlines() if "D36-1-d-01" not in line)
    given = text_of(tmp_path, case(answers, mode="by_record"))
    whole = "\n".join(given)
    assert "\nV/v kết quả kiểm tra qua hồ sơ, báo cáo về Hệ thống quản lý chất lượng năm\u00a02026 | " in given[2]
    assert "không ghi nhận nội dung chưa đáp ứng yêu cầu ở các tiêu chí đã xem xét" in after(given, "V. ĐỀ NGHỊ")
    assert "báo cáo tình hình thực hiện" not in whole
    assert "chậm nhất" not in whole


def test_without_nonconformity_no_table_and_no_report_on_correction(tmp_path: Path) -> None:
    """papers-example.md: section III falls away, the others move up."""
    given = text_of(tmp_path, case(CONFORMING))
    assert sections(given) == ["I. THÔNG TIN CHUNG", "II. KẾT QUẢ ĐẠT ĐƯỢC", "III. CÁC ĐIỂM LƯU Ý", "IV. ĐỀ NGHỊ"]
    assert after(given, "IV. ĐỀ NGHỊ") == (
        "Đoàn kiểm tra không ghi nhận điểm không phù hợp ở các tiêu chí đã kiểm tra. Đề nghị UBND phường Đông Kiều "
        "tiếp tục duy trì, cải tiến HTQLCL và xem xét các điểm lưu ý nêu tại Mục III."
    )
    assert "chậm nhất" not in "\n".join(given)


def test_a_system_still_being_built_is_not_said_to_be_maintained(tmp_path: Path) -> None:
    given = text_of(tmp_path, case(CONFORMING, qms_status="dang_xay_dung"))
    assert "tiếp tục xây dựng, áp dụng HTQLCL" in after(given, "IV. ĐỀ NGHỊ")


def test_achievements_claim_no_more_than_was_answered(tmp_path: Path) -> None:
    """Only points at which all that was judged conforms; 1.đ has an observation, 2.e does not apply."""
    given = text_of(tmp_path, case(CONFORMING))
    assert after(given, "II. KẾT QUẢ ĐẠT ĐƯỢC") == (
        "Các nội dung sau đây của Điều 36 Thông tư số 26/2014/TT-BKHCN phù hợp ở các tiêu chí đã kiểm tra: điểm a "
        "khoản 1 (Phạm vi áp dụng); điểm d khoản 1 (Thực hiện các quá trình giải quyết công việc); điểm d khoản 2 (Cập "
        "nhật thay đổi của văn bản quy phạm pháp luật)."
    )


def test_a_point_of_which_a_part_was_left_out_is_named_as_such(tmp_path: Path) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"), criterion("D36-1-a-02", "1.a"))
    given = text_of(tmp_path, case("D36-1-a-01|conforming\nD36-1-a-02|not_examined|||Mất điện.", criteria=criteria))
    assert after(given, "II. KẾT QUẢ ĐẠT ĐƯỢC").startswith("Một số tiêu chí đã kiểm tra thuộc các nội dung sau đây")
    assert after(given, "III. CÁC NỘI DUNG KHÔNG KIỂM TRA") == (
        "Quy định D36-1-a-02 được thực hiện (điểm a khoản 1): không kiểm tra, do mất điện."
    )


def test_a_point_left_out_for_two_reasons_names_the_criteria_in_their_order(tmp_path: Path) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"), criterion("D36-1-a-02", "1.a"), criterion("D36-1-b-01", "1.b"))
    answers = "D36-1-b-01|not_examined|||c\nD36-1-a-02|not_examined|||b\nD36-1-a-01|not_examined|||a"
    given = text_of(tmp_path, case(answers, criteria=criteria))
    start = given.index("II. CÁC NỘI DUNG KHÔNG KIỂM TRA") + 1
    assert given[start : start + 3] == (
        "1. Quy định D36-1-a-01 được thực hiện (điểm a khoản 1): không kiểm tra, do a.",
        "2. Quy định D36-1-a-02 được thực hiện (điểm a khoản 1): không kiểm tra, do b.",
        "3. Việc phổ biến, hướng dẫn áp dụng (điểm b khoản 1): không kiểm tra, do c.",
    )


def test_a_point_with_several_criteria_for_the_office_is_named_once() -> None:
    criteria = (criterion("D36-1-d-01", "1.d", by_record=False), criterion("D36-1-d-02", "1.d", by_record=False))
    given = case("", criteria=criteria, mode="by_record")
    assert letter(given, judge(given)).context["later_on_site"] == [
        "điểm d khoản 1 (Thực hiện các quá trình giải quyết công việc)"
    ]


def test_an_achievement_without_typed_evidence_is_the_rule_that_was_met(tmp_path: Path) -> None:
    given = text_of(tmp_path, case("D36-1-a-01 | conforming | | | | good_practice"))
    assert after(given, "II. KẾT QUẢ ĐẠT ĐƯỢC") == "Quy định D36-1-a-01 được thực hiện."


def test_nothing_conforming_has_no_section_of_achievements(tmp_path: Path) -> None:
    given = text_of(tmp_path, case("D36-1-a-01|nonconforming|Đã xem|Thiếu", criteria=(criterion("D36-1-a-01", "1.a"),)))
    assert sections(given) == ["I. THÔNG TIN CHUNG", "II. CÁC ĐIỂM KHÔNG PHÙ HỢP", "III. ĐỀ NGHỊ"]
    assert "nêu tại Mục II." in "\n".join(given)


def test_when_nothing_could_be_examined_conformity_is_not_claimed(tmp_path: Path) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"),)
    given = text_of(tmp_path, case("D36-1-a-01|not_examined|||Mất điện", criteria=criteria))
    assert "không ghi nhận" not in "\n".join(given)
    assert after(given, "III. ĐỀ NGHỊ").startswith("Các nội dung nêu tại Mục II chưa có kết quả.")


def test_an_encouraged_body_without_a_system_gets_its_state_and_no_findings(tmp_path: Path) -> None:
    """Decision 19/2014, Article 2.2 encourages; no findings, no deadline."""
    given = text_of(tmp_path, case(ANSWERS, qms_status="chua_xay_dung", obligation="khuyen_khich"))
    assert sections(given) == ["I. THÔNG TIN CHUNG", "II. KẾT QUẢ KIỂM TRA", "III. ĐỀ NGHỊ"]
    assert after(given, "II. KẾT QUẢ").startswith("Tại thời điểm kiểm tra, UBND phường Đông Kiều chưa xây dựng HTQLCL")
    assert after(given, "III. ĐỀ NGHỊ") == (
        "UBND phường Đông Kiều được khuyến khích xây dựng và áp dụng HTQLCL (khoản 2 Điều 2 Quyết định số "
        "19/2014/QĐ-TTg). Đề nghị UBND phường Đông Kiều xem xét việc xây dựng và áp dụng HTQLCL."
    )
    assert "chậm nhất" not in "\n".join(given)


def test_an_obliged_body_without_a_system_has_one_finding_and_a_deadline(tmp_path: Path) -> None:
    """Decision 19/2014, Articles 2.1 and 3.1 oblige; what the minutes name is answered (Circular, 37.2.c)."""
    given = text_of(tmp_path, case(ANSWERS, qms_status="chua_xay_dung", obligation="bat_buoc"))
    assert sections(given)[2:] == ["III. CÁC ĐIỂM KHÔNG PHÙ HỢP", "IV. ĐỀ NGHỊ"]
    assert "01 điểm không phù hợp nêu tại Mục III" in "\n".join(given) and "không quá 02 tháng" in "\n".join(given)


def test_by_record_a_body_without_a_system(tmp_path: Path) -> None:
    given = text_of(tmp_path, case("", mode="by_record", qms_status="chua_xay_dung", obligation="bat_buoc"))
    assert "\nV/v đề nghị xây dựng và áp dụng Hệ thống quản lý chất lượng | " in given[2]
    assert sections(given)[2:] == ["III. CÁC NỘI DUNG CHƯA ĐÁP ỨNG YÊU CẦU", "IV. ĐỀ NGHỊ"]


def test_the_department_signs_for_its_equals(tmp_path: Path) -> None:
    """practice.md, "Who signs"; Decree 30/2020, Annex I, II.7.b."""
    given = text_of(tmp_path, case(ANSWERS, **SO_TU_PHAP))
    assert given[1].startswith("UBND TỈNH AN BÌNH\nSỞ KHOA HỌC VÀ CÔNG NGHỆ | ")
    assert given[2].startswith(f"Số:{BLANK}/TB-SKHCN | ")
    assert given[-1] == (
        "Nơi nhận:\n- Sở Tư pháp (để thực hiện);\n- UBND tỉnh An Bình (để b/c);\n- Chi cục Tiêu chuẩn Đo lường Chất "
        "lượng (để theo dõi);\n- Thành viên Đoàn kiểm tra;\n- Lưu: VT, CCTĐC. | KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"
    )


def test_the_superior_is_no_second_recipient_of_its_own_letter(tmp_path: Path) -> None:
    given = text_of(tmp_path, case(ANSWERS, name="UBND tỉnh An Bình", kind="ubnd_tinh", level="tinh"))
    assert given[-1].count("UBND tỉnh An Bình") == 1


def test_the_first_signer_that_fits_signs(tmp_path: Path) -> None:
    deputy = PROGRAMME.signers[1].model_copy(
        update={"form": "KT.", "position": "Phó Chi cục trưởng", "name": "Hoàng Đình Khải"}
    )
    given = text_of(tmp_path, case(ANSWERS, programme={"signers": (deputy, *PROGRAMME.signers)}))
    assert given[-1].endswith(" | KT. CHI CỤC TRƯỞNG\nPHÓ CHI CỤC TRƯỞNG\nHoàng Đình Khải")


def test_without_a_signer_no_letter() -> None:
    given = case(ANSWERS, programme={"signers": PROGRAMME.signers[:1]})
    with pytest.raises(ProgrammeError, match="chưa có người ký thông báo kết quả kiểm tra gửi UBND cấp xã"):
        letter(given, judge(given))


def test_a_signer_of_other_papers_does_not_fit() -> None:
    only = PROGRAMME.signers[1].model_copy(update={"papers": ("notice",)})
    given = case(BY_RECORD, mode="by_record", programme={"signers": (only,)})
    with pytest.raises(ProgrammeError, match="chưa có người ký công văn"):
        letter(given, judge(given))


def test_a_signer_of_an_unknown_office_is_refused() -> None:
    given = case(ANSWERS, programme={"offices": {}})
    with pytest.raises(ProgrammeError, match="không có cơ quan ban hành «chi_cuc» của người ký"):
        letter(given, judge(given))


def test_open_places_where_settings_are_empty(tmp_path: Path) -> None:
    empty: dict[str, Any] = {"drafter": "", "place": "", "province": ""}
    no_dates = dict.fromkeys(("from", "to", "period_from", "period_to"))
    given = text_of(tmp_path, case(BY_RECORD, mode="by_record", programme=empty, inspection=no_dates))
    whole = "\n".join(given)
    assert given[2].startswith(f"Số:{BLANK}/CCTĐC-……\n")
    assert f" | ……, ngày{BLANK}" in given[2]
    assert "trên địa bàn …… năm 2026" in whole
    assert "thời gian xem xét: năm 2026." in whole
    assert "từ ngày …/…/…… đến ngày …/…/……." in whole
    assert "- Lưu: VT, ……." in given[-1]


@pytest.mark.parametrize(
    ("recorded", "printed"),
    [
        ("125/QĐ-SNV ngày 20/8/2025", "công bố tại 125/QĐ-SNV ngày 20/8/2025"),
        ("ngày 06/7/2021", "công bố tại văn bản ngày 06/7/2021"),
        ("", "công bố tại "),
    ],
)
def test_minutes_say_at_which_paper_a_system_was_declared(recorded: str, printed: str) -> None:
    """A list that tells the day alone: «công bố tại ngày 06/7/2021» is no Vietnamese that two parties sign."""
    assert f"công bố tại {declared_at(recorded)}" == printed


def test_the_plan_and_the_ministry_s_guidance_are_grounds(tmp_path: Path) -> None:
    """Circular 26/2014, Article 34.1.b; Decision 19/2014, Article 4, last paragraph."""
    plan = Plan(number="215/QĐ-UBND", on=date(2026, 2, 10), issuer="Chủ tịch UBND tỉnh An Bình")
    given = text_of(tmp_path, case(ANSWERS, programme={"plan": plan, "guidance": "Công văn số 9/BKHCN-TĐC;"}))
    assert "Căn cứ Công văn số 9/BKHCN-TĐC;" in given
    decision = "Căn cứ Quyết định số 215/QĐ-UBND ngày 10 tháng 02 năm 2026 của Chủ tịch UBND tỉnh An Bình phê duyệt"
    assert any(paragraph.startswith(decision) for paragraph in given)


@pytest.mark.parametrize(
    ("number", "cited"),
    [
        ("45/KH-UBND", "Căn cứ Kế hoạch số 45/KH-UBND {} về kiểm tra việc"),
        ("12/KHCN-TĐC", "Căn cứ Văn bản số 12/KHCN-TĐC {} phê duyệt Kế hoạch kiểm tra việc"),
        ("45", "Căn cứ Quyết định số 45 {} phê duyệt Kế hoạch kiểm tra việc"),
    ],
)
def test_what_approved_the_plan_is_cited_as_what_its_symbol_says(tmp_path: Path, number: str, cited: str) -> None:
    """Circular 26/2014, Article 34.1.b; Decree 30/2020, Annex I, II.3: «326/KH-UBND» of Đồng Tháp is no decision."""
    plan = Plan(number=number, on=date(2026, 2, 25), issuer="Ủy ban nhân dân tỉnh An Bình")
    given = text_of(tmp_path, case(ANSWERS, programme={"plan": plan}))
    words = cited.format("ngày 25 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh An Bình")
    assert any(paragraph.startswith(words) for paragraph in given)


def test_an_ad_hoc_inspection_is_not_founded_on_the_plan(tmp_path: Path) -> None:
    """Circular 26/2014, Article 34.1.c."""
    given = text_of(tmp_path, case(ANSWERS, inspection={"occasion": "ad_hoc"}))
    assert "phê duyệt Kế hoạch" not in "\n".join(given)
    assert f"Căn cứ Văn bản số …… {OPEN_DATE} của …… về việc kiểm tra đột xuất;" in given


@pytest.mark.parametrize(
    ("end", "letter_year", "deadline"),
    [
        (date(2026, 10, 5), "2026", "…/…/2026"),
        (date(2026, 11, 5), "2026", "…/…/……"),
        (date(2026, 12, 5), "……", "…/…/……"),
    ],
)
def test_a_year_that_may_turn_stays_open(tmp_path: Path, end: date, letter_year: str, deadline: str) -> None:
    given = text_of(tmp_path, case(ANSWERS, inspection={"from": end, "to": end}))
    assert given[2].endswith(f"năm\u00a0{letter_year}")
    assert f"chậm nhất ngày {deadline} (không quá" in "\n".join(given)


def test_days_and_round_of_an_inspection(tmp_path: Path) -> None:
    given = text_of(tmp_path, case(ANSWERS, inspection={"to": date(2026, 6, 19), "round": "Đợt 1"}))
    whole = "\n".join(given)
    assert "kiểm tra: từ ngày 18/6/2026 đến ngày 19/6/2026, kiểm tra tại trụ sở" in whole
    assert "(đợt 1 năm 2026);" in whole


@pytest.mark.parametrize("mode", ["on_site", "by_record"])
def test_no_grade_no_score_no_word_the_offices_avoid(tmp_path: Path, mode: str) -> None:
    """practice.md, "Words"; Circular 26/2014 knows no grades."""
    answers = (ANSWERS if mode == "on_site" else BY_RECORD).replace("vào phạm vi\n", "vào phạm vi | | major\n", 1)
    given = case(answers, mode=mode)
    assert given.answers[0].grade == "major"
    whole = "\n".join(text_of(tmp_path, given)).lower()
    for word in ("nặng", "nhẹ", "%", "tái phạm", "lỗi", "vi phạm", "thanh tra", "kph 0", "ly 0", "phát hiện"):
        assert word not in whole
    assert "2008" in whole
    assert "9001:2008" not in "".join(text_of(tmp_path, given)[10:])  # only the two instruments' own names


def test_rows_are_numbered_in_the_order_of_article_36(tmp_path: Path) -> None:
    answers = "D36-2-d-01|nonconforming|B|sau\nD36-1-a-01|nonconforming|A|sau"
    rows = [p for p in text_of(tmp_path, case(answers)) if p[:5] in ("01 | ", "02 | ")]
    assert [row[:9] for row in rows] == ["01 | A; s", "02 | B; s"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Thiếu 18 TTHC", "Chưa bổ sung"], "Thiếu 18 TTHC. Chưa bổ sung."),
        (["Thiếu 18 TTHC.", "Chưa bổ sung."], "Thiếu 18 TTHC. Chưa bổ sung."),
        (["Thiếu 18 TTHC", "chưa bổ sung"], "Thiếu 18 TTHC; chưa bổ sung."),
        (["Thiếu 18 TTHC", "thiếu 18 TTHC."], "Thiếu 18 TTHC."),
        (["Trả lời “đã làm.”", "  "], "Trả lời “đã làm.”"),
        (["Hai dòng\nđã ghi"], "Hai dòng\nđã ghi."),
        ([], ""),
    ],
)
def test_texts_are_joined_as_typed(texts: list[str], expected: str) -> None:
    assert joined(texts) == expected


def test_only_a_very_long_row_may_go_over_the_page() -> None:
    """A row kept together that is longer than a page loses text in LibreOffice."""
    given = case(f"D36-1-a-01|nonconforming|{'Rất dài ' * 150}|a\nD36-2-d-01|nonconforming|B|b")
    assert [row["long"] for row in letter(given, judge(given)).context["nonconformities"]] == [True, False]


def test_laws_are_cited_in_full_at_their_first_mention(tmp_path: Path) -> None:
    """Decree 30/2020, Annex I, II.6.b."""
    given = "\n".join(text_of(tmp_path, case(ANSWERS)))
    for law in LAWS:
        assert given.index(f"{law.kind} số {law.number} ngày") == given.index(law.number) - len(f"{law.kind} số ")
