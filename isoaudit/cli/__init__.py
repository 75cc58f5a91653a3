"""The command line. Only click is imported at start-up; a command imports what it needs when it runs."""

from __future__ import annotations

import gc
import sys

import click

from isoaudit import environment
from isoaudit.cli.commands import main
from isoaudit.cli.output import patient_output
from isoaudit.cli.speech import KINDS, show_problems, usage_message
from isoaudit.files import reason

_OBJECTS = 50_000
"""New objects between two looks for what nobody holds any more: with Python's 700 a command over a year spends a tenth
of its time looking."""


def run() -> None:
    """The console script. Exit status: 0 done; 1 done, but something needs a person; 2 not done."""
    environment.settle()
    gc.set_threshold(_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    with patient_output() as out:
        status = _status()
        out.flush()
        if out.why:
            said = "Lệnh đã thực hiện xong" if status < 2 else "Lệnh chưa thực hiện được"
            click.echo(f"{said}, nhưng không in ra được đầy đủ ({out.why}).", err=True)
            status = max(status, 1)
    sys.exit(status)


def _status() -> int:
    from isoaudit.errors import IsoAuditError, TableError

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
        wrong_table = isinstance(error, TableError)
        end = "Có {number} chỗ cần sửa; chưa ghi dữ liệu nào." if wrong_table else "Có {number} vấn đề."
        if isinstance(error, TableError) and error.said:
            click.echo("Chưa ghi dữ liệu nào.", err=True)
        else:
            show_problems(error.problems, end, KINDS if wrong_table else None)
        if error.note:
            click.echo(error.note, err=True)
        if isinstance(error, TableError) and error.understood and not error.said:
            click.echo(_partly(error.understood), err=True)
        return 2
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        click.echo(_unforeseen(error), err=True)
        return 2


def _partly(understood: int) -> str:
    from isoaudit.wording import count

    return f"Các dòng khác ({count(understood)} dòng) đã rõ: thêm «--partly» vào lệnh nhập để nhập trước các dòng ấy."


def _unforeseen(error: Exception) -> str:
    """What is said of a fault no command knows: never a library's own words, ``--debug`` shows them."""
    if isinstance(error, MemoryError):
        return "Việc này chưa xong: máy không đủ bộ nhớ. Đóng bớt chương trình khác rồi chạy lại."
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return (
            f"{place}không đọc hoặc ghi được ({reason(error)}). Kiểm tra đĩa, đường mạng, quyền đọc và ghi, rồi chạy "
            "lại; dữ liệu đã ghi trước đó còn nguyên."
        )
    return (
        "Việc này chưa xong vì một lý do chưa lường trước. Chạy lại với «--debug» và gửi nội dung hiện ra cho người "
        "phụ trách công nghệ thông tin."
    )
