"""Click as our users read it: headings, usage errors and problems in Vietnamese."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
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
        said = f"giá trị của {_name(error.param)} không hợp lệ{_expected(error.param)}."
    elif isinstance(error, click.BadOptionUsage):
        said = f"tùy chọn «{error.option_name}» dùng sai hoặc thiếu giá trị."
    elif extra := re.search(r"extra arguments? \((.*)\)", error.format_message(), re.DOTALL):
        said = (
            f'thừa «{extra[1]}». Giá trị có dấu cách phải đặt trong ngoặc kép (như "Đợt 1"); mã có thể viết liền '
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
_VALUES = re.compile(r"«[^»]*»|\d+")


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
    found = []
    for warning in warnings:
        place, colon, said = warning.partition(": ")
        what = said if colon else warning
        found.append(Problem(kind_of_words(what), place if colon else "", what, ""))
    lines = told(found)
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
    kinds = sorted(_by(problems, lambda found: found.code), key=_rank)
    if _in_full() or len(problems) <= most:
        return list(problems), 0
    return [found for kind in kinds[:most] for found in kind], len(kinds[most:])


def _rank(kind: Sequence[Problem]) -> tuple[bool, int]:
    return kind[0].code not in _OF_THE_HEADING, -len(kind)


def told(problems: Iterable[Problem]) -> list[str]:
    """A line for each problem; of many of one code a line for those that say the same, else one line for all."""
    if _in_full():
        return [_said(found) for found in problems]
    lines: list[str] = []
    for several in _by(problems, lambda found: found.code):
        alike = _by(several, lambda found: found.what)
        if len(several) <= FEW:
            lines += [line for same in _by(several, lambda found: found.remedy) for line in _once(same)]
        elif len(alike) <= FEW:
            lines += [_in_a_line(same, "") for same in alike]
        else:  # what is mended in different ways is told apart, such as two columns with their own values
            kinds = _by(several, lambda found: found.remedy)
            lines += [_in_a_line(kind, "như: ") for kind in (kinds if len(kinds) <= FEW else [several])]
    return lines


def _in_full() -> bool:
    return FULL in sys.argv


def _by(problems: Iterable[Problem], key: Callable[[Problem], str]) -> list[list[Problem]]:
    groups: dict[str, list[Problem]] = {}
    for found in problems:
        groups.setdefault(key(found), []).append(found)
    return list(groups.values())


def _said(found: Problem) -> str:
    return str(found) if found.where else f"{found.what} {found.remedy}".strip()


def _in_a_line(several: Sequence[Problem], like: str) -> str:
    if len(several) == 1:
        return _said(several[0])
    first = several[0]
    return f"{_number(len(several))} chỗ ({_places(several)}): {like}{first.what} {first.remedy}".strip()


_LONG = 120
"""Letters of what is to be done, from which on it is said once for several places."""


def _once(several: Sequence[Problem]) -> list[str]:
    """A few problems that are mended alike: what to do, where it takes a paragraph, once; else a line each."""
    if len(several) == 1 or len(several[0].remedy) < _LONG:
        return [_said(found) for found in several]
    whats = " ".join(dict.fromkeys(found.what for found in several))
    return [f"{_number(len(several))} chỗ ({_places(several)}): {whats} {several[0].remedy}"]


def _places(problems: Sequence[Problem]) -> str:
    """The first few of many places; what all of them begin with, such as the file, is said once."""
    places = list(dict.fromkeys(found.where for found in problems))
    few, more = places[:FEW], ", …" if len(places) > FEW else ""
    start = few[0].rpartition(", ")[0]
    while start and not all(place.startswith(f"{start}, ") for place in few):
        start = start.rpartition(", ")[0]
    if start:
        few[1:] = [place.removeprefix(f"{start}, ") for place in few[1:]]
    return ", ".join(few) + more


def kind_of_words(text: str) -> str:
    """What sentences that differ only in what they quote, and in numbers, have in common."""
    return _VALUES.sub("", text)


def counts(numbers: Mapping[str, int]) -> str:
    """How many there are of each: ``02 mới, 01 thay đổi``; what there is none of is left out."""
    said = ", ".join(f"{_number(value)} {words}" for words, value in numbers.items() if value)
    return said or f"không có gì {next(iter(numbers))}"


def some(names: Sequence[str]) -> str:
    """Names in a row; of very many the first, and how many more there are."""
    most = 4 * FEW
    if len(names) <= most or _in_full():
        return ", ".join(names)
    return f"{', '.join(names[:most])} và {_number(len(names) - most)} mã khác"


def _number(value: int) -> str:
    from isoaudit.wording import count

    return count(value)
