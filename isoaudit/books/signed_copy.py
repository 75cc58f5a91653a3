"""The signed copy of minutes as one file: photographs of its pages, in the order given, are joined into one PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from isoaudit.errors import ProcedureError, problem
from isoaudit.files import write_whole

_WIDEST = 2480
"""Pixels of a page of A4 at 300 to the inch: a photograph of 48 megapixels is no easier to read."""
_QUALITY = 85


def one_file(kept: Sequence[tuple[str, Path]], folder: Path) -> Path | None:
    """The file to be recorded with a signing, of files that are kept under their names; nothing where none is given.

    A single file stays what it is. Raises ProcedureError (VISIT_002) for several where one is neither picture nor PDF.
    """
    if not kept:
        return None
    if len(kept) == 1:
        name, path = kept[0]
        target = folder / Path(name).name
        write_whole(target, path.read_bytes())
        return target
    from pypdf import PdfWriter  # only where several are joined

    writer = PdfWriter()
    for name, path in kept:
        writer.append(io.BytesIO(_as_pdf(name, path.read_bytes())))
    writer.metadata = None  # no time of its making: the same photographs are always the same file
    joined = io.BytesIO()
    writer.write(joined)
    target = folder / f"{Path(kept[0][0]).stem}.pdf"
    write_whole(target, joined.getvalue())
    return target


def _as_pdf(name: str, data: bytes) -> bytes:
    """A PDF as it is, a picture as a page, upright as the camera was held."""
    if data.startswith(b"%PDF-"):
        return data
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (_WIDEST, _WIDEST))  # before a large JPEG is unpacked
            page = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise ProcedureError(problem("VISIT_002", name)) from error
    page.thumbnail((_WIDEST, _WIDEST * 2))
    made = io.BytesIO()
    page.save(made, "PDF", quality=_QUALITY, resolution=page.width / 8.27)
    return made.getvalue()
