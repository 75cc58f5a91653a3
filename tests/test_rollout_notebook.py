"""What the notebook of the roll-out shows: tables of what is known, drawings that say the same in words."""

from __future__ import annotations

import base64
import re
from datetime import date
from pathlib import Path
from typing import Any

from builders import PROGRAMME

from isoaudit.model import Agency, Rollout, StepTaken, Target, TrainingClass, YearHead
from isoaudit.notebooks import load_year, rollout
from isoaudit.work.year import write_year

ON = date(2021, 1, 1)


def agency(number: int) -> Agency:
    fields = {"code": f"S{number}", "name": f"Sở {number}", "level": "tinh", "kind": "co_quan_chuyen_mon"}
    return Agency.model_validate({**fields, "obligation": "bat_buoc"})


def taken(number: int, on: date | None, step: str = "declaration") -> StepTaken:
    return StepTaken.model_validate({"agency": f"S{number}", "edition": "2015", "step": step, "on": on})


def target(**more: Any) -> Target:
    fields = {"group": "departments", "edition": "2015", "step": "declaration", "by": date(2021, 6, 30), "number": 3}
    return Target.model_validate({**fields, **more})


def figures(folder: Path, known: Rollout | None) -> rollout.RolloutFigures:
    """As a job has them: written to ``year.json`` and read again."""
    head = YearHead(programme=PROGRAMME, day=ON, agencies=tuple(map(agency, range(4))), rollout=known)
    write_year(folder / "year.json", head, [])
    return rollout.figures(load_year(folder / "year.json"))


def drawings(html: str) -> list[str]:
    """The texts of each drawing."""
    images = [base64.b64decode(image).decode() for image in re.findall(r"svg\+xml;base64,([^']+)", html)]
    return [" | ".join(re.findall(r"<text[^>]*>([^<]+)</text>", image)) for image in images]


def test_a_year_without_a_roll_out_says_so_and_its_file_stays_as_it_was(tmp_path: Path) -> None:
    found = figures(tmp_path, None)
    assert "rollout" not in (tmp_path / "year.json").read_text(encoding="utf-8")
    assert rollout.targets(found).empty and rollout.steps(found).empty
    assert "isoaudit rollout import" in str(rollout.plots(found).data)
    assert "Chưa ghi nhận lớp nào." in str(rollout.classes(found).data)


def test_tables_tell_known_open_and_unknown_apart(tmp_path: Path) -> None:
    steps = (taken(0, date(2020, 10, 1)), taken(1, None), taken(1, date(2020, 11, 2), "writing"))
    found = figures(tmp_path, Rollout(steps=steps, targets=(target(),)))
    (row,) = rollout.targets(found).to_dict("records")
    assert (row["Đã ghi nhận"], row["Còn phải thực hiện"], row["Chưa ghi nhận"]) == ("01/04", "02", "02")
    assert (row["Đã thấy mỗi tháng"], row["Cần mỗi tháng"]) == ("0,1", "0,4")  # 1 in 180 days, 2 in 180 days
    (open_one,) = rollout.open_agencies(found).to_dict("records")
    assert open_one["Cơ quan"] == "Sở 1"
    assert open_one["Bước gần nhất đã ghi nhận"] == "Viết tài liệu (TCVN ISO 9001:2015), 02/11/2020"
    by_step = {row["Bước"]: row for row in rollout.steps(found).to_dict("records")}
    assert by_step["Công bố"]["Đã ghi nhận"] == "01/04" and by_step["Khảo sát"]["Đã ghi nhận"] == "chưa rõ"


def test_a_drawing_has_the_day_the_need_and_the_pace(tmp_path: Path) -> None:
    known = Rollout(steps=(taken(0, date(2020, 10, 1)), taken(1, None)), targets=(target(),))
    (words,) = drawings(str(rollout.plots(figures(tmp_path, known)).data))
    for said in ("thời hạn 30/6/2021", "phải đạt 03", "cần 0,4 cơ quan mỗi tháng", "đã ghi nhận đến 01/01/2021",
                 "theo tiến độ đã thấy, 0,1 cơ quan mỗi tháng", "Không kịp theo tiến độ đã ghi nhận"):  # fmt: skip
        assert said in words


def test_targets_of_every_standing_are_drawn(tmp_path: Path) -> None:
    """Over, reached, of nobody, on its last day, begun today, without a single record."""
    steps = (taken(0, date(2020, 10, 1)), taken(1, None))
    several = (
        target(by=date(2020, 12, 1)), target(number=1), target(group="districts"), target(by=ON),
        target(since=ON), target(step="notice"), target(percent=100, number=None, edition="none"),
    )  # fmt: skip
    found = figures(tmp_path, Rollout(steps=steps, targets=several))
    told = drawings(str(rollout.plots(found).data))
    assert len(told) == len(several)
    states = [one.feasibility for one in found.targets]
    assert states == ["not_recorded", "reached", "nobody", "not_within_reach", "pace_not_known", "pace_not_known",
                      "not_within_reach"]  # fmt: skip
    assert "chưa ghi nhận" in told[5]


def test_a_day_given_counts_only_what_was_done_by_it(tmp_path: Path) -> None:
    classes = (TrainingClass(on=date(2020, 5, 1), name="A"), TrainingClass(on=date(2020, 9, 1), name="B"))
    known = Rollout(steps=(taken(0, date(2020, 10, 1)),), targets=(target(),), classes=classes)
    figures(tmp_path, known)
    found = rollout.figures(load_year(tmp_path / "year.json"), "2020-06-30")
    assert rollout.targets(found)["Đã ghi nhận"].tolist() == ["00/04"]
    assert "01 lớp dự kiến sau ngày 30/6/2020" in str(rollout.classes(found).data)
