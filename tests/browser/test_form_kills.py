"""An open form in trouble: its parts killed while somebody types, no room, no right to write, a lock. Nothing is lost.

Needs Chromium; without it the tests are skipped, except where CI is set. What was lost, and how often, is printed by
``-s``.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from conftest import CHROMIUM, CHROMIUM_FLAGS, absent, run_isoaudit
from form_kills import Box, Opened, Typist, number_of_kills, opened, until
from kills import SEED
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from isoaudit.visit.book import VisitBook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and processes of Linux")
INSPECTION = "2026-99-STP-TS"
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
FEW, MANY = 3, 500
ORDER = ("kernel", "tab", "server", "kernel", "kernel", "tab", "kernel", "kernel", "tab", "server")


@pytest.fixture(scope="module")
def own_browser() -> Iterator[Browser]:
    """A browser of this file alone, whose tabs may be killed."""
    if not CHROMIUM.exists():
        absent("Chromium", "chromium")
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*CHROMIUM_FLAGS, OFFLINE])
        yield browser
        browser.close()


@pytest.fixture
def context(own_browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own."""
    context = own_browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def form(made_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """The form of an inspection, open."""
    folder = Path(shutil.copytree(made_once, tmp_path / "năm 2026"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with opened(folder, INSPECTION) as form:
        yield form


@pytest.fixture(scope="module")
def steady(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The same for several tests, none of which kills a part of it; each writes into a record of its own."""
    above = tmp_path_factory.mktemp("steady")
    folder = Path(shutil.copytree(made_once, above / "năm 2026"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(above / "state"))
        with opened(folder, INSPECTION) as form:
            yield form


def say(text: str) -> None:
    """For who reads with ``-s``."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def test_random_kills_lose_no_statement(context: BrowserContext, form: Opened) -> None:
    number, began = number_of_kills(FEW, MANY), time.monotonic()
    typist = Typist(context, form, SEED, say)
    for kill in range(number):
        say(f"seed {SEED}, kill {kill + 1}: {ORDER[kill % len(ORDER)]}, {time.monotonic() - began:.0f} s")
        typist.round(ORDER[kill % len(ORDER)])
    say(f"seed {SEED}: {dict(typist.done)}, {time.monotonic() - began:.0f} s, lost {dict(typist.lost)}")
    # how much is acknowledged between two kills is chance; ``judge`` has compared every letter with the journal
    assert typist.heard.gone, "something was acknowledged"
    assert run_isoaudit("-C", form.folder, "verify").returncode == 0


def test_a_kernel_killed_again_as_it_comes_back_is_heard_of_again(context: BrowserContext, form: Opened) -> None:
    """Seen in random kills: killed twice within two seconds, it came back while its connection was made anew."""
    typist = Typist(context, form, SEED, say)
    box = Box("answer/D36-1-a-01", "note", verdict="not_examined")
    typist.go_to(box)
    words = {"một": 900, " hai": 1100, " ba": 1300, " bốn": 1500, " năm": 1700}  # milliseconds to the second kill
    for letters, later in words.items():
        first = form.kernel()
        assert first
        first.kill()
        until(lambda gone=first: (now := form.kernel()) and now.pid != gone.pid and now, "a kernel comes back")
        typist.page.wait_for_timeout(later)
        again = form.kernel()
        if again:
            again.kill()
        typist.page.keyboard.type(letters)
        typist.come_back("kernel")
    values = dict(VisitBook(form.folder, form.inspection).values())
    assert box.said(values).split() == [word.strip() for word in words]


def full(form: Opened) -> Callable[[], object]:
    """No room for the kernel; the end of that."""
    kernel = form.kernel()
    assert kernel
    least, most = kernel.rlimit(psutil.RLIMIT_FSIZE)
    kernel.rlimit(psutil.RLIMIT_FSIZE, (4096, most))
    return lambda: kernel.rlimit(psutil.RLIMIT_FSIZE, (least, most))


def unwritable(form: Opened) -> Callable[[], object]:
    """Nothing may be added to the programme's folder, whoever tries; the end of that."""
    folder = form.folder / "programme.db-journal"
    folder.mkdir()
    return folder.rmdir


def locked(form: Opened) -> Callable[[], object]:
    """Another program writes and does not come to an end; its end."""
    other = sqlite3.connect(form.folder / "programme.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other.close


@pytest.mark.parametrize(
    ("criterion", "trouble", "words"),
    [("D36-1-a-01", full, "STORE_012"), ("D36-1-a-02", unwritable, "STORE_012"), ("D36-1-a-03", locked, "")],
    ids=["full", "unwritable", "locked"],
)
def test_what_cannot_be_written_waits_and_is_written_later(
    context: BrowserContext,
    steady: Opened,
    criterion: str,
    trouble: Callable[[Opened], Callable[[], object]],
    words: str,
) -> None:
    typist = Typist(context, steady, SEED, say)
    page, box = typist.page, Box(f"answer/{criterion}", "note", verdict="not_examined")
    typist.go_to(box)
    until(lambda: not typist.outbox(), "the verdict is written", page)
    end = trouble(steady)
    try:
        page.keyboard.type("chưa ghi được")
        page.wait_for_selector(".save-state[data-state=offline]")
        assert [said["fields"]["note"] for said in typist.outbox().values()] == ["chưa ghi được"]
        expect(page.locator(".save-state")).to_contain_text("giữ tạm trên máy này")
        if words:
            refusal = page.locator(f'[data-record="{box.record}"] .refusal')
            expect(refusal).to_contain_text("vẫn giữ tạm trên máy này")
            page.keyboard.type(" ngay")
            page.wait_for_timeout(2000)
            assert [said["fields"]["note"] for said in typist.outbox().values()] == ["chưa ghi được ngay"]
        where = f"{(steady.folder / 'programme.db').as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(where, uri=True)) as journal:
            written = list(journal.execute("SELECT subject, payload FROM entries"))
        of_this = [text for subject, text in written if subject.endswith(criterion)]
        assert of_this and "chưa ghi được" not in str(of_this)
    finally:
        end()
    until(lambda: not typist.outbox(), "it is written by itself", page)
    value = VisitBook(steady.folder, INSPECTION).values()[box.record]
    assert value.fields["note"] == ("chưa ghi được ngay" if words else "chưa ghi được") and not value.conflict
    page.wait_for_selector(".save-state[data-state=saved]")
    expect(page.locator(f'[data-record="{box.record}"] .refusal')).to_have_count(0)
