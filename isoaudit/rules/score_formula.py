"""Whether the office's scale can be meant: what is wrong with it, all at once. Pure.

Nothing in law prescribes a score; a scale that contradicts itself would be disputed by every agency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from pydantic import ValidationError

from isoaudit.model import POINTS, Component, Kind, Measure, Way, faults
from isoaudit.wording import label, name_key

Place = tuple[str | int, ...]
WAYS: Mapping[Measure, tuple[Way, ...]] = {
    "declared": ("whole",),
    "declared_2015": ("whole",),
    "internal_audit": ("whole",),
    "procedures_declared": ("share", "whole"),
    "inspected": ("whole",),
    "reported": ("whole",),
    "criteria_met": ("share", "whole"),
    "nonconformities": ("minus", "whole"),
    "observations": ("minus", "whole"),
    "correction_in_time": ("share", "whole"),
    "correction_accepted": ("share", "whole"),
}
"""In which ways what is measured can give points."""
AT_POINTS: tuple[Measure, ...] = ("criteria_met", "nonconformities", "observations")
"""What can be measured at one point of Article 36."""


def formula_faults(rows: Iterable[Any], total: Any = None) -> Iterator[tuple[Place, str]]:
    """What of a scale cannot be meant: the setting and words. ``rows``: components, or the raw fields of each."""
    found: list[Component] = []
    first: dict[str, int] = {}
    wrong = False
    for number, raw in enumerate(rows):
        name = raw.name if isinstance(raw, Component) else raw.get("name", "") if isinstance(raw, dict) else ""
        key = name_key(name) if isinstance(name, str) else ""
        if key and first.setdefault(key, number) != number:
            yield ("score", number, "name"), f"trùng tên với thành phần thứ {first[key] + 1}: «{name}»"
        try:
            component = Component.model_validate(raw)
        except ValidationError as error:
            wrong = True
            yield from ((("score", number, *place), words) for place, words in faults(error))
            continue
        found.append(component)
        yield from ((("score", number, field), words) for field, words in _of_component(component))
    if total is not None and not wrong:
        yield from _of_total(found, total)


def _of_component(one: Component) -> Iterator[tuple[str, str]]:
    ways = WAYS[one.measure]
    if one.way not in ways:
        can = " hoặc ".join(f"«{label('score_way', way)}»" for way in ways)
        measured, way = (label(words, code) for words, code in (("score_measure", one.measure), ("score_way", one.way)))
        yield "way", f"«{measured}» không tính theo cách «{way}»; dùng {can}"
    elif one.way == "minus" and one.minus is None:
        yield "minus", "cách «trừ theo số điểm» cần ghi số điểm trừ cho mỗi điểm không phù hợp, lưu ý"
    if one.way != "minus" and one.minus is not None:
        yield "minus", f"chỉ ghi khi cách tính là «{label('score_way', 'minus')}»"
    elif one.minus is not None and one.minus > one.points:
        yield "minus", f"trừ {points_words(one.minus)} điểm, nhiều hơn điểm tối đa {points_words(one.points)}"
    if one.point and one.measure not in AT_POINTS:
        yield "point", f"«{label('score_measure', one.measure)}» không tính theo điểm của Điều 36; để trống"
    elif one.point and one.point not in POINTS:
        yield "point", f"không có điểm «{one.point}» ở Điều 36; dùng một trong: {', '.join(POINTS)}"


def _of_total(components: Sequence[Component], total: Any) -> Iterator[tuple[Place, str]]:
    """A total that is not what the components come to; each kind of agency has its own where they differ."""
    try:
        said = Decimal(str(total).replace(",", "."))
    except ArithmeticError:
        return  # reading the settings already refuses a total that is no number
    if not components:
        yield ("score_total",), "ghi tổng điểm nhưng chưa ghi thành phần nào ở mục «score»"
        return
    named = {kind for one in components if one.bodies != "all" for kind in one.bodies}
    kinds = sorted(named, key=get_args(Kind).index)
    sums: dict[str, Decimal] = {kind: maximum(components, kind) for kind in kinds}
    rest = sum((one.points for one in components if one.bodies == "all"), Decimal())
    if rest and len(named) < len(get_args(Kind)):
        sums[""] = rest
    for kind, made in sums.items():
        if made != said:
            whom = f" đối với {label('kind', kind)}" if kind else " đối với các cơ quan khác" if named else ""
            words = f"tổng điểm ghi {points_words(said)}, các thành phần cộng lại được {points_words(made)}{whom}"
            yield ("score_total",), words


def maximum(components: Iterable[Component], kind: str) -> Decimal:
    """The most that an agency of a kind can get."""
    return sum((one.points for one in components if one.is_for(kind)), Decimal())


def points_words(points: Decimal) -> str:
    """Points as papers write them: ``1,5``; ``10``; at most two decimals."""
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")
