"""Whose paper a kept file is: a SHA-256 tells nobody what to look for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

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
        told = [*journal.entries_telling("answer", sha256), *journal.entries_telling("reply", sha256)]
        evidence = ["/".join(entry.subject.split("/")[:2]) for entry in told]  # inspection and criterion
    except StoreError:  # the journal itself was changed: that is said, too
        return one
    name = next((f"«{said['name']}»" for said in about if said.get("name")), "")
    pinned = any(said.get("mime") == "application/yaml" for said in about)
    paper = (
        "Phiếu kiểm tra dùng khi mở cuộc kiểm tra" if pinned else _about(sorted(set(subjects)), sorted(set(evidence)))
    )
    said = ": ".join(part for part in (paper, name) if part)
    return replace(one, where=f"{said} ({one.where})") if said else one


def _about(acts: Iterable[str], answers: Iterable[str]) -> str:
    """The act and the inspection of a paper, else the criterion of evidence; of several the first, and how many more
    there are."""
    named = [(labels()["file_name"].get(kind, kind), id) for id, kind, *_ in (subject.split("/") for subject in acts)]
    evidence = labels()["file_name"]["evidence"]
    named += [(f"{evidence} {criterion}", id) for id, _, criterion in (subject.partition("/") for subject in answers)]
    if not named:
        return ""
    (name, inspection), *others = named
    others = [one for one in others if one[1] != inspection]
    more = f" và {count(len(others))} cuộc kiểm tra khác" if others else ""
    return f"{name}, {inspection}{more}"


def taken(fields: Mapping[str, Any]) -> datetime | None:
    """When a picture was taken, of what is said of its file; entries of earlier versions do not say it."""
    try:
        return datetime.fromisoformat(str(fields.get("taken", "")))
    except ValueError:
        return None
