"""docs/errors.md has every message: as it is now, each that the program can say, none that it no longer says."""

from __future__ import annotations

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

from isoaudit.errors import CATALOGUE

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "isoaudit"
PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
TOOL = runpy.run_path(str(ROOT / "tools" / "list_errors.py"))
CODE = re.compile(rf"\b(?:{'|'.join({code.partition('_')[0] for code in CATALOGUE})})_\d{{3}}\b")
SOURCES = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".js", ".json", ".j2", ".toml")]


def said_in(path: Path) -> Iterator[str]:
    """The codes that a source says itself: of Python those of its texts, without docstrings and comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from CODE.findall(text)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value


def test_the_tables_of_messages_are_as_the_catalogue_is_now() -> None:
    assert TOOL["with_messages"](PAGE) == PAGE, "run: python tools/list_errors.py"
    assert TOOL["families_listed"](PAGE) == TOOL["families"](), "a section for each family, by the alphabet"
    assert sorted(re.findall(r"^\| `([A-Z]+_\d+)` \|", PAGE, re.MULTILINE)) == sorted(CATALOGUE)


def test_every_family_says_what_it_is_about_and_what_its_place_is() -> None:
    sections = dict(re.findall(r"^## ([A-Z]+)\n\n(.+?)\n\n<!-- messages of \1:", PAGE, re.MULTILINE | re.DOTALL))
    assert sorted(sections) == TOOL["families"]()
    assert not [family for family, words in sections.items() if "Place: " not in words.replace("\n", " ")]


def test_every_code_in_a_source_is_a_message() -> None:
    named = {code: path for path in SOURCES for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 400
    assert not {code: str(path) for code, path in named.items() if code not in CATALOGUE}


def test_no_message_is_left_that_nothing_says() -> None:
    said = {code for path in SOURCES if path.name != "errors.toml" for code in said_in(path)}
    assert sorted(CATALOGUE.keys() - said) == []


def test_a_table_is_made_anew_and_signs_of_markdown_are_shown() -> None:
    old = "<!-- messages of FILE: made by tools/list_errors.py -->\n\n| `FILE_001` | gone |\n\n<!-- end -->\n"
    assert "gone" not in TOOL["with_messages"](old) and CATALOGUE["FILE_001"][0] in TOOL["with_messages"](old)
    empty = "<!-- messages of FILE: made by tools/list_errors.py -->\n<!-- end -->\n"
    assert TOOL["with_messages"](empty) == TOOL["with_messages"](old)
    assert TOOL["_cell"]("a|b <c>\n*d*") == r"a\|b \<c\> \*d\*"
