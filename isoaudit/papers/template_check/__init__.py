"""Whether an office's own Word template can be used: everything wrong at once, each with its place.

A template is read, never run, until nothing wrong is found in it: its marks where they stand, what they say about the
fields of its paper (``isoaudit/papers/kinds``), what the law wants printed. Only then it is tried with invented values,
everything there and nothing there, for what shows no earlier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from isoaudit.errors import DocumentError, Problem, RunError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.office.text import PARAGRAPH, TABLE, cells, rows
from isoaudit.office.text import blocks as blocks_of
from isoaudit.office.word import opened
from isoaudit.papers import template_language
from isoaudit.papers.fields import TemplateFields, examples, template_fields
from isoaudit.papers.render import render_docx
from isoaudit.papers.template_check.blocks import PartReader
from isoaudit.papers.template_check.expressions import whole_scope
from isoaudit.papers.template_check.places import read_marks


@dataclass(frozen=True)
class Checked:
    """What was found in a template."""

    paper: TemplateFields
    problems: tuple[Problem, ...] = ()
    """Why it cannot be used; empty: it can."""
    warnings: tuple[str, ...] = ()
    """What to look at, in Vietnamese: wanted by the law, but it may have been typed."""


def check_template(path: Path, paper: str = "") -> Checked:
    """Everything wrong with a template of the paper named, or of the one its file is named after.

    Raises RunError: ``TEMPLATE_010`` (no such paper), ``FILE_001``, ``FILE_002`` (not there, unreadable).
    """
    fields = template_fields().get(paper or path.stem)
    if fields is None:
        keys = ", ".join(template_fields())
        raise RunError(problem("TEMPLATE_010", path.name, value=paper or path.stem, expected=keys))
    try:
        data = read_bounded(path, template_language.LARGEST_FILE)
    except FileNotFoundError:
        raise RunError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise RunError(problem("FILE_002", str(path), reason=reason(error))) from None
    check = _Check(path, fields)
    check.run(data)
    return Checked(fields, tuple(dict.fromkeys(check.problems)), tuple(check.warnings))


@dataclass
class _Check:
    path: Path
    paper: TemplateFields
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)

    def run(self, data: bytes) -> None:
        try:
            parts = template_language.parts_of(data)
            by_part = {name: list(read_marks(name, part)) for name, part in parts.items() if _read(name)}
        except template_language.Forbidden as error:
            self.say("TEMPLATE_002", "", reason=str(error))
            return
        for name, several in by_part.items():
            before = len(self.problems)
            PartReader(whole_scope(self.paper.fields), self.say, self.printed).read(several)
            if len(self.problems) == before:
                self._whole(name, parts[name])
        self._required()
        if not self.problems:  # what cannot be used anyway is not tried: of a megabyte that takes long
            self._try()

    def say(self, code: str, where: str, /, **fields: object) -> None:
        """Note a problem at a place of the template; nothing: the template as a whole."""
        self.problems.append(problem(code, f"{self.path.name}, {where}" if where else self.path.name, **fields))

    def _whole(self, name: str, data: bytes) -> None:
        """What the part says as docxtpl puts it together, where its marks one by one are in order."""
        try:
            tree = template_language.ENVIRONMENT.parse(template_language.source_of(name, data))
            for forbidden in template_language.refused(tree):
                self.say("TEMPLATE_007", "", reason=str(forbidden))
        except template_language.Forbidden as error:
            self.say("TEMPLATE_007", "", reason=str(error))
        except TemplateSyntaxError:
            self.say("TEMPLATE_002", "", reason="các lệnh đúng từng lệnh nhưng không ghép được với nhau")
        except RecursionError:
            self.say("TEMPLATE_007", "", reason="lệnh lồng nhau quá nhiều cấp")

    def _required(self) -> None:
        for name, wanted in self.paper.required():
            serving = (name, *wanted.alternatives)
            if not any(path == one or path.startswith(f"{one}.") for path in self.printed for one in serving):
                if wanted.typed:
                    self.warnings.append(
                        f"{self.path.name}: mẫu không in «{name}» ({wanted.means}; {wanted.law}). "
                        "Nếu đã gõ sẵn nội dung này trong mẫu thì không cần sửa."
                    )
                else:
                    self.say("TEMPLATE_011", "", field=name, means=wanted.means, law=wanted.law)

    def _try(self) -> None:
        for context in examples(self.paper):
            try:
                made = opened(self.path.name, render_docx(self.path, context))
            except RunError as error:
                self.problems += error.problems
                return
            except DocumentError:  # Word would not open it either
                self.say("TEMPLATE_012", "", reason="kết quả không phải tệp Word (.docx) mở được")
                return
            holes = list(_holes(made.element.body))
            for hole in holes:
                self.say("TEMPLATE_012", "", reason=hole)
            if holes:
                return


def _read(name: str) -> bool:
    return template_language.FIELDS_IN.fullmatch(name) is not None


def _holes(body: Any) -> Iterator[str]:
    """What Word calls unreadable content and python-docx does not mind."""
    for number, table in enumerate(body.iter(TABLE), 1):
        there = list(rows(table))
        if not there:
            yield f"bảng {number} không còn hàng nào khi danh sách trống: đặt if trước và sau bảng"
        for row in there:
            last = [[*blocks_of(cell)][-1:] for cell in cells(row)]
            if not last or any(not block or block[0].tag != PARAGRAPH for block in last):
                yield f"bảng {number} có ô không còn đoạn nào khi danh sách trống: chừa một đoạn trống ở cuối ô"
                break
