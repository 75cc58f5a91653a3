"""The command line. Only click is imported at start-up; a command imports what it needs when it runs."""

from __future__ import annotations

import sys

import click

from isoaudit import environment
from isoaudit.cli.commands import main
from isoaudit.cli.speech import show_problems, usage_message


def run() -> None:
    """The console script. Exit status: 0 done; 1 done, but something needs a person; 2 not done."""
    environment.settle()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_status())


def _status() -> int:
    from isoaudit.errors import IsoAuditError

    try:
        return main.main(standalone_mode=False, prog_name="isoaudit") or 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        click.echo(usage_message(error), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng theo yêu cầu.", err=True)
        return 2
    except IsoAuditError as error:
        if "--debug" in sys.argv:
            raise
        show_problems(error.problems)
        if error.note:
            click.echo(error.note, err=True)
        return 2
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        click.echo(
            f"Việc này chưa xong vì một lý do chưa lường trước ({reason}). Chạy lại với «--debug» "
            "và gửi nội dung hiện ra cho người hỗ trợ.",
            err=True,
        )
        return 2
