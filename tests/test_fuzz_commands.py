"""Some dozens of spoilt files of every kind through every command; of thousands see fuzz_commands.py."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from random import Random

import fuzz_commands
import pytest
import text_mutations
from conftest import cases, run_isoaudit
from fuzz_commands import BOMBS, KINDS, Bench, Seen, TooLong, attempt, bomb, bounded, make_bench
from record_bench import ON_SITE

from isoaudit.files import parse_json

MANY = int(os.environ.get("ISOAUDIT_FUZZ", "0")) or cases(44, 600)
SHIPPED = Path(__file__).parent.parent / "checklists" / "dieu-36.yaml"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(autouse=True)
def this_process_holds_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests themselves hold is no command's."""
    monkeypatch.setattr(fuzz_commands, "MEGABYTES", fuzz_commands.MEGABYTES + fuzz_commands.memory("VmRSS"))


@pytest.mark.parametrize("seed", range(MANY))
def test_a_spoilt_file_is_taken_or_refused_in_our_words_and_in_bounds(seed: int, bench: Bench, tmp_path: Path) -> None:
    seen = attempt(seed, bench, tmp_path)
    assert not seen.faults, (seen.kind, seen.how, seen.faults)
    assert seen.statuses


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(name: str, bench: Bench, tmp_path: Path) -> None:
    """200 MB in 300 KB: whoever opens it has neither the time nor the memory."""
    path = tmp_path / "bom.docx"
    path.write_bytes(bomb(name))
    assert path.stat().st_size < 400_000
    seen = Seen(0, "bomb")
    for words in (
        ("document", "check", path),
        ("template", "check", path, "--as", "notice"),
        ("agencies", "import", path),
    ):
        assert fuzz_commands._command(("-C", bench.folder, *words), seen, None) == 2
    assert not seen.faults
    assert seen.seconds < 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_spoils_the_same_each_time(
    kind: str, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[object, ...]] = []
    monkeypatch.setattr(fuzz_commands, "_command", lambda words, *_: ran.append(words[2:]) or 0)
    hows = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        hows.append(attempt(7, bench, tmp_path / str(number), kind).how)
    half = len(ran) // 2
    assert hows[0] == hows[1]
    assert [str(words).replace("/0/", "/1/") for words in ran[:half]] == list(map(str, ran[half:]))


@pytest.mark.parametrize("how", text_mutations.MUTATORS)
def test_a_text_mutation_is_the_same_each_time_and_changes_something(how: str) -> None:
    data = b'{"a": ["b,  c", 1],\n  "d": "e"}\n' if "json" in how else SHIPPED.read_bytes()
    for seed in range(20):  # some change nothing for one seed, such as a line swapped with itself
        made = [text_mutations.MUTATORS[how](data, Random(seed)) for _ in range(2)]
        assert made[0] == made[1]
        if made[0] != data:
            return
    pytest.fail("nothing changed")


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_commands, "SECONDS", 0.05)
    start = time.process_time()
    with pytest.raises(TooLong), bounded():
        while time.process_time() - start < 5:
            pass


def test_what_nobody_foresaw_is_a_fault(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver sees what it is there to see."""
    monkeypatch.setattr("isoaudit.rules.status.standing", lambda *_: 1 / 0)
    seen = Seen(0, "none")
    fuzz_commands._command(("-C", bench.folder, "status"), seen, None)
    assert len(seen.faults) == 1 and "ZeroDivisionError" in seen.faults[0]


UNLIKE: list[dict[str, object]] = [
    {"outputs": "\x00"},
    {"execution_count": "1"},
    {"id": []},
    {"metadata": None},
    {"source": 1},
]


@pytest.mark.parametrize("unlike", UNLIKE)
def test_a_notebook_that_jupyter_would_not_take_is_refused_before_it_runs(
    unlike: dict[str, object], bench: Bench, tmp_path: Path
) -> None:
    """Its program is ours, sign by sign; papermill fails of it all the same."""
    notebook = json.loads((SHIPPED.parent.parent / "notebooks" / "year.ipynb").read_bytes())
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code").update(unlike)
    path = tmp_path / "year.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    seen = Seen(0, "notebook")
    for words in (("notebooks", "check", path), ("trust", path), ("trust", path, "--show")):
        assert fuzz_commands._command(("-C", bench.folder, *words), seen, None) == 2
    assert not seen.faults


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "{", ""])
def test_json_nested_deeper_than_python_reads_is_no_json(text: str) -> None:
    with pytest.raises(ValueError):
        parse_json(text)


def test_links_in_a_ring_are_no_programme(tmp_path: Path) -> None:
    link = tmp_path / "a"
    link.symlink_to(link)
    seen = Seen(0, "link")
    assert fuzz_commands._command(("-C", link, "status"), seen, None) == 2
    assert not seen.faults


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_whose_name_is_no_text_is_recorded(bench: Bench, tmp_path: Path) -> None:
    """Unpacked from an old archive: the name is kept as far as it can be read."""
    programme = tmp_path / "năm 2026"
    shutil.copytree(bench.folder, programme)
    path = tmp_path / os.fsdecode(b"t\xe1\xba\xffp.pdf")
    path.write_bytes(b"%PDF-1.7\n")
    seen = Seen(0, "name")
    said = ("--on", "2026-06-01", "--number", "41/QĐ-CCTĐC", "--correct", "--file", path)
    words = ("record", "decided", ON_SITE, *said)
    assert fuzz_commands._command(("-C", programme, *words), seen, None) == 0
    assert fuzz_commands._command(("-C", programme, "verify"), seen, None) == 0
    assert not seen.faults


def test_a_kept_checklist_that_lost_its_end_is_not_read_for_the_one_pinned(bench: Bench, tmp_path: Path) -> None:
    """It is YAML still, and a checklist, with fewer criteria than were answered."""
    programme = tmp_path / "năm 2026"
    shutil.copytree(bench.folder, programme)
    whole = (programme / "checklists" / "dieu-36.yaml").read_bytes()
    kept = programme / "files" / hashlib.sha256(whole).hexdigest()
    kept.write_bytes(whole[: whole.index(b"  - id: D36-1-c-08")])
    for words in (
        ("letters", ON_SITE),
        ("letters",),
        ("paper", "minutes", ON_SITE),
        ("status",),
        ("finding", "list", ON_SITE),
    ):
        done = run_isoaudit("-C", programme, *words)
        assert done.returncode == 2, words
        assert "không còn như khi lưu" in done.stderr and "lường trước" not in done.stderr, words
