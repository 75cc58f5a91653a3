"""Makes anh-bang-tin.jpg and anh-quyet-dinh.jpg, the pictures of the demo: drawings that say that nothing is real.

python examples/an-binh-2026/make_photo.py
"""

from __future__ import annotations

from pathlib import Path

import matplotlib
from PIL import ExifTags, Image, ImageDraw, ImageFont

PHOTO = Path(__file__).with_name("anh-bang-tin.jpg")
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
SIZE = (960, 720)
LINES = (
    (70, 60, 40, "BẢNG TIN – SỞ CÔNG THƯƠNG"),
    (110, 200, 26, "Quyết định số 403/QĐ-SCT"),
    (110, 240, 26, "ngày 22/10/2025"),
    (110, 300, 26, "Công bố HTQLCL"),
    (540, 200, 26, "Danh mục 125 TTHC"),
    (540, 240, 26, "thuộc phạm vi áp dụng"),
    (70, 640, 30, "ẢNH MINH HỌA – tỉnh An Bình không có thật"),
)
"""Left edge, top, height of letters, words."""
SCAN = Path(__file__).with_name("anh-quyet-dinh.jpg")
SHEET = (640, 905)
OF_SCAN = (
    (60, 60, 22, "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
    (60, 100, 20, "Số: 512/QĐ-SNNMT"),
    (60, 140, 20, "An Bình, ngày 07 tháng 8 năm 2026"),
    (210, 220, 28, "QUYẾT ĐỊNH"),
    (60, 280, 20, "Bổ sung phạm vi áp dụng HTQLCL"),
    (60, 315, 20, "kèm danh mục 77 TTHC"),
    (60, 850, 18, "ẢNH MINH HỌA – tỉnh An Bình không có thật"),
)


def main() -> None:
    """Draw the notice board and say, as a camera does, when it was taken."""
    image = Image.new("RGB", SIZE, "#c9b48a")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 930, 690), outline="#6b4f2a", width=14)
    for left in (90, 520):
        draw.rectangle((left, 160, left + 350, 590), fill="white", outline="#888888")
        for top in range(360, 570, 24):
            draw.line((left + 24, top, left + 326, top), fill="#bbbbbb", width=6)
    _write(draw, LINES)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:06:16 10:12:00"
    image.save(PHOTO, quality=60, optimize=True, exif=exif)
    _draw_scan()


def _draw_scan() -> None:
    """Draw the decision that an agency sent in with its report, as it was scanned."""
    sheet = Image.new("RGB", SHEET, "#fdfdf8")
    draw = ImageDraw.Draw(sheet)
    for top in range(380, 800, 30):
        draw.line((60, top, 580, top), fill="#cccccc", width=5)
    _write(draw, OF_SCAN)
    sheet.save(SCAN, quality=60, optimize=True)


def _write(draw: ImageDraw.ImageDraw, lines: tuple[tuple[int, int, int, str], ...]) -> None:
    for left, top, height, words in lines:
        draw.text((left, top), words, fill="#222222", font=ImageFont.truetype(FONT, height))


if __name__ == "__main__":
    main()
