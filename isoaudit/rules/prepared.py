"""What is laid beside a criterion before anybody answers it: lists compared, last days counted. Pure; gives no verdict.

The sentences say what was found and what the law leaves open; the person who inspects concludes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from isoaudit.model import Case, LawUpdate, Reported, Scope, ScopeItem, ScopeKind
from isoaudit.rules.law_updates import update_name, update_words
from isoaudit.wording import count, count_or_0, date_short, in_sentence, label, sentence

IN_SCOPE, STILL_VALID, PROCESS = "D36-1-a-01", "D36-1-a-02", "D36-1-a-03"
"""The criteria of Article 36.1.a: every procedure in the scope; none that ended; each with a process."""
UPDATED, DECLARED_ANEW = "D36-2-d-01", "D36-2-dd-01"
"""Those of Article 36.2.d, three months, and of 36.2.đ, declared anew."""
_BESIDE: Mapping[str, tuple[ScopeKind, ...]] = {
    IN_SCOPE: ("missing", "missing_later"),
    STILL_VALID: ("repealed", "not_theirs", "unknown", "other_level", "renamed", "other_code", "twice"),
    PROCESS: ("without_process", "several_codes"),
}
_FEW = 8
"""Items that are named beside a question; the command and the workbook have all."""


def prepared(case: Case) -> Mapping[str, tuple[str, ...]]:
    """What is laid beside each criterion of a case, in sentences; only criteria that its checklists have."""
    lines = {**_of_scope(case.scope, case.agency.code), **_of_updates(case.updates)}
    return {criterion: tuple(said) for criterion, said in lines.items() if said and criterion in case.criteria}


def reported_lines(case: Case) -> Mapping[str, tuple[str, ...]]:
    """What the agency reports at each criterion, to be laid beside it under a heading that says whose words they are.

    Circular 26/2014, Articles 35.2 and 37: it is neither evidence nor a verdict. Only criteria the checklists have.
    """
    lines = {one.criterion: tuple(_reported_words(one)) for one in case.reported if one.criterion in case.criteria}
    return {criterion: said for criterion, said in lines.items() if said}


def scope_lines(scope: Scope, agency: str) -> Iterator[str]:
    """The comparison of one agency, in sentences, whatever the criterion."""
    yield from opening(scope, agency)
    for kinds in _BESIDE.values():
        yield from items_in_words(scope, kinds, agency)
    yield from items_in_words(scope, ("without_code",), agency)


def opening(scope: Scope, agency: str) -> Iterator[str]:
    """What was compared with what, how many of how many, by field; or why nothing could be."""
    for why in scope.open:
        yield label("scope_said", why).format(agency=agency)
    if scope.open or scope.on is None or scope.declared_on is None:
        return
    yield label("scope_said", "covered").format(
        on=date_short(scope.on),
        declared=date_short(scope.declared_on),
        covered=count_or_0(scope.covered),
        published=count_or_0(scope.published),
    )
    if len(scope.fields) > 1:
        named = (one.field or label("scope_said", "no_field") for one in scope.fields)
        of = (f"{name} {one.covered}/{one.published}" for name, one in zip(named, scope.fields, strict=True))
        yield label("scope_said", "by_field").format(fields="; ".join(of))
    for said, number in (("by_name", scope.by_name), ("internal", scope.internal)):
        if number:
            yield label("scope_said", said).format(number=count(number))


def items_in_words(scope: Scope, kinds: Sequence[ScopeKind], agency: str, few: int = _FEW) -> Iterator[str]:
    """The items of these kinds, a sentence a kind, with what the law leaves open."""
    for kind in kinds:
        items = scope.of(kind)
        if not items:
            continue
        listed = [_item(one) for one in items[:few]]
        if len(items) > few:
            listed.append(label("scope_said", "more").format(number=count(len(items) - few), agency=agency))
        fields = {"what": label("scope_item", kind), "number": count(len(items)), "listed": "; ".join(listed)}
        yield label("scope_said", "items").format(**fields)
        if kind == "missing_later":
            yield label("scope_said", "later")
        if kind == "several_codes":
            yield label("scope_said", "common")


def _item(item: ScopeItem) -> str:
    named = " ".join(filter(None, [item.code, item.name]))
    return " ".join(filter(None, [named, f"({item.note})" if named and item.note else item.note]))


def _of_scope(scope: Scope | None, agency: str) -> dict[str, list[str]]:
    if scope is None:
        return {}
    first = list(opening(scope, agency))
    found = {criterion: list(items_in_words(scope, kinds, agency)) for criterion, kinds in _BESIDE.items()}
    found[IN_SCOPE] = [*first, *found[IN_SCOPE]]
    if not scope.open and not scope.processes:
        found[PROCESS].append(label("scope_said", "no_processes"))
    found[DECLARED_ANEW] = list(_changed(scope))
    person = label("scope_said", "person")
    return {criterion: [*said, person] for criterion, said in found.items() if said}


def _changed(scope: Scope) -> Iterator[str]:
    """Whether procedures changed since the declaration: it may be declared anew (Decision 19/2014, Article 4.4.c)."""
    later, repealed = len(scope.of("missing_later")), len(scope.of("repealed"))
    if scope.declared_on and (later or repealed):
        numbers = {
            "later": count(later) if later else "không có",
            "repealed": count(repealed) if repealed else "không có",
        }
        yield label("scope_said", "changed").format(declared=date_short(scope.declared_on), **numbers)


def _reported_words(one: Reported) -> Iterator[str]:
    """What the agency reports at a criterion, word for word, and the papers it names (Circular 26/2014, 35.2)."""
    if one.disputed:
        yield label("reported_said", "disputed")
    if one.text:
        yield one.text
    named = [
        f"{in_sentence(label('outline_field', name))}: {said}"
        for name in ("document", "day", "kept_at")
        if (said := getattr(one, name).rstrip("."))
    ]
    if named:
        yield f"{sentence('; '.join(named))}."


def update_line(one: LawUpdate) -> str:
    """An instrument and how it stands, in a sentence."""
    fields = {"name": update_name(one), "from": date_short(one.in_force), "said": update_words(one)}
    return label("update_said", "line_repealed" if one.repealed else "line").format(**fields)


def _of_updates(updates: Sequence[LawUpdate]) -> dict[str, list[str]]:
    if not updates:
        return {}
    order = {"overdue": 0, "updated_late": 1, "in_time": 2, "updated": 3}
    shown = sorted(updates, key=lambda one: (order[one.state], one.in_force, one.number, one.part))
    said = [update_line(one) for one in shown]
    return {UPDATED: [*said, label("update_said", "rule"), label("scope_said", "person")]}
