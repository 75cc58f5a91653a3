"""``isoaudit guide``: the guides of the office, in the browser, without a network."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.common import option
from isoaudit.cli.speech import Command, UsageProblem


@click.command(cls=Command)
@click.argument("name", required=False, default="", metavar="[TÊN]")
@option("--no-browser", is_flag=True, help="Không mở trình duyệt; chỉ in nơi để tệp.")
@click.pass_obj
def guide(folder: Path, name: str, no_browser: bool) -> None:
    """Mở hướng dẫn sử dụng; không có TÊN: in các hướng dẫn. Không cần mạng."""
    from isoaudit.lab.guides import FOLDER, NAMES, lay_guides, titles

    if not name:
        for one, title in titles().items():
            click.echo(f"{one:<22} {title}")
        return
    if name not in NAMES:
        raise UsageProblem(f"không có hướng dẫn «{name}»; có: {', '.join(NAMES)}.", click.get_current_context())
    page = lay_guides(_place(folder) / FOLDER) / f"{name}.html"
    click.echo(str(page))
    if not no_browser:
        import webbrowser

        webbrowser.open(page.as_uri())


def _place(folder: Path) -> Path:
    """``out`` of the programme; outside of one the cache of the user."""
    from isoaudit.journal.places import SETTINGS

    if (folder / SETTINGS).is_file():
        return folder.resolve() / "out"
    import platformdirs

    return platformdirs.user_cache_path("isoaudit", appauthor=False)
