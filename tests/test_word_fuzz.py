"""Word files from outside, spoilt or dressed in every way: each command answers, in bounded time, with a message."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from random import Random

import pytest
from conftest import cases
from hand_typed import PAPERS
from mutations import MUTATORS, ON_PARTS, ON_TREES, mutated, packed, unpacked
from record_bench import ON_SITE, agree, make

from isoaudit.desk.acts.filing import check_minutes, has_tracked_changes, read_incoming
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Case
from isoaudit.papers.decree30 import check
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.render import render_docx
from isoaudit.papers.template_check import check_template
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.rules.findings import judge

MANY = int(os.environ.get("ISOAUDIT_FUZZ", "0")) or cases(60, 600)
"""Files; ``ISOAUDIT_FUZZ=5000`` for a night."""
LONGEST = 10.0
"""Seconds of the processor that one command may take for one file."""
Bench = tuple[Case, State]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """An inspection whose minutes are agreed."""
    programme = Programme(make(tmp_path_factory.mktemp("bench") / "năm 2026"))
    agree(programme, ON_SITE)
    state = programme.state()
    return programme.case(state, state.inspections[ON_SITE]), state


@pytest.fixture(scope="module")
def originals(bench: Bench) -> dict[str, bytes]:
    """Good files: typed by hand, a template, minutes as we print them."""
    found = {}
    for name in ("quyết định", "công văn", "báo cáo"):
        stream = io.BytesIO()
        PAPERS[name]().save(stream)
        found[name] = stream.getvalue()
    found["notice"] = resources.files("isoaudit.papers").joinpath("templates", "notice.docx").read_bytes()
    case, _ = bench
    made = paper("minutes", PaperSubject((case,), {case.inspection.id: judge(case)}))
    found["minutes"] = render_docx(find_template("minutes", Path("out/x")), made.context)
    return found


def answered(action: Callable[[], object]) -> str:
    """The code of the message, or nothing where there is none; whatever else is raised breaks the test."""
    start = time.process_time()
    try:
        action()
        code = ""
    except IsoAuditError as error:
        assert all(problem.where and problem.remedy for problem in error.problems)
        code = error.problems[0].code
    assert time.process_time() - start < LONGEST
    return code


def everything(path: Path, bench: Bench) -> dict[str, str]:
    """What each command that reads a Word file from outside says of it."""

    def signed() -> None:
        incoming = read_incoming(path)
        has_tracked_changes(incoming)
        check_minutes(incoming, *bench, path.parent)

    return {
        "document check": answered(lambda: check(path)),
        "template check": answered(lambda: check_template(path, "notice")),
        "record minutes_signed": answered(signed),
    }


@pytest.mark.parametrize("seed", range(0, MANY, 6))
def test_a_file_spoilt_in_any_way_gets_an_answer(
    seed: int, originals: dict[str, bytes], bench: Bench, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    for one in range(seed, min(seed + 6, MANY)):
        random = Random(one)
        name = random.choice(sorted(originals))
        how, data = mutated(originals[name], random, random.choice((None, ON_PARTS, ON_TREES, ON_TREES)))
        path.write_bytes(data)
        try:
            everything(path, bench)
        except BaseException as error:
            error.add_note(f"seed {one}: {name}, {how}")
            raise


@pytest.mark.parametrize("how", MUTATORS)
def test_a_mutation_is_the_same_each_time_and_changes_something(how: str, originals: dict[str, bytes]) -> None:
    made = [mutated(originals["công văn"], Random(3), [how]) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0][1] != packed(unpacked(originals["công văn"]))


@pytest.mark.parametrize("depth", [200, 300, 5000])
def test_elements_in_one_another_deeper_than_parsers_go(
    depth: int, originals: dict[str, bytes], bench: Bench, tmp_path: Path
) -> None:
    """libxml2 stops at 256 levels; expat, which reads every part first, does not."""
    parts = unpacked(originals["notice"])
    deep = b"<w:sdt><w:sdtContent>" * depth + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * depth
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + deep, 1)
    path = tmp_path / "a.docx"
    path.write_bytes(packed(parts))
    said = everything(path, bench)
    assert said["document check"] == said["record minutes_signed"] == "DOCUMENT_003"
    (problem,) = check_template(path, "notice").problems
    assert problem.code == "TEMPLATE_002" and "lồng nhau" in problem.what


def test_a_template_of_another_maker_is_read(originals: dict[str, bytes], tmp_path: Path) -> None:
    """Word's namespace is called ``ns0`` there: the same template, the same letter."""
    path = tmp_path / "notice.docx"
    path.write_bytes(MUTATORS["prefixes changed"](originals["notice"], Random(0)))
    assert b"<w:p" not in unpacked(path.read_bytes())["word/document.xml"]
    assert check_template(path).problems == ()


def circular(path: Path, paragraphs: int, *runs: str) -> Path:
    """A long document of another kind, each paragraph in many runs."""
    document = PAPERS["công văn"]()
    for _ in range(paragraphs):
        paragraph = document.add_paragraph()
        for text in runs or ("quản lý chất lượng ", "tại cơ quan hành chính nhà nước ") * 4:
            paragraph.add_run(text)
    document.save(str(path))
    return path


def seconds(action: Callable[[], object]) -> float:
    """Of the processor, the least of two."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        action()
        taken.append(time.process_time() - start)
    return min(taken)


def test_a_circular_of_a_megabyte_is_no_template_within_seconds(tmp_path: Path) -> None:
    """That it prints nothing the law wants is certain at once: nothing is tried."""
    path = circular(tmp_path / "notice.docx", 1700)
    assert zip_size(path) > 1_000_000
    start = time.process_time()
    assert {problem.code for problem in check_template(path).problems} == {"TEMPLATE_011"}
    check(path)
    assert time.process_time() - start < 5


def zip_size(path: Path) -> int:
    return len(unpacked(path.read_bytes())["word/document.xml"])


@pytest.mark.parametrize(
    "runs",
    [
        ("{{ agency }} ", "{%", "{{ x"),
        ("{{{{{{{{",),
        ("- ngày tháng năm số ", "1. Điều 1 khoản 2 "),
        ("Sở A, Sở B; " * 3,),
        (" " * 60, "._-" * 20),
    ],
)
def test_work_grows_with_the_file_and_no_faster(runs: tuple[str, ...], tmp_path: Path) -> None:
    """One paragraph eight times as long: where work grows with the square it is 64 times as much."""
    for name, command in (("check", check), ("notice", check_template)):
        taken = []
        for times in (150, 1200):
            path = circular(tmp_path / f"{name}.docx", 1, *runs * times)
            taken.append(seconds(lambda path=path, command=command: answered(lambda: command(path))))  # type: ignore[misc]
        assert taken[1] < 24 * taken[0] + 0.1, (name, taken)
