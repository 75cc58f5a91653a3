"""Packs, backups and what is restored of them, as work beside the page: the other halves of its buttons.

A large pack takes minutes; the page stays usable meanwhile. What is refused at once (nothing chosen, a wrong password)
is refused by :mod:`isoaudit.start.other_work` before the work begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isoaudit.journal.programme import Programme
from isoaudit.start.dropped import Dropped
from isoaudit.start.remedies import note, told_here
from isoaudit.wording import count, label, labels
from isoaudit.wording.entries import about, heading
from isoaudit.wording.grouping import counts, some

if TYPE_CHECKING:
    from isoaudit.work.merge import Merged, News

Say = Callable[[Mapping[str, Any]], None]
Came = tuple[Sequence[tuple[str, str]], Sequence[tuple[str, Path | str]]]
"""Sentences with their tone; what was made, by its name: a file, or the address of a page."""
_STEP = 16_000_000
"""Bytes after which it is said how far the work is."""


def bytes_said(say: Say, word: str) -> Callable[[int], None]:
    """Says how many megabytes went by, with the label ``word``."""
    done, told = 0, 0

    def on(number: int) -> None:
        nonlocal done, told
        done += number
        if done - told >= _STEP:
            told = done
            say({"words": label("start_said", word).format(size=f"{done // 1_000_000:,}".replace(",", "."))})

    return on


def pack(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit pack``."""
    from isoaudit.work.pack import pack as make

    made = make(programme, order["names"], Path(order["to"]), order.get("password", ""))
    words = label("start_said", "packed").format(path=made.path, names=some([one.id for one in made.inspections]))
    kept = label("start_said", "locked" if made.locked else "unlocked")
    lines = [(words, "good"), (kept, "" if made.locked else "note"), (label("start_said", "come_home"), "")]
    return lines, []


def merge(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit merge``, or with ``dry_run`` what it would bring."""
    from isoaudit.work.merge import merge as join

    dry_run = bool(order.get("dry_run"))
    merged = join(programme, Path(order["source"]), lambda: str(order.get("password", "")), dry_run=dry_run)
    if not dry_run:
        Dropped(programme.folder).forget(order.get("forget", ()))
    return list(_of_pack(merged, dry_run)), []


def _of_pack(merged: Merged, dry_run: bool) -> Iterator[tuple[str, str]]:
    if not merged.entries and not merged.files:
        yield label("start_said", "nothing_new"), ""
        return
    words = label("start_said", "would_merge" if dry_run else "merged")
    yield words.format(entries=count(merged.entries)), "" if dry_run else "good"
    if merged.others:
        yield label("start_said", "besides").format(counts=_counted(merged.others)), ""
    for news in merged.news:
        who = f" ({', '.join(news.authors)})" if news.authors else ""
        yield f"{news.agency or news.inspection}: {_counted(news.counts)}{who}.", ""
        yield from _to_look_at(news)


def _to_look_at(news: News) -> Iterator[tuple[str, str]]:
    """What a person must decide or compare."""
    for code in news.unusual:
        late = news.after_signing if code == "after_signing" else news.late
        words = label("merge", code).format(inspection=news.inspection, late=", ".join(late))
        yield note(words).text, "note"
    for one in news.conflicts:
        of = about(one.kind, one.subject)
        what = of if one.kind == "answer" else f"{of}, «{heading(one.kind, one.field)}»"
        yield label("start_said", "conflict").format(inspection=news.inspection, what=what), "bad"


def _counted(numbers: Mapping[str, int]) -> str:
    names = labels()["entry"]
    return counts({names.get(kind, kind): number for kind, number in sorted(numbers.items())})


def backup(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit backup``."""
    from isoaudit.start.places import ready
    from isoaudit.work.backup import back_up

    to = ready(programme.folder, str(order["to"]))
    made = back_up(programme, to, order.get("password", ""), bytes_said(say, "bytes_written"))
    words = label("start_said", "backed_up")
    lines = [(words.format(path=made.path, mark=made.manifest.mark), "good")]
    if made.same_disk:
        lines.append((label("start_said", "same_disk"), "note"))
    if made.left_out:
        lines.append((label("start_said", "left_out").format(names=some(list(made.left_out))), "note"))
    if made.manifest.lost:
        lines.append((label("start_said", "lost").format(count=count(len(made.manifest.lost))), "bad"))
    return lines, []


def check(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit backup --check``."""
    from isoaudit.wording.statements import moment
    from isoaudit.work.backup import check as read_through

    source = Path(order["source"])
    manifest = read_through(source, lambda: str(order.get("password", "")), bytes_said(say, "bytes_read"))
    Dropped(programme.folder).forget(order.get("forget", ()))
    fields = {"name": source.name, "authority": manifest.authority, "year": manifest.year, "mark": manifest.mark}
    lines = [(label("start_said", "checked").format(at=moment(manifest.made_at), **fields), "good")]
    if manifest.lost:
        lines.append((label("start_said", "lost").format(count=count(len(manifest.lost))), "bad"))
    return lines, []


def restore(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit restore``, into a new folder beside the programme, and its start page opened."""
    from isoaudit.start.new_year import open_year
    from isoaudit.wording.statements import moment
    from isoaudit.work.backup import restore as write

    folder, password = Path(order["into"]), str(order.get("password", ""))
    manifest = write(Path(order["source"]), folder, lambda: password, bytes_said(say, "bytes_read")).manifest
    Dropped(programme.folder).forget(order.get("forget", ()))
    fields = {"folder": folder, "authority": manifest.authority, "year": manifest.year}
    words = label("start_said", "restored").format(at=moment(manifest.made_at), mark=manifest.mark, **fields)
    lines = [(words, "good")]
    if manifest.lost:
        lines.append((label("start_said", "lost").format(count=count(len(manifest.lost))), "bad"))
    opened = open_year(folder, programme.folder)
    return lines, [(opened.name, opened.url)]


def verify(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit verify``."""
    if problems := programme.verify():
        return [(line, "bad") for line in told_here(problems)], []
    words = label("start_said", "verified").format(mark=programme.fingerprint())
    return [(words, "good")], []
