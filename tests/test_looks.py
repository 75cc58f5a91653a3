"""One look: every colour, face, size of letters stands in ``isoaudit/looks/tokens.css``; what it says can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from seeing import EYES, contrast

from isoaudit.form.widget import Form
from isoaudit.looks import colour, faces, tokens
from isoaudit.pages.frame import css

ROOT = Path(__file__).resolve().parent.parent
TOKENS = ROOT / "isoaudit" / "looks" / "tokens.css"
SHEETS = sorted({*(ROOT / "isoaudit").rglob("*.css")} - {TOKENS})
LOOKS = sorted(
    path
    for path in (*(ROOT / "isoaudit").rglob("*.*"), ROOT / "tools" / "print_guide.py")
    if path.suffix in (".css", ".j2", ".js", ".py") and path != TOKENS and "papers" not in path.parts
)
"""What people see: sheets, templates, scripts, drawings; papers are black on white by Decree 30/2020."""
COLOUR = re.compile(r"(?<![&\w/])#(?:[0-9a-fA-F]{3,4}|(?:[0-9a-fA-F]{2}){3,4})\b|\b(?:rgb|hsl|hwb|lch|oklab)a?\(")
NAMED = re.compile(
    r"(?:color|background|border[\w-]*|outline|fill|stroke|box-shadow)[:=][^;}\n]*?(?<![\w-])"
    r"(white|black|red|green|blue|gr[ae]y|silver|yellow|orange|brown|navy|maroon|teal|gold|pink|purple|whitesmoke)\b(?!-)"
)
TYPE = re.compile(r"inherit|\.?\d+(?:\.\d+)?em|(?:var\(--[\w-]+\)[/ ]?)+")
LETTERS = {"paper": ("ink", "soft", "main", "good", "bad", "note"), "ground": ("ink", "soft", "main", "bad")}
LETTERS |= {"wash": ("ink", "main"), "good-wash": ("ink", "good"), "bad-wash": ("ink", "bad")}
LETTERS |= {"note-wash": ("ink", "note"), "main": ("on-main",), "bad": ("on-bad",), "found": ("ink",)}
"""Which letters stand on which ground; of the page in print too."""
READABLE, EDGE = 4.5, 3.0
"""Contrasts of letters and of the edges of what can be filled in (WCAG 2.1, 1.4.3 and 1.4.11)."""


def literals(text: str, *, named: bool = True) -> list[str]:
    """The colours that a text holds itself; ``named``: also those that CSS has a word for."""
    words = [found[1] for found in NAMED.finditer(text)] if named else []
    return [found[0] for found in COLOUR.finditer(text)] + words


def declared(block: str) -> dict[str, str]:
    """The colours that a block of the tokens declares."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def themes() -> dict[str, dict[str, str]]:
    light, dark, printed = re.split(r'\nbody\[data-jp-theme-light="false"\] \{|\n@media print \{', tokens())
    return {
        "light": declared(light),
        "dark": declared(light) | declared(dark),
        "print": declared(light) | declared(printed),
    }


@pytest.mark.parametrize("path", LOOKS, ids=lambda path: path.name)
def test_no_sheet_template_or_drawing_holds_a_colour_of_its_own(path: Path) -> None:
    assert literals(path.read_text(encoding="utf-8"), named=path.suffix != ".py") == []


def test_colours_are_seen_where_there_are_some() -> None:
    """What the test above looks for is found, however it is written."""
    ways = ("a { color: #fff; }", 'stroke="#333333"', "x: rgb(0 0 0 / 1%)", "hsla(1, 2%)", "border: 1px solid red;")
    assert all(len(literals(way)) == 1 for way in ways)
    assert literals("<a href='#main'> &#176; white-space: pre; color: var(--red)") == []
    assert len(literals(tokens())) > 50 and len(LOOKS) > 100


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_letters_have_the_faces_and_sizes_of_the_tokens(path: Path) -> None:
    """A size may follow that of the text around it (em), or be named anew for a whole page that must fit a sheet."""
    sheet = path.read_text(encoding="utf-8")
    said = re.findall(r"(?<![\w-])(font(?:-size|-family)?): ([^;}]+)[;}]", sheet)
    assert [value for _, value in said if not TYPE.fullmatch(value)] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_that_a_sheet_names_is_declared(path: Path) -> None:
    known = set(re.findall(r"--([\w-]+):", tokens()))
    # told by a script or by a template: how high the bar is, how many lines a table has
    assert set(re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8"))) - known <= {"bar", "lines"}


def test_pages_and_form_stand_behind_the_tokens() -> None:
    assert str(css()).startswith(tokens()) and Form._css.startswith(tokens())
    assert colour("ink") == "#1b2530" and faces("face-letter")[0] == "Times New Roman"


def pairs() -> Iterator[tuple[str, str, str, float]]:
    for theme in themes():
        for ground, inks in LETTERS.items():
            if (theme, ground) != ("dark", "found"):  # pages are light
                yield from ((theme, ink, ground, READABLE) for ink in inks)
        yield theme, "box", "paper", EDGE


@pytest.mark.parametrize(("theme", "ink", "ground", "least"), list(pairs()))
def test_letters_and_edges_can_be_read_on_their_ground(theme: str, ink: str, ground: str, least: float) -> None:
    colours = themes()[theme]
    assert all(contrast(colours[ink], colours[ground], eye) >= least for eye in EYES)
