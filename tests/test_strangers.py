"""The files of strangers: what is lost of them is known, each loss by itself, and the list only gets shorter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from strangers import STRANGERS, Taken, taken_in
from strangers_count import counted, lost

NAMES = sorted(path.parent.name for path in STRANGERS.glob("*/year.json"))
KNOWN = json.loads((STRANGERS / "known-losses.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> list[Taken]:
    """Every file, once it was taken in where it belongs."""
    folder = tmp_path_factory.mktemp("strangers")
    return [file for name in NAMES for file in taken_in(STRANGERS / name, folder)]


def known(name: str) -> set[tuple[str, str, str, str]]:
    ours = (loss for loss in KNOWN if loss["file"].startswith(f"{name}/"))
    return {(loss["file"], loss["field"], loss["how"], of) for loss in ours for of in loss["of"]}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_lost_of_a_stranger_is_what_is_known_to_be_lost(name: str, taken: list[Taken]) -> None:
    found = lost(file for file in taken if file.stranger == name)
    new = {key: (point.expected, point.found) for key, point in found.items() if key not in known(name)}
    assert not new, "lost now: mend it, or say why in known-losses.json"
    assert not known(name) - found.keys(), "not lost any more: take it out of known-losses.json"


def test_each_known_loss_has_its_reason_and_stands_once() -> None:
    assert not [loss for loss in KNOWN if len(loss["why"]) < 10]
    keys = [(loss["file"], loss["field"], loss["how"], of) for loss in KNOWN for of in loss["of"]]
    assert len(keys) == len(set(keys))


def test_the_count_is_up_to_date(taken: list[Taken]) -> None:
    assert (STRANGERS / "COUNT.md").read_text(encoding="utf-8") == counted(taken), "run tools/count_points.py"


def test_every_file_of_a_stranger_is_taken_in_and_has_its_points(taken: list[Taken]) -> None:
    paths = [path for path in STRANGERS.glob("*/*") if path.suffix in (".xlsx", ".xls", ".csv")]
    tables = {f"{path.parent.name}/{path.name}" for path in paths}
    helps = {name for name in tables if Path(name).name == "one-agency.csv"}  # registers that the strangers left out
    assert {f"{file.stranger}/{file.file}" for file in taken} == tables - helps
    assert all(len(file.points) > 10 for file in taken)
