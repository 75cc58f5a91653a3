"""A letter's values and a Word template become a .docx, and the files of letters are kept.

What a template may say, and how it is said, is in ``isoaudit/papers/template_language.py``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Template as Compiled
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree

from isoaudit.errors import DocumentError, Problem, RunError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.model import Case, Result
from isoaudit.office import word
from isoaudit.office.text import document_text
from isoaudit.papers import properties, template_language, values
from isoaudit.papers.in_folder import LETTER, find_template, write_file

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_MAIN = "word/document.xml"


def render_docx(template: Path, context: Mapping[str, Any], on: date | None = None) -> bytes:
    """The Word document that ``template`` makes of ``context``; the same input gives the same bytes.

    Its properties are its own, not those of the template; ``on`` is the day they name.

    Raises :class:`RunError`: ``FILE_002`` (unreadable), ``TEMPLATE_001`` (a field the context lacks), ``TEMPLATE_002``
    (wrong marks, forbidden code, not a Word file), ``RUN_007`` (a text that cannot be printed).
    """
    try:
        parts = _compiled(read_bounded(template))
        made = {name: _rendered(name, part, context) for name, part in parts}
        if isinstance(dict(parts).get(properties.PART), bytes):  # an office may have put fields into its own
            made[properties.PART] = properties.properties(made[_MAIN], context, on)
        return pack(made)
    except OSError as error:
        raise RunError(problem("FILE_002", template.name, reason=reason(error))) from error
    except template_language.Unprintable as error:
        raise RunError(problem("RUN_007", template.name, reason=f"văn bản có ký tự điều khiển {error}")) from error
    except Exception as error:  # a template may be wrong in as many ways as a program
        raise RunError(_template_problem(template.name, error)) from error


@lru_cache(maxsize=16)
def _compiled(data: bytes) -> tuple[tuple[str, bytes | Compiled], ...]:
    """The parts of a template, those that may hold fields compiled: nine tenths of the time of a first letter."""
    return tuple((name, _compiled_part(name, part)) for name, part in template_language.parts_of(data).items())


def _compiled_part(name: str, part: bytes) -> bytes | Compiled:
    if not template_language.FIELDS_IN.fullmatch(name) or (name == properties.PART and b"{" not in part):
        return part
    return template_language.compiled(template_language.source_of(name, part))


def _rendered(name: str, part: bytes | Compiled, context: Mapping[str, Any]) -> bytes:
    return part if isinstance(part, bytes) else template_language.rendered(name, part, context)


def _template_problem(name: str, error: Exception) -> Problem:
    quoted = re.findall(r"'([^']*)'", str(error))
    named = f"«{quoted[-1]}»" if quoted else "không rõ tên"
    if isinstance(error, SecurityError):
        return problem("TEMPLATE_002", name, reason=f"lệnh không được phép trong mẫu, {named if quoted else 'đã chặn'}")
    if isinstance(error, UndefinedError):
        return problem("TEMPLATE_001", name, reason=named)
    if isinstance(error, TemplateSyntaxError):
        return problem("TEMPLATE_002", name, reason=f"gần «{_near(error)}»")
    if isinstance(error, etree.XMLSyntaxError):
        return problem("TEMPLATE_002", name, reason="điều kiện hoặc vòng lặp mở ở đoạn này, đóng ở đoạn khác")
    if isinstance(error, template_language.Forbidden):
        said = "" if isinstance(error, template_language.UnfitFile) else "lệnh không dùng được trong mẫu, "
        return problem("TEMPLATE_002", name, reason=f"{said}{error}")
    kind = "lệnh không dùng được trong mẫu" if isinstance(error, (TemplateError, TypeError)) else "lệnh không chạy được"
    return problem("TEMPLATE_002", name, reason=kind)


def _near(error: TemplateSyntaxError) -> str:
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    return re.sub(r"<[^>]*>", "", line).strip()[:60]


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A .docx of these parts, without a clock: the same parts, the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return stream.getvalue()


def write_letter(case: Case, result: Result, out: Path) -> tuple[str, ...]:
    """Make the letter of an inspection in ``out``; the names of the letter files that are now current.

    A refused inspection has no letter, and one we wrote earlier is taken away; else as :func:`write_paper`.
    """
    paper = None if result.refused else values.letter(case, result)
    return write_paper(paper, LETTER, out)


def write_paper(paper: values.Paper | None, stem: str, out: Path) -> tuple[str, ...]:
    """Make a paper in ``out`` as ``stem.docx``; the names of its files that are now current. None: it is taken away.

    A file a person edited is never overwritten or removed: the paper then goes to ``stem.new.docx``,
    ``stem.new-2.docx``, …. Raises :class:`RunError` for a template or a file that cannot be used.
    """
    made = None if paper is None else render_docx(find_template(paper.template, out), paper.context, paper.on)
    return write_file(made, stem, out)


def letter_lines(case: Case, result: Result, out: Path) -> tuple[str, ...]:
    """The paragraphs of the letter that :func:`write_letter` would write, which is not refused. Raises as that."""
    return paper_lines(values.letter(case, result), out)


def paper_lines(paper: values.Paper, out: Path) -> tuple[str, ...]:
    """The paragraphs of a paper as :func:`write_paper` would write it in ``out``. Raises as that."""
    made = render_docx(find_template(paper.template, out), paper.context)
    return document_text(word.opened(paper.template, made))


def letter_text(path: Path) -> tuple[str, ...]:
    """The paragraphs of a .docx in reading order, the mark above page 1 first; a table row's cells joined by `` | ``.

    Raises :class:`RunError` (``FILE_002``) when it is no readable Word document.
    """
    try:
        data = read_bounded(path)
    except OSError as error:
        raise RunError(problem("FILE_002", str(path), reason=reason(error))) from error
    try:
        return document_text(word.opened(str(path), data))
    except DocumentError as error:
        raise RunError(problem("FILE_002", str(path), reason=template_language.NO_WORD_FILE)) from error
