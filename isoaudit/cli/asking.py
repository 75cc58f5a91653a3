"""Questions about a table in an office's own words, at a terminal; without one ``--map`` says the same."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import option

if TYPE_CHECKING:
    from isoaudit.desk.intake.asking import Asking
    from isoaudit.errors import TableError
    from isoaudit.tables.columns.office_words import Said
    from isoaudit.tables.columns.questions import Question

MAP = option(
    "--map",
    "given",
    multiple=True,
    metavar="CÁCH_GHI=NGHĨA",
    help="Cách ghi của đơn vị (tên cột, giá trị) và nghĩa, nhớ trong tu-ngu.toml; ghi được nhiều lần.",
)
PARTLY = option(
    "--partly",
    is_flag=True,
    help="Nhập trước phần đã rõ; các dòng, các ô chưa rõ để lại trong bản «… - cần sửa» để sửa rồi nhập sau.",
)


def asking(given: Sequence[str], partly: bool = False) -> Asking:
    """Who is asked about a table: the person at the terminal, or nobody; ``partly``: rows that are wrong are left."""
    from isoaudit.desk.intake.asking import Asking

    there = _at_a_terminal()
    leave = _leaves if there and not partly else lambda refused, left: partly
    return Asking(given, _ask if there else None, kept=_kept, leave=leave)


def _leaves(refused: TableError, left: int) -> bool:
    """Whether the person at the terminal wants a number of rows, and cells, left out and the rest taken in."""
    from isoaudit.desk.intake.left_rows import in_words
    from isoaudit.wording import count
    from isoaudit.wording.grouping import told

    click.echo(f"\nĐã rõ {count(refused.understood)} dòng; chưa rõ {in_words(left, refused.waiting)}:", err=True)
    lines = told(refused.problems)
    for line in lines[:_SHOWN]:
        click.echo(f"- {line}", err=True)
    if len(lines) > _SHOWN:
        click.echo(f"- … và {count(len(lines) - _SHOWN)} nội dung khác.", err=True)
    refused.said = True
    question = "Nhập trước phần đã rõ, để phần chưa rõ lại trong bản «… - cần sửa»? [c: có; Enter: không]"
    try:
        given = click.prompt(question, default="", show_default=False, prompt_suffix="> ", err=True)
    except click.Abort:
        click.echo(err=True)
        return False
    return given.strip().casefold() in ("c", "có", "co")


_SHOWN = 5
"""Lines of what is wrong with what may be left out."""


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _kept(number: int) -> None:
    from isoaudit.wording import count

    click.echo(f"Đã nhớ {count(number)} cách ghi của đơn vị trong tu-ngu.toml.", err=True)


def _ask(questions: Sequence[Question]) -> Sequence[Said] | None:
    """An answer to each question that is answered; None after Ctrl-C or at the end of what is typed."""
    missing = questions[0].under and questions[0].examples
    what = "nội dung chưa ghi" if missing else "cách ghi chưa rõ" if questions[0].under else "tên cột chưa rõ"
    if questions[0].whole:
        what = "văn bản chưa rõ"
    how = f"Gõ số rồi nhấn Enter; để trống: chưa trả lời; {_BACK}: quay lại; Ctrl + C: thôi hỏi, không nhớ gì."
    click.echo(f"Có {what}. {how}", err=True)
    answers: list[Sequence[Said]] = []
    try:
        while len(answers) < len(questions):
            taken = {said.meant for several in answers for said in several if not said.column}
            answer = _answer(questions[len(answers)], taken - {""})
            if answer is not None:
                answers.append(answer)
            elif answers:
                answers.pop()
        return [said for several in answers for said in several]
    except click.Abort:
        click.echo(err=True)
        return None


_BACK = "l"
"""What goes back to the question before."""


def _answer(question: Question, taken: Collection[str]) -> Sequence[Said] | None:
    """What a person says of one question, if anything; None: back to the one before. Columns taken are not offered."""
    from isoaudit.tables.columns.questions import asked_in_words

    offered = [(words, said) for words, said in question.answers if words and (said.column or said.meant not in taken)]
    choices = {str(number): said for number, (_, said) in enumerate(offered, 1)}
    click.echo(f"\n{asked_in_words(question)}", err=True)
    for number, (words, _) in enumerate(offered, 1):
        click.echo(f"  {number}) {words}", err=True)
    if not question.under and not question.of_all:
        choices["0"] = question.answers[-1][1]
        keeps = bool(question.answers[-1][1].meant)
        click.echo(f"  0) {'không cột nào: giữ nguyên cột này' if keeps else 'bỏ qua, không đọc cột này'}", err=True)
    while True:
        prompt = "  [Enter: hỏi lại sau]"
        given = click.prompt(prompt, default="", show_default=False, prompt_suffix="> ", err=True).strip()
        if given.casefold() == _BACK:
            return None
        if not given or given in choices:
            return [choices[given]] if given else []
        click.echo(f"  Gõ một trong các số: {', '.join(choices)}; hoặc nhấn Enter.", err=True)
