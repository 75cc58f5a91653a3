"""The commands of the roll-out: steps, targets, classes and money taken in; where the targets stand, shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.asking import MAP, asking
from isoaudit.cli.changes import WHY, show_changed
from isoaudit.cli.common import FILE, JSON, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group
from isoaudit.cli.tables import DRY_RUN, report_import

if TYPE_CHECKING:
    from isoaudit.model import Agency, Rollout
    from isoaudit.rules.figure import Figure
    from isoaudit.rules.rollout import Standing
    from isoaudit.tables.rollout import RolloutTable

_WORDS = {
    "steps": "bước xây dựng HTQLCL",
    "targets": "chỉ tiêu",
    "classes": "lớp đào tạo",
    "money": "khoản kinh phí",
}


@click.group(cls=Group)
def rollout() -> None:
    """Triển khai xây dựng, chuyển đổi HTQLCL: các bước, chỉ tiêu, lớp đào tạo, kinh phí."""


@rollout.command("import", cls=Command)
@FILE
@option(
    "--of",
    type=click.Choice([*_WORDS]),
    help="Nói rõ đây là bảng các bước («steps»), chỉ tiêu («targets»), lớp đào tạo («classes») hay kinh phí («money»), "
    "khi các cột chưa cho biết.",
)
@MAP
@DRY_RUN
@click.pass_obj
def rollout_import(folder: Path, file: Path, of: RolloutTable | None, given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập bảng các bước, chỉ tiêu, lớp đào tạo hoặc kinh phí từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk.rollout.tables import import_rollout

    table, done = import_rollout(programme_of(folder), file, of=of, dry_run=dry_run, asking=asking(given))
    report_import(_WORDS[table], done)


@rollout.command("show", cls=Command)
@option("--as-of", callback=a_day, metavar="NGÀY", help="Tính đến hết ngày này (mặc định: hôm nay).")
@JSON
@click.pass_obj
def rollout_show(folder: Path, as_of: date | None, as_json: bool) -> None:
    """Xem từng chỉ tiêu có kịp thời hạn không, các bước theo khối, lớp đào tạo, kinh phí."""
    from isoaudit.desk.rollout.tables import known_rollout
    from isoaudit.journal.programme import today
    from isoaudit.rules.rollout_told import all_lines

    programme = programme_of(folder)
    known = known_rollout(programme)
    agencies, on = programme.lists().agencies_by_name(), as_of or today()
    if as_json:
        print_json(_as_data(known, agencies, on))
        return
    for text in all_lines(known, agencies, on):
        click.echo(text)


@rollout.command("list", cls=Command)
@click.argument("names", nargs=-1, metavar="[CƠ_QUAN]...")
@option("--of", type=click.Choice([*_WORDS]), help="Chỉ các bước («steps»), chỉ tiêu, lớp đào tạo hay kinh phí.")
@option("--removed", is_flag=True, help="Xem các mục đã bỏ, kèm lý do.")
@JSON
@click.pass_obj
def rollout_list(folder: Path, names: tuple[str, ...], of: RolloutTable | None, removed: bool, as_json: bool) -> None:
    """Xem từng mục đã ghi kèm mã, để bỏ mục nhập nhầm; ghi cơ quan thì xem các bước của cơ quan ấy."""
    from isoaudit.desk.rollout.procedures import agency_named
    from isoaudit.journal.recorded import recorded, refuse_pack
    from isoaudit.journal.rollout import ROLLOUT
    from isoaudit.rules.rollout_told import item_line
    from isoaudit.wording import label

    programme = programme_of(folder)
    refuse_pack(programme)
    state = programme.lists()
    codes = {agency_named(state, name).code for name in names}
    kinds = ROLLOUT if of is None else (ROLLOUT[[*_WORDS].index(of)],)
    every = [one for one in recorded(programme.journal.entries_of(*kinds)) if bool(one.removed) == removed]
    shown = [one for one in every if not codes or getattr(one.said, "agency", "") in codes]
    if as_json:
        print_json(
            [
                {"code": one.code, "kind": one.kind, "removed": one.removed}
                | one.said.model_dump(mode="json", exclude={"known"})
                for one in shown
            ]
        )
        return
    agencies = {code: agency.name for code, agency in state.agencies.items()}
    for one in shown:
        line = f"{one.code}: {item_line(one.said, agencies)}"
        click.echo(label("rollout_said", "item_removed").format(line=line, why=one.removed) if removed else line)
    if not shown:
        click.echo(label("rollout_said", "no_items"))


@rollout.command("remove", cls=Command)
@click.argument("codes", nargs=-1, required=True, metavar="MÃ...")
@WHY
@click.pass_obj
def rollout_remove(folder: Path, codes: tuple[str, ...], why: str) -> None:
    """Bỏ bước, chỉ tiêu, lớp đào tạo, khoản kinh phí nhập nhầm, theo mã; ghi cơ quan thì bỏ mọi bước của cơ quan ấy."""
    from isoaudit.desk.rollout.taken_out import remove_rollout

    show_changed(remove_rollout(programme_of(folder), codes, why))


def _as_data(known: Rollout, agencies: Sequence[Agency], on: date) -> dict[str, Any]:
    from isoaudit.rules.rollout import block_steps, out_of_order, standing

    return {
        "as_of": on.isoformat(),
        "targets": [_target(standing(target, agencies, known.steps, on)) for target in known.targets],
        "blocks": [
            {"block": one.block, "edition": one.edition, "steps": {step: _figure(f) for step, f in one.steps.items()}}
            for one in block_steps(agencies, known.steps, on)
        ],
        "classes": [one.model_dump(mode="json", exclude={"known"}) for one in known.classes],
        "money": [one.model_dump(mode="json", exclude={"known"}) for one in known.money],
        "out_of_order": [
            {"agency": one.agency, "edition": one.edition, "step": one.step, "on": one.on.isoformat(),
             "rests_on": one.rests_on, "rests_on_day": one.rests_on_day.isoformat() if one.rests_on_day else None}
            for one in out_of_order(known.steps)
        ],
    }  # fmt: skip


def _target(found: Standing) -> dict[str, Any]:
    pace, needed = found.pace, found.needed_a_month
    seen = pace and {
        "first": pace.first.isoformat(),
        "last": pace.last.isoformat(),
        "agencies": list(pace.agencies),
        "a_month": round(float(pace.a_month), 3),
    }
    return {
        **found.target.model_dump(mode="json"),
        "done": _figure(found.done),
        "in_time": list(found.in_time),
        "needed": found.needed,
        "left": found.left,
        "days_left": found.days_left,
        "needed_a_month": None if needed is None else round(float(needed), 3),
        "pace": seen,
        "feasibility": found.feasibility,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"number": figure.number, "ids": figure.ids, "of": figure.of, "unknown": figure.unknown}
