"""``run findings`` and ``letters`` through the installed command: what lies in the folder afterwards."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import docx
import nbformat
import psutil
import pytest
from conftest import AUTHORITY, run_isoaudit

from isoaudit.runs.trust import trust

ON_SITE, BY_RECORD, NOT_BUILT, REFUSED = "2026-99-STP-TS", "2026-99-90001-HS", "2026-99-90019-TS", "2026-99-CCKL-TS"
FILES = ("case.json", "findings.ipynb", "findings.html", "findings.json")
Row = dict[str, str]


def criteria(*, mode: str, kind: str) -> list[str]:
    """Ids of the shipped criteria that apply; a programme has no annex unless it is added."""
    shipped = json.loads(run_isoaudit("checklist", "list", "--json").stdout)
    listed = [one for one in shipped if one["checklist"] == "dieu-36"]
    return [
        c["id"] for c in listed if (c["kinds"] == "all" or kind in c["kinds"]) and (mode == "on_site" or c["by_record"])
    ]


def conforming(inspection: str, ids: Iterable[str]) -> list[Row]:
    """A conforming answer to each criterion."""
    return [
        {"inspection": inspection, "criterion": id, "verdict": "conforming", "evidence": f"Đã xem hồ sơ {id}."}
        for id in ids
    ]


def import_answers(programme: Path, rows: list[Row]) -> None:
    """Write the rows as CSV and import them."""
    table = programme.parent / f"answers-{len(list(programme.parent.glob('answers-*')))}.csv"
    columns = [
        "inspection",
        "agency",
        "criterion",
        "verdict",
        "evidence",
        "gap",
        "grade",
        "note",
        "inspector",
        "examined_on",
    ]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    done = run_isoaudit("-C", programme, "answers", "import", table)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with one inspection of each sort, run once."""
    from conftest import AGENCIES, INSPECTIONS

    folder = tmp_path_factory.mktemp("run") / "chương trình"
    run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    inspections = (
        INSPECTIONS + "99-90019,on_site,,2026-06-17,2026-06-17,,,\n99-CCKL,on_site,,2026-06-16,2026-06-16,,,\n"
    )
    for name, text in (("agencies", AGENCIES), ("inspections", inspections)):
        table = folder.parent / f"{name}.csv"
        table.write_text(text, encoding="utf-8")
        assert run_isoaudit("-C", folder, name, "import", table).returncode == 0
    on_site = conforming(ON_SITE, criteria(mode="on_site", kind="co_quan_chuyen_mon"))
    on_site[3] |= {
        "verdict": "nonconforming",
        "evidence": "A & B <x> {{ 7*7 }}",
        "gap": "Thiếu 05/12 quy trình {% raw %}.",
    }
    on_site[7] |= {"verdict": "observation", "gap": "Nên ghi ngày."}
    on_site[9] |= {"verdict": "not_examined", "evidence": "", "note": "Người phụ trách đi công tác."}
    by_record = conforming(BY_RECORD, criteria(mode="by_record", kind="ubnd_cap_xa"))
    refused = conforming(REFUSED, criteria(mode="on_site", kind="chi_cuc"))[1:]
    import_answers(folder, on_site + by_record + refused)
    done = run_isoaudit("-C", folder, "run", "findings", "--workers", 2)
    assert done.returncode == 1, done.stderr  # one inspection is refused a letter
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture
def own(ran: Path, tmp_path: Path) -> Path:
    """A copy of the run programme to change."""
    return Path(shutil.copytree(ran, tmp_path / "bản sao"))


def outcomes(programme: Path) -> dict[str, dict[str, object]]:
    """``run.json`` by inspection."""
    record = json.loads((programme / "out" / "run.json").read_text(encoding="utf-8"))
    return {outcome["inspection"]: outcome for outcome in record["outcomes"]}


def findings(programme: Path, inspection: str) -> dict[str, object]:
    """``findings.json`` of an inspection."""
    loaded: dict[str, object] = json.loads(
        (programme / "out" / inspection / "findings.json").read_text(encoding="utf-8")
    )
    return loaded


def words(path: Path) -> str:
    """All text of a Word document, headers included."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    headers = (p.text for s in document.sections for h in (s.header, s.first_page_header) for p in h.paragraphs)
    return "\n".join([*headers, *(p.text for p in document.paragraphs), *cells])


def test_every_inspection_gets_its_files(ran: Path) -> None:
    for inspection in (ON_SITE, BY_RECORD, NOT_BUILT):
        names = {path.name for path in (ran / "out" / inspection).iterdir()}
        assert {*FILES, "notice.docx"} <= names
    assert {o["status"] for o in outcomes(ran).values()} == {"ran"}


def test_a_refused_inspection_gets_everything_but_the_letter(ran: Path) -> None:
    names = {path.name for path in (ran / "out" / REFUSED).iterdir()}
    assert set(FILES) <= names
    assert not [name for name in names if name.endswith(".docx")]
    refused = findings(ran, REFUSED)["refused"]
    assert [(r["rule"], r["criterion"]) for r in refused] == [("unanswered", "D36-1-a-01")]  # type: ignore[attr-defined,index]
    assert outcomes(ran)[REFUSED]["refused"] is True


def test_findings_json_has_the_keys_other_tools_read(ran: Path) -> None:
    found = findings(ran, ON_SITE)
    wanted = {"agency", "inspection", "checklist", "counts", "points", "findings", "missing", "refused", "fingerprint"}
    assert wanted <= set(found)
    assert set(found["checklist"]) == {"id", "version", "sha256"}  # type: ignore[call-overload]
    pinned = ran / "files" / found["checklist"]["sha256"]  # type: ignore[index]
    assert hashlib.sha256(pinned.read_bytes()).hexdigest() == pinned.name
    kinds = [f["kind"] for f in found["findings"]]  # type: ignore[attr-defined]
    assert kinds.count("nonconformity") == 1
    assert kinds.count("observation") == 1


def test_text_arrives_in_letter_and_page_as_typed(ran: Path) -> None:
    letter = words(ran / "out" / ON_SITE / "notice.docx")
    assert "A & B <x> {{ 7*7 }}" in letter
    assert "Thiếu 05/12 quy trình {% raw %}." in letter
    page = (ran / "out" / ON_SITE / "findings.html").read_text(encoding="utf-8")
    assert "A &amp; B &lt;x&gt; {{ 7*7 }}" in page


def test_the_two_forms_end_in_different_papers(ran: Path) -> None:
    """On site a thông báo with the open deadline of Article 37.2.c; by record a công văn without it (37.1.a)."""
    notice, request = words(ran / "out" / ON_SITE / "notice.docx"), words(ran / "out" / BY_RECORD / "notice.docx")
    assert "THÔNG BÁO" in notice
    assert "Kính gửi" not in notice
    assert "02 tháng" in notice
    assert "Kính gửi" in request
    assert "02 tháng" not in request
    assert all("DỰ THẢO" in text for text in (notice, request))


def test_a_body_without_a_system_gets_that_stated(ran: Path) -> None:
    found = findings(ran, NOT_BUILT)
    assert found["qms_not_built"] is True
    assert found["findings"] == found["missing"] == found["refused"] == []
    assert "chưa xây dựng" in words(ran / "out" / NOT_BUILT / "notice.docx")


def test_not_examined_with_its_reason_is_listed_in_the_letter(ran: Path) -> None:
    assert "gười phụ trách đi công tác" in words(ran / "out" / ON_SITE / "notice.docx")


def test_nothing_that_leaves_the_office_names_this_machine(ran: Path) -> None:
    for path in (ran / "out").rglob("*"):
        if path.suffix in (".ipynb", ".html", ".json"):
            assert str(ran.parent) not in path.read_text(encoding="utf-8"), path


def test_the_executed_notebook_opens_where_it_lies(ran: Path) -> None:
    notebook = nbformat.read(ran / "out" / ON_SITE / "findings.ipynb", as_version=4)
    nbformat.validate(notebook)
    injected = next(c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", ()))
    assert 'case = "case.json"' in injected.source


def test_the_index_links_every_file_and_nothing_outside(ran: Path) -> None:
    page = (ran / "out" / "index.html").read_text(encoding="utf-8")
    for inspection in (ON_SITE, BY_RECORD, NOT_BUILT):
        assert f"{inspection}/findings.html" in page
        assert f"{inspection}/notice.docx" in page
    assert f"{REFUSED}/notice.docx" not in page
    assert "D36-1-a-01" in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_second_run_does_only_what_changed(own: Path) -> None:
    before = (own / "out" / ON_SITE / "findings.html").stat().st_mtime_ns
    import_answers(own, [{"inspection": REFUSED, "criterion": "D36-1-a-01", "verdict": "conforming"}])
    done = run_isoaudit("-C", own, "run", "findings")
    assert done.returncode == 0, done.stderr
    assert {id: o["status"] for id, o in outcomes(own).items()} == {
        ON_SITE: "skipped", BY_RECORD: "skipped", NOT_BUILT: "skipped", REFUSED: "ran"
    }  # fmt: skip
    assert (own / "out" / ON_SITE / "findings.html").stat().st_mtime_ns == before
    assert (own / "out" / REFUSED / "notice.docx").is_file()


def test_what_was_damaged_is_made_again(own: Path) -> None:
    page = own / "out" / NOT_BUILT / "findings.html"
    right = page.read_bytes()
    page.write_text("hỏng", encoding="utf-8")
    run_isoaudit("-C", own, "run", "findings", "99-90019")
    assert page.read_bytes() == right


def test_a_letter_edited_by_a_person_is_never_overwritten(own: Path) -> None:
    path = own / "out" / ON_SITE / "notice.docx"
    document = docx.Document(str(path))
    document.paragraphs[-1].add_run(" Sửa tay của văn thư.")
    document.save(str(path))
    edited = path.read_bytes()
    for command in (("run", "findings", "--force"), ("letters",)):
        done = run_isoaudit("-C", own, *command, "99-STP")
        assert path.read_bytes() == edited
        assert (path.parent / "notice.new.docx").is_file()
        assert "đã được sửa tay" in done.stderr


def test_a_draft_that_would_no_longer_be_true_is_taken_away(own: Path) -> None:
    broken = {"inspection": BY_RECORD, "criterion": "D36-1-a-01", "verdict": "nonconforming"}
    import_answers(own, [broken])
    done = run_isoaudit("-C", own, "letters", "99-90001")
    assert done.returncode == 1
    assert not (own / "out" / BY_RECORD / "notice.docx").exists()


def test_a_sentence_changed_in_the_office_template_changes_the_letter(own: Path) -> None:
    shipped = Path(__import__("isoaudit").__file__).parent / "papers" / "templates" / "notice.docx"
    mine = own / "templates" / "notice.docx"
    document = docx.Document(str(shipped))
    run = next(run for p in document.paragraphs for run in p.runs if "THÔNG TIN CHUNG" in run.text)
    run.text = run.text.replace("THÔNG TIN CHUNG", "THÔNG TIN VỀ CUỘC KIỂM TRA")
    document.save(str(mine))
    done = run_isoaudit("-C", own, "letters", "99-STP")
    assert done.returncode == 0, done.stderr
    assert "THÔNG TIN VỀ CUỘC KIỂM TRA" in words(own / "out" / ON_SITE / "notice.docx")


def test_letters_need_no_notebook(own: Path) -> None:
    shutil.rmtree(own / "out")
    shutil.rmtree(own / "notebooks")
    done = run_isoaudit("-C", own, "letters")
    assert done.returncode == 1
    assert sorted(p.parent.name for p in (own / "out").glob("*/notice.docx")) == sorted([ON_SITE, BY_RECORD, NOT_BUILT])


def _with_cell(programme: Path, source: str) -> None:
    """Put a cell that misbehaves for Sở Tư pháp alone before the last cell of the office's notebook."""
    path = programme / "notebooks" / "findings.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(-1, nbformat.v4.new_code_cell(f"if 'STP' in out:\n    {source}"))
    nbformat.write(notebook, path)
    trust(path)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise ValueError('hỏng giữa chừng')", "hỏng giữa chừng"),
        ("import time; time.sleep(60)", "thời gian"),
        ("import os; os.kill(os.getpid(), 9)", ""),
        ("input('?')", ""),
        ("taken = bytearray(3 * 2**30)", "cần nhiều hơn 2048 MB bộ nhớ"),
    ],
    ids=["raises", "hangs", "killed", "asks", "greedy"],
)
def test_one_failure_stops_nothing_else(own: Path, source: str, said: str) -> None:
    _with_cell(own, source)
    done = run_isoaudit("-C", own, "run", "findings", "99-STP", "99-90019", "--timeout", 8)
    assert done.returncode == 1
    record = outcomes(own)
    assert record[ON_SITE]["status"] == "failed"
    assert said in str(record[ON_SITE]["reason"])
    assert record[NOT_BUILT]["status"] == "ran"
    assert not (own / "out" / ON_SITE / "findings.html").exists()  # what an earlier run left is no longer true
    assert f"{ON_SITE}/findings.html" not in (own / "out" / "index.html").read_text(encoding="utf-8")


def _heed_interrupts() -> None:
    """What a shell starts in the background, as a CI may be, ignores Ctrl-C, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_run_that_is_stopped_leaves_no_process_and_nothing_half_made(own: Path) -> None:
    """Ctrl-C in a terminal reaches every process of the command."""
    kept = (own / "notebooks" / "findings.ipynb").read_bytes()
    _with_cell(own, "import time; time.sleep(60)")
    yesterday = (own / "out" / ON_SITE / "findings.html").read_bytes()
    script = Path(sys.executable).with_name("isoaudit")
    running = psutil.Popen(
        [str(script), "-C", str(own), "run", "findings", "99-STP"],
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_heed_interrupts,
        text=True,
        encoding="utf-8",
    )
    until = time.monotonic() + 60
    while not list((own / "out").glob(".*.part/case.json")) and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    family = running.children(recursive=True)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said.splitlines()[-1]) == (2, "Đã dừng theo yêu cầu.")
    assert "Traceback" not in said
    gone, alive = psutil.wait_procs(family, timeout=10)
    assert gone and not alive
    assert not list(own.rglob("*.tmp")) and not list(own.rglob("*.part"))
    assert (own / "out" / ON_SITE / "findings.html").read_bytes() == yesterday, "it stays until today's is whole"
    (own / "notebooks" / "findings.ipynb").write_bytes(kept)
    assert run_isoaudit("-C", own, "run", "findings").returncode == 1
    assert outcomes(own)[ON_SITE]["status"] == "skipped", "what lies there is still what this notebook makes"


def test_the_engine_can_be_chosen_and_what_it_makes_is_the_same(own: Path) -> None:
    page = own / "out" / NOT_BUILT / "findings.html"
    right = page.read_bytes()
    page.unlink()
    assert run_isoaudit("-C", own, "run", "findings", "99-90019", "--engine", "kernel").returncode == 0
    assert page.read_bytes() == right
    assert outcomes(own)[NOT_BUILT]["status"] == "ran"
    assert run_isoaudit("-C", own, "run", "findings", "--engine", "khac").returncode == 2


def test_a_folder_that_cannot_be_written_costs_one_inspection(own: Path) -> None:
    blocked = own / "out" / ON_SITE / "case.json"
    blocked.unlink()
    blocked.mkdir()
    done = run_isoaudit("-C", own, "run", "findings", "99-STP", "99-90019", "--force")
    assert done.returncode == 1
    record = outcomes(own)
    assert (record[ON_SITE]["status"], record[NOT_BUILT]["status"]) == ("failed", "ran")
    assert "không ghi được" in str(record[ON_SITE]["reason"])


def test_a_signer_who_is_missing_is_told_in_words(own: Path) -> None:
    settings = own / "isoaudit.toml"
    text = settings.read_text(encoding="utf-8").replace('papers = "all"', 'papers = ["notice"]')
    settings.write_text(text, encoding="utf-8")
    done = run_isoaudit("-C", own, "run", "findings", "99-90001")
    assert done.returncode == 1
    assert "chưa có người ký công văn đề nghị khắc phục gửi UBND cấp xã" in done.stderr
    assert "ProgrammeError" not in done.stderr


def _drop_parameters(programme: Path) -> None:
    path = programme / "notebooks" / "findings.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"parameters"', '"tham-so"'), encoding="utf-8")


def _misspell(programme: Path) -> None:
    path = programme / "notebooks" / "findings.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("case = None", "csae = None"), encoding="utf-8")


def _break_settings(programme: Path) -> None:
    with (programme / "isoaudit.toml").open("a", encoding="utf-8") as file:
        file.write("[[signers\n")


def _lose_pinned(programme: Path) -> None:
    for path in (programme / "files").iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_drop_parameters, "case, out"),
        (_misspell, "thiếu tham số case"),
        (_break_settings, "isoaudit.toml"),
        (_lose_pinned, "tệp bị thiếu"),
        (lambda programme: (programme / "notebooks" / "findings.ipynb").write_text("{"), "findings.ipynb"),
        (lambda programme: (programme / "notebooks" / "findings.ipynb").unlink(), "không tìm thấy tệp"),
    ],
    ids=["no-parameters", "misspelt", "settings", "pinned-lost", "not-a-notebook", "no-notebook"],
)
def test_what_cannot_be_run_is_refused_whole(own: Path, spoil: Callable[[Path], object], said: str) -> None:
    spoil(own)
    before = (own / "out" / "run.json").read_bytes()
    done = run_isoaudit("-C", own, "run", "findings")
    assert done.returncode == 2
    assert said in done.stderr
    assert (own / "out" / "run.json").read_bytes() == before


def test_names_that_fit_nothing_or_several_are_all_told(own: Path) -> None:
    table = own.parent / "more.csv"
    table.write_text("agency,mode\n99-STP,by_record\n", encoding="utf-8")
    assert run_isoaudit("-C", own, "inspections", "import", table).returncode == 0
    done = run_isoaudit("-C", own, "run", "findings", "99-STP", "99-KHONGCO")
    assert done.returncode == 2
    assert "2026-99-STP-HS, 2026-99-STP-TS" in done.stderr
    assert "99-KHONGCO" in done.stderr


def test_a_tampered_journal_makes_no_letter(own: Path) -> None:
    import sqlite3

    with sqlite3.connect(own / "programme.db") as database:
        database.execute("UPDATE entries SET payload = replace(payload, 'Sở Tư pháp', 'Sở Tư Pháp')")
    database.close()
    done = run_isoaudit("-C", own, "letters")
    assert done.returncode == 2
    assert "agency 99-STP" in done.stderr
