"""The language of the marks in Word templates: print a field, decide, repeat; nothing else. Hides jinja2 and docxtpl.

docxtpl's own ``render`` runs code found in a template's title, turns typed ``{_{`` into ``{{``, reads broken XML as
far as it goes and stamps the clock into the file; its patterns take minutes for a megabyte. So only how it puts line
breaks and tabs of a value into Word is used here. What a mark may say is a list of what is allowed (:data:`_ALLOWED`),
looked at before anything is compiled: jinja2 already computes ``'a' * 10**10`` while it compiles. Each part is then
rendered by one sandbox that knows no globals, escapes everything and refuses unknown fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import escape

from isoaudit.office.archive import Fault
from isoaudit.office.word import archive_of
from isoaudit.papers.template_marks import CLOSING, plain, spans

FIELDS_IN = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml")
"""The parts of a Word file in which marks are read."""
FILTERS = ("join", "upper", "lower", "capitalize", "trim", "first", "last", "length", "count", "default")
TESTS = ("defined", "none", "odd", "even")
LOOP = ("index", "index0", "revindex", "first", "last", "length")
"""What a mark may ask of ``loop``."""
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Add,
    nodes.Sub,
    nodes.Filter,
    nodes.Test,
    nodes.List,
    nodes.Tuple,
)
_WORDS = {
    nodes.Call: "gọi hàm",
    nodes.Getitem: "lấy phần tử bằng [ ]",
    nodes.Mul: "phép nhân",
    nodes.Pow: "lũy thừa",
    nodes.Div: "phép chia",
    nodes.FloorDiv: "phép chia",
    nodes.Mod: "phép %",
    nodes.Concat: "phép ~",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.Block: "block",
    nodes.FilterBlock: "filter",
    nodes.With: "with",
    nodes.Scope: "autoescape",
    nodes.Dict: "dấu { } trong lệnh",
}
_LOOPS, _FREE_LOOPS = 4, 2
"""Loops that may stand in one another; of these over whole lists, not over what a row holds."""
_DEEPEST = 40
_MOST_UNCLOSED = 50
_LARGEST_PART, LARGEST_FILE, _LARGEST_OUTPUT = 8 << 20, 64 << 20, 32 << 20
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_READING = DocxTemplate("")
_LISTED = re.compile("[\t\n\a\f]")
"""What a value may hold that Word has elements for."""
_XML = etree.XMLParser(resolve_entities=False, no_network=True)


class Forbidden(TemplateError):
    """A mark says what no template may say; the text is what, in Vietnamese."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.line = line


NO_WORD_FILE = "không phải tệp Word (.docx), bị hỏng, hoặc có mật khẩu"
_UNFIT: dict[Fault, str] = {
    "too much": "tệp quá lớn",
    "declared": "có khai báo kiểu tài liệu (DTD), Word không tạo ra khai báo này",
}


class UnfitFile(Forbidden):
    """Not a mark, but the file is what no template may be; the text is why, in Vietnamese."""


class Unprintable(ValueError):
    """A text holds a character no Word document can hold."""


def _typed(value: Any) -> Any:
    """A value of the context as XML text that reads exactly as typed."""
    if not isinstance(value, str):
        return value
    found = _UNPRINTABLE.search(value)
    if found:
        raise Unprintable(f"U+{ord(found[0]):04X}")
    return escape(value.replace("\r\n", "\n").replace("\r", "\n"))


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_typed)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


ENVIRONMENT = _environment()


# --- what is allowed ------------------------------------------------------------------------------------------------


def refused(tree: nodes.Node) -> Iterator[Forbidden]:
    """Everything in a parsed template that no template may say."""
    yield from _refused(tree, (), 0)


def _refused(node: nodes.Node, loops: tuple[str, ...], depth: int) -> Iterator[Forbidden]:
    """``loops``: the variables of the loops around it, those over whole lists as ``""``."""
    if depth > _DEEPEST:
        yield Forbidden("lệnh lồng nhau quá nhiều cấp", node.lineno)
        return
    what = _fault(node, loops)
    if what:
        yield Forbidden(what, node.lineno)
        return
    inner = loops
    if isinstance(node, nodes.For):
        bound = isinstance(node.iter, nodes.Getattr) and _root(node.iter) in loops
        inner = (*loops, *(() if bound else ("",)), str(getattr(node.target, "name", "")))
    for child in node.iter_child_nodes():
        yield from _refused(child, inner, depth + 1)


def _fault(node: nodes.Node, loops: tuple[str, ...]) -> str:
    """What is wrong with this node itself; empty: nothing."""
    if not isinstance(node, _ALLOWED):
        return _WORDS.get(type(node), type(node).__name__.lower())
    if isinstance(node, nodes.Getattr):
        # jinja2 looks for «a.b» as an attribute first: of a group of values only its own names are safe to ask for
        return f"«.{node.attr}»" if node.attr.startswith("_") or not _root(node) else ""
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        return f"«{node.name}»"
    if isinstance(node, nodes.For):
        return _loop_fault(node, loops)
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            return f"bộ lọc «{node.name}»"
        plain = all(isinstance(argument, nodes.Const) for argument in node.args)
        return "" if plain and not (node.kwargs or node.dyn_args or node.dyn_kwargs) else f"cách viết của «{node.name}»"
    if isinstance(node, nodes.Test):
        unknown = node.name not in TESTS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
        return f"phép thử «is {node.name}»" if unknown else ""
    return ""


def _loop_fault(node: nodes.For, loops: tuple[str, ...]) -> str:
    if node.recursive or node.test is not None:
        return "vòng lặp có «recursive» hoặc «if»"
    if not isinstance(node.target, nodes.Name):
        return "vòng lặp với nhiều biến"
    if not _root(node.iter):
        return "vòng lặp qua cái không phải một trường"
    bound = isinstance(node.iter, nodes.Getattr) and _root(node.iter) in loops
    free = loops.count("")
    deep = len(loops) - free >= _LOOPS or (free >= _FREE_LOOPS and not bound)
    return "vòng lặp lồng nhau quá nhiều cấp" if deep else ""


def _root(node: nodes.Node) -> str:
    """The name a chain ``a.b.c`` begins with; empty where it begins with something else."""
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


# --- parts of a Word file -------------------------------------------------------------------------------------------


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a Word file.

    Raises :class:`UnfitFile`: no Word file, a broken one, one far larger than any paper.
    """
    if len(data) > LARGEST_FILE:
        raise UnfitFile(_UNFIT["too much"])
    archive = archive_of(data, lambda fault, _: UnfitFile(_UNFIT.get(fault, NO_WORD_FILE)), most=LARGEST_FILE)
    infos = {info.filename: info for info in archive.parts.values()}
    if "word/document.xml" not in infos:
        raise UnfitFile(NO_WORD_FILE)
    if any(info.file_size > _LARGEST_PART for name, info in infos.items() if FIELDS_IN.fullmatch(name)):
        raise UnfitFile(_UNFIT["too much"])
    return {info.filename: archive.content(part) for part, info in archive.parts.items()}


def parse_xml(data: bytes) -> Any:
    """The root of the XML of a part that :func:`parts_of` gave.

    Raises :class:`UnfitFile` for elements in one another deeper than XML is read; every other fault was seen before.
    """
    try:
        return etree.fromstring(data, _XML)
    except etree.XMLSyntaxError:
        raise UnfitFile("các phần lồng nhau quá nhiều cấp, Word không mở được") from None


def source_of(name: str, data: bytes) -> str:
    """A part as jinja2 reads it: its marks made plain, a line for each paragraph, for messages.

    Raises :class:`Forbidden` for very many marks that are never closed.
    """
    root = parse_xml(data)
    if name.startswith("word/"):
        root = plain(root)
    source: str = etree.tostring(root, encoding="unicode")
    if name.startswith("word/"):
        _refuse_endless(source)
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", source)
    pieces, at = [], 0
    for start, end in spans(source):
        pieces += [source[at:start], _unescaped(source[start:end])]
        at = end
    return "".join((*pieces, source[at:]))


def _refuse_endless(source: str) -> None:
    """Refuse a part with very many marks that are never closed: jinja2 would look for each end anew, for hours."""
    if sum(source.count(opening, max(source.rfind(end), 0)) for opening, end in CLOSING.items()) > _MOST_UNCLOSED:
        raise Forbidden("quá nhiều dấu chưa đóng")


def _unescaped(mark: str) -> str:
    """What was typed within a mark; of the signs of XML docxtpl leaves «&amp;»."""
    return mark.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def compiled(source: str) -> Compiled:
    """The part ready to be rendered. Raises TemplateSyntaxError, and :class:`Forbidden` before anything is computed."""
    tree = ENVIRONMENT.parse(source)
    for found in refused(tree):
        raise found
    return ENVIRONMENT.from_string(tree)


def rendered(name: str, part: Compiled, context: Mapping[str, Any]) -> bytes:
    """The part's XML with the values of the context.

    Raises whatever is wrong with the template only now: UndefinedError, XMLSyntaxError, :class:`Forbidden` (too long).
    """
    pieces: list[str] = []
    length = 0
    for piece in part.generate(context):
        pieces.append(piece)
        length += len(piece)
        if length > _LARGEST_OUTPUT:
            raise Forbidden("văn bản lập ra quá lớn")
    xml = "".join(pieces)
    if name.startswith("word/"):
        xml = re.sub(r"\n<w:p([ >])", r"<w:p\1", xml)
        if _LISTED.search(xml):
            xml = _READING.resolve_listing(xml)
    tree = etree.fromstring(xml.encode(), _XML)
    data: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)
    return data
