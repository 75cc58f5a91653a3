"""Pictures as they come from a telephone or a scanner: looked at without much memory, copied without what they tell.

Pillow unpacks a JPEG of 48 million pixels to 144 MB unless it is told before how little is wanted (``draft``).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import pillow_heif
from PIL import Image, ImageOps

from isoaudit.office.kinds import HEIC, JPEG, PNG, WEBP

THUMBNAIL = 240
"""Pixels of the longer side."""
IN_REPORT = 1600
"""Pixels of the longer side: 200 dots an inch across the text of an A4 page."""
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
"""The one reader of Pillow that is let at a file of a kind: others have had holes."""
_MOST_PIXELS = 64_000_000
"""Of what cannot be unpacked smaller: 192 MB; telephones have 48 million. Of a JPEG Pillow refuses 179 million."""
_STRIP = 32
"""Rows of the smaller picture that are made at once."""
_EXIF_IFD, _TAKEN, _OFFSET = 0x8769, 0x9003, 0x9011

pillow_heif.register_heif_opener()


class PictureFault(ValueError):
    """A picture that cannot be used: why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture says of itself."""

    width: int
    height: int
    taken: datetime | None
    """By the clock of the camera, with its zone where it says one (EXIF DateTimeOriginal, OffsetTimeOriginal)."""


def look_at(data: bytes, mime: str) -> Picture:
    """Unpack a picture of one of the kinds ``PICTURES`` once, as small as may be.

    Raises PictureFault for what is broken, cut off, no picture at all, or too large to be unpacked.
    """
    with _opened(data, mime) as image:
        width, height = image.size
        taken = _taken(image)
        _unpacked(image, data, mime, THUMBNAIL)
        return Picture(width, height, taken)


def smaller(data: bytes, mime: str, most: int) -> bytes:
    """A picture as a JPEG of at most ``most`` pixels a side, upright, without what the camera wrote of place, owner and
    device. Raises PictureFault as :func:`look_at`."""
    with _opened(data, mime) as image:
        profile = image.info.get("icc_profile") if image.mode == "RGB" else None
        made = _unpacked(image, data, mime, most)
        # the orientation is read from the EXIF data, so it is applied before they are left out
        made.thumbnail((most, most), Image.Resampling.LANCZOS)
        with suppress(Exception):  # EXIF data that are broken turn nothing
            made = ImageOps.exif_transpose(made)
        plain = _on_white(made)
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=85, **({"icc_profile": profile} if profile else {}))
        return out.getvalue()


def report_copy(data: bytes, mime: str) -> bytes:
    """A picture as it goes into a paper or a page: a JPEG of at most 1600 pixels a side, upright, without GPS, owner
    and serial number. Raises PictureFault as :func:`look_at`."""
    return smaller(data, mime, IN_REPORT)


def is_small(data: bytes, most: int) -> bool:
    """Whether these bytes are a whole picture of at most ``most`` pixels a side."""
    try:
        seen = look_at(data, JPEG)
    except PictureFault:
        return False
    return max(seen.width, seen.height) <= most


@contextmanager
def _opened(data: bytes, mime: str) -> Iterator[Image.Image]:
    """A picture whose head was read, of a size that may be unpacked."""
    if mime not in _FORMATS:
        raise PictureFault("không phải ảnh")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow tells of broken EXIF data on the screen, in English
        try:
            image = Image.open(io.BytesIO(data), formats=(_FORMATS[mime],))
        except Image.DecompressionBombError:
            raise PictureFault("ảnh quá lớn") from None
        except Exception:  # whatever a reader makes of bytes that are no picture
            raise PictureFault("không mở được ảnh") from None
        with image:
            width, height = image.size
            if mime != JPEG and width * height > _MOST_PIXELS:
                raise PictureFault(f"ảnh quá lớn ({width} × {height} điểm ảnh)")
            yield image


def _unpacked(image: Image.Image, data: bytes, mime: str, wanted: int) -> Image.Image:
    """A picture unpacked; of a large one not more than twice what is wanted, so that reducing it still looks well."""
    try:
        if mime == HEIC and (times := max(image.size) // (2 * wanted)) > 1:
            return _reduced(data, times)
        image.draft("RGB" if image.mode in ("RGB", "YCbCr") else image.mode, (2 * wanted, 2 * wanted))
        image.load()
    except Exception:  # cut off, or another thing behind the head of a picture
        raise PictureFault("ảnh bị cắt hoặc hỏng") from None
    return image


def _reduced(data: bytes, times: int) -> Image.Image:
    """A HEIC picture so many times smaller, upright as its reader makes it.

    Its reader unpacks it whole. Pillow would hold a second, larger copy of it; here it holds a few rows at a time.
    """
    read = pillow_heif.open_heif(io.BytesIO(data))
    rows = memoryview(read.data)  # before the size, which may be another once it is unpacked
    (width, height), mode, stride = read.size, read.mode, read.stride
    made = Image.new(mode, (-(-width // times), -(-height // times)))
    for top in range(0, height, _STRIP * times):
        tall = min(_STRIP * times, height - top)
        strip = Image.frombytes(mode, (width, tall), rows[top * stride : (top + tall) * stride], "raw", mode, stride)
        made.paste(strip.reduce(times), (0, top // times))
    return made


def _on_white(image: Image.Image) -> Image.Image:
    """As JPEG holds it; what is seen through is white."""
    if image.mode in ("RGB", "L"):
        return image
    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        return white
    return image.convert("RGB")


def _taken(image: Image.Image) -> datetime | None:
    """When the camera says the picture was taken; nothing where it does not say, or not in the form of EXIF."""
    try:
        said = image.getexif().get_ifd(_EXIF_IFD)
        day, offset = str(said.get(_TAKEN, "")), str(said.get(_OFFSET, ""))
    except Exception:  # EXIF data are written by anybody
        return None
    text = day.strip("\0 ")
    for zone in (offset.strip("\0 "), ""):
        with suppress(ValueError):
            return datetime.strptime(text + zone, "%Y:%m:%d %H:%M:%S%z" if zone else "%Y:%m:%d %H:%M:%S")
    return None
