"""What ``rollout.ipynb`` shows: targets with the pace needed and seen, each drawn; steps by block, classes, money."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, timedelta

import matplotlib
import pandas as pd
from IPython.display import HTML
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from isoaudit.looks import colour
from isoaudit.model import Agency, Rollout
from isoaudit.notebooks.cells import lines
from isoaudit.notebooks.drawing import STYLE, drawn
from isoaudit.notebooks.prepared import Year
from isoaudit.rules import rollout_told as told
from isoaudit.rules.rollout import MONTH, STEPS, Standing, block_steps, members, out_of_order, standing
from isoaudit.wording import count, date_short, label, sentence

_NONE = "Chưa ghi nhận số liệu triển khai nào: nhập bằng «isoaudit rollout import TỆP»."
_TITLE = 92
"""Signs in a line of the title of a drawing."""
_DARK, _GREY = colour("ink"), colour("soft")


class RolloutFigures:
    """The roll-out of a year on a day, worked out once."""

    def __init__(self, year: Year, on: date) -> None:
        self.year, self.on = year, on
        self.known = year.head.rollout or Rollout()
        self.agencies: Sequence[Agency] = year.agencies
        self.targets = [standing(target, self.agencies, self.known.steps, on) for target in self.known.targets]
        self.names = {agency.code: agency.name for agency in self.agencies}


def figures(year: Year, as_of: str | date | None = None) -> RolloutFigures:
    """The roll-out as of a day, ``2017-11-30``; without one as of the day the year was prepared."""
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return RolloutFigures(year, day or year.head.day)


def title(found: RolloutFigures) -> str:
    """What the notebook is about."""
    return f"Triển khai xây dựng, chuyển đổi HTQLCL, tính đến hết ngày {date_short(found.on)}"


def targets(found: RolloutFigures) -> pd.DataFrame:
    """A row for each target: what is recorded, what is left, the pace needed and seen, the conclusion."""
    rows = [
        {
            "Chỉ tiêu": _name(one),
            "Đã ghi nhận": _of(one),
            "Còn phải thực hiện": count(one.left),
            "Chưa ghi nhận": count(len(one.done.unknown)),
            "Cần mỗi tháng": "-" if one.needed_a_month is None else told.pace_words(one.needed_a_month, up=True),
            "Đã thấy mỗi tháng": "chưa rõ" if one.pace is None else told.pace_words(one.pace.a_month, up=False),
            "Kết luận": sentence(label("feasibility", one.feasibility)),
        }
        for one in found.targets
    ]
    return pd.DataFrame(rows)


def _name(one: Standing) -> str:
    return told.target_name(one.target, one.needed, len(one.done.of or ()))


def _of(one: Standing) -> str:
    number = one.done.number
    return "chưa rõ" if number is None else f"{count(number)}/{count(len(one.done.of or ()))}"


def plots(found: RolloutFigures) -> HTML:
    """Each target drawn over the days: recorded so far, the pace needed from here, where the pace seen leads."""
    if not found.targets:
        return lines([], _NONE if found.known.is_empty else "Chưa có chỉ tiêu nào.")
    return HTML("".join(_plot(one).data for one in found.targets))  # type: ignore[no-untyped-call]


def _plot(one: Standing) -> HTML:
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9.4, 3.4))
        axes = figure.add_axes((0.06, 0.12, 0.9, 0.68))
        done = len(one.done.ids)
        first = min([_begun(one), *one.days.values()])
        _draw_done(axes, one, first)
        if one.days_left > 0 and one.left:
            _draw_ahead(axes, one, done)
        axes.axhline(one.needed, color=_GREY, linewidth=0.8, linestyle=(0, (1, 2)))
        axes.annotate(
            f"phải đạt {count(one.needed)}", (first, one.needed), (2, 3), textcoords="offset points", fontsize=9
        )
        if one.on < one.target.by:
            axes.axvline(date2num(one.on), color=_GREY, linewidth=0.9, linestyle=":")  # type: ignore[no-untyped-call]
        axes.axvline(date2num(one.target.by), color=_GREY, linewidth=0.9)  # type: ignore[no-untyped-call]
        _finish(axes, one, first)
        return drawn(figure, f"{_name(one)}. {' '.join(f'{text}.' for text in told.target_lines(one))}")


def _begun(one: Standing) -> date:
    """Where a drawing begins."""
    return one.target.since or (one.pace.first if one.pace else min(one.on, one.target.by) - timedelta(days=90))


def _draw_done(axes, one: Standing, first: date) -> None:  # type: ignore[no-untyped-def]
    """What was recorded, as steps upwards, until the day of the drawing."""
    days = sorted(one.days.values())
    x, y = [first, *days, one.on], [0, *range(1, len(days) + 1), len(days)]
    axes.step(x, y, where="post", color=_DARK, linewidth=2.2, label=f"đã ghi nhận đến {date_short(one.on)}")
    number = "chưa ghi nhận" if one.done.number is None else count(one.done.number)
    axes.annotate(number, (one.on, len(days)), (4, -11), textcoords="offset points", fontsize=9.5, fontweight="bold")


def _draw_ahead(axes, one: Standing, done: int) -> None:  # type: ignore[no-untyped-def]
    """From here to the last day: what is needed, and where the pace seen leads until enough are done."""
    pace = told.pace_words(one.needed_a_month, up=True) if one.needed_a_month else ""
    axes.plot(
        [one.on, one.target.by], [done, one.needed], color=_DARK, linewidth=1.3, linestyle="--", marker="o",
        markersize=4.5, markerfacecolor=colour("paper"), label=f"cần {pace} cơ quan mỗi tháng",
    )  # fmt: skip
    if one.pace:
        a_day = one.pace.a_month / MONTH
        days = min(one.days_left, int(one.left / a_day)) if a_day else one.days_left
        seen = told.pace_words(one.pace.a_month, up=False)
        axes.plot(
            [one.on, one.on + timedelta(days=days)], [done, float(done + a_day * days)], color=_GREY, linewidth=1.3,
            linestyle="-.", marker="s", markersize=4.5, label=f"theo tiến độ đã thấy, {seen} cơ quan mỗi tháng",
        )  # fmt: skip


def _finish(axes, one: Standing, first: date) -> None:  # type: ignore[no-untyped-def]
    last = max(one.target.by, one.on)
    margin = timedelta(days=max(2, (last - first).days // 40))
    axes.set_xlim(first, last + margin)
    axes.set_ylim(0, max(one.needed, len(one.done.ids)) * 1.16)
    ticks = [first + timedelta(days=(last - first).days * part // 5) for part in range(5)]
    axes.set_xticks(ticks, [date_short(day) for day in ticks], fontsize=8.5)
    axes.annotate(
        f"thời hạn {date_short(one.target.by)}", (one.target.by, 1), (-3, -2), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="right", va="top", fontsize=9,
    )  # fmt: skip
    axes.yaxis.get_major_locator().set_params(integer=True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    name = "\n".join(textwrap.wrap(_name(one), _TITLE))
    state = sentence(label("feasibility", one.feasibility))
    axes.set_title(f"{name}\n{state}", loc="left", fontsize=10, fontweight="bold", pad=8)
    axes.legend(loc="upper left", bbox_to_anchor=(-0.01, -0.1), ncols=3, frameon=False, fontsize=9)


def open_agencies(found: RolloutFigures) -> pd.DataFrame:
    """Agencies of which it is recorded that a step of a target is open, once each, and how far each has come."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for one in found.targets:
        there = set(one.done.of or ()) - set(one.done.ids) - set(one.done.unknown)
        for agency in members(one.target.group, found.agencies, min(one.on, one.target.by)):
            if agency.code in there:
                wanted = f"{label('rollout_step', one.target.step)} ({label('rollout_edition', one.target.edition)})"
                rows[wanted, agency.code] = {
                    "Cơ quan": agency.name,
                    "Bước phải thực hiện": sentence(wanted),
                    "Bước gần nhất đã ghi nhận": _furthest(found, agency),
                }
    return pd.DataFrame([*rows.values()])


def _furthest(found: RolloutFigures, agency: Agency) -> str:
    mine = [one for one in found.known.steps if one.agency == agency.code]
    taken = [(STEPS.index(one.step), one.on, one.edition) for one in mine if one.on and one.on <= found.on]
    if not taken:
        return "chưa ghi nhận bước nào"
    step, on, edition = max(taken)
    return f"{sentence(label('rollout_step', STEPS[step]))} ({label('rollout_edition', edition)}), {date_short(on)}"


def steps(found: RolloutFigures) -> pd.DataFrame:
    """A row for each step of a block and an edition."""
    rows = []
    for block in block_steps(found.agencies, found.known.steps, found.on):
        name = f"{sentence(label('block', block.block))}, {label('rollout_edition', block.edition)}"
        for step, figure in block.steps.items():
            number = "chưa rõ" if figure.number is None else f"{count(figure.number)}/{count(len(figure.of or ()))}"
            rows.append(
                {
                    "Khối, phiên bản": name,
                    "Bước": sentence(label("rollout_step", step)),
                    "Đã ghi nhận": number,
                    "Chưa ghi nhận": count(len(figure.unknown)),
                }
            )
    return pd.DataFrame(rows)


def classes(found: RolloutFigures) -> HTML:
    """The classes held, year by year."""
    return lines(told.class_lines(found.known.classes, found.on), label("rollout_said", "no_classes"))


def money(found: RolloutFigures) -> HTML:
    """What was planned and spent, year by year."""
    return lines(told.money_lines(found.known.money), label("rollout_said", "no_money"))


def order(found: RolloutFigures) -> HTML:
    """Steps that stand before the one they rest on (Decision 19/2014, Article 4)."""
    return lines(f"{told.order_line(one)}." for one in out_of_order(found.known.steps))
