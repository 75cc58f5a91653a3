"""Show every plot and chart of a programme as it looks in grey print and to people who see fewer colours.

    .venv/bin/python tools/see_plots.py demo/an-binh-2026 FOLDER

Looks at the pages of ``out`` and at the notebooks of the year, which ``isoaudit run`` has made before, and at one
working paper; writes a sheet for each plot, with a picture for each of ``tests/seeing.py``. A person looks at them;
``tests/test_plots_seen.py`` measures. Needs Chromium.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from conftest import CHROMIUM, CHROMIUM_FLAGS
from seeing import EYES, seen

PAGES = ("*.html", "year/*.html", "*/corrective-action.html", "*/compare.html", "*/findings.html")
"""Of ``out``; of those of inspections the first that has a plot."""
PLOT = ".isoaudit img[src^='data:image/svg'], table.chart, .sheet"
_SIZE = (1366, 1000)
_NAME = 24
"""Height of the name above each picture."""


def main() -> None:
    """Write the sheets into the folder."""
    programme, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        tab = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]})
        for pattern in PAGES:
            for path in sorted((programme / "out").glob(pattern)):
                plots = list(plots_of(tab, path))
                for number, plot in enumerate(plots, start=1):
                    name = f"{path.parent.name}-{path.stem}-{number}.png"
                    sheet(plot).save(folder / name)
                    print(folder / name)
                if plots and pattern.startswith("*/"):
                    break
        browser.close()


def plots_of(tab: Page, path: Path) -> Iterator[Image.Image]:
    """Each plot of a page as it is drawn on a screen."""
    tab.goto(path.resolve().as_uri())
    for one in tab.locator(PLOT).all():
        if one.is_visible():
            yield Image.open(io.BytesIO(one.screenshot())).convert("RGB")


def sheet(plot: Image.Image) -> Image.Image:
    """The plot as each sees it, in two columns."""
    width, height = plot.width, plot.height + _NAME
    rows = -(-len(EYES) // 2)
    whole = Image.new("RGB", (2 * width, rows * height), "white")
    for place, eye in enumerate(EYES):
        corner = (place % 2 * width, place // 2 * height)
        ImageDraw.Draw(whole).text((corner[0] + 6, corner[1] + 6), eye, fill="black")
        pixels = np.round(seen(np.asarray(plot) / 255, eye) * 255).astype(np.uint8)
        whole.paste(Image.fromarray(pixels), (corner[0], corner[1] + _NAME))
    return whole


if __name__ == "__main__":
    main()
