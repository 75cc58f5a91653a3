"""The docs say what is there, both ways: commands, columns, fields, codes, labels, layers, links, files."""

from __future__ import annotations

import dataclasses
import re
import runpy
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import click
import pytest
from builders import case, criterion
from pydantic import BaseModel

from isoaudit import desk, errors, model
from isoaudit.cli.commands import main
from isoaudit.journal import checklists
from isoaudit.rules import acts, answers, findings
from isoaudit.tables import Column
from isoaudit.tables.lists.procedures import INSTRUMENT_COLUMNS, PROCEDURE_COLUMNS
from isoaudit.tables.rollout import CLASS_COLUMNS, MONEY_COLUMNS, STEP_COLUMNS, TARGET_COLUMNS
from isoaudit.wording import labels

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("vi/*.md")])
READMES = sorted(ROOT.glob("README*.md"))
ALL = [*PAGES, *READMES]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) +(.*?) *$", re.MULTILINE)


@cache
def text(name: str) -> str:
    """A page of docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """The text under a heading, without that of the next heading of any level."""
    body = text(name)
    places = [found for found in HEADING.finditer(body) if found[2] == heading]
    assert len(places) == 1, f"{name} has {len(places)} headings «{heading}»"
    following = HEADING.search(body, places[0].end())
    return body[places[0].end() : following.start() if following else len(body)]


def tables(part: str) -> list[list[list[str]]]:
    """The Markdown tables of a text, each a list of rows without heading and rule."""
    found: list[list[list[str]]] = []
    for block in re.findall(r"(?:^\|.*\|\n?)+", FENCE.sub("", part), re.MULTILINE):
        rows = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in block.strip().splitlines()]
        found.append(rows[2:])
    return found


def rows(name: str, heading: str) -> list[list[str]]:
    """The rows of the only table under a heading."""
    found = tables(section(name, heading))
    assert len(found) == 1, f"{name}, «{heading}»: {len(found)} tables"
    return found[0]


def table_after(name: str, words: str) -> list[list[str]]:
    """The rows of the first table after a line that begins with ``words``."""
    start = re.search(rf"^{re.escape(words)}", text(name), re.MULTILINE)
    assert start, f"{name} has no line «{words}»"
    return tables(text(name)[start.start() :])[0]


def codes(cell: str) -> list[str]:
    """The code spans of a cell."""
    return re.findall(r"`([^`]+)`", cell)


def first_codes(table: list[list[str]]) -> list[str]:
    """The code spans of the first column."""
    return [code for row in table for code in codes(row[0])]


# --- commands -------------------------------------------------------------------------------------------------------


def walk(command: click.Command = main, path: tuple[str, ...] = ("isoaudit",)) -> Iterator[tuple[str, click.Command]]:
    """Every group and command with its whole name."""
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from walk(below, (*path, name))


COMMANDS = dict(walk())


def options(command: click.Command) -> set[str]:
    """The options of a command, ``--help`` left out."""
    return {name for p in command.params if isinstance(p, click.Option) for name in p.opts} - {"--help"}


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    headings = (found[2] for found in HEADING.finditer(text("commands.md")))
    assert {heading.strip("`") for heading in headings if heading.startswith("`isoaudit")} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_section_of_a_command_lists_its_options(name: str) -> None:
    table = tables(section("commands.md", f"`{name}`"))
    codes = " ".join(first_codes(table[0])) if table else ""
    listed = {word.rstrip(",") for word in codes.split() if word.startswith("-")}
    assert listed - {"--help"} == options(COMMANDS[name])


def test_the_option_tables_are_as_the_commands_are_now() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "list_options.py"))
    page = text("commands.md")
    assert tool["with_options"](page) == page, "run: python tools/list_options.py"
    assert sorted(tool["commands_listed"](page)) == sorted(name for name in COMMANDS if options(COMMANDS[name]))
    assert not [row for name in COMMANDS for table in tables(section("commands.md", f"`{name}`"))[:1] for row in table
                if not row[-1]]  # fmt: skip


def test_a_table_of_options_is_made_anew_from_the_command_and_keeps_what_was_typed() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "list_options.py"))
    rows = ["| Option | | |", "|---|---|---|", "| `--gone` | Cũ. | Was there |", "| `--show OLD` | Cũ. | Typed |"]
    mark = "<!-- options of isoaudit trust: made by tools/list_options.py -->"
    made = tool["with_options"]("\n".join([mark, "", *rows, "", "<!-- end -->"]))
    ((option, says, means),) = tables(made)[0]
    assert (option, means) == ("`--show`", "Typed")
    assert says == next(p.help for p in COMMANDS["isoaudit trust"].params if isinstance(p, click.Option))


def said_commands(page: str) -> Iterator[str]:
    """What is said in code and begins with ``isoaudit``: spans, and lines of fenced blocks."""
    fenced = FENCE.findall(page)
    yield from (line for block in fenced for line in block.splitlines()[1:-1] if re.match(r"(\S*/)?isoaudit ", line))
    yield from (span for span in re.findall(r"`([^`\n]+)`", FENCE.sub("", page)) if span.startswith("isoaudit "))


def fault(said: str) -> str:
    """What is wrong with a command line, or nothing."""
    words = re.sub(r'"[^"]*"', "X", said).split("#")[0].split()[1:]
    command: click.Command = main
    path = "isoaudit"
    known = options(main) | {"--help"}
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            if word not in known:
                return f"{path} has no option {word}"
            skip = word == "-C"
        elif isinstance(command, click.Group) and not word.isupper():
            if word not in command.commands and command is not main and options(command):
                return ""  # ``record`` takes an act where it is not given a command
            if word not in command.commands:
                return f"{path} has no command {word}"
            command, path = command.commands[word], f"{path} {word}"
            known |= options(command)
    return ""


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_command_named_exists(path: Path) -> None:
    said = list(said_commands(path.read_text(encoding="utf-8")))
    assert not [f"{line}: {fault(line)}" for line in said if fault(line)]


def test_commands_named_in_docs_are_found_at_all() -> None:
    assert sum(1 for page in PAGES for _ in said_commands(page.read_text(encoding="utf-8"))) > 20
    assert fault("isoaudit -C x runs findings") and fault("isoaudit verify --mark")
    assert not fault("isoaudit run findings ID")


# --- tables, settings, results --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Table of agencies", desk.AGENCY_COLUMNS),
        ("Table of inspectors", desk.INSPECTOR_COLUMNS),
        ("Table of inspections", desk.INSPECTION_COLUMNS),
        ("Table of answers", desk.ANSWER_COLUMNS),
        ("Table of samples", desk.SAMPLE_COLUMNS),
    ],
    ids=["agencies", "inspectors", "inspections", "answers", "samples"],
)
def test_columns_needed_and_headings_are_those_of_the_import(heading: str, columns: tuple[Column, ...]) -> None:
    names = {column.name for column in columns}
    words: dict[str, set[str]] = {name: set() for name in names}
    for heading_in_use, code in labels()["heading"].items():
        if code in names:
            words[code].add(heading_in_use)
    if "code" not in names:
        words["agency"].add("mã")  # heads the codes of whatever the table lists
    listed = {codes(row[0])[0]: row for row in rows("tables.md", heading)}
    assert list(listed) == [column.name for column in columns]
    for column in columns:
        row = listed[column.name]
        assert (row[1] == "yes") == column.required, column.name
        headings = [word.strip() for word in row[2].split(";")]
        assert headings[0] == column.heading.lower(), column.name  # the one isoaudit writes
        assert len(headings) == len(set(headings)) and set(headings) == words[column.name], column.name


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Table of procedures", PROCEDURE_COLUMNS),
        ("Table of instruments", INSTRUMENT_COLUMNS),
        ("Table of steps", STEP_COLUMNS),
        ("Table of targets", TARGET_COLUMNS),
        ("Table of training classes", CLASS_COLUMNS),
        ("Table of money of the roll-out", MONEY_COLUMNS),
    ],
    ids=["procedures", "instruments", "steps", "targets", "classes", "money"],
)
def test_columns_of_other_lists_are_those_of_the_import(heading: str, columns: tuple[Column, ...]) -> None:
    listed = {codes(row[0])[0]: row for row in rows("tables.md", heading)}
    assert list(listed) == [column.name for column in columns]
    for column in columns:
        row = listed[column.name]
        assert (row[1] == "yes") == column.required, column.name
        assert row[2].split(";")[0] == column.heading.lower(), column.name


def test_columns_name_every_accepted_code() -> None:
    vocabularies = {
        ("Table of agencies", name): set(labels()[name]) for name in ("level", "kind", "obligation", "qms_status")
    }
    vocabularies |= {("Table of inspections", "mode"): set(labels()["mode"])}
    vocabularies |= {("Table of answers", name): set(labels()[name]) for name in ("verdict", "grade")}
    for (heading, column), accepted in vocabularies.items():
        row = next(row for row in rows("tables.md", heading) if codes(row[0]) == [column])
        assert set(codes(row[3])) == accepted, column


SETTINGS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("## isoaudit.toml", model.Settings),
    ("`[plan]`", model.Plan),
    ("`[offices.KEY]`", model.Office),
    ("`[[days_off]]`", model.DayOff),
    ("`[[signers]]`", model.Signer),
    ("`[units.CODE]`", model.Unit),
    ("`[[score]]`", model.Component),
)


@pytest.mark.parametrize(("words", "noun"), SETTINGS, ids=[words for words, _ in SETTINGS])
def test_settings_are_the_fields_of_the_programme(words: str, noun: type[BaseModel]) -> None:
    table = table_after("files.md", words)
    assert first_codes(table) == list(noun.model_fields)
    if noun is model.Settings:
        needed = {code for row in table if row[1] == "yes" for code in codes(row[0])}
        assert needed == {name for name, field in noun.model_fields.items() if field.is_required()}


RESULTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("### findings.json", model.Result),
    ("An object of `points`", model.PointResult),
    ("An object of `findings`", model.Finding),
    ("An object of `evidence`", model.Evidence),
    ("An object of `refused`", model.Refusal),
    ("### gate.json", model.Gate),
    ("An object of `remarks`", model.Remark),
    ("An object with `outcomes`", model.Outcome),
)


@pytest.mark.parametrize(("words", "noun"), RESULTS, ids=[noun.__name__ for _, noun in RESULTS])
def test_results_are_the_fields_of_the_nouns(words: str, noun: type[BaseModel]) -> None:
    assert sorted(first_codes(table_after("files.md", words))) == sorted(noun.model_fields)


def test_counts_and_pin_are_named() -> None:
    counts = findings.judge(case()).counts
    assert sorted(first_codes(table_after("files.md", "`counts`"))) == sorted(counts)
    pin = next(row for row in table_after("files.md", "### findings.json") if codes(row[0]) == ["checklist"])
    assert codes(pin[1]) == list(model.Pin.model_fields)


def family(name: str) -> list[str]:
    """The codes of a family of messages."""
    return [code for code in errors.CATALOGUE if code.startswith(f"{name}_")]


@pytest.mark.parametrize(
    ("page", "heading", "name"),
    [
        ("checklist-format.md", "The rules of `checklist check`", "CHECKLIST"),
        ("checklist-format.md", "What a workbook is refused for", "CHECKLISTBOOK"),
        ("tables.md", "Which files are no table", "SHEET"),
        ("architecture.md", "The gate", "GATE"),
        ("files.md", "PDF", "PDF"),
        ("commands.md", "Which documents are not measured", "DOCUMENT"),
        ("templates.md", "Lệnh soát nói gì", "TEMPLATE"),
        ("procedure.md", "What an act is refused for", "ACT"),
        ("tables.md", "What only a book of acts is refused for", "BOOK"),
        ("commands.md", "What is not joined", "MERGE"),
        ("commands.md", "What stops an archive", "ARCHIVE"),
        ("commands.md", "What a plan is checked for", "PLAN"),
    ],
    ids=[
        "checklists",
        "workbook",
        "files",
        "gate",
        "pdf",
        "documents",
        "templates",
        "acts",
        "books",
        "packs",
        "archives",
        "plans",
    ],
)
def test_the_messages_of_a_family_are_those_of_the_catalogue(page: str, heading: str, name: str) -> None:
    assert first_codes(rows(page, heading)) == family(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_message_named_is_one_of_the_catalogue(path: Path) -> None:
    families = {code.partition("_")[0] for code in errors.CATALOGUE}
    named = re.findall(r"`([A-Z]+)_(\d+)`", path.read_text(encoding="utf-8"))
    assert not {f"{name}_{number}" for name, number in named if name in families} - set(errors.CATALOGUE)


# --- checklists -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "noun"),
    [
        ("A checklist", model.Checklist),
        ("A short form", model.Selection),
        ("A criterion", model.Criterion),
        ("A citation", model.Citation),
        ("law.yaml", model.Law),
    ],
    ids=["checklist", "selection", "criterion", "citation", "law"],
)
def test_the_checklist_format_names_every_field(heading: str, noun: type[BaseModel]) -> None:
    assert first_codes(rows("checklist-format.md", heading)) == list(noun.model_fields)


def test_the_annex_shown_is_without_fault(tmp_path: Path) -> None:
    shown = [block for block in FENCE.findall(text("checklist-format.md")) if "annex: true" in block]
    path = tmp_path / "phu-luc-an-binh.yaml"
    path.write_text("\n".join(shown[0].splitlines()[1:-1]), encoding="utf-8")
    shipped = ROOT / "checklists"
    assert not checklists.problems([shipped / "dieu-36.yaml", path], shipped / checklists.LAW)


def test_the_number_of_shipped_criteria_is_right() -> None:
    pinned = checklists.parse((ROOT / "checklists" / "dieu-36.yaml").read_bytes())
    assert f"{len(pinned.checklist.criteria)} criteria" in text("checklist-format.md")


# --- words ----------------------------------------------------------------------------------------------------------

VOCABULARIES = {
    "verdict": "Verdict (kết quả)",
    "grade": "Grade (mức)",
    "said_kind": "What a search finds (nội dung tìm thấy)",
    "point_state": "State of a point (tình trạng của nội dung)",
    "mode": "Mode (hình thức)",
    "effect_outcome": "Effect of corrective action (hiệu lực khắc phục)",
    "scope_item": "What the comparison of procedures points out (đối chiếu TTHC)",
    "procedure_level": "Level of a procedure (cấp thực hiện TTHC)",
    "rollout_step": "Step of building a system (bước)",
    "rollout_edition": "Edition of the standard (phiên bản)",
    "rollout_group": "Group of a target (khối của chỉ tiêu)",
    "feasibility": "Where a target stands (khả năng đạt chỉ tiêu)",
    "update_state": "State of an instrument with an agency (cập nhật văn bản)",
    "occasion": "Occasion (căn cứ kiểm tra)",
    "ground": "Ground of evidence",
    "role": "Role in the team",
    "point": "The 13 points of Article 36",
    "act": "Act (việc)",
    "stage": "State of an inspection (tình trạng)",
    "next": "What comes next (việc tiếp theo)",
    "reply_status": "What an agency says of a finding (thực hiện hoặc đề xuất)",
    "review_outcome": "Outcome of a review (kết quả xem xét)",
    "action_stage": "Stage of a corrective action",
    "report_counted": "By which day a report counts",
    "second_reader": "Whether a second reader is wanted",
    "reading_outcome": "What a second reader says",
    "turn": "Who acts next (người thực hiện)",
    "scope": "Scope of a notebook (phạm vi sổ tay)",
    "file": "The ten kinds of papers (TT26 Đ39)",
    "file_state": "State of a kind of papers",
    "filed_as": "Filed as",
    "competence": "Condition of an inspector (điều kiện của người kiểm tra)",
    "plan_reason_kind": "Reason to propose a visit (lý do đề xuất kiểm tra tại trụ sở)",
    "plan_decided": "How a visit was chosen",
    "duty": "Duty of the unit (việc của đơn vị kiểm tra)",
    "duty_state": "State of a duty",
    "score_measure": "Measure of a score (đo bằng)",
    "score_way": "Way of giving points (cách tính điểm)",
    "score_part": "What of a part of a score is known",
    "block": "Block of the register (khối)",
    "outcome": "What became of an inspection in the yearly reports",
}
OF_AGENCY = ("level", "kind", "obligation", "qms_status")
NOT_BUILT = "chua_xay_dung"
NOT_VOCABULARIES = {
    "start_tab",
    "start_section",
    "start_intro",
    "start_record",
    "start_turn",
    "start_fact",
    "start_field",
    "start_action",
    "start_group",
    "start_change",
    "start_about",
    "start_form",
    "start_remedy",
    "start_command",
    "action_rests",
    "start_option",
    "start_job",
    "start_table",
    "start_table_intro",
    "rollout_table",
    "start_page",
    "start_file",
    "start_result",
    "start_place",
    "start_said",
    "reply_field",
    "lab",
    "entry",
    "act_field",
    "carried_entry",
    "procedure_entry",
    "rollout_entry",
    "rollout_report",
    "rollout_said",
    "score_said",
    "effect_entry",
    "outline_field",
    "reported_said",
    "list_entry",
    "scope_said",
    "update_said",
    "refusal",
    "remark",
    "to_do",
    "rests",
    "reply_remark",
    "review_remark",
    "reading_entry",
    "reading_waits",
    "became",
    "command",
    "column",
    "heading",
    "signer",
    "setting",
    "setting_use",
    "signing_form",
    "day_kind",
    "file_name",
    "difference",
    *(name for name in labels() if name.startswith(("visit_", "review_", "figure_")) and name != "review_outcome"),
    "warning",
    "merge",
    "plan_reason",
    "plan_check",
    "duty_basis",
    "duty_said",
}


def test_every_vocabulary_is_looked_at() -> None:
    assert {*VOCABULARIES, *OF_AGENCY, *NOT_VOCABULARIES} == set(labels())


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_the_glossary_has_every_code_with_its_label(vocabulary: str) -> None:
    listed = {codes(row[0])[0]: row[1] for row in rows("glossary.md", VOCABULARIES[vocabulary])}
    assert listed == labels()[vocabulary]


def test_the_glossary_has_the_codes_of_agencies() -> None:
    table = rows("glossary.md", "Agency: level, kind, obligation, state of its system")
    listed = [(codes(row[0])[0], codes(row[1])[0], row[2]) for row in table]
    assert listed == [(name, code, words) for name in OF_AGENCY for code, words in labels()[name].items()]


def test_the_procedure_names_every_rule_that_refuses_a_letter() -> None:
    assert first_codes(rows("procedure.md", "What refuses a letter")) == list(get_args(model.RefusalRule))


def test_the_procedure_names_every_rule_that_remarks_and_whether_an_import_says_it() -> None:
    listed = {codes(row[0])[0]: row[2] for row in rows("procedure.md", "What is only remarked")}
    assert list(listed) == list(get_args(model.RemarkRule))
    assert {rule for rule, said in listed.items() if said == "yes"} == said_at_an_import()
    assert set(listed.values()) == {"yes", "no"}


def said_at_an_import() -> set[str]:
    """The rules of the remarks on single answers, from inspections in which each is broken."""
    of_others = criterion("D36-1-a-01", "1.a", kinds=["chi_cuc"])
    no_duty = criterion("D36-1-b-01", "1.b", worst="observation")
    on_site_only = criterion("D36-1-d-01", "1.d", by_record=False)
    plain = criterion("D36-2-d-01", "2.d")
    criteria = (of_others, no_duty, on_site_only, plain)
    wrong = "\n".join(f"{c.id}|nonconforming|đã xem|chưa làm" for c in criteria)
    cases = [
        case(wrong, criteria),
        case(wrong, criteria, mode="by_record"),
        case(wrong, criteria, qms_status=NOT_BUILT),
    ]
    by_a_stranger = {"inspector": "Người khác", "examined_on": date(2026, 1, 5)}
    strange = [answer.model_copy(update=by_a_stranger) for answer in cases[0].answers]
    cases.append(cases[0].model_copy(update={"answers": tuple(strange)}))
    return {remark.rule for made in cases for remark in answers.remarks(made) if remark.criterion}


def test_the_procedure_says_what_must_come_before_what() -> None:
    def steps(rule: acts.Rule, must: bool) -> set[tuple[str, str]]:
        clauses = ((s.kind, s.clause) for s in rule.follows if s.must is must)
        return {(kind, f"Đ{c.article}.{c.clause}{'.' + c.point if c.point else ''}") for kind, c in clauses}

    forms = {("on_site", "by_record"): "both", ("on_site",): "at the office", ("by_record",): "by record"}
    listed = {codes(row[0])[0]: row[1:] for row in rows("procedure.md", "What must come before what")}
    assert list(listed) == list(acts.RULES)
    for kind, (form, refused, missed) in listed.items():
        rule = acts.RULES[kind]  # type: ignore[index]
        assert form == forms[rule.forms]
        for cell, must in ((refused, True), (missed, False)):
            assert set(re.findall(r"`(\w+)` \(([^)]+)\)", cell)) == steps(rule, must), kind


# --- architecture ---------------------------------------------------------------------------------------------------


def test_the_layers_are_those_import_linter_enforces() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers, *_, forbidden = project["tool"]["importlinter"]["contracts"]
    said = section("architecture.md", "Layers")
    assert FENCE.findall(said)[0].splitlines()[1:-1] == layers["layers"]
    pure = [name.removeprefix("isoaudit.") for name in forbidden["source_modules"]]
    contract = said[said.index("Two more order the rooms") :].split("\n\n")[0]
    assert all(re.search(rf"\b{name}\b", contract) for name in [*pure, *forbidden["forbidden_modules"]])


def test_every_module_is_in_the_table() -> None:
    package = ROOT / "isoaudit"
    modules = {f"isoaudit/{path.name}" for path in package.glob("*.py") if path.name != "__init__.py"}
    modules |= {f"isoaudit/{path.parent.name}" for path in package.glob("*/__init__.py")}
    assert set(first_codes(rows("architecture.md", "Layers"))) == modules


def test_the_rooms_of_tables_and_desk_are_in_the_tables() -> None:
    for package in ("tables", "desk"):
        rooms = {f"{path.parent.name}/" for path in (ROOT / "isoaudit" / package).glob("*/__init__.py")}
        said = section("architecture.md", "Tables and desk").split("\n\n")
        (table,) = [part for part in said if part.startswith("| Room") and f"`{min(rooms)}`" in part]
        assert rooms <= set(re.findall(r"`(\w+/)`", table)), package


def test_the_fields_of_an_entry_are_named() -> None:
    assert sorted(first_codes(rows("architecture.md", "The journal"))) == sorted(
        field.name for field in dataclasses.fields(model.Entry)
    )


# --- links and files ------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors GitHub makes of a page's headings."""
    found = set()
    for heading in HEADING.finditer(FENCE.sub("", path.read_text(encoding="utf-8"))):
        plain = unicodedata.normalize("NFC", heading[2]).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def broken(path: Path) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    assert not list(broken(path))


def named_files(page: str) -> Iterator[str]:
    """Paths of this repository that a page names in code; a programme's own ``out``, ``files`` … are not meant."""
    not_ours = ("out", "files", "build", "dist")
    folders = [entry.name for entry in ROOT.iterdir() if entry.is_dir() and entry.name not in not_ours]
    start = "|".join(map(re.escape, folders))
    yield from re.findall(rf"(?<![\w/.-])((?:{start})/[\w./*-]*[\w*/])", page)
    at_the_top = "README|CHANGELOG|pyproject|environment|constraints"
    yield from re.findall(rf"(?<![\w/.-])((?:{at_the_top})[\w.]*\.\w+)", page)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_file_named_exists(path: Path) -> None:
    of_an_office = {"checklists/phu-luc-an-binh.yaml"}
    named = set(named_files(path.read_text(encoding="utf-8"))) - of_an_office
    assert not [name for name in sorted(named) if not list(ROOT.glob(name.rstrip("/")))]


def test_every_page_the_program_sends_a_reader_to_exists() -> None:
    sources = [path for path in (ROOT / "isoaudit").rglob("*") if path.suffix in (".py", ".toml")]
    named = {name for path in sources for name in re.findall(r"docs/[\w-]+\.md", path.read_text(encoding="utf-8"))}
    assert named
    assert not [name for name in sorted(named) if not (ROOT / name).is_file()]
