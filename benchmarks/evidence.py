"""What it costs to keep a photo as evidence: seconds, and memory beside what the program takes before.

Each picture is made here with the grain of a camera: a JPEG of 48 million pixels, as telephones write them at most, of
other kinds 12 million. Asked for: a
JPEG of 48 million pixels kept, with its thumbnail, in under 3 s and 300 MB. Each is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pillow_heif
from measuring import machine
from PIL import Image

from isoaudit.journal.new_programme import init

WIDTH, HEIGHT = 8064, 6048
MOST_SECONDS, MOST_MB = 3.0, 300
_FORMATS = {"jpg": "JPEG", "progressive.jpg": "JPEG", "heic": "HEIF", "webp": "WEBP", "png": "PNG"}


def photo(path: Path, pixels: int) -> None:
    """A picture with grain, colours and edges, of so many pixels."""
    scale = (pixels / (WIDTH * HEIGHT)) ** 0.5
    size = round(WIDTH * scale), round(HEIGHT * scale)
    grain = Image.effect_noise((size[0] // 2, size[1] // 2), 40).resize(size)
    slope = Image.linear_gradient("L").resize(size)
    image = Image.merge("RGB", (grain, Image.blend(grain, slope, 0.7), slope))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:06:15 14:32:05"
    name = path.name.partition(".")[2]
    quality = {} if name == "png" else {"quality": 90 if name.endswith("jpg") else 60}
    image.save(path, _FORMATS[name], exif=exif, **quality, **({"progressive": True} if "progressive" in name else {}))


def memory(name: str) -> float:
    """MB of this process (Linux): ``VmRSS`` now, ``VmHWM`` at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{name}:"))


def measured(folder: Path, path: Path) -> dict[str, float]:
    """Seconds and MB of what is done with one photo, in this process."""
    from isoaudit.desk.acts.evidence import keep_evidence, report_copy, thumbnail
    from isoaudit.journal.programme import Programme

    programme = Programme(folder)
    programme.journal.heads()
    Path("/proc/self/clear_refs").write_text("5")  # the highest is counted from here
    before = memory("VmRSS")
    start = time.perf_counter()
    kept = keep_evidence(programme, path, path.name)
    keeping = time.perf_counter()
    thumbnail(programme, kept.sha256)
    showing = time.perf_counter()
    most = memory("VmHWM") - before
    report_copy(path.read_bytes(), kept.mime)
    end = time.perf_counter()
    return {"keep": keeping - start, "thumbnail": showing - keeping, "MB": most, "copy": end - showing}


def main() -> int:
    """Make the pictures, measure, print; 1 where the JPEG takes more than was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formats", nargs="*", default=["jpg", "heic"], choices=_FORMATS)
    chosen = parser.parse_args().formats
    print(machine())
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "năm 2026"
        init(folder, "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2026)
        worst = False
        for name in chosen:
            path = Path(where) / f"photo.{name}"
            photo(path, WIDTH * HEIGHT if name.endswith("jpg") else 12_000_000)
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as one:
                cost = one.submit(measured, folder, path).result()
            size = path.stat().st_size / 1e6
            print(f"{name:16} {size:5.1f} MB file  {json.dumps({k: round(v, 2) for k, v in cost.items()})}")
            if name == "jpg":
                worst |= cost["keep"] + cost["thumbnail"] > MOST_SECONDS or cost["MB"] > MOST_MB
    return int(worst)


if __name__ == "__main__":
    pillow_heif.register_heif_opener()
    sys.exit(main())
