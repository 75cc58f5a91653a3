"""What is still to be done, as a tab of its own: each line leads to its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from isoaudit.form.page import Fact, Missing, Record, Section


def section(title: str, intro: str, groups: Mapping[tuple[str, str], Sequence[Missing]]) -> Section:
    """The tab, a record for each group that holds something; ``groups`` by name and heading."""
    records = tuple(
        Record(f"missing/{name}", heading, facts=tuple(Fact("", one.text, leads_to=one.record) for one in some))
        for (name, heading), some in groups.items()
        if some
    )
    return Section("missing", title, intro, records, group="missing")
