"""How many points of the strangers' files are right, wrong, missing: each that is lost, and the table of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from strangers import Point, Taken


def lost(files: Iterable[Taken]) -> dict[tuple[str, str, str, str], Point]:
    """Every point that is not right: by file, field, how, and whose it is."""
    return {
        (file.name, point.field, point.how, point.of): point
        for file in files
        for point in file.points
        if point.how != "right"
    }


def counted(files: Sequence[Taken]) -> str:
    """The table of all files, as Markdown."""
    lines = [
        "# What becomes of the strangers' files",
        "",
        "Written by `tools/count_points.py`; `tests/test_strangers.py` checks that it is up to date.",
        "",
        "A point is one thing that a careful colleague reads in a file (`expected.json`). Wrong: the program holds",
        "something else. Missing, said: the value is not held, and the import says so or keeps it under its own",
        "heading. Taken: at the first try, after questions are answered, or not (the file, or some rows, refused).",
        "",
        "| File | List | Rows' points | Right | Wrong | Missing, said | Missing, unsaid | Taken |",
        "|---|---|---:|---:|---:|---:|---:|---|",
    ]
    for file in files:
        taken = "refused" if file.refused else "at first" if file.at_first else "after questions"
        lines.append(f"| {file.name} | {file.noun} | {_numbers([file])} | {taken} |")
    for stranger in dict.fromkeys(file.stranger for file in files):
        lines.append(f"| **{stranger}** | | {_numbers([file for file in files if file.stranger == stranger])} | |")
    lines.append(f"| **all** | | {_numbers(files)} | |")
    refused, first = sum(file.refused for file in files), sum(file.at_first for file in files)
    said = f"{first} at the first try, {len(files) - first - refused} after questions, {refused} refused"
    return "\n".join([*lines, "", f"Lists: {len(files)}; {said}.", ""])


def _numbers(files: Sequence[Taken]) -> str:
    points = [point for file in files for point in file.points]
    each = [sum(point.how == how for point in points) for how in ("right", "wrong", "said", "unsaid")]
    return " | ".join(str(number) for number in (len(points), *each))
