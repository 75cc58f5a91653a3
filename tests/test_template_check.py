"""An office's own Word template: what is wrong is said with its place; what is hostile never runs."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest
import test_papers
from builders import CRITERIA, broken_word_files, case
from conftest import Run
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import meta

from isoaudit.errors import Problem, RunError
from isoaudit.model import Case
from isoaudit.model.vocabulary import PaperName
from isoaudit.papers import template_language, values
from isoaudit.papers.fields import Field, TemplateFields, examples, template_fields
from isoaudit.papers.render import pack, render_docx
from isoaudit.papers.template_check import check_template
from isoaudit.rules.findings import judge

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "isoaudit" / "papers" / "templates"
LETTERS = ("notice", "correction_request")
Change = Callable[[Any], object]


def changed(tmp_path: Path, *changes: Change, name: str = "notice") -> Path:
    """Our template as an office changed it."""
    document = docx.Document(str(TEMPLATES / f"{name}.docx"))
    for change in changes:
        change(document)
    path = tmp_path / f"{name}.docx"
    document.save(str(path))
    return path


def added(*texts: str) -> Change:
    """Paragraphs at the end of the document."""
    return lambda document: [document.add_paragraph(text) for text in texts]


def problems(path: Path) -> tuple[Problem, ...]:
    return check_template(path).problems


def found(path: Path) -> list[str]:
    return [problem.code for problem in problems(path)]


def the_only(path: Path) -> Problem:
    (one,) = problems(path)
    return one


# --- the list of fields ---------------------------------------------------------------------------------------------


def kind(value: Any) -> str:
    """What a value of a context is, in the words of the files of papers."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        return "group"
    assert isinstance(value, list)
    kinds = {kind(one) for one in value}
    assert kinds <= {"text"} or kinds <= {"group"}, kinds
    return "rows" if kinds == {"group"} else "texts" if kinds else "list"


def differences(fields: Mapping[str, Field], context: Mapping[str, Any], path: str = "") -> list[str]:
    """Where a context is not what the list says."""
    wrong = [f"{path}{name}" for name in set(fields) ^ set(context)]
    for name in set(fields) & set(context):
        known, value = fields[name], context[name]
        if kind(value) != known.kind and not (kind(value) == "list" and known.kind in ("texts", "rows")):
            wrong.append(f"{path}{name}: {kind(value)}")
        elif known.values and value not in known.values:
            wrong.append(f"{path}{name}: {value}")
        elif known.kind == "group":
            wrong += differences(known.fields, value, f"{name}.")
        elif known.kind == "rows":
            wrong += [found for row in value for found in differences(known.fields, row, f"{name}.")]
    return wrong


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Inspections of both forms, of every outcome, with what may be open left open."""
    verdicts = draw(st.lists(st.sampled_from(VERDICTS), min_size=len(CRITERIA), max_size=len(CRITERIA)))
    mode = draw(st.sampled_from(["on_site", "by_record"]))
    lines = (f"{c.id}|{verdict}" for c, verdict in zip(CRITERIA, verdicts, strict=True))
    day = draw(st.sampled_from([None, date(2026, 6, 18), date(2026, 12, 5)]))
    return case(
        "\n".join(lines),
        mode=mode,
        qms_status=draw(st.sampled_from(["da_cong_bo", "dang_xay_dung", "chua_xay_dung"])),
        obligation=draw(st.sampled_from(["bat_buoc", "khuyen_khich"])),
        inspection={"occasion": draw(st.sampled_from(["planned", "ad_hoc"])), "from": day, "to": day},
        programme=draw(st.sampled_from([{}, {"drafter": "", "place": "", "province": ""}])),
    )


VERDICTS = (
    "conforming|đã xem",
    "conforming|đã làm tốt|||good_practice",
    "nonconforming|đã xem|thiếu",
    "observation|đã xem|cần xem",
    "not_applicable|||lý do",
    "not_examined|||mất điện",
)


@given(cases())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_list_is_what_the_letters_give(inspected: Case) -> None:
    made = values.letter(inspected, judge(inspected))
    assert not differences(template_fields()[made.template].fields, made.context)


def test_every_value_listed_is_one_that_occurs() -> None:
    built = [case("\n".join(f"{c.id}|{v}" for c in CRITERIA)) for v in VERDICTS]
    built.append(case("", qms_status="chua_xay_dung"))
    occurring = {values.letter(one, judge(one)).context["outcome"] for one in built}
    assert occurring == set(template_fields()["notice"].fields["outcome"].values)


def test_every_paper_has_a_template_and_every_template_a_paper() -> None:
    assert set(template_fields()) == {path.stem for path in TEMPLATES.glob("*.docx")}


def test_a_field_is_no_method_of_what_holds_it() -> None:
    """jinja2 would take ``row.items`` for the method."""
    for paper in template_fields().values():
        names = [*paper.fields, *(name for known in paper.fields.values() for name in known.fields)]
        assert not set(names) & set(dir(dict)), paper.name
        assert not [name for name in names if name.startswith("_")]


def test_what_serves_instead_is_a_field() -> None:
    for paper in template_fields().values():
        assert {other for known in paper.fields.values() for other in known.alternatives} <= set(paper.fields)


@pytest.mark.parametrize("name", sorted(template_fields()))
def test_our_templates_are_without_fault_and_print_all_the_law_wants(name: str) -> None:
    checked = check_template(TEMPLATES / f"{name}.docx")
    assert (checked.problems, checked.warnings) == ((), ())


def test_our_letters_use_every_field() -> None:
    used: set[str] = set()
    for name in LETTERS:
        for part, data in template_language.parts_of((TEMPLATES / f"{name}.docx").read_bytes()).items():
            if template_language.FIELDS_IN.fullmatch(part):
                tree = template_language.ENVIRONMENT.parse(template_language.source_of(part, data))
                used |= meta.find_undeclared_variables(tree)
    for_others = {
        "issuing_head",
        "issued_by",
        "open",
        "open_date",
        "examined",
        "not_applicable",
        "drafter",
        "round",
    }  # other papers, and templates of an office
    assert used == {field for name in LETTERS for field in template_fields()[name].fields} - for_others


@pytest.mark.parametrize("name", sorted(template_fields()))
def test_the_fields_of_every_paper_are_those_it_gives(name: PaperName) -> None:
    """The shape too: text, flag, list, rows with their fields; of an empty list nothing can be seen."""
    given = [
        values.paper(
            name,
            test_papers.ready(
                name, test_papers.subject(test_papers.inspected(mode=mode, acts=acts, **more), agreed=True)
            ),
        ).context
        for mode, more in (("on_site", {}), ("by_record", {}))
        for acts in ((), test_papers.ACTS)
        if not (name == "report_reminder" and acts)
        if name not in test_papers.ON_CORRECTION or mode == "on_site"
    ]
    for context in given:
        assert context.keys() == template_fields()[name].fields.keys()
        for field, value in context.items():
            check_shape(template_fields()[name].fields[field], value)


def check_shape(known: Field, value: object) -> None:
    kinds = {"text": str, "flag": bool, "texts": list, "rows": list, "group": dict}
    assert isinstance(value, kinds[known.kind])
    rows = value if known.kind == "rows" else [value] if known.kind == "group" else []
    for row in rows:  # type: ignore[union-attr]
        assert row.keys() == known.fields.keys()
        for name, inner in row.items():
            check_shape(known.fields[name], inner)


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["papers.md", "templates.md"])
def test_the_pages_list_papers_and_fields_as_they_are(page: str) -> None:
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert script("list_papers").with_tables(page) == written, "run: python tools/list_papers.py"


def test_the_examples_of_the_page_are_without_fault(tmp_path: Path) -> None:
    """Every mark shown in a block of the page, put where the page says: a paragraph each."""
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    blocks = page.split("```")[1::2]
    shown = [block.strip().splitlines() for block in blocks if block.startswith("\n") and "{" in block]
    assert len(shown) >= 3
    for lines in shown:
        if any("{%tr" in line for line in lines):
            assert not found(changed(tmp_path, lambda document, lines=lines: _as_table(document, lines)))
        else:
            assert not found(changed(tmp_path, added(*lines)))


def _as_table(document: Any, lines: list[str]) -> None:
    rows = [line.strip("| ").split(" | ") for line in lines]
    table = document.add_table(len(rows), max(map(len, rows)))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text


# --- what may be wrong, and where -----------------------------------------------------------------------------------

PARAGRAPHS: list[tuple[str, str, str]] = [
    ("Kính gửi {{ agencyy }}", "TEMPLATE_004", "không có trường «agencyy». Có phải «agency»?"),
    ("{{ plan.numbr }}", "TEMPLATE_004", "Có phải «plan.number»?"),
    ("{{ xyzzy }}", "TEMPLATE_004", "Xem danh sách các trường trong docs/templates.md."),
    ("{% for row in observations %}{{ row.tekst }}{% endfor %}", "TEMPLATE_004", "Có phải «row.text»?"),
    ("{% for row in observations %}{{ row.remedy }}{% endfor %}", "TEMPLATE_004", "không có trường «row.remedy»"),
    ("{{ row.text }}", "TEMPLATE_004", "không có trường «row»"),
    ("{{ loop.index }}", "TEMPLATE_004", "không có trường «loop»"),
    ("{% for x in grounds %}{{ x }}{% else %}{{ x }}{% endfor %}", "TEMPLATE_004", "không có trường «x»"),
    ("{% if agencyy %}a{% endif %}", "TEMPLATE_004", "agencyy"),
    ("{% if planned %}a{% elif agencyy %}b{% endif %}", "TEMPLATE_004", "agencyy"),
    ("{{ agency", "TEMPLATE_005", "dấu «{{» không có dấu đi cùng"),
    ("agency }}", "TEMPLATE_005", "dấu «}}» không có dấu đi cùng"),
    ("{{ agency } và {{ year }}", "TEMPLATE_005", "«{{ agency } và» chưa đóng"),
    ("{agency}", "TEMPLATE_005", "«{agency}» chỉ có một dấu ngoặc nhọn"),
    ("{{ }}", "TEMPLATE_005", "«{{ }}»"),
    ("{{ agency year }}", "TEMPLATE_005", "«{{ agency year }}»"),
    ("{% for x grounds %}{% endfor %}", "TEMPLATE_005", "«{% for x grounds %}»"),
    ("{% if planned %}a", "TEMPLATE_006", "«{% if planned %}» không có «endif»"),
    ("{% for x in grounds %}a", "TEMPLATE_006", "không có «endfor»"),
    ("a{% endif %}", "TEMPLATE_006", "«{% endif %}» không có lệnh mở đi trước"),
    ("{% else %}", "TEMPLATE_006", "«{% else %}» không có lệnh mở đi trước"),
    ("{% if planned %}{% for x in grounds %}{% endif %}", "TEMPLATE_006", "đóng sai thứ tự"),
    ("{% if planned %}a{% else %}b{% else %}c{% endif %}", "TEMPLATE_006", "sai chỗ"),
    ("{% for x in grounds %}{% elif planned %}{% endfor %}", "TEMPLATE_006", "sai chỗ"),
    ("{%tr for x in grounds %}", "TEMPLATE_006", "chỉ dùng được trong bảng"),
    ("{{ agency if planned }}", "TEMPLATE_006", "thiếu else"),
    ("{{ recipients }}", "TEMPLATE_008", "«recipients» là danh sách"),
    ("{{ observations }}", "TEMPLATE_008", "danh sách nhiều cột"),
    ("{{ observations|join('; ') }}", "TEMPLATE_008", "không dùng được với «|join»"),
    ("{{ planned }}", "TEMPLATE_008", "«planned» là có hoặc không"),
    ("{{ section }}", "TEMPLATE_008", "là một nhóm"),
    ("{{ agency.name }}", "TEMPLATE_008", "«agency» là chữ"),
    ("{{ recipients.first }}", "TEMPLATE_008", "«recipients» là danh sách"),
    ("{{ recipients|upper }}", "TEMPLATE_008", "không dùng được với «|upper»"),
    ("{% for x in agency %}{{ x }}{% endfor %}", "TEMPLATE_008", "không phải danh sách"),
    ("{% if outcome == 'corect' %}a{% endif %}", "TEMPLATE_009", "«outcome» không bao giờ là «corect»"),
    ("{% if outcome == “corect” %}a{% endif %}", "TEMPLATE_009", "correct, nothing, not_examined, not_built"),
    ("Còn chữ {%p if planned %}", "TEMPLATE_013", "«Còn chữ» đứng cùng đoạn với lệnh «{%p if planned %}»"),
]


@pytest.mark.parametrize(("text", "code", "words"), PARAGRAPHS)
def test_a_fault_is_named_with_the_paragraph_it_stands_in(tmp_path: Path, text: str, code: str, words: str) -> None:
    path = changed(tmp_path, added(text))
    number = len(docx.Document(str(path)).paragraphs)
    assert code in found(path)
    one = next(problem for problem in problems(path) if problem.code == code)
    assert words in str(one)
    assert one.where.startswith(f"notice.docx, đoạn {number} «{text[:20]}")


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    texts = ["{{ agencyy }} {{ yeer }}", "{% import 'os' %}", "{{ agency"]
    assert found(changed(tmp_path, added(*texts))) == ["TEMPLATE_004", "TEMPLATE_004", "TEMPLATE_007", "TEMPLATE_005"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ agency }}",
        "{{ agency|upper }} {{ recipients|join('; ') }} {{ recipients|length + 1 }} {{ year|default('…') }}",
        "{% if planned and not obliged or outcome != 'nothing' %}a{% elif in_use %}b{% else %}c{% endif %}",
        "{% for x in grounds %}{{ loop.index }}. {{ x }}{% if not loop.last %}; {% endif %}{% endfor %}",
        "{% for row in nonconformities %}{% for x in grounds %}{{ row.number }} {{ x }}{% endfor %}{% endfor %}",
        "{{ 'có' if planned else 'không' }} {% if outcome in ('correct', 'nothing') %}a{% endif %}",
        "{% if outcome == “correct” %}dấu nháy cong của Word{% endif %}",
        "{# ghi chú {agency} #} {ngoặc} a{b",
        "{%p if planned %}¶a¶{%p endif %}",
        "{% if planned %}¶a¶{% endif %}",
    ],
)
def test_what_is_right_is_not_complained_about(tmp_path: Path, text: str) -> None:
    assert not problems(changed(tmp_path, added(*text.split("¶"))))


def test_a_mark_in_pieces_of_different_fonts_is_one_mark(tmp_path: Path) -> None:
    def split(document: Any) -> None:
        paragraph = document.add_paragraph()
        for piece in ("{", "{ agen", "cyy }", "}"):
            paragraph.add_run(piece).bold = piece == "{ agen"

    assert the_only(changed(tmp_path, split)).what == "không có trường «agencyy»."


# --- tables, headers, footers, notes, properties --------------------------------------------------------------------


def in_table(*texts: str) -> Change:
    def change(document: Any) -> None:
        table = document.add_table(2, len(texts))
        for cell, text in zip(table.rows[1].cells, texts, strict=True):
            cell.text = text

    return change


def test_a_fault_in_a_table_is_named_with_its_row(tmp_path: Path) -> None:
    one = the_only(changed(tmp_path, in_table("{{ deadlin }}")))
    assert one.where == "notice.docx, bảng 5, hàng 2 «{{ deadlin }}»"
    assert one.remedy == "Có phải «deadline»?"


def test_a_condition_over_two_cells(tmp_path: Path) -> None:
    one = the_only(changed(tmp_path, in_table("{% if planned %}", "{% endif %}")))
    assert (one.code, "khác ô; để chọn cả hàng dùng {%tr … %}" in one.what) == ("TEMPLATE_006", True)


def test_a_condition_opened_in_a_table_and_closed_below_it(tmp_path: Path) -> None:
    path = changed(tmp_path, in_table("{%p if planned %}"), added("{%p endif %}"))
    assert "khác ô" in the_only(path).what


def test_rows_opened_in_one_table_and_closed_in_another(tmp_path: Path) -> None:
    path = changed(tmp_path, in_table("{%tr if planned %}"), added("x"), in_table("{%tr endif %}"))
    assert "khác bảng" in the_only(path).what


def test_marks_of_two_kinds_do_not_go_together(tmp_path: Path) -> None:
    assert "phải cùng kiểu" in the_only(changed(tmp_path, added("{%p if planned %}", "a", "{% endif %}"))).what


def test_a_row_with_a_mark_and_something_else_would_lose_it(tmp_path: Path) -> None:
    path = changed(tmp_path, in_table("{%tr if planned %}", "Tổng cộng"), in_table("x"))
    assert "TEMPLATE_013" in found(path)
    assert any("«Tổng cộng» đứng cùng hàng" in problem.what for problem in problems(path))


def test_a_cell_left_without_a_paragraph_is_found_by_trying(tmp_path: Path) -> None:
    """Word calls such a file damaged."""

    def change(document: Any) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "{%p if planned %}"
        cell.add_paragraph("a")
        cell.add_paragraph("{%p endif %}")

    one = the_only(changed(tmp_path, change))
    assert (one.code, "ô không còn đoạn nào" in one.what) == ("TEMPLATE_012", True)


def test_a_table_left_without_a_row_is_found_by_trying(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        table = document.add_table(3, 1)
        for row, text in zip(table.rows, ("{%tr for x in grounds %}", "{{ x }}", "{%tr endfor %}"), strict=True):
            row.cells[0].text = text

    assert "không còn hàng nào" in the_only(changed(tmp_path, change)).what


def test_the_first_of_an_empty_list_is_found_by_trying(tmp_path: Path) -> None:
    assert the_only(changed(tmp_path, added("{{ grounds|first }}"))).code == "TEMPLATE_001"


def part(name: str, text: str) -> Callable[[dict[str, bytes]], None]:
    tag = "footnotes" if "foot" in name else "comments"
    xml = f"<w:{tag} {nsdecls('w')}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{tag}>"
    return lambda parts: parts.__setitem__(name, xml.encode())


def repacked(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    change(parts)
    path.write_bytes(pack(parts))
    return path


def put(path: Path, place: str, text: str) -> Path:
    """The template with a text at a place of it."""
    if place == "footnotes":
        return repacked(path, part("word/footnotes.xml", text.replace("<", "&lt;")))
    document = docx.Document(str(path))
    if place == "body":
        document.add_paragraph(text)
    elif place == "title":
        document.core_properties.title = text
    else:
        area = {"header": "header", "footer": "footer"}[place]
        getattr(document.sections[0], area).add_paragraph(text)
    document.save(str(path))
    return path


PLACES = {
    "body": "đoạn ",
    "header": "đầu trang, đoạn 2",
    "footer": "chân trang, đoạn ",
    "title": "thuộc tính tệp, tiêu đề",
    "footnotes": "chú thích chân trang, đoạn 1",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_fault_is_found_in_every_part(tmp_path: Path, place: str) -> None:
    one = the_only(put(changed(tmp_path), place, "{{ agencyy }}"))
    assert one.code == "TEMPLATE_004"
    assert one.where.startswith(f"notice.docx, {PLACES[place]}")


def test_a_comment_of_word_is_not_read(tmp_path: Path) -> None:
    """Neither by us nor when the letter is made: what it says stays as it is."""
    path = repacked(changed(tmp_path), part("word/comments.xml", "{{ ''.__class__ }}"))
    assert not problems(path)
    made = render_docx(path, next(examples(template_fields()["notice"])))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert b"{{ ''.__class__ }}" in package.read("word/comments.xml")


def test_marks_where_there_is_no_text(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        deleted = (
            f"<w:del {nsdecls('w')} w:id='1' w:author='x'><w:r><w:delText>{{{{ agency }}}}</w:delText></w:r></w:del>"
        )
        document.add_paragraph("a")._p.append(parse_xml(deleted))
        link = f"<w:fldSimple {nsdecls('w')} w:instr='HYPERLINK {{{{ agency }}}}'><w:r><w:t>x</w:t></w:r></w:fldSimple>"
        document.add_paragraph("b")._p.append(parse_xml(link))

    whys = [problem.what for problem in problems(changed(tmp_path, change))]
    assert ["Track Changes" in why for why in whys] == [False, True]
    assert "trường của Word" in whys[0]


def test_a_deleted_mark_is_named_by_what_was_deleted(tmp_path: Path) -> None:
    """In pieces too: Word begins a new run at every touch."""

    def change(document: Any) -> None:
        new, old = "<w:ins {0} w:id='1' w:author='x'><w:r><w:t>{1}</w:t></w:r></w:ins>", "{{{{ addressee"
        runs = "".join(f"<w:r><w:delText>{piece}</w:delText></w:r>" for piece in (old.format(), " }", "}"))
        paragraph = document.add_paragraph("a")._p
        paragraph.append(parse_xml(f"<w:del {nsdecls('w')} w:id='2' w:author='x'>{runs}</w:del>"))
        paragraph.append(parse_xml(new.format(nsdecls("w"), "{{ agency }}")))

    (problem,) = problems(changed(tmp_path, change))
    assert "«{{ addressee }}» là chữ đã xóa khi bật Track Changes" in problem.what
    assert problem.where.startswith("notice.docx, đoạn ")


@pytest.mark.parametrize(
    "text",
    [
        "{% if planned and grounds > 0 %}a{% endif %}",
        "{{ agency + 1 }}",
        "{{ agency + grounds }}",
        "{{ agency - 1 }}",
        "{% if agency in 5 %}a{% endif %}",
        "{{ agency|length + agency }}",
        "{% for g in grounds %}{% if loop.index > g %}{{ g }}{% endif %}{% endfor %}",
    ],
)
def test_what_cannot_be_compared_or_added_is_said_at_its_place(tmp_path: Path, text: str) -> None:
    (problem,) = problems(changed(tmp_path, added(text)))
    assert problem.code == "TEMPLATE_008" and "đoạn " in problem.where and "chưa lường" not in problem.what


@pytest.mark.parametrize(
    "text",
    [
        "{% if grounds|length > 0 and 'x' in agency %}a{% endif %}",
        "{% for g in grounds %}{% if loop.index + 1 > 2 and g > 'a' %}{{ g }}{% endif %}{% endfor %}",
        "{{ agency + ' (' + agency + ')' }}",
        "{% if planned == true and agency != '' and agency in grounds %}a{% endif %}",
    ],
)
def test_what_can_be_compared_and_added_is_without_fault(tmp_path: Path, text: str) -> None:
    assert problems(changed(tmp_path, added(text))) == ()


def test_a_block_half_in_a_link(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        paragraph = document.add_paragraph("{% if planned %}a")
        link = f"<w:hyperlink {nsdecls('w')} w:anchor='x'><w:r><w:t>b{{% endif %}}</w:t></w:r></w:hyperlink>"
        paragraph._p.append(parse_xml(link))

    assert "chỉ một lệnh nằm trong liên kết" in the_only(changed(tmp_path, change)).what


# --- what the law wants ---------------------------------------------------------------------------------------------


def without(text: str) -> Change:
    """Every paragraph that holds the text goes; in a table it is emptied."""

    def change(document: Any) -> None:
        for paragraph in list(document.element.body.iter(qn("w:p"))):
            if text in "".join(paragraph.itertext()):
                for run in list(paragraph.iter(qn("w:r"))):
                    run.getparent().remove(run)

    return change


@pytest.mark.parametrize(
    ("name", "text", "field", "clause"),
    [
        ("notice", "{{ deadline }}", "deadline", "điểm c khoản 2 Điều 37 Thông tư số 26/2014/TT-BKHCN"),
        ("notice", "{{ row.text }}", "nonconformities.text", "điểm c khoản 2 Điều 37"),
        ("notice", "{{ ground }}", "grounds", "mục II.6.a Phần I Phụ lục I Nghị định số 30/2020/NĐ-CP"),
        ("correction_request", "{{ row.text }}", "nonconformities.text", "điểm a khoản 1 Điều 37"),
    ],
)
def test_what_the_law_wants_is_missed_with_its_clause(
    tmp_path: Path, name: str, text: str, field: str, clause: str
) -> None:
    one = the_only(changed(tmp_path, without(text), name=name))
    assert one.code == "TEMPLATE_011"
    assert f"mẫu không in «{field}»" in one.what
    assert clause in one.what


def test_a_name_in_a_condition_is_not_printed(tmp_path: Path) -> None:
    path = changed(tmp_path, without("{{ deadline }}"), added("{% if deadline %}có hạn{% endif %}"))
    assert found(path) == ["TEMPLATE_011"]


def test_of_a_list_the_law_wants_something_must_be_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Field("lịch kiểm tra", "rows", fields={"day": Field("ngày")}, law="Điều 34")
    listed = {"schedule": TemplateFields("schedule", "Lịch", {"rows": rows})}
    monkeypatch.setattr("isoaudit.papers.template_check.template_fields", lambda: listed)
    path = tmp_path / "schedule.docx"
    for text, expected in (
        ("{% for row in rows %}x{% endfor %}", ["TEMPLATE_011"]),
        ("{% for row in rows %}{{ loop.index }}{% if row.day %}x{% endif %}{% endfor %}", ["TEMPLATE_011"]),
        ("{% for row in rows %}{{ row.day }}{% endfor %}", []),
    ):
        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(path))
        assert found(path) == expected, text


def test_one_name_of_the_agency_is_enough(tmp_path: Path) -> None:
    names = [without(text) for text in ("{{ agency }}", "{{ agency_full }}", "{{ agency_first }}")]
    others = added("{{ deadline }}", "{% for row in nonconformities %}{{ row.text }}{% endfor %}", "{{ grounds|join }}")
    wanted = [problem.what for problem in problems(changed(tmp_path, *names, others))]
    assert len(wanted) == 1
    assert "«agency_full»" in wanted[0]
    assert not problems(changed(tmp_path, *names, others, added("{{ agency }}")))


def test_what_may_be_typed_is_only_remarked_on(tmp_path: Path) -> None:
    checked = check_template(changed(tmp_path, without("{{ issuing_office }}")))
    assert not checked.problems
    (warning,) = checked.warnings
    assert "«issuing_office»" in warning
    assert "đã gõ sẵn" in warning


# --- hostile templates ----------------------------------------------------------------------------------------------

HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ agency.__init__.__globals__ }}",
    "{{ grounds.__class__ }}",
    "{{ agency['__class__'] }}",
    "{{ agency|attr('__class__') }}",
    "{{ grounds|map(attribute='__class__')|list }}",
    "{{ grounds|join(attribute='__class__') }}",
    "{{ '{0.__class__}'.format(agency) }}",
    "{{ '%s'|format(agency) }}",
    "{{ '{0.__class__}'|format(agency) }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ cycler.__init__ }}",
    "{{ self.__init__ }}",
    "{{ namespace() }}",
    "{{ agency.upper() }}",
    "{{ agency|safe }}",
    "{{ agency|e|safe }}",
    "{{ agency|xmlattr }}",
    "{{ agency|pprint }}",
    "{{ agency|center(9999999999) }}",
    "{{ agency|replace('a', 'aaaa') }}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% call x() %}{% endcall %}",
    "{% filter safe %}a{% endfilter %}",
    "{% block b %}a{% endblock %}",
    "{% with x = 1 %}a{% endwith %}",
    "{% autoescape false %}{{ agency }}{% endautoescape %}",
    "{% do grounds.append(1) %}",
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% for i in 'aaaa' %}x{% endfor %}",
    "{% for i in [1, 2] %}x{% endfor %}",
    "{% for i in grounds recursive %}{{ loop(i) }}{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ 9**9**9 }}",
    "{{ agency * 1000000000 }}",
    "{{ grounds|join(grounds|join(grounds|join(agency))) }}",
    "{{ agency ~ agency }}",
    "{% for a in grounds %}{% for b in grounds %}{% for c in grounds %}x{% endfor %}{% endfor %}{% endfor %}",
    "{{ " + "not " * 3000 + "planned }}",
    "{{ " + "(" * 3000 + "agency" + ")" * 3000 + " }}",
]


@pytest.mark.parametrize("code", HOSTILE)
def test_hostile_code_is_refused_by_the_check_and_by_the_rendering_at_once(tmp_path: Path, code: str) -> None:
    started = time.monotonic()
    path = changed(tmp_path, added(code))
    assert set(found(path)) & {"TEMPLATE_007", "TEMPLATE_005", "TEMPLATE_004"}
    with pytest.raises(RunError) as caught:
        render_docx(path, next(examples(template_fields()["notice"])))
    assert {problem.code for problem in caught.value.problems} <= {"TEMPLATE_001", "TEMPLATE_002"}
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "code", ["{% raw %}a{% endraw %}", "{{r agency }}", "{{p agency }}", "{%- if planned %}a{% endif %}"]
)
def test_what_docxtpl_knows_and_we_do_not_want_is_refused_by_the_check(tmp_path: Path, code: str) -> None:
    assert "TEMPLATE_007" in found(changed(tmp_path, added(code)))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("code", ["{{ ''.__class__ }}", "{% include 'a' %}", "{{ 'a' * 10**10 }}"])
def test_hostile_code_is_refused_in_every_part(tmp_path: Path, place: str, code: str) -> None:
    path = put(changed(tmp_path), place, code)
    assert the_only(path).code == "TEMPLATE_007"
    with pytest.raises(RunError):
        render_docx(path, next(examples(template_fields()["notice"])))


def test_what_is_in_a_value_or_typed_in_a_mark_is_text(tmp_path: Path) -> None:
    path = changed(tmp_path, added("{{ '<b>&' }} {{ agency }} {{ recipients|join('<w:br/> & ') }}"))
    assert not problems(path)
    context = next(examples(template_fields()["notice"]))
    hostile = {**context, "agency": "<w:p/> & {{ 7*7 }}", "recipients": ["a", "<b>"]}
    made = docx.Document(io.BytesIO(render_docx(path, hostile)))
    assert made.paragraphs[-1].text == "<b>& <w:p/> & {{ 7*7 }} a<w:br/> & <b>"


def test_a_template_that_makes_too_much_is_stopped(tmp_path: Path) -> None:
    text = "{% for a in grounds %}{% for b in grounds %}" + "dài " * 300 + "{% endfor %}{% endfor %}"
    context = {**next(examples(template_fields()["notice"])), "grounds": ["x"] * 3000}
    with pytest.raises(RunError, match="văn bản lập ra quá lớn"):
        render_docx(changed(tmp_path, added(text)), context)


@pytest.mark.parametrize("size", [9 << 20, 70 << 20])
def test_a_file_that_unpacks_to_far_more_than_a_paper_is_not_read(tmp_path: Path, size: int) -> None:
    name = "word/document.xml" if size < 20 << 20 else "word/media/image1.png"
    path = repacked(changed(tmp_path), lambda parts: parts.__setitem__(name, b"<a>" + b" " * size + b"</a>"))
    assert "tệp quá lớn" in the_only(path).what
    with pytest.raises(RunError, match="tệp quá lớn"):
        render_docx(path, {})


def test_entities_of_xml_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật", encoding="utf-8")
    path = changed(tmp_path)

    def change(parts: dict[str, bytes]) -> None:
        declared = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document'.encode()
        data = parts["word/document.xml"].replace(b"<w:document", declared, 1)
        parts["word/document.xml"] = data.replace(b"</w:t>", b"&x;</w:t>", 1)

    repacked(path, change)
    assert "khai báo kiểu tài liệu" in the_only(path).what
    with pytest.raises(RunError, match="khai báo kiểu tài liệu"):
        render_docx(path, next(examples(template_fields()["notice"])))


# --- files and the command ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"khong phai zip",
        pack({"a.txt": b"x"}),
        pack({"word/document.xml": b"<a"}),
        *broken_word_files().values(),
    ],
)
def test_what_is_no_word_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notice.docx"
    path.write_bytes(data)
    one = the_only(path)
    assert (one.code, "không phải tệp Word" in one.what) == ("TEMPLATE_002", True)


def test_a_file_word_would_not_open_is_found_by_trying(tmp_path: Path) -> None:
    path = repacked(changed(tmp_path), lambda parts: parts.pop("word/styles.xml"))
    assert "không phải tệp Word (.docx) mở được" in the_only(path).what


@pytest.mark.parametrize("old, new", [(b"/word/header", b"/wrd/header"), (b"header+xml", b"footer+xml")])
def test_a_header_that_is_called_something_else_is_found_by_trying(tmp_path: Path, old: bytes, new: bytes) -> None:
    manifest = "[Content_Types].xml"
    path = repacked(changed(tmp_path), lambda parts: parts.__setitem__(manifest, parts[manifest].replace(old, new)))
    assert "không phải tệp Word (.docx) mở được" in the_only(path).what


@pytest.mark.parametrize("old, new", [(b"document.main+xml", b"template.main+xml"), (b"<Types", b"<Typ"), (b"", b"")])
def test_a_template_is_a_word_document(tmp_path: Path, old: bytes, new: bytes) -> None:
    """No .dotx, no archive whose list of types is broken, none with a macro: the letters would be the same."""

    def change(parts: dict[str, bytes]) -> None:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)
        if not old:
            parts["word/vbaProject.bin"] = b"x"

    path = repacked(changed(tmp_path), change)
    assert "không phải tệp Word" in the_only(path).what
    with pytest.raises(RunError, match="không phải tệp Word"):
        render_docx(path, {})


def put_in_control(element: Any) -> None:
    """Word wraps a row, a cell or a paragraph like this when somebody makes a content control of it."""
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    element.addprevious(control)
    control[1].append(element)


@pytest.mark.parametrize("tag", ["w:tr", "w:tc", "w:p"])
def test_what_stands_in_content_controls_is_without_fault(tmp_path: Path, tag: str) -> None:
    """Every row, every cell, every paragraph: also where a table or a cell then holds nothing else."""

    def change(document: Any) -> None:
        for element in list(document.element.body.iter(qn(tag))):
            if "{%" not in "".join(t.text or "" for t in element.iter(qn("w:t"))):
                put_in_control(element)

    assert problems(changed(tmp_path, change)) == ()


def test_the_place_of_a_fault_counts_rows_in_content_controls(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        table = document.add_table(3, 1)
        table.rows[2].cells[0].text = "{{ agencyy }}"
        for row in list(table._tbl.tr_lst)[1:]:
            put_in_control(row)

    assert ", hàng 3 «{{ agencyy }}»" in the_only(changed(tmp_path, change)).where


def test_the_command_says_that_a_template_can_be_used(isoaudit: Run) -> None:
    done = isoaudit("template", "check", TEMPLATES / "notice.docx")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Mẫu notice (Thông báo kết quả kiểm tra) dùng được.\n"


def test_the_command_says_what_is_wrong(tmp_path: Path, isoaudit: Run) -> None:
    done = isoaudit("template", "check", changed(tmp_path, added("{{ agencyy }} {{ yeer }}")))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("- notice.docx, đoạn ") == 2
    assert "Có 02 vấn đề." in done.stderr


def test_the_command_as_data(tmp_path: Path, isoaudit: Run) -> None:
    path = changed(tmp_path, added("{{ agencyy }}"), without("{{ issuing_office }}"))
    done = isoaudit("template", "check", path, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["paper"], len(said["warnings"])) == (2, "notice", 1)
    assert [problem["code"] for problem in said["problems"]] == ["TEMPLATE_004"]


def test_another_name_needs_the_paper(tmp_path: Path, isoaudit: Run) -> None:
    path = tmp_path / "mẫu sửa.docx"
    shutil.copyfile(TEMPLATES / "notice.docx", path)
    done = isoaudit("template", "check", path)
    assert done.returncode == 2
    assert "không biết «mẫu sửa» là mẫu của văn bản nào" in done.stderr
    assert "notice, reply_form, correction_request" in done.stderr
    assert isoaudit("template", "check", path, "--as", "notice").returncode == 0
    assert isoaudit("template", "check", path, "--as", "thong_bao").returncode == 2
    assert isoaudit("template", "check", tmp_path / "notice.docx").returncode == 2


@pytest.mark.parametrize("typed", ["{{ ", "{%", "{#", "{{ {% {# "])
def test_very_many_marks_that_are_never_closed_are_refused_before_they_are_looked_for(
    typed: str, tmp_path: Path
) -> None:
    """Each opening brace that looks for its end anew makes hours of half a megabyte."""
    path = changed(tmp_path, added(typed * 150_000))
    assert found(path) == ["TEMPLATE_005"]
    with pytest.raises(RunError, match="quá nhiều dấu chưa đóng"):
        render_docx(path, next(examples(template_fields()["notice"])))


def test_a_template_that_is_a_folder_or_far_too_large_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notice.docx"
    path.mkdir()
    with pytest.raises(RunError, match="không phải tệp"):
        check_template(path)
    path.rmdir()
    with path.open("wb") as large:
        large.truncate(template_language.LARGEST_FILE + 1)
    assert "quá lớn" in str(the_only(path))
