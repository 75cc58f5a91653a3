"""A checklist as an XLSForm: the same questions on a phone, in ODK Collect or KoboCollect, without a network.

Whoever asks for it fills in one record for each inspection. What an answer must carry is that of
:data:`isoaudit.model.REQUIRED`, and what is asked of whom that of the checklist, as in the form on the laptop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.model import REQUIRED, Checklist, Criterion, Kinds, Selection, Verdict
from isoaudit.tables.workbooks.writing import new_book, packed, put
from isoaudit.wording import label, labels, point_name, sentence

LANGUAGE = "Tiếng Việt (vi)"
_LABEL, _HINT, _MESSAGE = f"label::{LANGUAGE}", f"hint::{LANGUAGE}", f"constraint_message::{LANGUAGE}"
_NEEDED = f"required_message::{LANGUAGE}"
_SURVEY = ("type", "name", _LABEL, _HINT, "required", _NEEDED, "relevant", "constraint", _MESSAGE, "appearance")
_CHOICES = ("list_name", "name", _LABEL)
_SETTINGS = ("form_title", "form_id", "version", "default_language", "instance_name")
_SAYS_SOMETHING = r"regex(., '(.|\n)*[^\s\-.,;:_…](.|\n)*')"
"""A letter or a digit, not a dash alone: see ``Answer.carries``."""
_EMPTY = "Chưa ghi nội dung."
_WHOLE = "day_du"
_Row = dict[str, str]


def xlsform(checklist: Checklist) -> bytes:
    """The workbook: sheets survey, choices, settings. The same checklist gives the same bytes."""
    book = new_book()
    _write(book.create_sheet("survey"), _SURVEY, list(_survey(checklist)))
    _write(book.create_sheet("choices"), _CHOICES, list(_choices(checklist)))
    form = {"form_title": checklist.title, "form_id": f"isoaudit-{checklist.id}", "version": checklist.version}
    form |= {"default_language": LANGUAGE, "instance_name": "concat(${agency}, ' ', ${examined_on})"}
    _write(book.create_sheet("settings"), _SETTINGS, [form])
    return packed(book)


def question_name(criterion: str) -> str:
    """A criterion as names of an XLSForm are spelled: ``D36_1_dd_02``."""
    return re.sub("[^0-9A-Za-z]", "_", criterion)


def _write(sheet: Worksheet, columns: Sequence[str], rows: Sequence[_Row]) -> None:
    for position, name in enumerate(columns, start=1):
        put(sheet.cell(1, position), name, "heading")
        for number, row in enumerate(rows, start=2):
            put(sheet.cell(number, position), row.get(name, ""), "plain")
    sheet.freeze_panes = "A2"


def _survey(checklist: Checklist) -> Iterator[_Row]:
    yield from _head(checklist.selections)
    for number, (point, criteria) in enumerate(groupby(checklist.criteria, key=lambda one: one.point), start=1):
        title = f"{sentence(point_name(point))} Điều 36: {label('point', point)}"
        yield {"type": "begin group", "name": f"part_{number}", _LABEL: title}
        for criterion in criteria:
            yield from _of_criterion(criterion, checklist.selections)
        yield {"type": "end group", "name": f"part_{number}"}
    yield {"type": "end group", "name": "answers"}


def _head(selections: Sequence[Selection]) -> Iterator[_Row]:
    """Of which inspection it is; what is asked hangs on kind of agency, form of inspection and short form."""
    must = {"required": "yes", _NEEDED: _EMPTY}
    yield {"type": "text", "name": "inspection", _LABEL: "Mã cuộc kiểm tra", _HINT: "Như 2026-99-STP-TS", **must}
    yield {"type": "text", "name": "agency", _LABEL: "Cơ quan chịu sự kiểm tra", **must}
    yield {"type": "select_one kind", "name": "kind", _LABEL: label("column", "kind"), **must}
    yield {"type": "select_one mode", "name": "mode", _LABEL: label("column", "mode"), **must}
    if selections:
        fits = " or ".join([f". = '{_WHOLE}'", *(f"(. = '{question_name(one.id)}' and {_of_kind(one.kinds)})"
                                                 for one in selections)])  # fmt: skip
        yield {
            "type": "select_one form",
            "name": "form",
            _LABEL: label("column", "selection"),
            **must,
            "constraint": fits,
            _MESSAGE: "Phiếu rút gọn này không dùng cho loại cơ quan đã chọn.",
        }
    yield {"type": "text", "name": "inspector", _LABEL: label("column", "inspector"), **must}
    yield {"type": "date", "name": "examined_on", _LABEL: label("column", "examined_on"), **must}
    yield {"type": "begin group", "name": "answers", _LABEL: "Kết quả"}


def _of_criterion(criterion: Criterion, selections: Sequence[Selection]) -> Iterator[_Row]:
    """A screen of its own: the verdict, then what each verdict must and may carry."""
    name = question_name(criterion.id)
    screen = {"type": "begin group", "name": name, _LABEL: criterion.id, "appearance": "field-list"}
    yield {**screen, "relevant": _asked_of(criterion, selections)}
    yield {
        "type": "select_one verdict",
        "name": f"{name}_verdict",
        _LABEL: criterion.question,
        _HINT: _hint(criterion),
        "required": "yes",
        _NEEDED: "Chưa chọn kết quả.",
    }
    verdict = f"${{{name}_verdict}}"
    judged = [one for one in REQUIRED if one not in ("not_applicable", "not_examined")]
    yield _text(f"{name}_evidence", label("column", "evidence"), verdict, judged, _must("evidence"))
    ground = {"type": "select_multiple ground", "name": f"{name}_ground", _LABEL: label("column", "ground_of_evidence")}
    yield {**ground, "relevant": f"string-length(${{{name}_evidence}}) > 0"}
    yield {
        **_text(f"{name}_gap", label("column", "gap"), verdict, _must("gap"), _must("gap")),
        _HINT: criterion.gap_hint,
    }
    yield _text(f"{name}_note", label("column", "note"), verdict, _must("note"), _must("note"))
    yield {"type": "end group", "name": name}


def _text(name: str, words: str, verdict: str, shown: Sequence[Verdict], needed: Sequence[Verdict]) -> _Row:
    """A text that is shown for some verdicts and must say something for some of these."""
    required = "yes" if list(shown) == list(needed) else _one_of(verdict, needed)
    return {
        "type": "text",
        "name": name,
        _LABEL: words,
        "relevant": _one_of(verdict, shown),
        "required": required,
        _NEEDED: _EMPTY,
        "constraint": _SAYS_SOMETHING,
        _MESSAGE: _EMPTY,
        "appearance": "multiline",
    }


def _must(what: str) -> list[Verdict]:
    return [verdict for verdict, needs in REQUIRED.items() if what in needs]


def _one_of(question: str, values: Sequence[str]) -> str:
    return " or ".join(f"{question} = '{value}'" for value in values)


def _asked_of(criterion: Criterion, selections: Sequence[Selection]) -> str:
    """When a criterion is asked: of its kinds of agency, in its form of inspection, by a short form that has it."""
    conditions = [f"({_of_kind(criterion.kinds)})"] if criterion.kinds != "all" else []
    conditions += [] if criterion.by_record else ["${mode} = 'on_site'"]
    left_out = (one for one in selections if criterion.id not in one.criteria)
    conditions += [f"${{form}} != '{question_name(one.id)}'" for one in left_out]
    return " and ".join(conditions)


def _of_kind(kinds: Kinds) -> str:
    return "true()" if kinds == "all" else _one_of("${kind}", kinds)


def _hint(criterion: Criterion) -> str:
    lines = [f"- {line}" for line in criterion.look_for]
    lines += ["Không phù hợp ở đây chỉ là điểm lưu ý."] if criterion.worst == "observation" else []
    return "\n".join([*lines, *([criterion.caution] if criterion.caution else [])])


def _choices(checklist: Checklist) -> Iterator[_Row]:
    for vocabulary in ("kind", "mode", "verdict", "ground"):
        for code, words in labels()[vocabulary].items():
            yield {"list_name": vocabulary, "name": code, _LABEL: sentence(words)}
    if checklist.selections:
        yield {"list_name": "form", "name": _WHOLE, _LABEL: "Phiếu đầy đủ"}
    for selection in checklist.selections:
        yield {"list_name": "form", "name": question_name(selection.id), _LABEL: selection.title}
