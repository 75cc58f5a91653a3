"""Click as our users read it: headings, usage errors and problems in Vietnamese."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from isoaudit.errors import Problem

_WARNINGS = 30
_HEADINGS = {"Options": "Tùy chọn", "Commands": "Các lệnh", "Arguments": "Tham số"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[TÙY CHỌN]").replace("COMMAND [ARGS]...", "LỆNH ...")
        super().write_usage(prog, words, "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in Vietnamese."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Xem hướng dẫn này."
        return option


class Group(Command, click.Group):
    """A group whose help is in Vietnamese, its commands in the order of the work."""

    command_class = Command
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(self.commands)
            raise UsageProblem(f"không có lệnh «{args[0]}»; các lệnh: {known}.", ctx)
        return super().resolve_command(ctx, args)


class Option(click.Option):
    """An option whose help is in Vietnamese."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        if "required" in extra:
            extra["required"] = "bắt buộc"
        return extra


class UsageProblem(click.UsageError):
    """A usage error whose message is Vietnamese already."""


def usage_message(error: click.ClickException) -> str:
    """A usage error in Vietnamese, with what to do."""
    if isinstance(error, UsageProblem):
        said = error.message
    elif isinstance(error, click.NoSuchOption):
        near = f" Có phải «{error.possibilities[0]}»?" if error.possibilities else ""
        said = f"không có tùy chọn «{error.option_name}».{near}"
    elif isinstance(error, click.MissingParameter):
        said = f"thiếu {_name(error.param)}."
    elif isinstance(error, click.BadParameter):
        said = f"{_name(error.param)} ghi chưa đúng{_expected(error.param)}."
    elif isinstance(error, click.BadOptionUsage):
        said = f"tùy chọn «{error.option_name}» dùng sai hoặc thiếu nội dung."
    elif extra := re.search(r"extra arguments? \((.*)\)", error.format_message(), re.DOTALL):
        said = (
            f'thừa «{extra[1]}». Nội dung có dấu cách phải đặt trong ngoặc kép (như "Đợt 1"); mã có thể viết liền '
            "(như KPH01)."
        )
    else:
        said = "lệnh viết thừa hoặc sai chỗ."
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "isoaudit"
    return f"{path}: {said} Xem cách dùng: {path} --help"


def _expected(parameter: click.Parameter | None) -> str:
    """What a parameter takes, where it takes only some values."""
    kind = parameter.type if parameter else None
    if isinstance(kind, click.Choice):
        return f"; chọn một trong: {'; '.join(f'«{choice}»' for choice in kind.choices)}"
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        bounds = (("từ", kind.min), ("đến", kind.max))
        return "; ghi số " + " ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
    if isinstance(kind, (click.types.IntParamType, click.types.FloatParamType)):
        return "; ghi bằng chữ số"
    return ""


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "tham số"
    if isinstance(parameter, click.Option):
        return f"tùy chọn «{parameter.opts[-1]}»"
    return f"tham số {parameter.human_readable_name.rstrip('.')}"


FEW = 5
"""Faults of one kind that are told one by one; of more, the first so many places in one line."""
KINDS = 10
"""Kinds of faults of a table that are told, those with most places first."""
_OF_THE_HEADING = ("TABLE_001", "TABLE_002", "TABLE_017", "TABLE_026", "TABLE_033")
"""Told before all others: what is wrong with the heading costs every row."""
FULL = "--full"
"""The option by which nothing is gathered."""


def show_problems(problems: Sequence[Problem], end: str = "Có {number} vấn đề.", most: int | None = None) -> None:
    """All problems on standard error, many of one kind in one line; then how many they are.

    ``most``: of so many kinds at most, the worst first, where all stand in a marked copy of the file.
    """
    shown, kinds = (list(problems), 0) if most is None else _worst(problems, most)
    lines = told(shown)
    for line in lines:
        click.echo(f"- {line}", err=True)
    if kinds:
        click.echo(f"… và {_number(len(problems) - len(shown))} chỗ thuộc {_number(kinds)} loại khác.", err=True)
    if len(problems) > 1 or most is not None:  # of a table also that nothing of it was taken
        click.echo(end.format(number=_number(len(problems))), err=True)
    if len(lines) < len(problems):
        click.echo(f"Xem đủ từng chỗ: thêm «{FULL}» ngay sau «isoaudit».", err=True)


_KEPT = "Đã ghi dữ liệu; có {number} nội dung cần lưu ý."
NOT_KEPT = "Chưa ghi dữ liệu nào; có {number} nội dung cần lưu ý."
"""How warnings end where a file was only looked at."""


def show_warnings(warnings: Sequence[str], end: str = _KEPT) -> None:
    """Warnings on standard error, many of one kind in one line; what they are about was kept, or as ``end`` says."""
    from isoaudit.wording.grouping import as_problems

    lines = told(as_problems(warnings))
    for line in lines[: None if _in_full() else _WARNINGS]:
        click.echo(f"Lưu ý: {line}", err=True)
    if len(lines) > _WARNINGS and not _in_full():
        click.echo(f"… và {_number(len(lines) - _WARNINGS)} lưu ý nữa.", err=True)
    if len(lines) < len(warnings) or len(lines) > _WARNINGS:
        click.echo(f"Xem đủ từng lưu ý: thêm «{FULL}» ngay sau «isoaudit».", err=True)
    if warnings:
        click.echo(end.format(number=_number(len(warnings))), err=True)


def _worst(problems: Sequence[Problem], most: int) -> tuple[list[Problem], int]:
    """Of more than a screen holds the kinds with most places, the worst first; how many kinds are left out."""
    from isoaudit.wording.grouping import by

    kinds = sorted(by(problems, lambda found: found.code), key=_rank)
    if _in_full() or len(problems) <= most:
        return list(problems), 0
    return [found for kind in kinds[:most] for found in kind], len(kinds[most:])


def _rank(kind: Sequence[Problem]) -> tuple[bool, int]:
    return kind[0].code not in _OF_THE_HEADING, -len(kind)


def told(problems: Iterable[Problem]) -> list[str]:
    """A line for each problem; of many of one code a line for those that say the same, else one line for all."""
    from isoaudit.wording.grouping import told as grouped  # imported here: most commands have nothing to tell

    return grouped(problems, full=_in_full())


def kind_of_words(text: str) -> str:
    """What sentences that differ only in what they quote, and in numbers, have in common."""
    from isoaudit.wording.grouping import kind_of_words as kind

    return kind(text)


def counts(numbers: Mapping[str, int]) -> str:
    """How many there are of each: ``02 mới, 01 thay đổi``; what there is none of is left out."""
    from isoaudit.wording.grouping import counts as said

    return said(numbers)


def some(names: Sequence[str]) -> str:
    """Names in a row; of very many the first, and how many more there are."""
    from isoaudit.wording.grouping import some as said

    return said(names, full=_in_full())


def _in_full() -> bool:
    return FULL in sys.argv


def _number(value: int) -> str:
    from isoaudit.wording import count

    return count(value)
