"""Kept pictures made small, for pages and forms: made once, kept below ``out``, made again where they are missing."""

from __future__ import annotations

import re
from contextlib import suppress

from isoaudit.errors import RunError, StoreError
from isoaudit.files import make_folder, read_bounded, write_whole
from isoaudit.journal.programme import Programme
from isoaudit.journal.verifying import read_kept
from isoaudit.office.kinds import MB, mime_of
from isoaudit.office.pictures import THUMBNAIL, PictureFault, is_small, smaller

THUMBNAILS = "thumbnails"
"""Below ``out``: where they are."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


def small_copy(programme: Programme, sha256: str, most: int) -> bytes | None:
    """A kept picture as a JPEG of at most ``most`` pixels a side, upright, with nothing of the camera in it.

    Nothing for what is no picture, and for a file that is missing or was changed: ``verify`` says which.
    """
    if not _SHA256.fullmatch(sha256):
        return None
    size = "" if most == THUMBNAIL else f"-{most}"
    kept = programme.out / THUMBNAILS / f"{sha256}{size}.jpg"
    with suppress(OSError):
        if is_small(data := read_bounded(kept, MB), most):
            return data
    try:
        original = read_kept(programme.journal.files / sha256)
        made = smaller(original, mime_of(original), most)
    except (StoreError, PictureFault):
        return None
    with suppress(RunError):  # it is made again the next time
        make_folder(programme.out)
        make_folder(kept.parent)
        write_whole(kept, made)
    return made
