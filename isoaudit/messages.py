"""The messages about acts, findings in exchange with the agency, and signed files: what is wrong, what to do."""

from __future__ import annotations

ACTS: dict[str, tuple[str, str]] = {
    "ACT_001": (
        "«{act}» không thuộc hình thức kiểm tra {mode} ({clause}).",
        "Chọn lại việc, hoặc chọn lại mã cuộc kiểm tra.",
    ),
    "ACT_002": (
        "chưa ghi «{before}», việc phải có trước «{act}» ({clause}).",
        "Ghi việc đó trước: isoaudit record {code} {inspection} --on NGÀY.",
    ),
    "ACT_003": (
        "«{act}» ngày {day}, trước «{before}» ngày {other} ({clause}).",
        "Kiểm tra lại hai ngày; ngày đã ghi sai thì ghi lại với «--correct».",
    ),
    "ACT_004": ("ngày {day} sau ngày hôm nay ({today}).", "Chỉ ghi việc đã xảy ra; kiểm tra lại ngày, tháng, năm."),
    "ACT_005": (
        "đã ghi «{act}» khác: {what}.",
        "Nếu lần trước ghi sai: thêm «--correct». Nếu ghi nhầm cuộc kiểm tra: «--take-back», kèm lý do ở «--note».",
    ),
    "ACT_006": ("chưa thống nhất Biên bản được. {message}", "Nhập bổ sung kết quả, rồi ghi lại việc thống nhất."),
    "ACT_007": (
        "kết quả đã được thống nhất trong Đoàn ngày {day} ({codes}), không ghi khác đi được ({clause}).",
        "Sửa câu chữ: «isoaudit finding reword»; rút: «isoaudit finding withdraw». Cần đổi chính kết quả: ghi "
        '«isoaudit record minutes_agreed {inspection} --take-back --note "LÝ DO"», nhập lại, rồi thống nhất lại.',
    ),
    "ACT_008": (
        "Biên bản kiểm tra đã ký ngày {day}: nội dung trong Biên bản không thay đổi nữa ({clause}).",
        "Ý kiến sau khi ký ghi vào việc xem xét hành động khắc phục, hoặc vào cuộc kiểm tra tiếp theo.",
    ),
    "ACT_009": (
        "Đoàn chưa thống nhất Biên bản nên chưa có mã KPH, LY.",
        "Ghi việc thống nhất trước: isoaudit record minutes_agreed {inspection} --on NGÀY.",
    ),
    "ACT_010": ("không có mã «{code}»; các mã: {codes}.", "Xem bằng lệnh «isoaudit finding list {inspection}»."),
    "ACT_011": ("tệp trống (0 byte).", "Chọn lại tệp; nếu là bản quét thì quét lại."),
    "ACT_012": ("tệp {size} MB, quá {most} MB.", "Quét lại với độ phân giải thấp hơn, hoặc tách riêng phần phụ lục."),
    "ACT_013": ("tệp không phải {kinds}.", "Lưu bản đã ký thành tệp PDF hoặc Word (.docx) rồi ghi lại."),
    "ACT_014": (
        "nội dung tệp không phải của cuộc kiểm tra này: {reason}.",
        "Chọn đúng Biên bản đã ký của {agency}.",
    ),
    "ACT_015": (
        "tệp này đã ghi cho cuộc kiểm tra {other}; mỗi Biên bản thuộc một cuộc kiểm tra.",
        "Chọn đúng tệp của từng cuộc kiểm tra.",
    ),
    "ACT_016": ("chưa ghi lý do.", "Ghi lý do bằng chữ: {option}."),
    "ACT_017": ("chưa ghi «{act}»{number} nên không có gì để sửa hoặc rút lại.", "Bỏ «--correct», «--take-back»."),
    "ACT_018": ("đã ghi «{act}» {count} lần ({numbers}).", "Ghi rõ lần nào bằng «--number» đúng như đã ghi."),
    "ACT_019": ("ngày đến {arrived} trước ngày của văn bản ({day}).", "Kiểm tra lại hai ngày."),
    "ACT_020": (
        "bản ký của Biên bản đã được lưu, không rút lại được.",
        "Ngày ghi sai thì ghi lại với «--correct»; nội dung của Biên bản đã ký không thay đổi.",
    ),
    "ACT_021": ("{code} đã rút.", "Khôi phục trước: isoaudit finding restore {inspection} {code} --why LÝ_DO."),
    "ACT_022": ("{code} chưa rút.", "Xem bằng lệnh «isoaudit finding list {inspection}»."),
    "ACT_023": (
        "nội dung mới không có chữ hoặc số nào.",
        "Ghi nội dung; muốn bỏ hẳn: «isoaudit finding withdraw».",
    ),
    "ACT_024": (
        "«{option}» có ký tự điều khiển (mã U+{code}).",
        "Gõ lại; thường gặp khi chép từ PDF hoặc phần mềm cũ.",
    ),
    "ACT_025": ("không có cuộc kiểm tra nào {what}.", "Xem các cuộc kiểm tra bằng lệnh «isoaudit inspections list»."),
    "ACT_026": ("«{option}» không dùng cho «{act}».", "Bỏ tùy chọn này, hoặc chọn lại việc."),
}
