"""Each member's part (Circular 26/2014, Article 37.2.a): read as people write it, checked, written back, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import INSPECTIONS, Run
from test_papers import CRITERIA, case

from isoaudit.desk import import_inspections
from isoaudit.desk.exports import export_inspections
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.model import Criterion, Member
from isoaudit.notebooks import findings
from isoaudit.rules.parts import in_words, resolved
from isoaudit.wording import labels

ID = "2026-99-STP-TS"
POINTS = list(labels()["point"])
ONE_A_POINT = [
    CRITERIA[0].model_copy(update={"id": f"X-{number}-01", "point": point}) for number, point in enumerate(POINTS)
]


def points(item: str) -> list[str] | None:
    ids = resolved(item, ONE_A_POINT)
    return None if ids is None else [one.point for one in ONE_A_POINT if one.id in ids]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("1.a", ["1.a"]),
        ("1a", ["1.a"]),
        ("1.dd", ["1.đ"]),
        ("điểm đ khoản 1", ["1.đ"]),
        ("đ khoản 1", ["1.đ"]),
        ("1.a-1.d", ["1.a", "1.b", "1.c", "1.d"]),
        ("1.a – 1.d", ["1.a", "1.b", "1.c", "1.d"]),
        ("1.e đến 2.b", ["1.e", "1.g", "2.a", "2.b"]),
        ("2", [point for point in POINTS if point.startswith("2.")]),
        ("Khoản 2", [point for point in POINTS if point.startswith("2.")]),
        ("tất cả", POINTS),
        ("x-0-01", ["1.a"]),
        ("1.z", None),
        ("3", None),
        ("một", None),
        ("2.a-1.z", None),
    ],
)
def test_an_item_is_a_point_a_range_a_clause_or_a_criterion(item: str, expected: list[str] | None) -> None:
    assert points(item) == expected


def test_parts_in_words_are_read_again() -> None:
    two = [*ONE_A_POINT, CRITERIA[0].model_copy(update={"id": "X-0-02", "point": "1.a"})]
    chosen = [one.id for one in ONE_A_POINT if one.point in ("1.a", "1.b", "1.c", "2.a")]
    said = in_words([Member(name="Vi Văn Dũng", criteria=tuple(chosen)), Member(name="Nông Thu Trang")], two)
    assert said == "Vi Văn Dũng: 1.b-1.c, 2.a, X-0-01"
    items = said.partition(": ")[2].split(", ")
    again = [id for item in items for id in resolved(item, two) or ()]
    assert sorted(again) == sorted(chosen)


def table(folder: Path, cell: str, team: str | None = None) -> Path:
    head, first, *_ = INSPECTIONS.splitlines()
    first = first if team is None else ",".join([*first.split(",")[:-1], team])
    path = folder / "phân công.csv"
    path.write_text(f'{head},Phân công\n{first},"{cell}"\n', encoding="utf-8")
    return path


def team(programme: Programme) -> dict[str, tuple[str, ...]]:
    return {member.name: member.criteria for member in programme.state().inspections[ID].team}


def ids(programme: Programme, *wanted: str) -> tuple[str, ...]:
    state = programme.state()
    criteria: list[Criterion] = list(programme.case(state, state.inspections[ID]).criteria.values())
    return tuple(one.id for one in criteria if one.point in wanted or one.id in wanted)


@pytest.mark.parametrize(
    "cell",
    [
        "Lương Quốc Bảo: 1.a-1.b; Nông Thu Trang: 2.a, D36-1-c-01",
        "lương quốc bảo: điểm a khoản 1, 1b\nNông Thu Trang: D36-1-C-01; 2.a",
        "- Lương Quốc Bảo (1.a và 1.b)\n- Nông Thu Trang - 2.a, d36-1-c-01.",
    ],
)
def test_the_column_assigns_and_the_list_is_written_back(programme: Path, tmp_path: Path, cell: str) -> None:
    workspace = Programme(programme)
    import_inspections(workspace, table(tmp_path, cell))
    assigned = {
        "Lương Quốc Bảo": ids(workspace, "1.a", "1.b"),
        "Nông Thu Trang": ids(workspace, "2.a", "D36-1-c-01"),
    }
    assert team(workspace) == assigned and all(assigned.values())
    export_inspections(workspace, tmp_path / "danh sách.xlsx")
    number = workspace.journal.number()
    import_inspections(workspace, tmp_path / "danh sách.xlsx")
    assert (team(workspace), workspace.journal.number()) == (assigned, number)


def test_a_table_that_says_nothing_of_parts_takes_none_away(programme: Path, tmp_path: Path) -> None:
    workspace = Programme(programme)
    import_inspections(workspace, table(tmp_path, "Nông Thu Trang: 2"))
    before = team(workspace)
    import_inspections(workspace, table(tmp_path, ""))
    assert team(workspace) == before
    assert before["Nông Thu Trang"] and not before["Lương Quốc Bảo"]
    import_inspections(workspace, table(tmp_path, "Lương Quốc Bảo: 2"))
    assert team(workspace) == {"Lương Quốc Bảo": before["Nông Thu Trang"], "Nông Thu Trang": ()}


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("1.a-1.d", ["INSPECTION_007"]),
        ("Người Lạ: 1.a; Nông Thu Trang: 9.x, 1.b", ["INSPECTION_006", "INSPECTION_008"]),
    ],
)
def test_what_cannot_be_assigned_is_refused_all_at_once(
    programme: Path, tmp_path: Path, cell: str, codes: list[str]
) -> None:
    workspace = Programme(programme)
    before = team(workspace)
    with pytest.raises(TableError) as refused:
        import_inspections(workspace, table(tmp_path, cell))
    assert [problem.code for problem in refused.value.problems] == codes
    assert team(workspace) == before


def test_the_programme_of_the_visit_prints_the_parts(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    import docx

    import_inspections(Programme(programme), table(tmp_path, "Nông Thu Trang: 2.a-2.b"))
    done = isoaudit("-C", programme, "paper", "inspection_programme", ID)
    assert done.returncode == 0, done.stderr
    document = docx.Document(str(programme / "out" / ID / "inspection_programme.docx"))
    rows = [[cell.text for cell in row.cells] for each in document.tables for row in each.rows]
    (row,) = [row for row in rows if any("Điểm a khoản 2" in text for text in row)]
    assert any("Nông Thu Trang" in text for text in row)
    assert any("điểm b khoản 2 Điều 36" in text for text in row)


def test_the_working_paper_shows_who_was_assigned_what_and_what_is_open() -> None:
    team = (
        Member(name="Nông Thu Trang", criteria=("D36-1-a-01",)),
        Member(name="Vi Văn Dũng", criteria=("D36-1-d-01", "D36-1-dd-01")),
    )
    made = case("D36-1-a-01 | conforming | Danh mục đủ")
    seen = made.answers[0].model_copy(update={"inspector": "Vi Văn Dũng"})
    inspection = made.inspection.model_copy(update={"team": team})
    made = made.model_copy(update={"answers": (seen,), "inspection": inspection})
    said = dict(findings.facts(made).itertuples(index=False, name=None))
    assert "Vi Văn Dũng: " in said["Phân công"] and "Nông Thu Trang: " in said["Phân công"]
    assert said["Chưa có kết quả, theo phân công"] == "Vi Văn Dũng: 02 tiêu chí (D36-1-d-01, D36-1-dd-01)"
    rows = {row[1].partition(":")[0]: row[-1] for row in findings.answers(made).itertuples(index=False, name=None)}
    examined = [text for text in rows.values() if "Nông Thu Trang" in text]
    assert examined == ["Vi Văn Dũng\nPhân công: Nông Thu Trang"]
    assert sum("Phân công: Vi Văn Dũng" in text for text in rows.values()) == 2
