"""Messages of the catalogue that are about papers: their Word templates, their PDFs. Code to what and remedy."""

from __future__ import annotations

PAPERS: dict[str, tuple[str, str]] = {
    # templates
    "TEMPLATE_001": ("mẫu Word có trường không biết: {reason}.", "Sửa tên trường trong mẫu; xem docs/templates.md."),
    "TEMPLATE_002": ("mẫu Word viết sai: {reason}.", "Kiểm tra các dấu ngoặc nhọn và vòng lặp trong mẫu."),
    "TEMPLATE_003": ("không có mẫu Word «{value}».", "Đặt lại mẫu vào thư mục templates, hoặc cài lại isoaudit."),
    "TEMPLATE_004": ("không có trường «{field}».", "{hint}"),
    "TEMPLATE_005": (
        "lệnh viết dở hoặc viết sai: {reason}.",
        "Viết đủ hai đầu, {{{{ … }}}} hoặc {{% … %}}, trong cùng một đoạn.",
    ),
    "TEMPLATE_006": (
        "{reason}.",
        "Mỗi for có một endfor, mỗi if có một endif, lồng nhau đúng thứ tự; xem docs/templates.md.",
    ),
    "TEMPLATE_007": (
        "lệnh không dùng được trong mẫu: {reason}.",
        "Mẫu chỉ in trường và dùng for, if; xem docs/templates.md.",
    ),
    "TEMPLATE_008": ("«{field}» {reason}.", "Sửa lệnh này; xem docs/templates.md."),
    "TEMPLATE_009": ("«{field}» không bao giờ là «{value}».", "Dùng một trong các giá trị: {expected}."),
    "TEMPLATE_010": (
        "không biết «{value}» là mẫu của văn bản nào.",
        "Đặt đúng tên tệp, hoặc ghi rõ bằng «--as». Các mẫu: {expected}.",
    ),
    "TEMPLATE_011": ("mẫu không in «{field}» ({means}), phải có theo {law}.", "Thêm trường này vào mẫu."),
    "TEMPLATE_012": ("lập thử không được: {reason}.", "Sửa mẫu rồi kiểm tra lại."),
    "TEMPLATE_013": (
        "«{text}» đứng cùng {what} với lệnh «{mark}» nên sẽ mất.",
        "Để lệnh này một mình trong {what}.",
    ),
    # PDF
    "PDF_001": (
        "chưa lập được {count} tệp PDF: máy này không có LibreOffice.",
        "Cài LibreOffice rồi chạy lại; hoặc mở tệp Word và chọn Lưu thành (Save As), kiểu PDF. Tệp Word còn nguyên.",
    ),
    "PDF_002": (
        "chưa lập được PDF: LibreOffice không xong trong {seconds} giây.",
        "Đóng bớt chương trình khác rồi chạy lại; nếu vẫn thế, mở tệp Word này và lưu thành PDF.",
    ),
    "PDF_003": (
        "chưa lập được PDF: LibreOffice dừng đột ngột.",
        "Chạy lại; nếu vẫn thế, mở tệp Word này và lưu thành PDF, hoặc cài lại LibreOffice.",
    ),
    "PDF_004": (
        "chưa lập được PDF: LibreOffice không đọc được tệp này.",
        "Mở tệp bằng Word để xem có hỏng không; nếu hỏng, lập lại văn bản.",
    ),
    "PDF_005": (
        "đã có {name} không do chương trình lập, nên giữ nguyên.",
        "Nếu không cần tệp PDF ấy nữa, đổi tên hoặc xóa rồi chạy lại.",
    ),
}
