"""The last days of corrective actions as a calendar (iCalendar, RFC 5545) that any calendar program takes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from isoaudit.model import Settings
from isoaudit.pages.actions import actions_title
from isoaudit.rules.actions import ActionRow
from isoaudit.rules.status import SOON
from isoaudit.wording import date_short

_PROPOSED = ("follow_up", "follow_up_late")


def actions_calendar(rows: Iterable[ActionRow], settings: Settings, day: date) -> bytes:
    """An event of a whole day for each last day that an agency has, with a reminder a week before.

    The same day of the same inspection is one event, whatever number of findings; a day a proposal names is of its own.
    An event keeps its id, so that a calendar that takes the file in again moves it and has it once.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//isoaudit//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", actions_title(settings))
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
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"isoaudit:{settings.authority}/{inspection}/{own}")))
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", f"{words}: {first.name} ({codes})")
    said = [f"Cuộc kiểm tra {inspection}.", *(f"{row.code}: {row.gap} ({row.stage_words})" for row in rows)]
    event.add("description", "\n".join([*said, f"Tính đến ngày {date_short(day)}."]))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{words}: {first.name}")
    alarm.add("trigger", timedelta(days=-SOON))
    event.add_component(alarm)
    return event
