"""Plots and charts are told apart in grey print and by people who see fewer colours; no plot is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import PROGRAMME, case
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from seeing import APART, EYES, Look, alike, contrast, distance, seen
from test_rollout_notebook import figures as rollout_of
from test_rollout_notebook import taken, target
from test_year_figures import ALL, GAP, on_site
from test_year_report import report

import isoaudit.notebooks
from isoaudit.looks import colour, tokens
from isoaudit.model import Case, PeerPoint, Peers, Rollout, YearHead
from isoaudit.model.vocabulary import POINTS
from isoaudit.notebooks import compare, drawing, load_year, plan, reports, rollout, year
from isoaudit.pages import actions, index
from isoaudit.pages.chart import SERIES
from isoaudit.pages.frame import css
from isoaudit.work.year import inspected_on, write_year

DAY = date(2026, 11, 30)
DRAWN_WITH = {"bars", "beside", "drawn"}
GRAPHIC = 3.0
"""The least contrast of a line and the paper (WCAG 2.1, 1.4.11)."""


def cases() -> list[Case]:
    """What was found at some points and not at others, one not examined, one without any answer."""
    lines = (f"D36-1-a-01 | {GAP}", "D36-1-a-02 | observation | Xem sổ | Nên ghi", *ALL[2:])
    return [on_site("A", *lines), on_site("B", *ALL, obligation="bat_buoc"), on_site("C", *ALL[:1]), case("", code="D")]


def of_a_year(folder: Path) -> Any:
    """The cases as the file of a year, read as a notebook reads it."""
    made = cases()
    head = YearHead(programme=PROGRAMME, day=DAY, agencies=tuple(one.agency for one in made))
    write_year(folder / "year.json", head, (inspected_on(one, DAY) for one in made))
    return load_year(folder / "year.json")


def draw(name: str, folder: Path) -> None:
    """Draw the plot ``MODULE.FUNCTION`` of the notebooks."""
    module, _, plot = name.partition(".")
    if module == "year":
        getattr(year, plot)(year.figures(of_a_year(folder)))
    elif module == "plan":
        getattr(plan, plot)(plan.planned(of_a_year(folder)))
    elif module == "reports":
        getattr(reports, plot)(report(*cases()))
    elif module == "compare":
        points = tuple(PeerPoint(point=point, inspections=2, nonconforming=1, share=0.5) for point in POINTS)
        compare.chart(cases()[0], Peers(kind="ubnd_cap_xa", inspections=2, points=points))
    else:
        steps = (taken(0, date(2020, 10, 1)), taken(1, None))
        rollout.plots(rollout_of(folder, Rollout(steps=steps, targets=(target(),))))


PLOTS = {
    "year.by_point", "year.by_kind_chart", "year.most_frequent", "plan.by_reason", "plan.by_month",
    "reports.points_chart", "reports.actions_chart", "reports.register_chart", "compare.chart", "rollout._plot",
}  # fmt: skip


def drawing_functions() -> Iterator[str]:
    """The functions of the notebooks' modules that draw, as ``MODULE.FUNCTION``."""
    for path in Path(isoaudit.notebooks.__path__[0]).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = (node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == drawing.__name__)
        draws = {name.name for node in imports for name in node.names} & DRAWN_WITH
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            if draws & {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}:
                yield f"{path.stem}.{function.name}"


def looks(figure: Figure) -> list[Look]:
    """How everything in the key of a figure looks."""
    found = []
    for axes in figure.axes:
        inks = [(text.get_position(), to_hex(text.get_color())) for text in axes.texts]
        for bar in axes.containers:
            first = bar.patches[0]
            ink = [colour for (x, y), colour in inks for box in bar.patches if box.get_bbox().contains(x, y)]
            found.append(Look(str(bar.get_label()), to_hex(first.get_facecolor()), first.get_hatch() or "", *ink[:1]))
        for line in axes.lines:
            if not str(line.get_label()).startswith("_"):
                style = f"line {line.get_linestyle()} {line.get_marker()}"
                found.append(Look(str(line.get_label()), to_hex(line.get_color()), style))
    return found


def test_no_plot_is_left_out() -> None:
    assert set(drawing_functions()) == PLOTS


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_the_stretches_and_lines_of_a_plot_are_told_apart(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures: list[Figure] = []
    real = drawing.drawn

    def kept(figure: Figure, alt: str) -> Any:
        figures.append(figure)
        return real(figure, alt)

    monkeypatch.setattr(drawing, "drawn", kept)
    monkeypatch.setattr(rollout, "drawn", kept)
    draw(name, tmp_path)
    (figure,) = figures
    assert looks(figure) and alike(looks(figure)) == []
    lines = [to_hex(line.get_color()) for axes in figure.axes for line in axes.lines]
    assert all(contrast(colour, "#ffffff", eye) >= GRAPHIC for colour in lines for eye in EYES)


def test_the_chart_of_a_working_paper_is_told_apart() -> None:
    assert alike([Look(one.name, one.colour, one.hatch, one.ink) for one in SERIES]) == []


def sheet() -> str:
    """The sheet of the pages, each colour in place of its name."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: colour(found[1]) if is_colour(found[1]) else found[0], str(css()))


def is_colour(name: str) -> bool:
    return re.search(rf"--{name}: #", tokens()) is not None


def in_the_sheet(name: str) -> Look:
    """How a CSS class of the stacked bars fills: a plain colour, or a pattern of its own."""
    filled = re.search(rf"^\.{name} {{ background: ([^;]+);", sheet(), re.MULTILINE)
    assert filled, name
    value = filled[1]
    colours = re.findall(r"#[0-9a-f]{3,6}", value)
    return Look(name, colours[0], value if "gradient" in value else "")


@pytest.mark.parametrize(
    "classes",
    [
        [css for css, _ in index._point_chart([]).series],
        [css for css, _ in index._OUTCOMES],
        list(actions._SHADES),
    ],
    ids=["points", "kinds", "actions"],
)
def test_the_bars_of_a_page_are_told_apart(classes: list[str]) -> None:
    assert len(classes) > 3 and alike([in_the_sheet(name) for name in classes]) == []


def test_the_bars_of_the_sheet_of_the_year_are_told_apart_from_their_whole() -> None:
    whole, part = (
        re.search(rf"\.sheet \.bar \.{name} {{ fill: (#[0-9a-f]+)", sheet())[1]  # type: ignore[index]
        for name in ("whole", "part")
    )
    assert all(distance(whole, part, eye) > APART for eye in EYES)


def test_what_is_simulated_is_what_was_published() -> None:
    """White stays white; red and green of one brightness become one to who has no red or no green cones."""
    for eye in EYES:
        assert seen([1, 1, 1], eye) == pytest.approx([1, 1, 1], abs=0.01)
    red, green = "#c85028", "#6e8c28"
    assert distance(red, green, "all colours") > 60
    assert distance(red, green, "deuteranopia") < 25
    assert distance("#d95f5f", "#00a05a", "tritanopia") > APART
    assert alike([Look("một", red), Look("hai", green)]) != []
    assert alike([Look("một", red), Look("hai", green, "///")]) == []
    assert alike([Look("chữ", "#9aa0a6", ink="#c4c4c4")]) != []
