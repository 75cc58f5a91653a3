"""An entry of the journal in words: what it is about, what each field is called, what its codes mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from isoaudit.wording import date_short, label, labels

_HEADINGS = {
    "act": ("act_field", "column"),
    "reply": ("reply_field",),
    "review": ("review_entry",),
    "effect": ("effect_entry",),
    "reading": ("reading_entry",),
    "reported": ("outline_field",),
    "carried": ("carried_entry",),
    **dict.fromkeys(("procedure", "declared", "instrument", "taken"), ("procedure_entry",)),
    **dict.fromkeys(("step", "target", "training_class", "money"), ("rollout_entry",)),
}
"""By kind of entries: where its fields are called otherwise than in the tables."""
_MEANINGS: Mapping[tuple[str, str], str] = {
    ("reply", "status"): "reply_status",
    ("review", "outcome"): "review_outcome",
    ("effect", "outcome"): "effect_outcome",
    ("carried", "stage"): "action_stage",
    ("reading", "outcome"): "reading_outcome",
}
"""The vocabulary of a field whose name is not that of one."""


def about(kind: str, subject: str) -> str:
    """What an entry on an inspection is about, its id left out: ``kết quả tiêu chí D36-1-a-01``."""
    rest = subject.partition("/")[2]
    name = labels()["entry"].get(kind, "mục khác")
    if kind == "act":
        act, _, which = rest.partition("/")
        return f"{name} «{label('act', act)}»{f' ({which})' if which else ''}"
    if kind == "reading":
        return f"{name} trước khi ghi «{labels()['act'].get(rest, rest)}»"
    if kind in ("reply", "review"):
        criterion, _, report = rest.partition("/")
        return f"{name} về tiêu chí {criterion} (báo cáo {report})"
    return _aside(kind, name, subject) or f"{name} {rest or subject}"


def _aside(kind: str, name: str, subject: str) -> str:
    """What an entry is about that is of no inspection; empty for others."""
    parts = subject.split("/")
    match kind:
        case "instrument" if len(parts) > 1:
            return f"{name} {_instrument(parts)}"
        case "taken" if len(parts) > 2:
            return f"{name} {_instrument(parts[1:])} của {parts[0]}"
        case "step" if len(parts) == 3:
            return f"{name} «{label('rollout_step', parts[2])}» của {parts[0]} ({label('rollout_edition', parts[1])})"
        case "target" if len(parts) == 4:
            of = f"{label('rollout_group', parts[0])}, {label('rollout_step', parts[2])}"
            by = date_short(date.fromisoformat(parts[3]))
            return f"{name} {of} ({label('rollout_edition', parts[1])}), thời hạn {by}"
        case "training_class" if len(parts) > 1:
            return f"{name} «{'/'.join(parts[1:])}» ngày {date_short(date.fromisoformat(parts[0]))}"
        case "money" if len(parts) > 1:
            return f"{name} năm {parts[0]}, {'/'.join(parts[1:])}"
    return ""


def _instrument(parts: list[str]) -> str:
    """A number, its part behind it: ``118/2025/NĐ-CP (Điều 9)``."""
    part, number = parts[0], "/".join(parts[1:])
    return f"{number} ({part})" if part else number


def heading(kind: str, field: str) -> str:
    """What a field is called; one that this version does not know is named as such."""
    for vocabulary in (*_HEADINGS.get(kind, ()), "column", "act_field"):
        if words := labels()[vocabulary].get(field):
            return words
    return f"mục «{field}»"


def meaning(kind: str, field: str, value: str) -> str:
    """The words of a code; any other text as it stands."""
    return labels().get(_MEANINGS.get((kind, field), field), {}).get(value, value)


def order(kind: str) -> Iterator[str]:
    """The fields of a kind in the order in which they are read."""
    for vocabulary in (*_HEADINGS.get(kind, ()), "column"):
        yield from labels()[vocabulary]
