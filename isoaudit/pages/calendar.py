"""Last days as a calendar (iCalendar, RFC 5545) that any calendar program takes in: of agencies, of the unit itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from isoaudit.model import Settings
from isoaudit.pages.actions import actions_title
from isoaudit.rules.actions import ActionRow
from isoaudit.rules.duties import Duty
from isoaudit.rules.status import SOON
from isoaudit.wording import date_short, sentence

_PROPOSED = ("follow_up", "follow_up_late")


def actions_calendar(rows: Iterable[ActionRow], settings: Settings, day: date) -> bytes:
    """An event of a whole day for each last day that an agency has, with a reminder a week before.

    The same day of the same inspection is one event, whatever number of findings; a day a proposal names is of its own.
    An event keeps its id, so that a calendar that takes the file in again moves it and has it once.
    """
    calendar = _calendar(actions_title(settings))
    for key, group in _grouped(rows).items():
        calendar.add_component(_event(key, group, settings, day))
    data: bytes = calendar.to_ical()
    return data


def _grouped(rows: Iterable[ActionRow]) -> dict[tuple[str, str, date], list[ActionRow]]:
    """The findings that share a last day: of a report the inspection's, of a proposal each finding's own."""
    groups: dict[tuple[str, str, date], list[ActionRow]] = {}
    for row in rows:
        if row.open and row.due:
            own = row.criterion if row.stage in _PROPOSED else ""
            groups.setdefault((row.inspection, own, row.due), []).append(row)
    return groups


def _event(key: tuple[str, str, date], rows: Sequence[ActionRow], settings: Settings, day: date) -> Event:
    inspection, own, due = key
    codes = ", ".join(row.code for row in rows)
    first = rows[0]
    words = "Thời hạn hoàn thành theo đề xuất" if own else "Hạn báo cáo khắc phục"
    said = [f"Cuộc kiểm tra {inspection}.", *(f"{row.code}: {row.gap} ({row.stage_words})" for row in rows)]
    uid = f"isoaudit:{settings.authority}/{inspection}/{own}"
    return _whole_day(uid, due, f"{words}: {first.name} ({codes})", f"{words}: {first.name}", said, day)


def duties_calendar(duties: Iterable[Duty], settings: Settings, day: date) -> bytes:
    """An event of a whole day for the last day of each duty of the unit not done yet, with a reminder a week before.

    An event keeps its id as long as the duty is the same, so that a calendar moves it and has it once.
    """
    calendar = _calendar(f"Việc của đơn vị kiểm tra năm {settings.year}")
    for duty in duties:
        if duty.due and duty.state not in ("done", "untold"):
            uid = f"isoaudit:{settings.authority}/{settings.year}/{duty.key}"
            said = [f"{sentence(duty.basis)}.", f"{sentence(duty.state_words)}."]
            calendar.add_component(_whole_day(uid, duty.due, duty.words, duty.words, said, day))
    data: bytes = calendar.to_ical()
    return data


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//isoaudit//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    return calendar


def _whole_day(uid: str, due: date, summary: str, reminder: str, said: Sequence[str], day: date) -> Event:
    """An event of a whole day; ``day`` is the day of which it is told."""
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, uid)))
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", "\n".join([*said, f"Tính đến ngày {date_short(day)}."]))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", reminder)
    alarm.add("trigger", timedelta(days=-SOON))
    event.add_component(alarm)
    return event
