"""The widget: what the browser says goes to the book, and what the book answers goes to the browser."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.form.book import Book
from isoaudit.form.page import ShownFile, as_json
from isoaudit.form.uploads import LARGEST, Piece, Uploads
from isoaudit.journal.writers import written_by
from isoaudit.looks import tokens
from isoaudit.model import control_character
from isoaudit.wording import sentence
from isoaudit.wording.names import OVERRIDES

_STATIC = Path(__file__).with_name("static")
_LOG = logging.getLogger(__name__)
_FAULT = "FORM_001"
_COMMAND = re.compile(r"\bisoaudit [a-z]|«?--[a-z]")
_ELSEWHERE = "Việc này không làm ở trang này được; nhờ người phụ trách dữ liệu của đơn vị:"
_PASSING = frozenset(("FILE_005", "STORE_011", "STORE_012", "STORE_014", "STORE_019"))
"""What is wrong with the place and not with what was said: a full disk, a lock, a folder that may not be written to."""


def joined(ending: str) -> str:
    """The files of the folder ``static`` that end so, as one text, in the order of their names."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(_STATIC.glob(f"*.{ending}")))


class Form(anywidget.AnyWidget):
    """The page of a book, shown in a notebook; the messages stand in ``docs/form.md``.

    Messages come in the main thread or in that of a subshell: the book is asked by one at a time.
    """

    _esm = joined("js")
    _css = tokens() + joined("css")

    def __init__(self, book: Book, uploads: Path | None = None) -> None:
        """``uploads``: the folder where files lie until they are whole, best on the disk where the book keeps them."""
        super().__init__()
        self._book = book
        self._one_at_a_time = threading.RLock()
        self._members: frozenset[str] = frozenset()
        self._uploads = Uploads(self._keep, uploads)
        self.on_msg(self._received)

    def _received(self, _: object, content: dict[str, Any], buffers: list[Any]) -> None:
        answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "hello": self._hello,
            "say": self._say,
            "do": self._do,
            "refresh": self._refresh,
            "chunk": lambda said: self._chunk(said, buffers),
        }
        answer = answers.get(str(content.get("type")))
        if answer is None:
            return
        with self._one_at_a_time:
            chosen = content.get("by")
            try:
                with written_by(chosen if chosen in self._members else ""):
                    said = answer(content)
            except IsoAuditError as error:
                said = _refusal(content, error.problems)
                if {one.code for one in error.problems} <= _PASSING:
                    said |= {"retry": True}
            except Exception:
                _LOG.exception("a message of the form failed: %s", content.get("type"))
                where = str(content.get("record") or content.get("action") or "Phiếu")
                said = _refusal(content, (problem(_FAULT, where),)) | {"retry": True}
            self.send(said)

    def _hello(self, _: Mapping[str, Any]) -> dict[str, Any]:
        self._book.refresh()  # another tab, which has a book of its own, may have written meanwhile
        page = self._book.page()
        self._members = frozenset(page.members)
        return {
            "type": "state",
            "page": as_json(page),
            "values": {record: as_json(value) for record, value in self._book.values().items()},
            "files": [as_json(file) for file in self._book.files()],
            "status": as_json(self._book.status()),
            "largest": LARGEST,
        }

    def _say(self, said: Mapping[str, Any]) -> dict[str, Any]:
        fields, base = composed(said["fields"]), tuple(said["base"])
        changes = self._book.say(said["record"], fields, edit=said["edit"], base=base, at=said["at"])
        return {"type": "said", "edit": said["edit"], "record": said["record"], "changes": as_json(changes)}

    def _do(self, said: Mapping[str, Any]) -> dict[str, Any]:
        done = self._book.do(said["action"], composed(said["given"]), edit=said["edit"])
        return {"type": "done", "edit": said["edit"], "action": said["action"], "done": as_json(done)}

    def _refresh(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": "changed", "changes": as_json(self._book.refresh())}

    def _chunk(self, said: dict[str, Any], buffers: list[Any]) -> dict[str, Any]:
        piece = Piece.of(said, buffers)
        have, file = self._uploads.take(piece)
        if file is None:
            return {"type": "chunk_ok", "upload": piece.upload, "offset": have}
        return {"type": "file", "upload": piece.upload, "record": piece.record, "file": as_json(file)}

    def _keep(self, path: Path, name: str, record: str) -> ShownFile:
        return self._book.keep(path, composed(name), record=record)


def composed(said: Any) -> Any:
    """What was typed or pasted, every text in the composed form of Unicode (NFC), in which papers are searched.

    Signs that no keyboard types and no screen shows are left out: whoever pasted them could not find them to delete
    them. The line breaks of Word and of old printers are line breaks.
    """
    if isinstance(said, str):
        return unicodedata.normalize("NFC", _without_controls(said))
    if isinstance(said, dict):
        return {name: composed(value) for name, value in said.items()}
    return [composed(value) for value in said] if isinstance(said, list) else said


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    lines = text.replace("\v", "\n").replace("\f", "\n")
    return "".join(sign for sign in lines if sign not in OVERRIDES and not control_character(sign))


def _shown(said: Problem) -> dict[str, str]:
    """A problem as a person at the form reads it: a sentence, and what to press; a command is for somebody else."""
    remedy = said.in_form or said.remedy
    if not said.in_form and _COMMAND.search(remedy):
        remedy = f"{_ELSEWHERE} {remedy}"
    return {**said.as_dict(), "what": sentence(said.what), "remedy": remedy}


def _refusal(content: Mapping[str, Any], problems: tuple[Problem, ...]) -> dict[str, Any]:
    """What the browser is told; it keeps what was typed."""
    about = {name: content[name] for name in ("edit", "record", "action", "upload") if name in content}
    kind = "upload_refused" if content["type"] == "chunk" else "refused"
    return {"type": kind, **about, "problems": [_shown(said) for said in problems]}
