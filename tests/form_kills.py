"""Killing the kernel, the server and the browser's tab of an open form while somebody types, and judging what is left.

Words unlike any other are typed; what the outbox took and let go is told by the page itself, and what became of it is
read in the journal. ``ISOAUDIT_KILL_SEED`` repeats the kills of a failure, ``ISOAUDIT_FORM_KILLS`` says how many.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, Error, Page

from isoaudit.journal.programme import Programme
from isoaudit.visit.book import VisitBook

READY = ".isoaudit-form[data-ready=true]"
RESTED = ".isoaudit-form[data-ready=true][data-pending='0']"
LOST_AT_MOST = 3
"""Characters of a word that may be missing where the kernel is killed while it is typed (design: 3 of 36)."""
_LATE = 60.0

RECORDER = """
(() => {
  let before = {};
  const ours = (key) => /^isoaudit:[0-9a-f]{12}:[^:]+$/.test(key);
  const look = (key, text) => {
    if (!ours(key)) return;
    const now = JSON.parse(text ?? "{}");
    for (const [edit, said] of Object.entries(now)) {
      const same = JSON.stringify(before[edit]?.fields) === JSON.stringify(said.fields);
      if (!same) window.isoauditHeard("kept", edit, said);
    }
    for (const [edit, said] of Object.entries(before)) if (!(edit in now)) window.isoauditHeard("gone", edit, said);
    before = now;
  };
  const { setItem, removeItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, text) { setItem.call(this, key, text); look(key, text); };
  Storage.prototype.removeItem = function (key) { removeItem.call(this, key); look(key, null); };
})();
"""
"""Tells which edits come into the outbox and which leave it."""
CARET_AT_END = """(box) => {
  for (let at = box.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}"""
SHOW = """(record) => {
  for (const tab of document.querySelectorAll(".isoaudit-form [role=tab]")) {
    tab.click();
    const found = document.querySelector(`.isoaudit-form [data-record="${record}"]`);
    if (found && !found.closest("[hidden]")) return;
  }
}"""


class Opened:
    """``isoaudit open`` of one inspection, started again whenever its server was killed."""

    def __init__(self, folder: Path, inspection: str) -> None:
        self.folder, self.inspection = folder, inspection
        self.port = 0
        self.start()

    def start(self) -> None:
        """Open it; it must come at the port it had."""
        script = Path(sys.executable).with_name("isoaudit")
        command = [str(script), "-C", str(self.folder), "open", self.inspection, "--no-browser"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.process.stdout
        said = self.process.stdout.readline() + self.process.stdout.readline()
        self.url = re.findall(r"http://\S+", said)[0]
        port = int(re.findall(r":(\d+)/", self.url)[0])
        assert self.port in (0, port), "another port has another outbox"
        self.port = port

    def server(self) -> psutil.Process:
        """The process of JupyterLab."""
        return next(p for p in psutil.Process(self.process.pid).children() if "isoaudit.lab" in p.cmdline())

    def kernel(self) -> psutil.Process | None:
        """The kernel's process; none while it is being started again."""
        with suppress(StopIteration, psutil.Error):
            living = [p for p in self.server().children() if p.status() != psutil.STATUS_ZOMBIE]
            return next((p for p in living if "ipykernel_launcher" in p.cmdline()), None)
        return None

    def end(self) -> None:
        """Ctrl-C."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)


@dataclass(slots=True)
class Heard:
    """What the page told of its outbox."""

    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The last that each edit said, by its id."""
    gone: set[str] = field(default_factory=set)
    """Edits that left the outbox: they were acknowledged, as nothing here is refused."""

    def __call__(self, kind: str, edit: str, said: dict[str, Any]) -> None:
        self.kept[edit] = said
        if kind == "gone":
            self.gone.add(edit)


@dataclass(frozen=True, slots=True)
class Box:
    """A box to type in, of a record."""

    record: str
    field: str
    within: str = "textarea, input[type=text]"
    verdict: str = ""

    @property
    def selector(self) -> str:
        """Where it is."""
        inner = ", ".join(
            f'[data-record="{self.record}"] [data-field={self.field}] {one}' for one in self.within.split(", ")
        )
        return f":is({inner})"

    def said(self, values: dict[str, Any]) -> str:
        """What the book says there, as one text."""
        value = values[self.record].fields.get(self.field) if self.record in values else None
        if isinstance(value, list):
            return "\n".join(str(row.get("text", "")) if isinstance(row, dict) else str(row) for row in value)
        return str(value or "")


def boxes(folder: Path, inspection: str) -> list[Box]:
    """The boxes in which people write most: evidence, reasons, present states, the minutes."""
    found = []
    for section in VisitBook(folder, inspection).page().sections:
        for record in section.records:
            kind, _, _ = record.id.partition("/")
            if kind == "answer" and section.group == "questions":
                found.append(Box(record.id, "evidence", "[data-row] textarea", "conforming"))
                found.append(Box(record.id, "note", "textarea", "not_examined"))
            elif kind in ("visit", "point"):
                found += [Box(record.id, one.name) for one in record.fields if one.kind in ("text", "line")]
    return found


class Gone(Exception):
    """The tab is no more."""


class Typist:
    """Somebody who types into a form whose parts are killed."""

    def __init__(self, context: BrowserContext, opened: Opened, seed: int, say: Callable[[str], None]) -> None:
        self.context, self.opened, self.say = context, opened, say
        self.random = random.Random(seed)
        self.heard = Heard()
        self.boxes = boxes(opened.folder, opened.inspection)
        self.known: dict[Box, str] = {}
        """What was last seen in the journal, by box."""
        self.number = 0
        self.lost: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        context.expose_binding("isoauditHeard", lambda _, kind, edit, said: self.heard(kind, edit, said))
        context.add_init_script(RECORDER)
        self.crashed = False
        self.page = self.open()

    def open(self) -> Page:
        """A new tab with the form."""
        page = self.context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("crash", lambda _: setattr(self, "crashed", True))
        self.crashed = False
        page.goto(self.opened.url)
        page.wait_for_selector(READY, timeout=_LATE * 1000)
        return page

    def word(self) -> str:
        """A word unlike any other, of 36 letters at most."""
        self.number += 1
        return f" từ{self.number}x" + "".join(self.random.choices("aăâbcdđeêghiklmnoôơpqrstuưvxyáằẫ", k=28))

    def round(self, target: str) -> None:
        """Type into one or two boxes, kill ``target`` at a random moment, go on, judge."""
        first, second = self.random.sample(self.boxes, 2)
        second = second if self.random.random() < 0.4 else first
        typed: dict[Box, tuple[str, int]] = {}
        survives = target != "tab"
        after = self.random.uniform(0.0, 2.6)
        killing = threading.Timer(after, self.kill, [target])
        pause = self.random.choice((0, 5, 15, 40))
        began = False
        try:
            for box in dict.fromkeys((first, second)):
                self.go_to(box)
                if not began:
                    killing.start()
                    began = True
                word = self.word()
                for number, letter in enumerate(word):
                    typed[box] = word, number
                    self.page.keyboard.type(letter)
                    typed[box] = word, number + 1
                    self.page.wait_for_timeout(pause) if pause else None
            rest = self.random.choice((0.0, 0.3, 1.05, 1.3))
            self.page.wait_for_timeout(rest * 1000)
        except (Error, Gone):
            if survives:
                raise
        killing.join()
        self.come_back(target)
        self.judge(target, typed)
        self.done[target] += 1

    def go_to(self, box: Box) -> None:
        """Put the caret at the end of a box; nobody types before it stands there."""
        until(lambda: self.has_caret(box), f"the caret in {box}", self.page)

    def has_caret(self, box: Box) -> bool:
        """Put the caret at the end of a box, its verdict chosen first where it needs one; whether it stands there."""
        if self.crashed:
            raise Gone
        self.page.evaluate(SHOW, box.record)
        record = self.page.locator(f'[data-record="{box.record}"]')
        if box.verdict and not self.page.locator(box.selector).first.is_visible():
            record.locator(f"input[value={box.verdict}]").evaluate("(box) => box.click()", timeout=2000)
        self.page.locator(box.selector).first.evaluate(CARET_AT_END, timeout=2000)
        return bool(self.page.evaluate("(box) => document.activeElement?.matches(box)", box.selector))

    def kill(self, target: str) -> None:
        """SIGKILL; a tab is its renderer's process."""
        with suppress(psutil.Error):
            if target == "kernel":
                kernel = self.opened.kernel()
                if kernel:
                    kernel.kill()
            elif target == "server":
                self.opened.server().kill()
            else:
                for process in psutil.Process().children(recursive=True):
                    if "--type=renderer" in process.cmdline():
                        process.kill()

    def come_back(self, target: str) -> None:
        """As a person would: open again what is closed, and wait."""
        if target == "server":
            self.opened.process.communicate(timeout=60)
            self.opened.start()
            if self.random.random() < 0.5:
                self.page.reload()
        elif target == "tab":
            self.page.close()
            self.page = self.open()
        if target == "kernel":
            until(self.opened.kernel, "the kernel comes back")
        until(lambda: not self.outbox(), "the outbox is replayed", self.page)
        self.page.wait_for_selector(RESTED, timeout=_LATE * 1000)

    def outbox(self) -> dict[str, Any]:
        """What the browser keeps."""
        kept = self.page.evaluate(
            "Object.entries(localStorage).filter(([key]) => /^isoaudit:[0-9a-f]{12}:[^:]+(:refused)?$/.test(key))"
        )
        return {edit: said for _, text in kept for edit, said in json.loads(text).items()}

    def judge(self, target: str, typed: dict[Box, tuple[str, int]]) -> None:
        """All that was typed or acknowledged is in the journal, once, and the journal is whole."""
        programme = Programme(self.opened.folder)
        book = VisitBook(self.opened.folder, self.opened.inspection)
        values = dict(book.values())
        assert not [record for record, value in values.items() if value.conflict], "one writer is no conflict"
        edits = Counter(entry.edit for entry in programme.journal.entries() if entry.edit)
        twice = [edit for edit, number in edits.items() if number > 1]
        assert not twice, twice
        missing = [said for edit, said in self.heard.kept.items() if edit not in edits and not says_known(said, values)]
        assert not missing, f"kept or acknowledged and not in the journal: {missing}"
        assert programme.journal.verify() == []
        for box, (word, number) in typed.items():
            if number:
                self.compare(target, box, word.strip(), number - 1, box.said(values))
        for box, text in self.known.items():
            assert squeezed(text) == squeezed(box.said(values)), f"{box} says something else than before"
        programme.journal.close()
        book.programme.journal.close()

    def compare(self, target: str, box: Box, word: str, number: int, found: str) -> None:
        """What the journal says of a box is what it said before and the new word, of which little may be missing.

        ``number``: how many of its letters the page surely took.
        """
        before = squeezed(self.known.get(box, ""))
        now = squeezed(found)
        came = "".join(now.rpartition(word[:6])[1:]) if number >= 6 and word[:6] in now else ""
        lost = number - len(came) if number >= 6 else 0
        assert is_within(came, word) and lost <= LOST_AT_MOST, (
            f"{target}: typed {number} of {word!r}, found {now[-80:]!r}"
        )
        assert before in now, f"{target}: {before!r} was there, now {now!r}"
        assert now.count(word) <= 1
        if lost > 0:
            self.lost[target] += lost
            self.say(f"{target}: {lost} of {number} characters lost: {word!r} as {came!r}")
        self.known[box] = found


def says_known(said: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether the record says all that an edit said, though another edit brought it there."""
    now = (
        squeezed(json.dumps(values[said["record"]].fields, ensure_ascii=False, default=str))
        if said["record"] in values
        else ""
    )
    return all(squeezed(text) in now for text in texts_of(said["fields"]))


def texts_of(fields: Any) -> Iterator[str]:
    """Every text in what was said."""
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, dict):
        for value in fields.values():
            yield from texts_of(value)
    elif isinstance(fields, list):
        for value in fields:
            yield from texts_of(value)


def squeezed(text: str) -> str:
    """Without what is not seen."""
    return " ".join(text.replace("\\n", " ").split())


def is_within(short: str, long: str) -> bool:
    """Whether all letters of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def until(true: Callable[[], Any], what: str, page: Page | None = None) -> None:
    """Wait for something; says what did not come."""
    end = time.monotonic() + _LATE
    while time.monotonic() < end:
        with suppress(Error):
            if true():
                return
        page.wait_for_timeout(50) if page else time.sleep(0.05)
    raise AssertionError(f"not seen in {_LATE} s: {what}")


@contextmanager
def opened(folder: Path, inspection: str) -> Iterator[Opened]:
    """The form, open as long as this lasts."""
    here = Opened(folder, inspection)
    try:
        yield here
    finally:
        here.end()


def number_of_kills(few: int, many: int) -> int:
    """How many kills: ``ISOAUDIT_FORM_KILLS``, else few or, in ``make test-all``, many."""
    from conftest import cases

    return int(os.environ.get("ISOAUDIT_FORM_KILLS") or cases(few, many))
