"""What may stand in the cells of the signers: papers, kinds of agency, forms of signing, by the keys of their words."""

from __future__ import annotations

from collections.abc import Iterable

from isoaudit.desk.settings.book import ALL_BODIES, ALL_PAPERS, signed_kinds
from isoaudit.papers.kinds import kinds
from isoaudit.tables.cells import codes, word_key
from isoaudit.wording import labels


def forms_expected() -> list[object]:
    """The forms of signing, as a message offers them."""
    return list(labels()["signing_form"].values())


def choices_shown(code: str) -> Iterable[str]:
    """What may be chosen where a message says so: papers, or kinds of agency."""
    return (kind.name for kind in signed_kinds()) if code == "SETTINGS_004" else labels()["kind"].values()


def papers_by_key() -> dict[str, str]:
    """Kinds of paper by the keys of their names."""
    named = {word_key(text): kind.key for kind in kinds().values() for text in (kind.key, kind.name)}
    return named | {word_key(ALL_PAPERS): "all", word_key("tất cả"): "all"}


def bodies_by_key() -> dict[str, str]:
    """Kinds of agency by the keys of their names."""
    return dict(codes("kind")) | {word_key(ALL_BODIES): "all", word_key("tất cả"): "all"}


def each_of(chosen: str | tuple[str, ...] | None, everything: Iterable[str]) -> Iterable[str]:
    """What is chosen, one by one; nothing where it could not be read."""
    return everything if chosen == "all" else chosen if isinstance(chosen, tuple) else ()
