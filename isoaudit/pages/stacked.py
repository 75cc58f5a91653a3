"""A table of numbers with a bar in each row that repeats them: readable in grey print and by who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chart:
    """A table of numbers with a bar in each row."""

    title: str
    heading: str
    series: tuple[tuple[str, str], ...]
    """CSS class and words of each column."""
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    scaled: bool = False
    """Whether the length of a bar says how many there are; else each takes the whole width."""

    def rest(self, numbers: tuple[int, ...]) -> int:
        """What is left empty behind the bar of a row."""
        return max(sum(others) for _, others in self.rows) - sum(numbers) if self.scaled else 0

    def cells(self, numbers: tuple[int, ...]) -> list[tuple[str, str, int]]:
        """CSS class, words and number of each cell of a row."""
        return [(css, words, number) for (css, words), number in zip(self.series, numbers, strict=True)]
