"""Codes as people type them: one key wherever an agency or an inspection is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run
from record_bench import ON_SITE, SECOND, copy, make

from isoaudit.errors import RunError
from isoaudit.journal.programme import Programme
from isoaudit.wording.codes import as_known


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("bench") / "năm 2026")


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Programme:
    return copy(bench, tmp_path / "năm 2026")


def test_a_code_is_known_by_its_key_each_once() -> None:
    assert as_known(["sgdđt", "SGDĐT", "SGDDT"], ["SGDDT", "STP"]) == ["SGDDT"]
    assert as_known(["99–stp", "XYZ"], ["99-STP"]) == ["99-STP", "XYZ"]


def test_codes_that_share_a_key_are_told_apart_only_as_they_are_written() -> None:
    assert as_known(["STP", "Stp"], ["STP", "stp"]) == ["STP", "Stp"]


@pytest.mark.parametrize("typed", ["99-stp", "99–STP", "2026-99-stp-ts", ON_SITE])
def test_a_command_takes_a_code_as_a_person_types_it(isoaudit: Run, programme: Programme, typed: str) -> None:
    for words in (("status", typed), ("record", "decided", typed, "--on", "1/6/2026", "--number", "41/QĐ-CCTĐC")):
        done = isoaudit("-C", programme.folder, *words)
        assert done.returncode == 0, done.stderr
    assert [act.kind for act in programme.state().acts(ON_SITE)] == ["decided"]
    assert [one.id for one in programme.about([typed, SECOND.lower()])[1]] == [ON_SITE, SECOND]


def test_a_code_nobody_knows_is_said_as_it_was_typed(programme: Programme) -> None:
    with pytest.raises(RunError, match="«99-xĐz»"):
        programme.about(["99-xĐz"])
