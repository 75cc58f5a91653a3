"""Charts by matplotlib in the look of our pages: bars whose letters stay text, with a number at each.

A drawing becomes an SVG picture inside the page. Shades and hatches also differ in grey print.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import matplotlib.backends.backend_svg  # drawn with in each job
from IPython.display import HTML
from matplotlib.figure import Figure

from isoaudit.looks import colour, faces
from isoaudit.notebooks.cells import picture

_INK, _PAPER, _EDGE = colour("ink"), colour("paper"), colour("edge")
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "isoaudit",
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "hatch.linewidth": 0.6,
    "axes.edgecolor": colour("box"),
    "text.color": _INK,
}
"""The look of all drawings, for ``matplotlib.rc_context``."""
_INKS = (_INK, colour("on-nonconforming"), _INK, _INK, _INK)
COLOURS = tuple(map(colour, ("conforming", "nonconforming", "observation", "not-examined", "missing")))
"""Of the columns in their order: conforming, nonconforming, observation, not examined, nothing yet."""
_HATCHES = ("", "", "///", "", "xxx")
_ROW, _LINE, _TOP = 0.36, 0.16, 0.75  # inches of a row, of a line of its name, and of what stands around them
_WRAP = 46


def drawn(figure: Figure, alt: str) -> HTML:
    """Any matplotlib figure as a picture inside the page, with words for who cannot see it; the same each time."""
    file = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    families = ", ".join(f"'{name}'" if " " in name else name for name in faces())
    return picture(file.getvalue().replace("'DejaVu Sans'", families.replace("'", "&apos;")), alt)


def bars(
    rows: Sequence[str],
    columns: Mapping[str, Sequence[float]],
    alt: str,
    *,
    colours: Sequence[int] = (),
    form: str = "g",
) -> HTML:
    """Stacked bars, a row each from the top; ``columns`` are the stretches of a bar by their name in the key.

    ``colours`` are places in :data:`COLOURS`; ``form`` is how a number is written, as in :func:`format`.
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9.4, _height(rows)))
        axes = figure.add_axes((0.4, 0.0, 0.6, 1.0))
        left = [0.0] * len(rows)
        most = max((sum(values) for values in zip(*columns.values(), strict=True)), default=0) or 1
        for (name, values), place in zip(columns.items(), colours or range(len(columns)), strict=False):
            axes.barh(
                range(len(rows)), values, left=left, height=0.68, label=name, color=COLOURS[place],
                hatch=_HATCHES[place], edgecolor=_EDGE, linewidth=0.6,
            )  # fmt: skip
            for row, value in enumerate(values):
                if value and value >= most * 0.018:
                    box = {"facecolor": COLOURS[place], "edgecolor": "none", "pad": 0.8} if _HATCHES[place] else None
                    axes.text(
                        left[row] + value / 2, row, format(value, form).replace(".", ","),
                        ha="center", va="center", color=_INKS[place], fontsize=8.5, bbox=box,
                    )  # fmt: skip
            left = [before + value for before, value in zip(left, values, strict=True)]
        _finish(axes, rows, most, keyed=len(columns) > 1)
        return drawn(figure, alt)


def beside(
    rows: Sequence[str], values: Sequence[float | None], marks: Sequence[float | None], names: tuple[str, str], alt: str
) -> HTML:
    """Bars of shares from 0 to 1 with a mark of what others have on each; ``names`` are those of bar and mark."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9.4, _height(rows)))
        axes = figure.add_axes((0.4, 0.0, 0.6, 1.0))
        axes.barh(
            range(len(rows)), [value or 0 for value in values], height=0.62, color=COLOURS[0], edgecolor=_EDGE,
            linewidth=0.6, label=names[0],
        )  # fmt: skip
        marked = [(mark, row) for row, mark in enumerate(marks) if mark is not None]
        axes.plot(
            [mark for mark, _ in marked], [row for _, row in marked], linestyle="", marker="D", markersize=7,
            color=COLOURS[1], markeredgecolor=_PAPER, label=names[1], clip_on=False, zorder=3,
        )  # fmt: skip
        for row, value in enumerate(values):
            words = "chưa xem" if value is None else f"{round(value * 100)}%"
            axes.text(0.01, row, words, ha="left", va="center", fontsize=8.5, color=_INK if value else _EDGE)
        _finish(axes, rows, 1.0, keyed=True)
        return drawn(figure, alt)


def _height(rows: Sequence[str]) -> float:
    """Inches of a drawing whose rows have room for the longest name."""
    lines = max((len(_wrapped(row)) for row in rows), default=1)
    return max(_ROW, _LINE * lines + 0.08) * len(rows) + _TOP


def _wrapped(row: str) -> list[str]:
    """A name on several lines; a point such as "điểm a khoản 1" stays together."""
    return textwrap.wrap(re.sub(r"\b(điểm \S+ khoản \d)", lambda found: found[0].replace(" ", "\xa0"), row), _WRAP)


def _finish(axes, rows: Sequence[str], most: float, *, keyed: bool) -> None:  # type: ignore[no-untyped-def]
    """Names at the left, nothing else around: each bar has its number."""
    axes.set_yticks(range(len(rows)), ["\n".join(_wrapped(row)) for row in rows])
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_xlim(0, most * 1.02)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_visible(False)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    if keyed:
        axes.legend(loc="upper left", bbox_to_anchor=(-0.01, 0.0), ncols=5, frameon=False, fontsize=9)
