"""The one door through which text from outside comes: each text put right where that is certain, refused where not.

What was done is said once for a file, with the number of cells. Nobody is told of what changes nothing to see: NFC,
spaces that do not break.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from isoaudit.errors import excerpt
from isoaudit.model import nfc
from isoaudit.tables.cells import Formatted, Raw, Unfit, word_key
from isoaudit.tables.old_text import Look, is_lost, is_mixed, look_at, reread, with_d
from isoaudit.wording.names import latin, narrow, visible

_DONE = {
    "reread": "{count} ô bị đọc sai bảng mã, đã khôi phục chữ; xem lại các ô này.",
    "tcvn3": "{count} ô gõ bằng mã TCVN3 (ABC), đã chuyển sang Unicode; xem lại tên riêng và chữ hoa có dấu.",
    "vni": "{count} ô gõ bằng mã VNI, đã chuyển sang Unicode; xem lại tên riêng.",
    "windows-1258": "{count} ô gõ bằng mã Windows-1258, đã chuyển sang Unicode; xem lại tên riêng.",
    "visible": "{count} ô có ký tự ẩn, đã bỏ.",
    "narrow": "{count} ô có chữ, số toàn khổ (full-width), đã chuyển về chữ, số thường.",
    "latin": "{count} ô có chữ cái của bảng chữ khác trông giống chữ La-tinh, đã thay bằng chữ La-tinh.",
    "with_d": "{count} ô có chữ «Ð» của ngôn ngữ khác, đã thay bằng «Đ».",
}
"""What is said of each thing that was done to cells, in the order in which it is done."""
_PROVEN = 2
"""Different words of a sheet that must prove an old encoding before its cells are converted."""
_LEAD = 2
"""The best encoding must be proved by so many times the words that prove the next."""

RawRow = tuple[int, list[Raw]]
"""A row as the spreadsheet counts it, and its cells."""


def cleaned(text: str) -> str:
    """A text that somebody typed, as it is kept: NFC, no sign that nobody sees, usual spaces, letters as meant."""
    return _signs(text, Counter())


_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
"""Spaces of other kinds, and the empty letter of Braille, which looks like one."""


def _signs(text: str, done: Counter[str]) -> str:
    if _USUAL.fullmatch(text):
        return text
    for name, step in (("visible", visible), ("narrow", narrow), ("latin", latin), ("with_d", with_d)):
        before, text = text, step(text)
        done[name] += text != nfc(before) and text != before
    text = _SPACES.sub(" ", text).replace("\u2028", "\n").replace("\u2029", "\n")
    return nfc(text)


_VIETNAMESE = "ăđơưĂĐƠƯ\u1ea0-\u1ef9"
_LATIN_1 = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĩũĨŨ"
_PLAIN = re.compile(rf"[\t\n\r -~{_LATIN_1}]*[{_VIETNAMESE}][\t\n\r -~{_VIETNAMESE}{_LATIN_1}]*")
_USUAL = re.compile(rf"[\t\n\r -~{_VIETNAMESE}{_LATIN_1}«»°·–—…‘’“”•]*")
"""Text in which there is no sign to put right."""


def is_plain(text: str) -> bool:
    """Whether there is nothing to judge in a text: ASCII, or letters of Vietnamese that only Unicode has."""
    return ("?" not in text) if text.isascii() else _PLAIN.fullmatch(text) is not None


@dataclass(slots=True)
class Cleaner:
    """The texts of one file on their way in, and what was done to them."""

    known: frozenset[str] = frozenset()
    """Keys of the words that a table must hold: read in Unicode they are what they show."""
    done: Counter[str] = field(default_factory=Counter)
    """Cells, by what was done to them: :data:`_DONE`."""
    looks: dict[str, Look | None] = field(default_factory=dict)

    def notes(self) -> list[str]:
        """What was done, a sentence each."""
        return [words.format(count=self.done[name]) for name, words in _DONE.items() if self.done[name]]

    def clean(self, rows: Sequence[RawRow]) -> None:
        """Put the texts of a sheet right, in place; what cannot be is :class:`Unfit` afterwards."""
        sheet = _Sheet()
        odd: list[tuple[list[Raw], int]] = []
        for _, cells in rows:
            for column, raw in enumerate(cells):
                if isinstance(raw, str) and not is_plain(raw):
                    odd.append((cells, column))
        for cells, column in odd:
            raw = cells[column]
            cells[column] = read = self._read_again(raw) if isinstance(raw, str) else raw
            if isinstance(read, str) and (look := self._look(read)) and not look.shown:
                sheet.note(column, look)
        sheet.decide()
        if sheet.old:
            sheet.unicode.update(
                column for _, cells in rows for column, raw in enumerate(cells) if self._is_unicode(raw)
            )
        for cells, column in odd:
            raw = cells[column]
            if isinstance(raw, str) and not raw.isascii():
                cells[column] = self._put_right(raw, column, sheet)

    def _is_unicode(self, raw: Raw) -> bool:
        """Whether a cell holds what no old encoding could."""
        if not isinstance(raw, str) or raw.isascii():
            return False
        return is_plain(raw) or (word_key(raw) not in self.known and self._look(raw) is None)

    def _read_again(self, text: str) -> Raw:
        meant = reread(text)
        if meant is None or is_lost(text):
            return Unfit("TABLE_022", {"value": text})
        if meant != text:
            self.done["reread"] += 1
            return meant
        return text

    def _look(self, text: str) -> Look | None:
        """What a text can be; nothing for what is in Unicode for certain."""
        if text not in self.looks:
            look = look_at(text)
            certain = look is not None and not look.shown and word_key(text) in self.known
            self.looks[text] = None if certain else look
        return self.looks[text]

    def _put_right(self, text: str, column: int, sheet: _Sheet) -> Raw:
        look = self._look(text)
        choice = sheet.choice(column, text, look)
        if choice and look and look.shown and word_key(text) in self.known:
            choice = ""
        if choice == "unsure" or (look is None and not _USUAL.fullmatch(text) and is_mixed(text)):
            return Unfit("TABLE_021", {"value": excerpt(text)})
        if choice and look:
            self.done[choice] += 1
            text = look.meant(choice) or text
        clean = _signs(text, self.done)
        return Formatted(clean, text.plain) if isinstance(text, Formatted) else clean


@dataclass(slots=True)
class _Sheet:
    """Which old encoding the cells of a sheet are in, by column: a column mostly has one font."""

    words: dict[str, set[bytes]] = field(default_factory=dict)
    old: Counter[int] = field(default_factory=Counter)
    """Cells that are in an old encoding for certain, by column."""
    unicode: Counter[int] = field(default_factory=Counter)
    """Cells that no old encoding could hold."""
    best: str = ""
    """The encoding that is proved; empty: none."""

    def note(self, column: int, look: Look) -> None:
        """Take a text into account that is in an old encoding for certain."""
        self.old[column] += 1
        for encoding, words in look.proof().items():
            self.words.setdefault(encoding, set()).update(words)

    def decide(self) -> None:
        """Find the encoding, when all texts were noted."""
        ranked = sorted(self.words, key=lambda encoding: len(self.words[encoding]), reverse=True)
        sizes = [len(self.words[encoding]) for encoding in ranked] + [0, 0]
        if sizes[0] >= max(_PROVEN, _LEAD * sizes[1]):
            self.best = ranked[0]

    def choice(self, column: int, text: str, look: Look | None) -> str:
        """The encoding a text is in: empty for Unicode, ``unsure`` where nobody can tell."""
        if look is None or (look.shown and (not self.best or look.meant(self.best) in (None, text))):
            return ""
        if not look.shown:
            return self.best if self.best and look.proof().get(self.best) else "unsure"
        old, unicode = self.old[column], self.unicode[column]
        if not old:  # a column in which nothing tells goes with the rest of the sheet
            old, unicode = self.old.total(), self.unicode.total()
            return self.best if unicode <= 1 <= old else ""
        return self.best if unicode <= 1 or 3 * unicode <= old else "unsure"
