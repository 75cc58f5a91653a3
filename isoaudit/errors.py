"""Errors a person can act on: where it is, what is wrong, what to do.

Every message a user can meet is in :data:`CATALOGUE`, in Vietnamese; code raises
:class:`IsoAuditError` (or one of its children) with all problems found, never just the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in words a person can act on."""

    code: str
    """Stable id of the message, such as ``TABLE_003``; see :data:`CATALOGUE`."""
    where: str
    """The file and row, the inspection, the field."""
    what: str
    """What is wrong there."""
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}".strip()

    def as_dict(self) -> dict[str, str]:
        """The problem as plain data, for ``--json``."""
        return asdict(self)


CATALOGUE: dict[str, tuple[str, str]] = {
    # reading files
    "FILE_001": ("không tìm thấy tệp.", "Kiểm tra lại tên và đường dẫn."),
    "FILE_002": (
        "không đọc được tệp ({reason}).",
        "Kiểm tra quyền đọc, hoặc đóng tệp nếu đang mở trong chương trình khác.",
    ),
    "FILE_003": (
        "tệp không phải văn bản UTF-8 (byte thứ {position}).",
        "Mở bằng Notepad, chọn Lưu thành (Save As), mã hóa UTF-8.",
    ),
    "FILE_006": (
        "không nhận ra bảng mã của tệp (byte thứ {position}).",
        "Trong Excel chọn Lưu thành (Save As), kiểu «CSV UTF-8», rồi nhập lại.",
    ),
    "FILE_004": ("tệp trống, không có dòng tiêu đề.", "Chọn lại tệp; dòng đầu phải là tên các cột."),
    "FILE_005": (
        "không ghi được ({reason}).",
        "Kiểm tra quyền ghi và chỗ trống trên đĩa; đóng tệp nếu đang mở trong Word, Excel.",
    ),
    "FILE_007": ("đã có tệp này.", "Chọn tên khác bằng «--output», hoặc dời tệp cũ đi: tệp có thể đã được điền."),
    # tables
    "TABLE_001": (
        "thiếu cột «{column}».",
        "Ghi tên cột này ở dòng tiêu đề, mỗi cột một ô; tệp CSV phân cách bằng dấu «,», «;» hoặc Tab. "
        "Các cột cần có: {expected}.",
    ),
    "TABLE_002": ("cột «{column}» có hai lần.", "Xóa bớt một cột."),
    "TABLE_003": ("ô «{column}» để trống.", "Điền giá trị."),
    "TABLE_004": ("«{value}» không phải giá trị của cột «{column}».", "Dùng một trong các giá trị: {expected}."),
    "TABLE_005": ("«{value}» ở cột «{column}» không phải ngày.", "Ghi ngày như 18/6/2026 hoặc 2026-06-18."),
    "TABLE_006": ("ngày {value} ở cột «{column}» sau ngày hôm nay ({today}).", "Kiểm tra lại ngày, tháng, năm."),
    "TABLE_007": (
        "ô «{column}» có ký tự điều khiển (mã U+{code}).",
        "Xóa ký tự này; thường gặp khi chép từ PDF hoặc phần mềm cũ.",
    ),
    "TABLE_008": ("trùng với {row} ({key}).", "Giữ lại một dòng."),
    "TABLE_009": (
        "dòng có {cells} ô, nhiều hơn {columns} cột của tiêu đề.",
        "Kiểm tra dấu phân cách và dấu ngoặc kép.",
    ),
    "TABLE_010": (
        "mã «{value}» không dùng được.",
        "Mã gồm chữ cái không dấu, chữ số và dấu «-», dài tối đa 31 ký tự, không trùng tên dành riêng của Windows.",
    ),
    "TABLE_011": ("ngày bắt đầu «{start}» sau ngày kết thúc «{end}».", "Kiểm tra lại hai ngày."),
    "TABLE_012": ("«{value}» ở cột «{column}» không phải số.", "Ghi bằng chữ số, hoặc để trống."),
    "TABLE_013": (
        "dấu ngoặc kép hoặc dấu phân cách không khép kín ({reason}).",
        "Mở tệp bằng Excel và lưu lại dạng CSV UTF-8.",
    ),
    "TABLE_014": (
        "ô «{column}» là công thức.",
        "Trong Excel chép ô này rồi dán lại dạng giá trị (Paste Special, Values); bỏ dấu «=» ở đầu.",
    ),
    "TABLE_015": (
        "ô «{column}» dài {length} ký tự, quá 32.767 ký tự một ô bảng tính chứa được.",
        "Rút gọn; để tài liệu dài trong tệp riêng.",
    ),
    "TABLE_016": ("ô «{column}» bị gộp với ô bên cạnh.", "Bỏ gộp ô (Merge & Center) rồi điền từng ô."),
    "TABLE_017": ("không có trang nào có dòng tiêu đề.", "Ghi tên các cột ở dòng đầu; các cột cần có: {expected}."),
    "TABLE_018": ("ô «{column}» báo «{value}».", "Sửa công thức hoặc liên kết, rồi chép lại ô này dạng giá trị."),
    "TABLE_019": (
        "ô «{column}» đã bị sửa.",
        "Cột ẩn này cho biết kết quả nào đã có khi xuất tệp; xuất lại tệp rồi chép kết quả sang, hoặc xóa cả cột.",
    ),
    # workbooks
    "SHEET_001": (
        "tệp không phải bảng tính ({kind}).",
        "Chọn tệp .xlsx hoặc .csv; bảng tính kiểu khác thì mở bằng chương trình đã tạo ra nó, "
        "chọn Lưu thành (Save As), kiểu «Excel Workbook (.xlsx)».",
    ),
    "SHEET_002": (
        "tệp Excel kiểu cũ (.xls) hoặc có mật khẩu.",
        "Mở bằng Excel, bỏ mật khẩu, chọn Lưu thành (Save As), kiểu «Excel Workbook (.xlsx)».",
    ),
    "SHEET_003": (
        "tệp hỏng, không mở được ({reason}).",
        "Mở bằng Excel, chọn Mở và sửa chữa (Open and Repair), lưu lại; không được thì xin lại tệp từ người gửi.",
    ),
    "SHEET_004": (
        "tệp vượt quá mức mở an toàn ({reason}).",
        "Tệp có thể cố ý làm treo máy: hỏi lại người gửi, hoặc chép riêng phần bảng sang một tệp mới.",
    ),
    "SHEET_005": (
        "tệp có macro.",
        "Mở bằng Excel, chọn Lưu thành (Save As), kiểu «Excel Workbook (.xlsx)»: tệp lưu như vậy không còn macro.",
    ),
    "SHEET_006": (
        "tệp có liên kết đến tệp hoặc nguồn dữ liệu khác.",
        "Trong Excel, mục Dữ liệu (Data): ngắt các liên kết (Edit Links, Break Link), xóa các truy vấn và kết nối "
        "(Queries & Connections), rồi lưu lại.",
    ),
    "SHEET_007": (
        "tệp khai báo thực thể XML.",
        "Excel không tạo tệp như vậy: không dùng tệp này, hỏi lại người gửi.",
    ),
    "SHEET_008": (
        "không đánh dấu được ({reason}).",
        "Sửa tệp gốc theo các dòng báo ở trên.",
    ),
    # register, inspections, answers
    "AGENCY_001": ("mã cơ quan «{value}» không có trong danh sách.", "Nhập danh sách cơ quan trước, hoặc sửa mã."),
    "AGENCY_002": (
        "cơ quan {agency} đã có cuộc kiểm tra ({ids}) nhưng đổi {what}.",
        "Nếu thay đổi từ một ngày: nhập lại với «--as-of NGÀY», các cuộc kiểm tra trước ngày đó giữ tên cũ. "
        "Nếu chỉ sửa cho đúng: dùng một ngày trước cuộc kiểm tra đầu tiên.",
    ),
    "AGENCY_003": (
        "cơ quan {agency} được hợp nhất nhưng đã có cuộc kiểm tra ({ids}).",
        "Nhập lại với «--as-of NGÀY», là ngày cơ quan mới bắt đầu hoạt động.",
    ),
    "AGENCY_004": (
        "cơ quan {agency} chỉ hoạt động đến {ended}{now}.",
        "Mở cuộc kiểm tra cho cơ quan hiện nay, hoặc sửa ngày.",
    ),
    "INSPECTOR_001": (
        "tên «{name}» đã có, mã {other}.",
        "Thêm tên đệm hoặc đơn vị để phân biệt: Đoàn kiểm tra ghi theo tên.",
    ),
    "INSPECTION_001": ("mã cuộc kiểm tra «{value}» không có.", "Xem các mã bằng lệnh «isoaudit inspections list»."),
    "INSPECTION_002": (
        "cơ quan {agency} có {count} cuộc kiểm tra trong năm ({ids}).",
        "Ghi rõ mã cuộc kiểm tra ở cột «inspection».",
    ),
    "INSPECTION_003": (
        "cuộc kiểm tra {inspection} là của cơ quan {agency}, không phải {value}.",
        "Sửa mã cơ quan hoặc mã cuộc kiểm tra.",
    ),
    "INSPECTION_005": (
        "cuộc kiểm tra {inspection} đã mở {mode}, không đổi hình thức được.",
        "Bỏ mã ở cột «inspection» để mở một cuộc kiểm tra mới với hình thức khác.",
    ),
    "INSPECTION_004": (
        "người «{value}» không có vai trò hợp lệ trong Đoàn.",
        "Ghi như «Họ và tên (trưởng đoàn); Họ và tên (thư ký)»; vai trò: {expected}.",
    ),
    "CRITERION_001": (
        "tiêu chí «{value}» không có trong phiếu kiểm tra.",
        "Xem các mã bằng lệnh «isoaudit checklist list».",
    ),
    # checklists
    "CHECKLIST_001": ("YAML viết sai: {reason}.", "Sửa dấu cách đầu dòng, dấu hai chấm hoặc dấu ngoặc ở dòng này."),
    "CHECKLIST_002": ("mã «{value}» đã dùng ở {other}.", "Đặt mã mới cho một trong hai; không dùng lại mã cũ."),
    "CHECKLIST_003": ("trường «{field}»: {reason}.", "Xem docs/checklist-format.md."),
    "CHECKLIST_004": (
        "viện dẫn {citation} không có trong law.yaml.",
        "Chỉ viện dẫn điều, khoản, điểm đã đối chiếu; sửa lại viện dẫn hoặc bổ sung law.yaml.",
    ),
    "CHECKLIST_005": ("điểm «{point}» không thuộc Điều 36.", "Dùng 1.a đến 1.g hoặc 2.a đến 2.e."),
    "CHECKLIST_006": (
        "viện dẫn đầu tiên không phải {expected}.",
        "Ghi điểm tương ứng của Điều 36 ở dòng đầu của «basis».",
    ),
    "CHECKLIST_007": ("{field} trùng với {other}.", "Viết lại cho khác, hoặc gộp hai tiêu chí."),
    "CHECKLIST_008": (
        "chưa có tiêu chí cho nội dung {points} của Điều 36.",
        "Thêm tiêu chí: phiếu phải đủ 13 nội dung.",
    ),
    "CHECKLIST_009": ("mục {clause} không có trong TCVN ISO 9001:2015.", "Dùng mục cấp hai, như 9.2."),
    "CHECKLIST_010": ("đánh giá được qua hồ sơ nhưng thiếu «ask».", "Ghi nội dung cơ quan cần báo cáo và gửi kèm."),
    "CHECKLIST_011": ("có «ask» nhưng không đánh giá được qua hồ sơ.", "Bỏ «ask», hoặc ghi «by_record: true»."),
    "CHECKLIST_012": ("tiêu chí đứng sai thứ tự của Điều 36 (sau {other}).", "Xếp lại theo thứ tự điểm và số."),
    "CHECKLIST_013": ("mã không khớp với nội dung {point}.", "Mã phải bắt đầu bằng {expected}."),
    "CHECKLIST_014": ("không có phiếu kiểm tra nào.", "Thêm tệp .yaml vào thư mục checklists."),
    "CHECKLIST_015": (
        "cần đúng một phiếu kiểm tra chính, nay có {count}.",
        "Giữ một phiếu có «annex: false»; các phiếu khác ghi «annex: true».",
    ),
    "CHECKLIST_016": ("tệp quá {most} MB.", "Chọn lại tệp; phiếu kiểm tra chỉ gồm chữ, thường dưới 1 MB."),
    "CHECKLIST_017": (
        "có thẻ «{value}» của YAML.",
        "Bỏ thẻ này; nếu là chữ trong câu thì đặt cả câu trong ngoặc kép.",
    ),
    "CHECKLIST_018": (
        "có dấu tham chiếu «{value}» của YAML.",
        "Viết lại đầy đủ nội dung tại chỗ; nếu là chữ trong câu thì đặt cả câu trong ngoặc kép.",
    ),
    "CHECKLIST_019": (
        "có dòng khai báo «%» hoặc hơn một tài liệu YAML trong một tệp.",
        "Mỗi tệp một phiếu; bỏ dòng bắt đầu bằng «%» và dòng «---» ở giữa tệp.",
    ),
    "CHECKLIST_020": ("nội dung lồng nhau quá {most} cấp.", "Viết lại theo mẫu trong docs/checklist-format.md."),
    "CHECKLIST_021": (
        "«{value}» không phải ngày hoặc số dùng được.",
        "Ghi ngày như 2014-12-01, số bằng chữ số; nếu là chữ thì đặt trong ngoặc kép.",
    ),
    "CHECKLIST_022": (
        "tên trường «{value}» không phải chữ.",
        "Dùng tên trường trong docs/checklist-format.md; nếu đúng là tên thì đặt trong ngoặc kép.",
    ),
    "CHECKLIST_023": (
        "có ký tự điều khiển (mã U+{code}).",
        "Xóa ký tự này, hoặc gõ lại dòng này; thường gặp khi chép từ PDF hoặc phần mềm cũ.",
    ),
    # programme
    "PROGRAMME_001": (
        "không phải thư mục làm việc của isoaudit.",
        "Tạo bằng lệnh «isoaudit init», hoặc chỉ đúng thư mục bằng «-C».",
    ),
    "PROGRAMME_002": ("thư mục đã có nội dung.", "Chọn thư mục mới hoặc thư mục trống."),
    "PROGRAMME_003": ("isoaudit.toml viết sai: {reason}.", "Sửa dòng này; xem chú thích trong tệp."),
    "PROGRAMME_004": ("isoaudit.toml, mục «{field}»: {reason}.", "Sửa lại; xem chú thích trong tệp."),
    "PROGRAMME_005": ("năm {year} không hợp lệ.", "Ghi năm kế hoạch, từ 2014 đến 2100."),
    # journal
    "STORE_001": (
        "cơ sở dữ liệu không mở được ({reason}).",
        "Đóng chương trình khác đang dùng, hoặc khôi phục từ bản sao lưu.",
    ),
    "STORE_002": (
        "nội dung đã bị thay đổi ({subject}, ghi lúc {at}).",
        "Khôi phục programme.db từ bản sao lưu gần nhất.",
    ),
    "STORE_003": ("thiếu mục đứng trước ({missing}).", "Có mục đã bị xóa; khôi phục programme.db từ bản sao lưu."),
    "STORE_004": ("tệp bị thiếu.", "Khôi phục thư mục files từ bản sao lưu."),
    "STORE_005": ("nội dung tệp không còn khớp với tên (SHA-256).", "Khôi phục tệp từ bản sao lưu."),
    "STORE_006": (
        "không có trạng thái nào ứng với dấu {value}.",
        "Đối chiếu lại từng ký tự. Nếu đúng là dấu của một phiếu làm việc thì kết quả đã được ghi thêm hoặc sửa "
        "sau khi in; nếu là dấu của lệnh verify thì dữ liệu đã bị thay đổi ngoài chương trình.",
    ),
    "STORE_008": ("không còn dữ liệu nào.", "Khôi phục programme.db từ bản sao lưu gần nhất."),
    "STORE_007": ("dấu «{value}» viết sai.", "Dấu gồm ít nhất 8 ký tự 0-9, A-F."),
    # run
    "RUN_001": (
        "không tìm thấy cơ quan hoặc cuộc kiểm tra «{value}».",
        "Xem các mã bằng lệnh «isoaudit inspections list».",
    ),
    "RUN_002": ("sổ tay thiếu tham số {names}.", "Ô «parameters» phải có hai tham số case và out."),
    "RUN_003": ("ô số {cell} dừng: {reason}.", "Mở findings.ipynb trong thư mục này để xem ô dừng."),
    "RUN_004": ("quá thời gian {seconds} giây.", "Chạy lại với «--timeout» lớn hơn."),
    "RUN_005": ("tiến trình dừng đột ngột (mã {code}).", "Chạy lại; nếu vẫn thế, kiểm tra bộ nhớ của máy."),
    "RUN_006": (
        "chưa có cuộc kiểm tra nào.",
        "Nhập bằng «isoaudit inspections import» hoặc «isoaudit answers import».",
    ),
    "RUN_007": (
        "không thành ({reason}).",
        "Chạy lại; nếu vẫn thế, chạy với «--debug» và gửi nội dung cho người hỗ trợ.",
    ),
    "RUN_008": (
        "sổ tay không dùng Python của chương trình này.",
        "Chạy lại với «--engine kernel», hoặc chọn kernel Python 3 cho sổ tay.",
    ),
    "RUN_009": ("máy này không có cách chạy nhanh (fork).", "Chạy lại với «--engine kernel»."),
    "RUN_010": (
        "ô số {cell} dừng: cần nhiều hơn {memory} MB bộ nhớ.",
        "Chạy lại với «--memory» lớn hơn, hoặc sửa ô này.",
    ),
    "RUN_011": (
        "kết quả vừa được ghi thêm trong khi đang rà soát, nên chưa lập văn bản.",
        "Chờ người kia nhập xong, rồi chạy lại lệnh này.",
    ),
    "RUN_012": (
        "ô số {cell} dừng: tiến trình kết thúc đột ngột.",
        "Xem ô này có lệnh tắt chương trình (như os._exit) không; nếu không, chạy lại và kiểm tra bộ nhớ của máy.",
    ),
    "RUN_013": (
        "ô số {cell} dừng: chờ người nhập từ bàn phím.",
        "Bỏ lệnh hỏi (input, getpass) khỏi ô này: khi chạy hàng loạt không có ai trả lời.",
    ),
    "RUN_014": (
        "ô số {cell} dừng: gọi lệnh thoát (sys.exit), các ô sau không được chạy.",
        "Bỏ lệnh thoát khỏi ô này.",
    ),
    "RUN_015": (
        "ô số {cell} dừng: không đọc hoặc ghi được tệp ({reason}).",
        "Kiểm tra chỗ trống trên đĩa và quyền ghi, hoặc sửa ô này.",
    ),
    "RUN_016": (
        "ô số {cell} in ra {size} MB, nhiều hơn {most} MB một phiếu chứa được.",
        "Bỏ bớt lệnh in khỏi ô này.",
    ),
    "RUN_017": (
        "sổ tay cần kernel «{name}», máy này không có.",
        "Mở sổ tay bằng JupyterLab, chọn kernel Python 3 rồi lưu lại.",
    ),
    "RUN_018": (
        "ô số {cell} dừng: quá thời gian {seconds} giây.",
        "Chạy lại với «--timeout» lớn hơn, hoặc sửa ô này.",
    ),
    "RUN_019": (
        "đang có một lệnh khác lập phiếu hoặc dự thảo trong thư mục này.",
        "Chờ lệnh đó xong rồi chạy lại.",
    ),
    "RUN_020": (
        "sổ tay chạy hết nhưng không lập findings.json.",
        "Giữ ô cuối như trong sổ tay mẫu (paper.write_findings và paper.write_letter).",
    ),
    # a cluster
    "CLUSTER_001": (
        "không tìm thấy bộ điều phối ở địa chỉ này.",
        "Kiểm tra địa chỉ (như tcp://10.0.0.5:8786) và máy đó có đang chạy không; hoặc bỏ «--scheduler» để chạy ở đây.",
    ),
    "CLUSTER_002": (
        "máy này chưa cài phần chạy trên nhiều máy.",
        "Cài thêm «isoaudit[cluster]», hoặc bỏ «--scheduler» để chạy ở đây.",
    ),
    "CLUSTER_003": ("không dùng được máy này: {reason}.", "Sửa rồi chạy lại; hoặc bỏ «--scheduler» để chạy ở đây."),
    "CLUSTER_004": (
        "mất liên lạc với cụm máy, chưa có phiếu.",
        "Kiểm tra cụm máy rồi chạy lại: những phiếu đã lập xong không phải lập lại.",
    ),
    "CLUSTER_005": (
        "máy nhận việc này đã ngừng nhiều lần, chưa có phiếu.",
        "Chạy lại không có «--scheduler», để thấy ô nào trong sổ tay gây ra.",
    ),
    "CLUSTER_006": ("dự thảo đang được sửa trong khi lập.", "Đóng tệp Word rồi chạy lại."),
    # the rules of a run; from GATE_006 on: what only a fault of the program or a tampered file can bring about
    "GATE_001": (
        "không chạy được great_expectations ({reason}).",
        "Chạy «isoaudit doctor», hoặc cài lại isoaudit. Chưa rà soát thì không lập văn bản.",
    ),
    "GATE_002": (
        "great_expectations dừng đột ngột (mã {code}).",
        "Chạy lại; nếu vẫn thế, kiểm tra bộ nhớ của máy. Chưa rà soát thì không lập văn bản.",
    ),
    "GATE_003": (
        "quá thời gian {seconds} giây.",
        "Đóng bớt chương trình khác rồi chạy lại. Chưa rà soát thì không lập văn bản.",
    ),
    "GATE_004": (
        "great_expectations trả lời không đầy đủ ({reason}).",
        "Chạy lại; nếu vẫn thế, cài lại isoaudit. Chưa rà soát thì không lập văn bản.",
    ),
    "GATE_005": ("bộ quy tắc rà soát viết sai: {reason}.", "Cài lại isoaudit để có bộ quy tắc đúng."),
    "GATE_006": (
        "«{value}» không phải giá trị của «{column}».",
        "Chạy «isoaudit verify»; nếu dữ liệu đã bị thay đổi, khôi phục programme.db từ bản sao lưu.",
    ),
    "GATE_007": (
        "tiêu chí không có trong phiếu kiểm tra của cuộc kiểm tra này.",
        "Chạy «isoaudit verify»; nếu dữ liệu đã bị thay đổi, khôi phục programme.db từ bản sao lưu.",
    ),
    "GATE_008": (
        "có hai lần trong dữ liệu.",
        "Chạy «isoaudit verify»; nếu dữ liệu đã bị thay đổi, khôi phục programme.db từ bản sao lưu.",
    ),
    "GATE_009": (
        "ngày bắt đầu {earlier} sau ngày kết thúc {later}.",
        "Sửa ngày của cuộc kiểm tra, hoặc thời kỳ kiểm tra trong isoaudit.toml.",
    ),
    "GATE_010": (
        "được ghi cho «{other}».",
        "Chạy «isoaudit verify»; nếu dữ liệu đã bị thay đổi, khôi phục programme.db từ bản sao lưu.",
    ),
    # templates
    "TEMPLATE_001": ("mẫu Word có trường không biết: {reason}.", "Sửa tên trường trong mẫu; xem docs/commands.md."),
    "TEMPLATE_002": ("mẫu Word viết sai: {reason}.", "Kiểm tra các dấu ngoặc nhọn và vòng lặp trong mẫu."),
    "TEMPLATE_003": ("không có mẫu Word «{value}».", "Đặt lại mẫu vào thư mục templates, hoặc cài lại isoaudit."),
    # demo
    "DEMO_001": ("kết quả khác dự kiến: {reason}.", "Dữ liệu mẫu đã bị sửa; cài lại isoaudit."),
}


LONGEST_EXCERPT = 240
"""Characters of what a person wrote that a message repeats: enough to find it, never a whole file."""


def excerpt(value: object) -> str:
    """What a person wrote, as a message repeats it: in one line, cut, signs that no screen can show replaced."""
    text = str(value)
    short = " ".join(text[: 2 * LONGEST_EXCERPT].split())
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)
    if len(shown) <= LONGEST_EXCERPT and len(text) <= 2 * LONGEST_EXCERPT:
        return shown
    return shown[:LONGEST_EXCERPT].rstrip() + "…"


def problem(code: str, where: str, /, **fields: object) -> Problem:
    """The catalogue's message ``code`` at ``where``; a field it needs and lacks raises ``KeyError``."""
    what, remedy = CATALOGUE[code]
    said = {name: excerpt(value) for name, value in fields.items()}
    return Problem(code, where, what.format_map(said), remedy.format_map(said))


class IsoAuditError(Exception):
    """Something a person must mend; carries every problem found."""

    def __init__(self, problems: Problem | Iterable[Problem], note: str = "") -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.note = note
        """What was done to help, in a sentence; empty: nothing."""
        super().__init__("\n".join(str(p) for p in self.problems))


class ChecklistError(IsoAuditError):
    """A checklist or law.yaml is wrong."""


class TableError(IsoAuditError):
    """A file of a register, of inspections or of answers was refused."""


class ProgrammeError(IsoAuditError):
    """The folder is not a programme, or its settings are wrong."""


class StoreError(IsoAuditError):
    """The journal cannot be read, or was changed."""


class RunError(IsoAuditError):
    """A notebook or a letter could not be made."""
