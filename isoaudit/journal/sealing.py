"""What an entry is: its canonical JSON, the id that seals it, the order of several. Pure, and the same for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from isoaudit.model import Entry

COLUMNS = ("id", "prev", "base", "at", "author", "device", "kind", "subject", "payload", "edit")
"""The fields of an entry as they stand in a row."""
FINGERPRINT_LENGTH = 16
Ids = tuple[str, ...]
"""Ids of entries, sorted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be said on a subject, by somebody who had seen ``base``."""

    kind: str
    subject: str
    payload: dict[str, Any]
    base: Ids = ()
    edit: str = ""
    """A name the client gave this edit, unlike any other: sent twice, it is written once."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, where and when (ISO 8601 with offset); no rule reads it, clocks order nothing."""

    author: str
    device: str
    at: str


canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def entry_id(fields: dict[str, Any]) -> str:
    """SHA-256 of an entry's canonical JSON, its id left out, and its edit id where there is none."""
    sealed = {name: value for name, value in fields.items() if name != "id" and (name != "edit" or value)}
    return hashlib.sha256(canonical(sealed).encode()).hexdigest()


def id_of_row(row: Sequence[str]) -> str:
    """The id of what a row (:data:`COLUMNS`) holds: :func:`entry_id` of it, without parsing its JSON."""
    _, prev, base, at, author, device, kind, subject, payload, edit = row
    named = f'"edit":{encode_basestring(edit)},' if edit else ""
    text = (
        f'{{"at":{_quoted(at)},"author":{_quoted(author)},"base":{base},"device":{_quoted(device)},{named}'
        f'"kind":{_quoted(kind)},"payload":{payload},"prev":{prev},"subject":{encode_basestring(subject)}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


_quoted = lru_cache(1024)(encode_basestring)


def row_of(entry: Entry) -> dict[str, str]:
    """An entry as a row."""
    row = {name: getattr(entry, name) for name in COLUMNS}
    return row | {"prev": ids_text(entry.prev), "base": ids_text(entry.base), "payload": canonical(entry.payload)}


def ids_text(ids: Iterable[str]) -> str:
    """The canonical JSON of ids, which are hexadecimal: nothing in them is to be escaped."""
    return "[" + ",".join(f'"{id}"' for id in ids) + "]"


def sealed(drafts: Iterable[Draft], upon: Ids, writer: Writer) -> list[Entry]:
    """The entries that drafts become, each sealed upon the one before it, the first ``upon`` the heads of a journal."""
    entries = []
    for draft in drafts:
        fields: dict[str, Any] = {
            "prev": sorted(upon),
            "base": sorted(draft.base),
            "at": writer.at,
            "author": writer.author,
            "device": writer.device,
            "kind": draft.kind,
            "subject": draft.subject,
            "payload": draft.payload,
            "edit": draft.edit,
        }
        id = entry_id(fields)
        entries.append(Entry(id=id, **{**fields, "prev": tuple(fields["prev"]), "base": tuple(fields["base"])}))
        upon = (id,)
    return entries


def heads(entries: Iterable[Entry], before: Ids = ()) -> Ids:
    """The entries nothing was sealed upon yet, of these and of those whose heads were ``before``."""
    ids = dict.fromkeys(before)
    forerunners: set[str] = set()
    for entry in entries:
        ids[entry.id] = None
        forerunners.update(entry.prev)
    return tuple(sorted(ids.keys() - forerunners))


def mark(heads: Ids) -> str:
    """A short mark of the state that ends in ``heads``, to be printed: it stays findable as entries are added."""
    return "-".join(head[:FINGERPRINT_LENGTH].upper() for head in heads)


def fingerprint(entries: Sequence[Entry]) -> str:
    """The mark of the state these entries make."""
    return mark(heads(entries))


by_prev: Callable[[Entry], Ids] = attrgetter("prev")
by_base: Callable[[Entry], Ids] = attrgetter("base")


def in_order(entries: Iterable[Entry], forerunners: Callable[[Entry], Ids]) -> list[Entry]:
    """Entries sorted so that each follows its forerunners; among equals by id, so that every copy agrees."""
    by_id = {entry.id: entry for entry in entries}
    waiting = {id: sum(p in by_id for p in forerunners(entry)) for id, entry in by_id.items()}
    followers: dict[str, list[str]] = {}
    for id, entry in by_id.items():
        for forerunner in forerunners(entry):
            followers.setdefault(forerunner, []).append(id)
    ready = sorted((id for id, count in waiting.items() if not count), reverse=True)
    ordered = []
    while ready:
        id = ready.pop()
        ordered.append(by_id[id])
        freed = []
        for follower in followers.get(id, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                freed.append(follower)
        ready.extend(sorted(freed, reverse=True))
    return ordered
