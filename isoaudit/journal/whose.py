"""Whose paper a kept file is: a SHA-256 tells nobody what to look for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from isoaudit.errors import Problem, StoreError
from isoaudit.journal.store import Journal
from isoaudit.wording import count, labels

_OF_FILES = ("STORE_004", "STORE_005", "FILE_002")


def with_papers(problems: Iterable[Problem], journal: Journal) -> list[Problem]:
    """Problems of kept files, each with the paper it was, as far as the journal can still be read."""
    return [_with_paper(one, journal) if one.code in _OF_FILES else one for one in problems]


def _with_paper(one: Problem, journal: Journal) -> Problem:
    sha256 = Path(one.where).name
    try:
        about = [entry.payload for entry in journal.entries_about("file", [sha256])]
        subjects = [e.subject for e in journal.entries_telling("act", sha256) if e.payload.get("file") == sha256]
    except StoreError:  # the journal itself was changed: that is said, too
        return one
    name = next((f"«{said['name']}»" for said in about if said.get("name")), "")
    pinned = any(said.get("mime") == "application/yaml" for said in about)
    paper = "Phiếu kiểm tra dùng khi mở cuộc kiểm tra" if pinned else _about(sorted(set(subjects)))
    said = ": ".join(part for part in (paper, name) if part)
    return replace(one, where=f"{said} ({one.where})") if said else one


def _about(subjects: Iterable[str]) -> str:
    """The act and the inspection of a paper; of one to many inspections the first, and how many more there are."""
    acts = [subject.split("/")[:2] for subject in subjects]
    if not acts:
        return ""
    (inspection, kind), *others = acts
    more = f" và {count(len(others))} cuộc kiểm tra khác" if others else ""
    return f"{labels()['file_name'].get(kind, kind)}, {inspection}{more}"
