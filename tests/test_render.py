"""The Word file: text as typed, templates that cannot harm, files nobody overwrites."""

from __future__ import annotations

import io
import json
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import docx
import pytest
from builders import broken_word_files, case

from isoaudit.errors import RunError
from isoaudit.files import write_whole
from isoaudit.model import Case
from isoaudit.papers import in_folder
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.render import letter_text, pack, render_docx, write_letter
from isoaudit.rules.answers import stops
from isoaudit.rules.findings import judge

TEMPLATES = Path(__file__).resolve().parent.parent / "isoaudit" / "papers" / "templates"
KINDS = ("notice", "correction_request")
FIRST = "D36-1-a-01|nonconforming|Đã xem danh mục|Thiếu 18 TTHC"
SECOND = "D36-1-a-01|nonconforming|Đã xem danh mục|Thiếu 20 TTHC"
NASTY = [
    "A & B <x>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{_{ x }_}",
    "{_% x %_}",
    "{# ghi chú #}",
    "\"kép\" 'đơn' “cong”",
    "]]> &amp; &#95; \\ $x^2$",
    "dòng một\ndòng hai",
    "a\tb",
    "{%p if x %}",
    "{{r x }}",
]


def built(tmp_path: Path, *paragraphs: str, title: str = "", cell: str = "") -> Path:
    """A Word template with these paragraphs, one table cell and a title."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    document.core_properties.title = title
    path = tmp_path / "mau.docx"
    document.save(str(path))
    return path


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


# --- text and templates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", NASTY)
def test_text_arrives_as_typed_in_body_table_and_title(tmp_path: Path, typed: str) -> None:
    template = built(tmp_path, "Trước {{ text }} sau", title="{{ text }}", cell="{{ text }}")
    document = opened(render_docx(template, {"text": typed}))
    assert document.paragraphs[0].text == f"Trước {typed} sau"
    assert document.tables[0].cell(0, 0).text == typed
    assert document.core_properties.title == typed


@pytest.mark.parametrize("typed", NASTY)
def test_typed_text_arrives_in_the_letter(tmp_path: Path, typed: str) -> None:
    given = case("D36-1-a-01|nonconforming|x|y", name=f"Sở {typed}".replace("\n", " "))
    gap = given.answers[0].model_copy(update={"gap": typed})
    given = given.model_copy(update={"answers": (gap,)})
    (name,) = write_letter(given, judge(given), tmp_path)
    paragraphs = letter_text(tmp_path / name)
    assert any(f" | x{'; ' if typed[:1].islower() else '. '}{typed}" in p for p in paragraphs)
    assert any(p.endswith(f"tại Sở {typed}".replace("\n", " ")) for p in paragraphs)


def test_adjacent_values_do_not_become_a_mark(tmp_path: Path) -> None:
    template = built(tmp_path, "{{ a }}{{ b }}")
    assert opened(render_docx(template, {"a": "{", "b": "_{ x }_}"})).paragraphs[0].text == "{_{ x }_}"


def test_carriage_returns_are_line_breaks(tmp_path: Path) -> None:
    template = built(tmp_path, "{{ text }}")
    assert opened(render_docx(template, {"text": "a\r\nb\rc"})).paragraphs[0].text == "a\nb\nc"


@pytest.mark.parametrize("typed", ["a\x07b", "a\x0bb", "\ud800"])
def test_text_no_document_can_hold_is_refused_not_lost(tmp_path: Path, typed: str) -> None:
    with pytest.raises(RunError, match="ký tự điều khiển U"):
        render_docx(built(tmp_path, "{{ text }}"), {"text": typed})


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ rows.__class__.__base__.__subclasses__() }}",
        "{{ rows.append(1) }}",
        "{{ lipsum.__globals__ }}",
        "{{ lipsum() }}",
        "{{ '{0.__class__}'.format(rows) }}",
        "{% include 'a' %}",
        "{{ rows|safe }}",
        "{{ 1 / 0 }}",
    ],
)
@pytest.mark.parametrize("place", ["body", "title"])
def test_code_in_a_template_does_not_run(tmp_path: Path, code: str, place: str) -> None:
    template = built(tmp_path, code) if place == "body" else built(tmp_path, "x", title=code)
    rows: list[int] = []
    with pytest.raises(RunError) as caught:
        render_docx(template, {"rows": rows})
    assert caught.value.problems[0].code in ("TEMPLATE_001", "TEMPLATE_002")
    assert caught.value.problems[0].where == "mau.docx"
    assert rows == []


def test_markup_in_a_text_is_never_xml(tmp_path: Path) -> None:
    typed = "</w:t></w:r><w:r><w:t>x"
    assert opened(render_docx(built(tmp_path, "{{ text }}"), {"text": typed})).paragraphs[0].text == typed
    with pytest.raises(RunError, match="lệnh không dùng được trong mẫu, autoescape"):
        render_docx(built(tmp_path, "{% autoescape false %}{{ text }}{% endautoescape %}"), {"text": typed})


@pytest.mark.parametrize(
    ("paragraphs", "code", "words"),
    [
        (["{{ agencyy }}"], "TEMPLATE_001", "«agencyy»"),
        (["{{ row.numbr }}"], "TEMPLATE_001", "«numbr»"),
        (["Kính gửi {{ row. }}"], "TEMPLATE_002", "gần «Kính gửi {{ row. }}»"),
    ],
)
def test_a_wrong_template_is_named_with_what_is_wrong(
    tmp_path: Path, paragraphs: list[str], code: str, words: str
) -> None:
    with pytest.raises(RunError, match=words) as caught:
        render_docx(built(tmp_path, *paragraphs), {"row": {"number": 1}})
    assert caught.value.problems[0].code == code


def test_a_condition_across_a_table_is_refused_not_repaired(tmp_path: Path) -> None:
    """docxtpl would read the broken XML as far as it goes and lose text."""
    with pytest.raises(RunError, match="mở ở đoạn này, đóng ở đoạn khác"):
        render_docx(built(tmp_path, "a {% if row %} b", cell="{% endif %}"), {"row": 0})


@pytest.mark.parametrize("data", [b"", b"khong phai zip", pack({"a.txt": b"x"}), *broken_word_files().values()])
def test_a_template_that_is_no_word_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(data)
    with pytest.raises(RunError, match="không phải tệp Word"):
        render_docx(path, {})


def test_a_template_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        render_docx(tmp_path, {})
    assert caught.value.problems[0].code == "FILE_002"


def test_the_same_input_gives_the_same_bytes_without_a_clock(tmp_path: Path) -> None:
    template = built(tmp_path, "{{ text }}")
    one = render_docx(template, {"text": "x"})
    assert one == render_docx(template, {"text": "x"})
    with zipfile.ZipFile(io.BytesIO(one)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("kind", KINDS)
def test_letters_carry_no_clock_no_author_and_no_outside_link(kind: str) -> None:
    with zipfile.ZipFile(TEMPLATES / f"{kind}.docx") as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for mark in ("dcterms:created", "dcterms:modified", "creator", "lastModifiedBy"):
        assert mark not in parts["docProps/core.xml"].replace("xmlns:dcterms", "")
    assert not [name for name, text in parts.items() if 'TargetMode="External"' in text or "vbaProject" in name]


def test_a_changed_template_is_read_again(tmp_path: Path) -> None:
    first = opened(render_docx(built(tmp_path, "một {{ x }}"), {"x": "1"}))
    second = opened(render_docx(built(tmp_path, "hai {{ x }}"), {"x": "1"}))
    assert (first.paragraphs[0].text, second.paragraphs[0].text) == ("một 1", "hai 1")


# --- which template -------------------------------------------------------------------------------------------------


def test_the_office_s_own_template_comes_first(tmp_path: Path) -> None:
    out = tmp_path / "out" / "2026-99-90001-TS"
    out.mkdir(parents=True)
    given = case(FIRST)
    write_letter(given, judge(given), out)
    assert "THÔNG BÁO" in letter_text(out / "notice.docx")
    own = docx.Document(str(find_template("notice", out)))
    (heading,) = [p for p in own.paragraphs if p.text == "THÔNG BÁO"]
    heading.runs[0].text = "THÔNG BÁO CỦA CHI CỤC"
    (tmp_path / "templates").mkdir()
    own.save(str(tmp_path / "templates" / "notice.docx"))
    write_letter(given, judge(given), out)
    assert "THÔNG BÁO CỦA CHI CỤC" in letter_text(out / "notice.docx")


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        find_template("khong-co", tmp_path / "out" / "x")
    assert caught.value.problems[0].code == "TEMPLATE_003"


# --- files ----------------------------------------------------------------------------------------------------------


def write(out: Path, given: Case) -> tuple[str, ...]:
    """The letter of the case with the rules that refuse one applied."""
    judged = given.model_copy(update={"refused": stops(given)})
    return write_letter(judged, judge(judged), out)


def complete(first: str, criteria: str = "D36-1-d-01 D36-1-dd-01 D36-2-d-01 D36-2-e-01") -> Case:
    return case("\n".join([first, *(f"{c}|conforming" for c in criteria.split())]))


def test_an_unedited_letter_is_replaced_and_an_equal_one_left_alone(tmp_path: Path) -> None:
    assert write(tmp_path, complete(FIRST)) == ("notice.docx",)
    letter = tmp_path / "notice.docx"
    os.utime(letter, (1, 1))
    assert write(tmp_path, complete(FIRST)) == ("notice.docx",)
    assert letter.stat().st_mtime == 1
    assert write(tmp_path, complete(SECOND)) == ("notice.docx",)
    assert "Thiếu 20 TTHC" in "".join(letter_text(letter))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notice.docx", "written.json"]


def test_an_edited_letter_is_never_overwritten(tmp_path: Path) -> None:
    write(tmp_path, complete(FIRST))
    (tmp_path / "notice.docx").write_bytes(b"edited")
    assert write(tmp_path, complete(SECOND)) == ("notice.new.docx",)
    assert write(tmp_path, complete(FIRST)) == ("notice.new.docx",)
    (tmp_path / "notice.new.docx").write_bytes(b"edited too")
    assert write(tmp_path, complete(FIRST)) == ("notice.new-2.docx",)
    (tmp_path / "notice.new-2.docx").write_bytes(b"and this")
    assert write(tmp_path, complete(SECOND)) == ("notice.new-3.docx",)
    assert (tmp_path / "notice.docx").read_bytes() == b"edited"
    assert (tmp_path / "notice.new.docx").read_bytes() == b"edited too"
    assert (tmp_path / "notice.new-2.docx").read_bytes() == b"and this"


def test_a_letter_of_ours_is_known_as_ours_wherever_the_writing_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two of its writes: else a draft nobody touched would be taken for one that a person edited."""
    write(tmp_path, complete(FIRST))
    real = in_folder.write_whole
    for survives in range(3):
        left = [survives]

        def killed(path: Path, data: bytes, left: list[int] = left) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            real(path, data)

        monkeypatch.setattr(in_folder, "write_whole", killed)
        with suppress(KeyboardInterrupt):
            write(tmp_path, complete(SECOND))
        monkeypatch.setattr(in_folder, "write_whole", real)
        assert write(tmp_path, complete(FIRST)) == ("notice.docx",), survives
        assert not list(tmp_path.glob("notice.new*"))
    assert write(tmp_path, case(FIRST)) == ()
    assert not (tmp_path / "notice.docx").exists()


@pytest.mark.parametrize("memory", ["", "[1]", "{", '{"notice.docx": 1}'])
def test_a_letter_not_remembered_counts_as_edited(tmp_path: Path, memory: str) -> None:
    (tmp_path / "notice.docx").write_bytes(b"whose?")
    (tmp_path / "written.json").write_text(memory, encoding="utf-8")
    assert write(tmp_path, complete(FIRST)) == ("notice.new.docx",)
    assert (tmp_path / "notice.docx").read_bytes() == b"whose?"


def test_what_is_remembered_cannot_name_another_file(tmp_path: Path) -> None:
    outside = tmp_path / "a.docx"
    outside.write_bytes(b"x")
    out = tmp_path / "out"
    out.mkdir()
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (out / "written.json").write_text(json.dumps({"../a.docx": digest}), encoding="utf-8")
    write(out, case(FIRST))
    assert outside.exists()


def test_a_refused_inspection_has_no_letter(tmp_path: Path) -> None:
    write(tmp_path, complete(FIRST))
    assert write(tmp_path, case(FIRST)) == ()
    assert not (tmp_path / "notice.docx").exists()


def test_a_refusal_leaves_an_edited_letter(tmp_path: Path) -> None:
    write(tmp_path, complete(FIRST))
    (tmp_path / "notice.docx").write_bytes(b"edited")
    write(tmp_path, complete(SECOND))
    assert write(tmp_path, case(FIRST)) == ()
    assert sorted(p.name for p in tmp_path.glob("*.docx")) == ["notice.docx"]


def test_an_older_new_letter_goes_when_the_first_is_free_again(tmp_path: Path) -> None:
    write(tmp_path, complete(FIRST))
    (tmp_path / "notice.docx").write_bytes(b"edited")
    write(tmp_path, complete(FIRST))
    (tmp_path / "notice.docx").unlink()
    assert write(tmp_path, complete(SECOND)) == ("notice.docx",)
    assert [p.name for p in tmp_path.glob("*.docx")] == ["notice.docx"]


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, b"old")

    def locked(self: Path, target: Path) -> None:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(RunError, match="tệp đang mở trong chương trình khác") as caught:
        write_whole(path, b"new")
    assert caught.value.problems[0].code == "FILE_005"
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_bytes_are_on_disk_before_the_name_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    replace = Path.replace

    def noted(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", lambda descriptor: steps.append("fsync"))
    monkeypatch.setattr(Path, "replace", noted)
    write_whole(tmp_path / "a.txt", b"x")
    assert steps == ["fsync", "replace"]


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="không có thư mục này"):
        write_whole(tmp_path / "no" / "a.txt", b"x")


@pytest.mark.parametrize("data", [b"x", *broken_word_files().values()])
def test_letter_text_of_something_else(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(RunError, match="không phải tệp Word"):
        letter_text(tmp_path / "a.docx")
