"""Whom a year must reach: every obliged agency, at least one third of them at the office. Pure.

Circular 26/2014, Article 33.2.a, b; the third is of the agencies of the register, not of those that are in the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from isoaudit.model import Agency, Case
from isoaudit.rules.acts import last, minutes_of
from isoaudit.rules.answers import stops
from isoaudit.wording import count, sort_key


@dataclass(frozen=True, slots=True)
class Coverage:
    """The obliged agencies of a year, and how many of them are reached."""

    obliged: int
    on_site: int
    """Of them at their office."""
    inspected: int | None = None
    """Of them in either form; nothing: not counted."""
    without: tuple[Agency, ...] = ()
    """Those of them without any inspection, by name."""

    @property
    def needed(self) -> int:
        """One third, rounded up: "tối thiểu 1/3" (Article 33.2.b)."""
        return -(-self.obliged // 3)


def obliged_of(agencies: Iterable[Agency], year: int, inspected: Collection[str] = ()) -> dict[str, Agency]:
    """The obliged agencies of a year by code: what was there in its last days, and what was inspected in it."""
    there = (a for a in agencies if a.stands_in(year) or a.code in inspected)
    return {agency.code: agency for agency in there if agency.obligation == "bat_buoc"}


def planned(agencies: Iterable[Agency], year: int, on_site: Collection[str], any_form: Collection[str]) -> Coverage:
    """What a plan reaches; ``on_site`` and ``any_form`` are codes of agencies that have such an inspection in it."""
    obliged = obliged_of(agencies, year, {*on_site, *any_form})
    without = sorted((a for code, a in obliged.items() if code not in any_form), key=lambda a: sort_key(a.name))
    return Coverage(
        obliged=len(obliged),
        on_site=len(obliged.keys() & set(on_site)),
        inspected=len(obliged) - len(without),
        without=tuple(without),
    )


def shortfalls(coverage: Coverage) -> Iterable[str]:
    """What a plan lacks, in words."""
    of_obliged = f"{count(coverage.obliged)} cơ quan thuộc đối tượng phải xây dựng và áp dụng"
    if coverage.without:
        names = "; ".join(f"{agency.code} «{agency.name}»" for agency in coverage.without)
        yield (
            f"{count(len(coverage.without))} trong {of_obliged} chưa có cuộc kiểm tra nào (điểm a khoản 2 Điều 33 "
            f"Thông tư số 26/2014/TT-BKHCN): {names}."
        )
    if coverage.on_site < coverage.needed:
        yield (
            f"Kiểm tra tại trụ sở {count(coverage.on_site)} trong {of_obliged}, tối thiểu {count(coverage.needed)} "
            "(1/3, điểm b khoản 2 Điều 33 Thông tư số 26/2014/TT-BKHCN)."
        )


def carried_out(case: Case) -> bool:
    """Whether an inspection was done: on site its minutes are signed (Article 37.2.b), by record the agency's report is
    there and was reviewed (Article 37.1.a). Answers alone are none."""
    if case.inspection.mode == "on_site":
        return minutes_of(case.acts) is not None
    return last(case.acts, "report_received") is not None and not stops(case)
