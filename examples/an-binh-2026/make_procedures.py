"""Makes procedures.csv, declared-99-SNNMT.csv and declared-99-CCKL.csv: lists of procedures that do not exist.

    python examples/an-binh-2026/make_procedures.py

They agree with what answers.csv says of the two bodies: of 77 published procedures of Sở Nông nghiệp và Môi trường 70
are declared and 7 of lâm nghiệp are not, and 4 ended; the 68 of Chi cục Kiểm lâm are all declared, under 61 procedures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path

HERE = Path(__file__).parent
VERBS = ("Cấp giấy phép", "Cấp lại giấy phép", "Gia hạn giấy phép", "Điều chỉnh giấy phép", "Thu hồi giấy phép")
WORKS = {
    "Lâm nghiệp": ("khai thác lâm sản mẫu", "trồng rừng mẫu", "chế biến lâm sản mẫu", "cơ sở giống cây rừng mẫu"),
    "Đất đai": ("sử dụng đất mẫu", "đo đạc mẫu", "bản đồ mẫu", "chuyển mục đích mẫu"),
    "Tài nguyên nước": ("khai thác nước mặt mẫu", "khai thác nước dưới đất mẫu", "xả nước mẫu"),
    "Trồng trọt": ("giống cây trồng mẫu", "phân bón mẫu"),
    "Chăn nuôi": ("thức ăn chăn nuôi mẫu", "giống vật nuôi mẫu", "trang trại mẫu"),
}
WORKS_OF_FORESTERS = (
    *(
        "nuôi động vật rừng mẫu",
        "trồng cây cảnh rừng mẫu",
        "vận chuyển lâm sản mẫu",
        "xưởng gỗ mẫu",
        "vườn thực vật mẫu",
    ),
    *("cứu hộ động vật mẫu", "đường lâm nghiệp mẫu", "trạm kiểm lâm mẫu", "du lịch rừng mẫu"),
    *("thu mẫu rừng mẫu", "nhập khẩu giống rừng mẫu", "chòi canh mẫu", "dịch vụ rừng mẫu", "bến lâm sản mẫu"),
)
HEADINGS = (
    *("TT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Cấp thực hiện", "Cơ quan thực hiện"),
    *("Quyết định công bố", "Ngày quyết định", "Ngày có hiệu lực", "Ngày hết hiệu lực", "Loại TTHC"),
)
DECIDED = ("812/QĐ-UBND", "05/8/2025", "05/8/2025")
DEPARTMENT, FORESTERS = "Sở Nông nghiệp và Môi trường", "Chi cục Kiểm lâm"
IN_FORCE, ENDED, MISSING, OF_FORESTERS, COMMON = 77, 4, 7, 68, 8
"""Of the department; how many ended besides; how many it did not declare; of the foresters; under one procedure."""
OF_COMMUNES = (
    ("Hộ tịch", "Đăng ký khai sinh mẫu"),
    ("Hộ tịch", "Đăng ký kết hôn mẫu"),
    ("Chứng thực", "Chứng thực mẫu"),
)


def department() -> list[tuple[str, str, str]]:
    """Code, field and name of what is published for the department; the last :data:`ENDED` are no longer in force."""
    named = [(field, f"{verb} {work}") for field, works in WORKS.items() for work, verb in product(works, VERBS)]
    named += [("Chăn nuôi", f"Công nhận {number:02} vùng chăn nuôi mẫu") for number in range(1, 100)]
    return [(f"1.91{n:04}", field, name) for n, (field, name) in enumerate(named[: IN_FORCE + ENDED], start=1)]


def foresters() -> list[tuple[str, str, str]]:
    """The same of the foresters."""
    named = [f"{verb} {work}" for work, verb in product(WORKS_OF_FORESTERS, VERBS)]
    return [(f"2.92{n:04}", "Kiểm lâm", name) for n, name in enumerate(named[:OF_FORESTERS], start=1)]


def published() -> Iterator[tuple[str, ...]]:
    """The rows of the list as the national database gives it."""
    for place, (code, field, name) in enumerate(department()):
        yield code, name, field, "Cấp tỉnh", DEPARTMENT, *DECIDED, "31/3/2026" if place >= IN_FORCE else "", ""
    yield "1.910900", "Thẩm định kế hoạch mẫu", "Kế hoạch", "Cấp tỉnh", DEPARTMENT, *DECIDED, "", "TTHC nội bộ"
    for code, field, name in foresters():
        yield code, name, field, "Cấp tỉnh", FORESTERS, *DECIDED, "", ""
    for number, (field, name) in enumerate(OF_COMMUNES, start=1):
        yield f"1.93{number:04}", name, field, "Cấp xã", "UBND cấp xã", *DECIDED, "", ""


def of_department() -> Iterator[tuple[str, ...]]:
    """The declared list as an e-ISO system gives it: fields in rows of their own, long codes."""
    before, number = "", 0
    for place, (code, field, name) in enumerate(department()[:IN_FORCE]):
        if place < MISSING:
            continue
        if field != before:
            yield "", f"Lĩnh vực {field}", "", ""
        before, number = field, number + 1
        yield str(number), name, f"{code}.000.00.00.H99", f"QT-{number:02}"


def of_foresters() -> Iterator[tuple[str, ...]]:
    """The declared list as a clerk types it: the code behind the name, eight procedures (TTHC) under one."""
    for number, (code, _, name) in enumerate(foresters(), start=1):
        yield str(number), f"{name} ({code})", f"QT-LN-{max(number - COMMON + 1, 1):02}"


def write(name: str, headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([headings, *rows])


if __name__ == "__main__":
    write("procedures.csv", HEADINGS, ((str(n), *row) for n, row in enumerate(published(), start=1)))
    write("declared-99-SNNMT.csv", ("STT", "Tên thủ tục", "Mã TTHC", "Mã quy trình"), of_department())
    write("declared-99-CCKL.csv", ("STT", "Tên thủ tục hành chính (mã)", "Mã quy trình"), of_foresters())
