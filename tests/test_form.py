"""The kernel's side of the form: messages of a widget to a real book, files in pieces."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from form_book import BROKEN, FORBIDDEN, Orchard

from isoaudit.errors import IsoAuditError, ProcedureError, StoreError, problem
from isoaudit.form.uploads import LARGEST, PIECE, Piece, Uploads
from isoaudit.form.widget import Form, joined


class Heard(Form):
    """A form whose answers are read where the browser would be."""

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        self.__dict__.setdefault("heard", []).append(content)

    def asked(self, buffers: tuple[bytes, ...] = (), **content: Any) -> dict[str, Any]:
        """The answer to a message."""
        self._received(self, content, list(buffers))
        answer: dict[str, Any] = self.__dict__["heard"].pop()
        return answer


@pytest.fixture
def book(tmp_path: Path) -> Orchard:
    return Orchard(tmp_path)


@pytest.fixture
def form(book: Orchard, tmp_path: Path) -> Heard:
    return Heard(book, tmp_path / "parts")


def say(form: Heard, note: str, edit: str = "e1", base: tuple[str, ...] = ()) -> dict[str, Any]:
    return form.asked(type="say", edit=edit, record="tree/1", fields={"note": note}, base=list(base), at="")


def test_hello_is_answered_with_everything(form: Heard, book: Orchard) -> None:
    say(form, "một")
    state = form.asked(type="hello")
    assert state["values"]["tree/1"]["fields"] == {"note": "một"}
    assert [section["id"] for section in state["page"]["sections"]] == ["row-1", "row-2", "head", "baskets", "deeds"]
    assert state["status"]["of"] == book.trees and state["largest"] == LARGEST


def test_an_edit_is_written_once_and_composed(form: Heard, book: Orchard) -> None:
    typed = unicodedata.normalize("NFD", "quả chín hẳn")
    first, again = say(form, typed), say(form, typed)
    assert first["type"] == again["type"] == "said" and first["edit"] == "e1"
    assert [entry["fields"]["note"] for entry in book.entries("tree/1")] == [unicodedata.normalize("NFC", typed)]


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("một\x0bhai\x0cba", "một\nhai\nba"),
        ("một\x00\x07\x1b[1mhai", "một[1mhai"),
        ("một \u202eiah", "một iah"),
        ("một\ud800\ufffe", "một"),
        ("một\thai\r\nba", "một\thai\nba"),
    ],
)
def test_signs_that_nobody_sees_are_left_out_of_what_is_pasted(
    form: Heard, book: Orchard, pasted: str, kept: str
) -> None:
    """Refused, they could not be found to be deleted."""
    assert say(form, pasted)["type"] == "said"
    assert [entry["fields"]["note"] for entry in book.entries("tree/1")] == [kept]


def test_a_refusal_is_a_sentence_and_a_command_is_for_somebody_else(
    form: Heard, book: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever refuses, whoever sits at the form is told what to press, or whom to ask."""
    fields = {"code": "KPH", "before": "việc trước", "act": "việc sau", "clause": "Điều 37", "inspection": "X"}
    known, other = problem("ACT_002", "X", **fields), problem("FILES_002", "X")
    assert "isoaudit record" in known.remedy and known.in_form
    monkeypatch.setattr(book, "say", raising(ProcedureError([known, other])))
    first, second = say(form, "một")["problems"]
    assert first["what"].startswith("Chưa ghi") and "isoaudit" not in first["remedy"] and "thẻ" in first["remedy"]
    assert second["remedy"].startswith("Việc này không làm ở trang này được") and "isoaudit files" in second["remedy"]
    assert set(first) == {"code", "where", "what", "remedy"}


def raising(error: Exception) -> Any:
    def say(*_: Any, **__: Any) -> None:
        raise error

    return say


def test_a_refusal_says_what_and_a_fault_says_to_try_again(form: Heard, book: Orchard) -> None:
    refused, fault = say(form, FORBIDDEN), say(form, BROKEN, "e2")
    assert (refused["type"], refused["edit"], refused["problems"][0]["code"]) == ("refused", "e1", "ACT_011")
    assert "retry" not in refused
    assert (fault["type"], fault["edit"], fault["problems"][0]["code"]) == ("refused", "e2", "FORM_001")
    assert fault["retry"] and "broken" not in str(fault)
    assert book.entries("tree/1") == []


@pytest.mark.parametrize(("code", "retry"), [("STORE_012", True), ("STORE_011", True), ("STORE_015", False)])
def test_what_could_not_be_written_for_want_of_room_is_tried_again(
    form: Heard, monkeypatch: pytest.MonkeyPatch, code: str, retry: bool
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StoreError(problem(code, "programme.db", reason="đĩa đã đầy", who="lệnh khác", value="e1"))

    monkeypatch.setattr(Orchard, "say", fails)
    refused = say(form, "một")
    assert (refused["type"], refused["problems"][0]["code"]) == ("refused", code)
    assert refused.get("retry", False) is retry


def test_what_others_wrote_is_told_when_asked(form: Heard, book: Orchard) -> None:
    form.asked(type="hello")
    book.write("tree/2", {"note": "người khác"}, "other", [])
    changed = form.asked(type="refresh")
    assert changed["changes"]["values"]["tree/2"]["fields"] == {"note": "người khác"}


def test_an_unknown_message_is_not_answered(form: Heard) -> None:
    form._received(form, {"type": "burn"}, [])
    assert form.__dict__.get("heard", []) == []


def send_file(
    form: Heard, data: bytes, *, sha256: str = "", name: str = "ảnh.jpg", upload: str = "u1"
) -> dict[str, Any]:
    head = {"upload": upload, "record": "tree/1", "name": name, "size": len(data)}
    head["sha256"] = sha256 or hashlib.sha256(data).hexdigest()
    answer: dict[str, Any] = {"offset": 0}
    for _ in range(1 + len(data) // PIECE):
        offset = answer["offset"]
        answer = form.asked((data[offset : offset + PIECE],), type="chunk", offset=offset, **head)
        if answer["type"] != "chunk_ok":
            break
    return answer


def test_a_file_is_kept_whole_and_once(form: Heard, book: Orchard, tmp_path: Path) -> None:
    data = os.urandom(2 * PIECE + 7)
    answers = [send_file(form, data), send_file(form, data)]  # the second as if the answer had been lost
    name = hashlib.sha256(data).hexdigest()
    assert [answer["file"]["sha256"] for answer in answers] == [name, name]
    assert book.kept() == {name: ("ảnh.jpg", len(data), "tree/1", 1)}
    assert (tmp_path / "kept" / name).read_bytes() == data
    assert list((tmp_path / "parts").iterdir()) == []


def test_a_file_that_comes_otherwise_than_it_was_sent_leaves_nothing(
    form: Heard, book: Orchard, tmp_path: Path
) -> None:
    answer = send_file(form, os.urandom(PIECE + 1), sha256="0" * 64)
    assert (answer["type"], answer["problems"][0]["code"]) == ("upload_refused", "FORM_002")
    assert book.kept() == {} and list((tmp_path / "parts").iterdir()) == []


@pytest.mark.parametrize(("size", "code"), [(0, "ACT_011"), (LARGEST + 1, "ACT_012")])
def test_a_file_of_no_fit_size_is_refused_before_it_comes(form: Heard, tmp_path: Path, size: int, code: str) -> None:
    head = {"upload": "u", "record": "tree/1", "name": "ảnh.jpg", "size": size, "sha256": "", "offset": 0}
    assert form.asked((b"x",), type="chunk", **head)["problems"][0]["code"] == code
    assert not (tmp_path / "parts").exists()


def pieces(data: bytes, *offsets: int) -> list[Piece]:
    digest = hashlib.sha256(data).hexdigest()
    return [Piece("u", "tree/1", "a", len(data), at, digest, data[at : at + PIECE]) for at in offsets]


def test_a_piece_sent_twice_or_out_of_turn_is_left_and_the_place_told(tmp_path: Path) -> None:
    kept: list[bytes] = []
    uploads = Uploads(lambda path, name, record: kept.append(path.read_bytes()) or name, tmp_path)
    data = os.urandom(2 * PIECE + 5)
    told = [uploads.take(piece) for piece in pieces(data, PIECE, 0, 0, 2 * PIECE, PIECE, 2 * PIECE)]
    assert told == [(0, None), (PIECE, None), (PIECE, None), (PIECE, None), (2 * PIECE, None), (len(data), "a")]
    assert kept == [data]


def test_a_book_that_refuses_a_file_leaves_no_part(tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise IsoAuditError(())

    uploads = Uploads(refuse, tmp_path)
    with pytest.raises(IsoAuditError):
        uploads.take(*pieces(b"abc", 0))
    assert list(tmp_path.iterdir()) == []


def test_the_module_asks_nothing_from_elsewhere() -> None:
    module = joined("js")
    assert "import " not in module and "http" not in module and "innerHTML" not in module and "eval(" not in module
    assert "http" not in joined("css") and "url(" not in joined("css")
    folder = Path(__file__).parents[1] / "isoaudit" / "form" / "static"
    for path in folder.iterdir():
        if path.suffix == ".js":
            assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path.name
