"""Click as our users read it: headings, usage errors and problems in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
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
        said = f"giá trị của {_name(error.param)} không hợp lệ."
    elif isinstance(error, click.BadOptionUsage):
        said = f"tùy chọn «{error.option_name}» dùng sai hoặc thiếu giá trị."
    else:
        said = "lệnh viết thừa hoặc sai chỗ."
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "isoaudit"
    return f"{path}: {said} Xem cách dùng: {path} --help"


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "tham số"
    if isinstance(parameter, click.Option):
        return f"tùy chọn «{parameter.opts[-1]}»"
    return f"tham số {parameter.human_readable_name.rstrip('.')}"


def show_problems(problems: Sequence[Problem]) -> None:
    """All problems on standard error, one a line, and how many they are."""
    for found in problems:
        click.echo(f"- {found}", err=True)
    if len(problems) > 1:
        click.echo(f"Có {len(problems)} vấn đề.", err=True)


def show_warnings(warnings: Sequence[str]) -> None:
    """Warnings on standard error, of very many the first; what they are about was kept."""
    for warning in warnings[:_WARNINGS]:
        click.echo(f"Lưu ý: {warning}", err=True)
    if len(warnings) > _WARNINGS:
        click.echo(f"... và {len(warnings) - _WARNINGS} điểm nữa, ghi trong phiếu làm việc.", err=True)
    if warnings:
        click.echo(f"Có {len(warnings)} điểm khác thường; dữ liệu vẫn được ghi.", err=True)
