"""The kinds of entries: of each what its subject is, which noun it says, and how its entries are taken together.

A further kind of thing that is said of an inspection is one row more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from isoaudit.journal.fields import Fields, Fold, filled
from isoaudit.journal.statements import Statements
from isoaudit.journal.wholes import Wholes
from isoaudit.model import (
    Act,
    Agency,
    Answer,
    Carried,
    Declared,
    Effect,
    Inspection,
    Inspector,
    Instrument,
    Noun,
    PresentState,
    Published,
    Reading,
    Reply,
    Reported,
    Review,
    RolloutMoney,
    Sample,
    StepTaken,
    Taken,
    Target,
    TrainingClass,
)
from isoaudit.model import Statement as ShownStatement

Make = Callable[[type[Noun], Mapping[str, str], Fold], Noun | None]
"""A noun from the parts of its subject and what was said of it; nothing where it was taken back."""


def _plainly(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """The present fields, with the parts of the subject that the noun has."""
    return noun.model_validate({**fold.present(), **{n: v for n, v in parts.items() if n in noun.model_fields}})


def _act(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """What happened, unless it was taken back; the findings agreed with it and what it was decided upon are apart."""
    fields = {**fold.present(), "kind": parts["kind"]}
    fields.pop("findings", None)
    fields.pop("upon", None)
    return None if fields.pop("taken_back", "") else noun.model_validate(fields)


def _sample(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """A dossier in the sample; none where the last that everybody said of it is that it was taken out.

    What somebody said of it who had not seen that keeps it there.
    """
    assert isinstance(fold, Fields)
    removals = {id for id, why in fold.values.get("removed", {}).items() if why}
    if fold.heads <= removals:
        return None
    fields = {name: value for name, value in fold.present().items() if name != "removed"}
    return noun.model_validate({**fields, "dossier": parts["dossier"]})


def _answer(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun:
    """The one statement that stands; of several none counts, and all are shown."""
    assert isinstance(fold, Statements)
    fields = {**fold.present(), **parts, "heads": fold.base()}
    if len(fold.standing) > 1:
        fields["disputed"] = [
            ShownStatement.model_validate(
                {
                    **statement.fields,
                    **parts,
                    "heads": sorted(statement.entries),
                    "author": "; ".join(dict.fromkeys(author for _, author in statement.recorded if author)),
                    "at": max((at for at, _ in statement.recorded), default=""),
                }
            )
            for statement in fold.standing
        ]
    return noun.model_validate(fields)


def _carried(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """A finding of an earlier year, unless it was taken out again (its finding left empty)."""
    fields = fold.present()
    return noun.model_validate({**fields, **parts, "heads": fold.base()}) if fields.get("finding") else None


def _list(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """A list as it was last imported; of several whose writers had not seen each other none counts, and it is said."""
    assert isinstance(fold, Wholes)
    if not fold.standing or (len(fold.standing) == 1 and not fold.standing[0].payload.get("rows")):
        return None
    return _whole(noun, parts, fold)


def _unless_removed(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """What was said of an instrument, of a step, of a target and the like, unless it was taken out again."""
    fields = {name: value for name, value in fold.present().items() if name != "removed"}
    return None if fold.present().get("removed") or not fields else noun.model_validate({**fields, **parts})


def _whole(noun: type[Noun], parts: Mapping[str, str], fold: Fold) -> Noun | None:
    """What stands as a whole, nothing where it was taken back; of several none counts, and all are shown."""
    assert isinstance(fold, Wholes)
    if len(fold.standing) == 1 and not any(filled(value) for value in fold.standing[0].payload.values()):
        return None
    fields = {**fold.present(), **parts, "heads": fold.base()}
    if len(fold.standing) > 1:
        fields["disputed"] = [
            noun.model_validate({**one.payload, **parts, "heads": [one.id], "author": one.author, "at": one.at})
            for one in fold.standing
        ]
    return noun.model_validate(fields)


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entries."""

    subject: tuple[str, ...]
    """What the parts of a subject are, between strokes; an empty name only tells several of one kind apart."""
    noun: type[Noun] | None = None
    """What its entries say; nothing where only their fields are of use."""
    of_inspection: bool = False
    """Whether the first part of a subject is the id of an inspection."""
    fold: Callable[[], Fold] = Fields
    make: Make = _plainly

    def parts(self, subject: str) -> dict[str, str]:
        """The parts of a subject by name; the last may hold strokes itself."""
        return dict(zip(self.subject, subject.split("/", len(self.subject) - 1), strict=False))

    def read(self, subject: str, fold: Fold) -> Noun | None:
        """The noun that was said of a subject; nothing where it was taken back."""
        if self.noun is None:
            return None
        parts = {name: part for name, part in self.parts(subject).items() if name}
        return self.make(self.noun, parts, fold)


KINDS: dict[str, EntryKind] = {
    "programme": EntryKind(("programme",)),
    "file": EntryKind(("sha256",)),
    "pack": EntryKind(("pack",)),
    "agency": EntryKind(("code",), Agency),
    "inspector": EntryKind(("code",), Inspector),
    "inspection": EntryKind(("id",), Inspection),
    "answer": EntryKind(("inspection", "criterion"), Answer, of_inspection=True, fold=Statements, make=_answer),
    "act": EntryKind(("inspection", "kind", ""), Act, of_inspection=True, make=_act),
    "finding": EntryKind(("inspection", "criterion"), of_inspection=True),
    "sample": EntryKind(("inspection", "dossier"), Sample, of_inspection=True, make=_sample),
    "point": EntryKind(("inspection", "point"), PresentState, of_inspection=True),
    "reply": EntryKind(("inspection", "criterion", "report"), Reply, of_inspection=True, fold=Wholes, make=_whole),
    "review": EntryKind(("inspection", "criterion", "report"), Review, of_inspection=True, fold=Wholes, make=_whole),
    "reading": EntryKind(("inspection", "act"), Reading, of_inspection=True, fold=Wholes, make=_whole),
    "carried": EntryKind(("inspection", "criterion"), Carried, of_inspection=True, make=_carried),
    "procedure": EntryKind(("body",), Published, fold=Wholes, make=_list),
    "declared": EntryKind(("agency", "on"), Declared, fold=Wholes, make=_list),
    "instrument": EntryKind(("part", "number"), Instrument, make=_unless_removed),
    "taken": EntryKind(("agency", "part", "number"), Taken, make=_unless_removed),
    "step": EntryKind(("agency", "edition", "step"), StepTaken, make=_unless_removed),
    "target": EntryKind(("group", "edition", "step", "by"), Target, make=_unless_removed),
    "training_class": EntryKind(("on", "name"), TrainingClass, make=_unless_removed),
    "money": EntryKind(("year", "item"), RolloutMoney, make=_unless_removed),
    "effect": EntryKind(("inspection", "of", "criterion"), Effect, of_inspection=True, fold=Wholes, make=_whole),
    "reported": EntryKind(("inspection", "criterion"), Reported, of_inspection=True, fold=Wholes, make=_whole),
}
"""By the name an entry gives as its kind."""

KIND_OF: dict[type[Noun], str] = {kind.noun: name for name, kind in KINDS.items() if kind.noun}
"""The kind of entries that say a noun."""

_OTHER = EntryKind(("subject",))


def kind_of(name: str) -> EntryKind:
    """The row of a kind; one that this version does not know is read field by field."""
    return KINDS.get(name, _OTHER)
