"""Print a page of docs/vi as an inspector gets it in the hand: A4, to a PDF beside where it is told.

    .venv/bin/python tools/print_guide.py docs/vi/kiem-tra-tai-tru-so.md huong-dan.pdf

Needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from nbconvert.filters.markdown import markdown2html
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import CHROMIUM, CHROMIUM_FLAGS  # noqa: E402

from isoaudit.looks import tokens  # noqa: E402

STYLE = """
@page { size: A4; margin: 12mm 14mm; }
body { font: 9.5pt/1.28 var(--face-letter); }
h1 { font-size: 15pt; margin: 0 0 4pt; }
h2 { font-size: 11.5pt; margin: 6pt 0 2pt; break-after: avoid; }
p, ul, pre, table { margin: 3pt 0; }
ul { padding-left: 14pt; }
a.anchor-link { display: none; }
a { color: inherit; text-decoration: none; }
pre { background: var(--ground); padding: 3pt 6pt; font-size: 9pt; }
code { font-family: var(--face-code); font-size: 92%; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 0.5pt solid var(--box); padding: 1.5pt 4pt; text-align: left; vertical-align: top; }
tr { break-inside: avoid; }
p > img { display: block; width: 60%; margin: 0 auto; border: 0.5pt solid var(--box); }
td img { width: 100%; }
"""


def print_guide(page: Path, pdf: Path) -> None:
    """Write the page as PDF; its pictures are found beside it."""
    html = f'<!doctype html><html lang="vi"><meta charset="utf-8"><style>{tokens()}{STYLE}</style>'
    html += markdown2html(page.read_text(encoding="utf-8"))
    with tempfile.NamedTemporaryFile("w", suffix=".html", dir=page.parent, encoding="utf-8") as file:
        file.write(html)
        file.flush()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
            tab = browser.new_page()
            tab.goto(Path(file.name).as_uri())
            tab.pdf(path=str(pdf), prefer_css_page_size=True)
            browser.close()


if __name__ == "__main__":
    print_guide(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
