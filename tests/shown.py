"""Every label that the interface shows, collected from where the code takes it, for the page that explains them.

A label stands over a number, a column, a field, a button or a part of a page, or is a state that a thing is in. A
sentence says itself what it means.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from isoaudit.rules.actions import GROUPS, LONGER, SPANS
from isoaudit.wording import labels, sentence

ISOAUDIT = Path(__file__).parent.parent / "isoaudit"
TEMPLATES = ISOAUDIT / "pages" / "html"
SHOWING = ("start", "visit", "review", "books", "pages")
"""The packages that put words before a person."""
ROWS = ("actions", "dossier", "duties", "next_steps", "report_tables", "status")
"""The rules whose rows hold their words already."""
MADE = {"Section": 1, "Record": 1, "Field": 1, "Action": 1, "Option": 1, "Fact": 0, "Made": 0, "Page": 9}
"""What a page of the form is made of, and which argument is its label."""
_SAID_BY_NAME = ("title", "label", "counted")
LARGE = ("column",)
"""Tables of which a page shows only the words that its module names."""
_SENTENCE = re.compile(r"^<|^[^{}]*\.$")
_BLANK = re.compile(r"\{[{%].*?[%}]\}|\$\{[^}]*\}|\{[^}]*\}", re.DOTALL)


def plain(words: str) -> str:
    """A label as it is compared: a blank for what is put in, a capital in front, no colon or space around it."""
    return sentence(re.sub(r"\s+", " ", _BLANK.sub("…", words)).strip().rstrip(":"))


def of_the_tables() -> dict[str, set[str]]:
    """The words that pages take of each table of wordings, by its name."""
    found: dict[str, set[str]] = {}
    for module in _modules():
        constants = {node.value for node in ast.walk(module) if isinstance(node, ast.Constant)}
        for table, key in _taken(module):
            for name in {table.value} if isinstance(table, ast.Constant) else constants & set(labels()):
                words = labels()[name]
                known = {key.value} if isinstance(key, ast.Constant) else constants if name in LARGE else set(words)
                found.setdefault(name, set()).update(plain(words[one]) for one in known & set(words))
    for template in TEMPLATES.glob("*.j2"):
        for name, key in re.findall(r"label\(\"(\w+)\", (?:\"(\w+)\")?", template.read_text(encoding="utf-8")):
            found.setdefault(name, set()).update(plain(w) for k, w in labels()[name].items() if key in ("", k))
    return found


def _modules() -> Iterator[ast.Module]:
    paths = [path for package in SHOWING for path in (ISOAUDIT / package).rglob("*.py")]
    for path in sorted([*paths, *(ISOAUDIT / "rules" / f"{name}.py" for name in ROWS)]):
        yield ast.parse(path.read_text(encoding="utf-8"))


def _taken(module: ast.Module) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Every table of wordings that a module takes words of, with the key where there is one."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) == "label":
            yield node.args[0], node.args[1]
        elif (
            isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call) and _name(node.value.func) == "labels"
        ):
            yield node.slice, None


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def of_the_code() -> set[str]:
    """Labels of the parts of the form, as the code that makes a part writes them or takes them of any table."""
    found: set[str] = set()
    for function in (node for module in _modules() for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
        for made in ast.walk(function):
            if isinstance(made, ast.Call) and (at := MADE.get(_name(made.func))) is not None:
                given = [*made.args[at : at + 1], *(one.value for one in made.keywords if one.arg in _SAID_BY_NAME)]
                found |= {plain(words) for one in given for words in _words(one, function) if _has_letters(words)}
    return found


def _words(node: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """What a label may say: the text itself, words of tables in it, and what was put into a name that it uses."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    put = [one for one in ast.walk(function) if isinstance(one, ast.Assign)]
    before = [one.value for one in put if any(_name(target) in names for target in one.targets)]
    for one in (node, *before):
        yield _text(one)
        yield from (words for part in ast.walk(one) if isinstance(part, ast.Call) for words in _of_a_table(part))


def _of_a_table(call: ast.Call) -> Iterator[str]:
    """The words that a call of ``label`` may give, where it names its table and at least how the key begins."""
    if _name(call.func) == "label" and isinstance(call.args[0], ast.Constant):
        begun = isinstance(call.args[1], ast.JoinedStr)
        keys = {one.value for one in ast.walk(call.args[1]) if isinstance(one, ast.Constant)}
        for key, words in labels()[call.args[0].value].items():
            if key in keys or (begun and key.startswith(tuple(keys))):
                yield words


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _has_letters(words: str) -> bool:
    return bool(re.search(r"[^\W\d_]", _BLANK.sub("", words)))


def of_the_script() -> set[str]:
    """What the form itself says, but for whole sentences."""
    text = (ISOAUDIT / "form" / "static" / "00_words.js").read_text(encoding="utf-8")
    found = set(re.findall(r"^  \w+: (?:\([^)]*\) => )?[\"`](.*)[\"`],$", text, re.MULTILINE))
    found |= {words for both in re.findall(r"\? `(.*?)` : `(.*?)`", text) for words in both}
    return {plain(words) for words in found if not words.endswith((".", ":", "…")) and _has_letters(words)}


def of_the_template(name: str) -> set[str]:
    """The words over numbers, columns, parts, filters and on buttons of a page, as its template writes them."""
    raw = (TEMPLATES / f"{name}.html.j2").read_text(encoding="utf-8")
    text = re.sub(r"</?abbr[^>]*>", "", _BLANK.sub("…", raw))
    found = re.findall(r"<(?:dt|h2|h3|summary|button|label|th scope=\"col\")(?: [^>]*)?>([^<]+)<", text)
    found += re.findall(r"<option value=\"\w*\">([^<]+)</option>", text)
    found += re.findall(r"<input[^>]*>([^<]+)</label>", text) + re.findall(r"data-label=\"([^\"]+)\"", text)
    found += re.findall(r"\{\{-? tile\(\"([^\"]+)\"", raw) + re.findall(r"\{\{-? group\(\"\w+\", \"([^\"]+)\"", raw)
    return {plain(words) for words in found if _has_letters(words)}


def of_the_pages() -> set[str]:
    """Labels that the modules of the pages write themselves, the calendar's among them; and the groups of a chart."""
    found = {plain(words) for words in (*(words for words, _ in (*SPANS, *GROUPS)), LONGER)}
    for path in (ISOAUDIT / "pages").glob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        parts = {id(one) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for one in node.values}
        parts |= {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}  # what explains the code
        texts = (_text(node) for node in ast.walk(module) if isinstance(node, ast.expr) and id(node) not in parts)
        found |= {plain(words) for words in texts if re.search(r"[à-ỹđ].", words) and not _SENTENCE.search(words)}
    return found


WORKBOOKS = ("tables", "desk")
"""The packages that write workbooks."""
_READ_ONLY = ("FOR_READING", "LATE", "LEFT", "WHY")
"""Names under which a workbook keeps headings of what is only to be read."""


def of_the_workbooks() -> set[str]:
    """The headings of the Excel workbooks that are written: of a column with its width, of a column that is read too,
    and of what is only shown."""
    found = {plain(words) for words in labels()["column"].values()}
    paths = [path for package in WORKBOOKS for path in sorted((ISOAUDIT / package).rglob("*.py"))]
    for module in (ast.parse(path.read_text(encoding="utf-8")) for path in paths):
        found |= {plain(words) for node in ast.walk(module) for words in _headings(node) if _is_heading(words)}
    return found


def _headings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Tuple) and len(node.elts) == 2 and _is_width(node.elts[1]):
        yield _text(node.elts[0])
    elif isinstance(node, ast.Call) and _name(node.func) == "Column":
        yield from (_text(one.value) for one in node.keywords if one.arg == "title")
    elif isinstance(node, ast.Assign) and {
        _name(one) for target in node.targets for one in ast.walk(target) if isinstance(one, ast.expr)
    } & set(_READ_ONLY):
        yield from (_text(one) for one in ast.walk(node.value) if isinstance(one, ast.expr))


def _is_width(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


def _is_heading(words: str) -> bool:
    """Whether these are words and not the name of a column in the code."""
    return bool(re.search(r"[A-ZĐÀ-Ỹ]", words)) and _has_letters(words)
