"""``isoaudit run NAME``: a notebook for each inspection, for each round, or for the year."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import option, programme_of
from isoaudit.cli.speech import FEW, Command, UsageProblem, counts, kind_of_words, show_problems, some, told
from isoaudit.errors import Problem

if TYPE_CHECKING:
    from isoaudit.model import Outcome
    from isoaudit.runs.cluster import Cluster
    from isoaudit.runs.job import Engine

WORKERS = option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    metavar="N",
    help="Số việc chạy cùng lúc (mặc định: số nhân của máy).",
)


def _given(context: click.Context, _: click.Parameter, values: tuple[str, ...]) -> Mapping[str, object]:
    """Parameters as papermill's command reads them: a number, True, None, else a text. Raises a usage error."""
    found: dict[str, object] = {}
    for value in values:
        name, sign, text = value.partition("=")
        if not sign or not name.isidentifier():
            raise UsageProblem(f"«{value}» không phải tham số; ghi như «-p quý=1».", context)
        found[name] = _typed(text)
    return found


def _typed(text: str) -> object:
    for read in (int, float):
        try:
            number = read(text)
        except ValueError:
            continue
        return number if abs(number) < float("inf") else text
    return {"True": True, "False": False, "None": None}.get(text, text)


@click.command(cls=Command)
@click.argument("name", metavar="SỔ_TAY")
@click.argument("names", nargs=-1, metavar="[MÃ]...")
@option("-p", "given", multiple=True, metavar="TÊN=GIÁ_TRỊ", callback=_given, help="Tham số thêm cho sổ tay.")
@WORKERS
@option(
    "--engine",
    type=click.Choice(["fork", "kernel"]),
    default=None,
    metavar="fork|kernel",
    help="Cách chạy sổ tay: «fork» (nhanh; mặc định nếu máy có) hoặc «kernel» (như JupyterLab).",
)
@option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=120.0,
    metavar="GIÂY",
    help="Thời gian tối đa cho mỗi cuộc kiểm tra.",
)
@option(
    "--memory",
    type=click.IntRange(min=256),
    default=2048,
    metavar="MB",
    help="Bộ nhớ tối đa cho mỗi cuộc kiểm tra (mặc định: 2048).",
)
@option("--force", is_flag=True, help="Lập lại cả những phiếu không có gì thay đổi.")
@option(
    "--scheduler",
    metavar="ĐỊA_CHỈ",
    help="Chạy trên nhiều máy, qua bộ điều phối Dask ở địa chỉ này (như tcp://10.0.0.5:8786).",
)
@click.pass_obj
def run(
    folder: Path, /, name: str, names: tuple[str, ...], workers: int | None, scheduler: str | None, **chosen: Any
) -> int:
    """Chạy một sổ tay hàng loạt: «findings» lập phiếu làm việc, kết quả và dự thảo; «isoaudit notebooks list» kể đủ.

    MÃ là mã cuộc kiểm tra hoặc mã cơ quan (sổ tay của đợt: tên đợt); không ghi: tất cả.
    """
    from isoaudit.runs.kinds import FINDINGS
    from isoaudit.work.notebooks import count_jobs, run_notebook
    from isoaudit.work.run import kind_of, run_findings

    programme = programme_of(folder)
    kind = kind_of(programme, name, chosen["given"])
    total = count_jobs(programme, kind, names)
    words = "Lập phiếu làm việc" if kind.name == FINDINGS else f"Chạy {kind.name}"
    with _cluster(scheduler, chosen["engine"]) as cluster, progress(total, words) as step:
        manner = {"workers": workers or cores(), "cluster": cluster, **chosen, "on_outcome": step}
        if kind.name == FINDINGS:
            return summary(run_findings(programme, names, **manner), programme.out / "index.html")
        outcomes = run_notebook(programme, kind.name, names, **manner)
    where = programme.out / "index.html" if len(outcomes) != 1 else programme.out / outcomes[0].inspection / kind.page
    return _summary_of(outcomes, kind.title, where)


@contextmanager
def _cluster(address: str | None, engine: Engine | None) -> Iterator[Cluster | None]:
    """The cluster asked for, its unfit machines named; nothing where none was asked for."""
    if address is None:
        yield None
        return
    from isoaudit.runs.cluster import connected

    with connected(address, engine) as cluster:
        show_problems(cluster.unfit)
        click.echo(f"Chạy trên cụm máy, {cluster.threads} việc cùng lúc.", err=True)
        yield cluster


def cores() -> int:
    """How many jobs this machine does at once."""
    return os.cpu_count() or 1


@contextmanager
def progress(total: int, words: str) -> Iterator[Callable[[Outcome], None]]:
    """A bar on the terminal, and what moves it on."""
    from tqdm import tqdm

    form = "{desc}: {n_fmt}/{total_fmt} |{bar}| còn {remaining}"
    with tqdm(total=total, desc=words, bar_format=form, mininterval=1.0, disable=None) as bar:
        failed = 0

        def step(outcome: Outcome) -> None:
            nonlocal failed
            if outcome.status == "failed":
                failed += 1
                if failed <= FEW:  # all are told at the end
                    bar.write(f"{outcome.inspection}: {outcome.reason}", file=sys.stderr)
            bar.update()

        yield step


def summary(outcomes: Sequence[Outcome], where: Path) -> int:
    """What a run came to; 1 when something needs a person."""
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    refused = [outcome for outcome in outcomes if outcome.refused]
    drafts = len(outcomes) - len({outcome.inspection for outcome in (*failed, *refused)})
    parts = {"có dự thảo": drafts, "cần bổ sung kết quả": len(refused), "không lập được": len(failed)}
    click.echo(f"{_of(outcomes, 'cuộc kiểm tra')}: {counts(parts)}.")
    _tell(outcomes)
    if refused:
        click.echo(f"Cần bổ sung kết quả: {some([outcome.inspection for outcome in refused])}.")
    if drafts or not where.is_dir():
        click.echo(_to_open(where))
    return 1 if failed or refused else 0


def _summary_of(outcomes: Sequence[Outcome], title: str, where: Path) -> int:
    """What a notebook of an office came to; 1 when some of it could not be made."""
    failed = sum(outcome.status == "failed" for outcome in outcomes)
    more = f"; {counts({'không lập được': failed})}" if failed else ""
    click.echo(f"{title}: {_of(outcomes, 'bản')}{more}.")
    _tell(outcomes)
    click.echo(_to_open(where))
    return 1 if failed else 0


def _of(outcomes: Sequence[Outcome], what: str) -> str:
    from isoaudit.wording import count

    same = sum(outcome.status == "skipped" for outcome in outcomes)
    return f"{count(len(outcomes))} {what}" + (f", trong đó {count(same)} không đổi" if same else "")


def _to_open(where: Path) -> str:
    if where.is_dir():
        return f"Dự thảo nằm trong thư mục: {where}"
    return f"Mở tệp này bằng trình duyệt để xem kết quả: {where}"


def _tell(outcomes: Sequence[Outcome]) -> None:
    """Why some were not made, and what is to be known of the others; many of one kind in one line."""
    failed = [_as_problem(outcome) for outcome in outcomes if outcome.status == "failed"]
    noted = [_as_problem(outcome) for outcome in outcomes if outcome.status != "failed" and outcome.reason]
    for mark, found in (("- ", failed), ("Lưu ý: ", noted)):
        for line in told(found):
            click.echo(f"{mark}{line}", err=True)


def _as_problem(outcome: Outcome) -> Problem:
    return Problem(kind_of_words(outcome.reason), outcome.inspection, outcome.reason, "")
