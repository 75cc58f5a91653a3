"""What the bodies of the invented province deal with, and where in their houses."""

from __future__ import annotations

from facts import Row

FIELDS = {
    "STP": ("công chứng", "lý lịch tư pháp", "đấu giá tài sản"),
    "SCT": ("hóa chất", "vật liệu nổ công nghiệp", "lưu thông hàng hóa trong nước"),
    "SXD": ("hoạt động xây dựng", "quy hoạch xây dựng", "vận tải đường bộ"),
    "SYT": ("khám bệnh, chữa bệnh", "dược phẩm", "mỹ phẩm"),
    "SNNMT": ("đất đai", "tài nguyên nước", "lâm nghiệp"),
    "TTT": ("tiếp công dân", "xử lý đơn"),
    "SNV": ("hội, quỹ", "lao động", "người có công"),
    "STC": ("đăng ký doanh nghiệp", "đầu tư", "quản lý công sản"),
    "SGDDT": ("giáo dục trung học", "thi, tuyển sinh"),
    "SVHTTDL": ("di sản văn hóa", "lữ hành", "quảng cáo"),
    "SKHCN": ("hoạt động khoa học và công nghệ", "an toàn bức xạ", "bưu chính"),
    "SNgV": ("lãnh sự", "hội nghị, hội thảo quốc tế"),
    "SDTTG": ("tín ngưỡng, tôn giáo", "công tác dân tộc"),
    "UBNDT": ("đất đai", "đầu tư", "đấu thầu"),
    "CCKL": ("lâm nghiệp", "bảo vệ rừng"),
    "CCTL": ("thủy lợi", "phòng, chống thiên tai"),
    "CCCNTY": ("thú y", "chăn nuôi"),
    "CCTTBVTV": ("trồng trọt", "bảo vệ thực vật"),
    "CCPTNT": ("phát triển nông thôn", "làng nghề"),
    "CCBVMT": ("môi trường", "chất thải nguy hại"),
    "CCTDC": ("tiêu chuẩn đo lường chất lượng", "mã số mã vạch"),
    "CCDS": ("dân số", "sàng lọc trước sinh"),
    "CCATTP": ("an toàn thực phẩm", "quảng cáo thực phẩm"),
    "CCQLTT": ("quản lý thị trường", "thương mại"),
    "BQLKKT": ("đầu tư", "lao động", "quy hoạch xây dựng"),
}
COMMUNE_FIELDS = ("đất đai", "hộ tịch", "chứng thực", "bảo trợ xã hội", "xây dựng")


def field_of(agency: Row, number: int) -> str:
    """One of the fields a body handles procedures in."""
    fields = COMMUNE_FIELDS if agency["kind"] == "ubnd_cap_xa" else FIELDS[agency["code"].removeprefix("99-")]
    return fields[number % len(fields)]


def initials(field: str) -> str:
    """As procedures are coded: "đất đai" gives ĐĐ."""
    return "".join(word[0] for word in field.replace(",", "").split())[:4].upper()


def rooms(agency: Row) -> tuple[str, ...]:
    """The rooms a team visits."""
    name, kind = agency["name"], agency["kind"]
    if kind == "ubnd_cap_xa":
        economy = "Phòng Kinh tế, Hạ tầng và Đô thị" if "phường" in name else "Phòng Kinh tế"
        first: tuple[str, ...] = ("Văn phòng Hội đồng nhân dân và UBND", economy, "Phòng Văn hóa - Xã hội")
        return (*first, "Trung tâm Phục vụ hành chính công")
    if kind == "co_quan_chuyen_mon" and name.startswith("Sở"):
        return ("Văn phòng Sở", "Phòng Kế hoạch - Tài chính", "Bộ phận Một cửa của Sở")
    if kind == "chi_cuc":
        return ("Phòng Hành chính - Tổng hợp", "Phòng Nghiệp vụ")
    return ("Văn phòng", "Phòng Nghiệp vụ", "Bộ phận Một cửa")
