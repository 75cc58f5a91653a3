"""One figure of a report: never a bare number, always the things it counts, so that it can be traced to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts: ids of inspections or findings, or codes of agencies, each once and in order."""

    ids: tuple[str, ...]
    """The numerator, thing by thing."""
    of: tuple[str, ...] | None = None
    """The denominator; None: the number stands alone."""
    unknown: tuple[str, ...] = ()
    """Those of the denominator of which it is not known whether they belong to the numerator: never taken for 0."""

    @property
    def number(self) -> int | None:
        """How many; None where there is something to count and of none of it is anything known."""
        nothing_known = bool(self.of) and set(self.of or ()) == set(self.unknown)
        return None if nothing_known else len(self.ids)


def figure(ids: Iterable[str], of: Iterable[str] | None = None, unknown: Iterable[str] = ()) -> Figure:
    """A figure whose lists are sorted, each id once."""
    return Figure(_once(ids), None if of is None else _once(of), _once(unknown))


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids)))
