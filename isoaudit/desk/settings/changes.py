"""What a workbook of settings changes, said in a line each: of what is still there only what is different in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

from isoaudit.desk.settings.book import (
    OFFICE_COLUMNS,
    OFFICE_FIELDS,
    SIGNER_COLUMNS,
    bodies_said,
    day_said,
    form_said,
    office_lines,
    office_said,
    papers_said,
    scalars,
    setting_said,
    signer_said,
)
from isoaudit.desk.settings.score import SCORE, score_lines
from isoaudit.desk.settings.units import UNIT_COLUMNS, UNIT_FIELDS, unit_lines
from isoaudit.model import Settings, Signer
from isoaudit.wording import in_sentence, label

Said = Mapping[str, tuple[str, str]]
"""What is said of one thing, by heading: as it is kept, by which it is compared, and as it is read."""
_Thing = tuple[str, Said]
"""What it is called, what is said of it."""
_OPEN = "chưa ghi"


def changes(old: Settings, new: Settings) -> Iterator[str]:
    """What changes, a line each."""
    before, after = dict(scalars(old)), dict(scalars(new))
    for name, value in before.items():
        if after[name] != value:
            yield f"{label('setting', name)}: {setting_said(name, value)} → {setting_said(name, after[name])}"
    yield from _mended("Cơ quan ban hành", _offices, office_lines, old, new)
    yield from _mended("Đơn vị kiểm tra", _units, unit_lines, old, new)
    yield from _listed(SCORE, score_lines(old), score_lines(new))
    yield from _mended("Người ký", _signers, lambda of: [signer_said(of, one) for one in of.signers], old, new)
    yield from _listed("Ngày nghỉ", *([day_said(one) for one in of.days_off] for of in (old, new)))


def _offices(settings: Settings) -> dict[Hashable, _Thing]:
    columns = [column for column in OFFICE_COLUMNS if column.name != "key"]
    return {
        key: (
            f"«{office_said(settings, key)}»",
            {c.heading: _plain(getattr(office, OFFICE_FIELDS.get(c.name, c.name))) for c in columns},
        )
        for key, office in settings.offices.items()
    }


def _units(settings: Settings) -> dict[Hashable, _Thing]:
    found: dict[Hashable, _Thing] = {}
    for code, unit in settings.units.items():
        said = {column.heading: _plain(getattr(unit, UNIT_FIELDS[column.name])) for column in UNIT_COLUMNS[1:]}
        office = {UNIT_COLUMNS[2].heading: (unit.office, office_said(settings, unit.office))}
        found[code] = (f"{unit.name} ({code})", said | office)
    return found


def _plain(text: str) -> tuple[str, str]:
    return text, text


def _signers(settings: Settings) -> dict[Hashable, _Thing]:
    """The rows of who signs; one is known by which papers to whom it is for, of several alike by its place."""
    found: dict[Hashable, _Thing] = {}
    alike = Counter[Hashable]()
    for number, one in enumerate(settings.signers, start=1):
        key = (one.papers, one.addressees, one.unit)
        alike[key] += 1
        found[key, alike[key]] = (
            f"dòng {number} ({_shortly(papers_said(one))}, gửi {_shortly(bodies_said(one))})",
            _signing(settings, one),
        )
    return found


def _signing(settings: Settings, one: Signer) -> Said:
    office, form, position, name = (column.heading for column in SIGNER_COLUMNS[2:6])
    return {
        office: (one.office, office_said(settings, one.office)),
        form: (one.form, form_said(one.form)),
        position: _plain(one.position),
        name: _plain(one.name),
    }


def _shortly(several: Sequence[str]) -> str:
    """The first of several, and how it goes on."""
    return in_sentence(several[0]) + (", …" if len(several) > 1 else "")


def _mended(
    what: str,
    things: Callable[[Settings], Mapping[Hashable, _Thing]],
    lines: Callable[[Settings], Sequence[str]],
    old: Settings,
    new: Settings,
) -> Iterator[str]:
    """What is different in what is still there; then whole what is new, and what is there no more.

    The lines are in the order of what they say, one each.
    """
    before, after = things(old), things(new)
    both = [key for key in before if key in after]
    for key in both:
        (_, said), (title, now) = before[key], after[key]
        different = [
            f"{in_sentence(heading)}: {_shown(said[heading], value)} → {_shown(value, said[heading])}"
            for heading, value in now.items()
            if said[heading][0] != value[0]
        ]
        if different:
            yield f"{what}, {title}: {'; '.join(different)}"
    if both != [key for key in after if key in before]:
        yield f"{what}: đổi thứ tự các dòng"
    yield from (f"{what}, bỏ: {line}" for key, line in zip(before, lines(old), strict=True) if key not in after)
    yield from (f"{what}, ghi: {line}" for key, line in zip(after, lines(new), strict=True) if key not in before)


def _shown(one: tuple[str, str], other: tuple[str, str]) -> str:
    """One of two values as it is read; where both read alike, as it is kept."""
    return (one[0] if one[1] == other[1] else one[1]) or _OPEN


def _listed(what: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if before != after and sorted(before) == sorted(after):
        yield f"{what}: đổi thứ tự các dòng"
    yield from (f"{what}, bỏ: {line}" for line in before if line not in after)
    yield from (f"{what}, ghi: {line}" for line in after if line not in before)
