"""What one year hands on to the next: findings to be looked at again, settings that hold on. Pure.

Circular 26/2014: what an inspection by record asked for is looked at in the next inspections (Article 37.1.a), and so
is whether corrective action is effective (Article 37.2.d).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from isoaudit.model import Act, Carried, Case, Effect, Evidence, Finding, Plan, Settings
from isoaudit.rules.acts import last, minutes_of
from isoaudit.rules.corrective import CorrectiveAction, corrective_actions
from isoaudit.wording import date_short, name_key

Subject = tuple[str, str]
"""What a carried finding is known by: the earlier inspection and the criterion."""


def found_in(case: Case, today: date, mark: str) -> tuple[Carried, ...]:
    """The findings of one inspection that are to be looked at again, as they stood on a day.

    All that the agency was to correct: of what was đạt yêu cầu the effect is waited for, the rest is followed.
    ``mark``: that of the journal they are taken from.
    """
    told = minutes_of(case.acts) or last(case.acts, "correction_requested")
    return tuple(_carried(case, action, told, mark) for action in corrective_actions(case, today))


def _carried(case: Case, action: CorrectiveAction, told: Act | None, mark: str) -> Carried:
    reply, review = action.reply, action.review
    return Carried(
        inspection=case.inspection.id,
        criterion=action.finding.criterion,
        agency=case.inspection.agency,
        mode=case.inspection.mode,
        year=case.inspection.year,
        told_on=told.on if told else None,
        number=told.number if told else "",
        finding=_in_words(action),
        stage=action.stage,
        action="\n".join(text for text in (reply.correction, reply.action) if text) if reply else "",
        due_on=(reply.due_on if reply and reply.status == "proposed" else None) or action.due,
        reason=review.reason if review else "",
        reviewed_on=review.on if review else None,
        mark=mark,
    )


def _in_words(action: CorrectiveAction) -> Finding:
    """The finding under the code it was told by; the files of its evidence stay in the folder of their year."""
    evidence = (item.model_copy(update={"files": ()}) for item in action.finding.evidence if item.text)
    return action.finding.model_copy(update={"code": action.code, "evidence": tuple[Evidence, ...](evidence)})


def handed_on(
    before: Iterable[Carried], effects: Iterable[Effect], own: Iterable[Carried], agencies: Mapping[str, str]
) -> Iterator[Carried]:
    """What an earlier year had handed on and is not settled yet.

    Effective corrective action settles a finding; so does a finding of this year (``own``) at the same criterion, which
    is followed from now on. ``agencies``: by inspection of this year the code of its agency.
    """
    latest: dict[Subject, Effect] = {}
    for effect in sorted(effects, key=lambda one: (one.on or date.min, one.inspection)):
        if effect.outcome:
            latest[effect.of, effect.criterion] = effect
    followed = {(one.agency, one.criterion) for one in own}
    for one in before:
        seen = latest.get((one.inspection, one.criterion))
        if seen is None or seen.outcome is None:
            yield one
        elif seen.outcome != "effective" and (agencies.get(seen.inspection), one.criterion) not in followed:
            said = {"stage": seen.outcome, "reason": seen.reason, "reviewed_on": seen.on}
            yield one.model_copy(update=said)


def settings_after(before: Settings, year: int, authority: str) -> tuple[Settings, tuple[str, ...]]:
    """The settings of a later year, and what of them a person is to look at, in sentences.

    Who inspects and signs holds on; what was of the year is left open (the approved plan, the day of reports by
    record, days off that are past) or moved by as many years (the period inspected).
    """
    first, end = (_moved(day, year - before.year) for day in (before.period_from, before.period_to))
    days_off = tuple(one for one in before.days_off if (one.to or one.day).year >= year)
    settings = before.model_copy(
        update={
            "authority": authority,
            "year": year,
            "period_from": first,
            "period_to": end,
            "reply_by": None,
            "plan": Plan(issuer=before.plan.issuer),
            "days_off": days_off,
        }
    )
    return settings, tuple(_to_look_at(before, settings))


def _to_look_at(before: Settings, after: Settings) -> Iterator[str]:
    if before.plan.number or before.plan.on:
        yield "Văn bản phê duyệt kế hoạch: để trống, ghi khi kế hoạch năm mới được phê duyệt."
    if before.reply_by:
        yield f"Ngày đề nghị báo cáo khắc phục (năm trước {date_short(before.reply_by)}): để trống, ghi ngày năm mới."
    if after.period_from or after.period_to:
        days = " - ".join(date_short(day) for day in (after.period_from, after.period_to) if day)
        yield f"Thời kỳ kiểm tra: chuyển sang {days}; sửa lại nếu không đúng."
    if len(after.days_off) < len(before.days_off):
        yield "Ngày nghỉ, ngày làm bù của năm trước: không mang sang; ghi theo thông báo của năm mới."
    if after.units:
        names = "; ".join(unit.name for unit in after.units.values())
        yield f"Đơn vị kiểm tra khác: giữ như năm trước ({names}); bỏ đơn vị không còn kiểm tra."
    if name_key(after.authority) != name_key(before.authority):
        yield "Tên đơn vị kiểm tra đã đổi: soát lại cơ quan đứng tên văn bản, ký hiệu và người ký."


def _moved(day: date | None, years: int) -> date | None:
    """The same day some years later; 29 February is the 28th where there is none."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
