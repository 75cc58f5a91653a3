"""The nouns of ``isoaudit.toml``: who inspects, who signs, on which letterhead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from isoaudit.model.score import Component, Points
from isoaudit.model.vocabulary import LATER, Kinds, Line, Noun, Papers, Text

_LaterText = Annotated[Text, Field(exclude_if=lambda text: not text)]
"""A text that earlier settings did not have: left out while it is empty, so that fingerprints printed earlier hold."""


class Office(Noun):
    """A letterhead: who issues a paper, and under whom."""

    parent: Text = ""
    """Cơ quan chủ quản, as printed above the name; empty if none."""
    name: Line
    """Cơ quan ban hành."""
    symbol: Text = ""
    """Its abbreviation in the number of a paper, set by its head (Decree 30/2020, Annex I, II.3.b); empty: open."""
    head: Text = ""
    """Title of its head, such as "Chi cục trưởng"."""
    charter: _LaterText = ""
    """What gives it its functions, a căn cứ of its decisions; open where empty."""
    proposer: _LaterText = ""
    """At whose proposal it decides, such as "Trưởng phòng Quản lý chất lượng"; open where empty."""


class Signer(Noun):
    """Who signs a kind of paper to a kind of addressee; the first that fits signs."""

    papers: Papers
    addressees: Kinds = "all"
    office: Line
    """Key of the office whose letterhead is used."""
    form: Text = ""
    """Signing form: empty (the head), ``KT.``, ``TL.``, ``TUQ.``, ``TM.`` (Decree 30/2020, Annex I, II.7.b)."""
    position: Text = ""
    """The signer's own position; empty for the head."""
    name: Text = ""
    unit: _LaterText = ""
    """Code of the inspecting unit whose papers are signed; empty: the programme's own office."""


class Unit(Noun):
    """An inspecting unit besides the programme's own office: a Chi cục, a room of the Sở, until 30/6/2025 a district.

    The papers of its inspections are its own: its numbers have the symbol of its letterhead.
    """

    name: Line
    """Đơn vị kiểm tra, in full."""
    office: Line
    """Key of the office whose letterhead it has."""
    place: Text = ""
    """Địa danh; empty: as the programme's own office."""
    drafter: Text = ""
    """As that of the settings, for this unit."""
    team: Text = ""
    """What its Đoàn is called; empty: as in the settings."""


class Plan(Noun):
    """The decision that approved the year's plan, or the plan that the people's committee issued itself (Circular
    26/2014, Article 34.1.b); open where empty."""

    number: Text = ""
    on: date | None = None
    issuer: Text = ""


class DayOff(Noun):
    """A day, or days in a row, of the office's own list for a year, as the yearly notice has them.

    What it says of a day wins over the calendar of the law and over Saturday and Sunday.
    """

    day: date
    to: date | None = None
    """Of several in a row: the last one."""
    works: bool = False
    """It is worked, though it is a weekend day or a holiday: swapped for another."""
    reason: Text = ""

    @property
    def days(self) -> Iterator[date]:
        """Each day it speaks of."""
        for number in range(((self.to or self.day) - self.day).days + 1):
            yield self.day + timedelta(days=number)


class Settings(Noun):
    """The settings of one year: the content of ``isoaudit.toml``."""

    authority: Line
    """Đơn vị kiểm tra, in full."""
    year: Annotated[int, Field(ge=2014, le=2100, strict=True)]
    """From 2014, when Decision 19/2014 came into force."""
    province: Text = ""
    """As in "tỉnh An Bình"; empty prints an open place."""
    place: Text = ""
    """Địa danh."""
    period_from: date | None = None
    period_to: date | None = None
    reply_by: date | None = None
    """By record: the day by which correction is to be reported; the office's own, the law sets none."""
    by_arrival: Annotated[bool, LATER] = False
    """Whether a report on corrective action is in time by the day it arrived; else by the day of the paper."""
    second_reader_letters: Annotated[bool, Field(exclude=True, repr=False)] = False
    """Whether a second reader reads each letter before it leaves; the office's own rule. No paper rests on it, so no
    case and no fingerprint holds it."""
    second_reader_minutes: Annotated[bool, Field(exclude=True, repr=False)] = False
    """The same of minutes before they are signed."""
    drafter: Text = ""
    """Abbreviation of the unit that drafts: "Lưu: VT, QLCL"."""
    team: Text = "Đoàn kiểm tra"
    banner: Text = ""
    """A line on top of every page and working paper, such as that the data are invented."""
    guidance: Text = ""
    """The Ministry's guidance for TCVN ISO 9001:2015, a line of căn cứ; empty until verified."""
    database: Annotated[str, Field(exclude=True, repr=False)] = ""
    """URL of the PostgreSQL database of the journal; empty: ``programme.db``. It may hold a password: never dumped."""
    plan: Plan = Plan()
    offices: dict[str, Office] = {}
    signers: tuple[Signer, ...] = ()
    days_off: Annotated[tuple[DayOff, ...], LATER] = ()
    """The office's own list of days off, and of days worked instead."""
    units: Annotated[dict[str, Unit], LATER] = {}
    """The inspecting units besides the programme's own office, by their codes; :meth:`of_unit` leaves the one."""
    score: Annotated[tuple[Component, ...], Field(exclude=True, repr=False)] = ()
    """The office's own scale for the province's reform index; empty: there is no score. No paper rests on it, so no
    case and no fingerprint holds it."""
    score_total: Annotated[Points | None, Field(exclude=True, repr=False)] = None
    """What its components must add up to for every kind of agency; None: whatever they do."""

    def of_unit(self, code: str) -> Settings:
        """The settings as the papers of a unit have them: its name, letterheads, place and signers.

        ``code`` empty: the programme's own office, whose signers are those who sign for no unit. Raises KeyError for a
        unit that is none.
        """
        if code:
            return self._as(self.units[code], code)
        if not self.units:
            return self
        signers = tuple(signer for signer in self.signers if not signer.unit)
        theirs = {unit.office for unit in self.units.values()} | {one.office for one in self.signers if one.unit}
        theirs -= {signer.office for signer in signers}
        offices = {key: office for key, office in self.offices.items() if key not in theirs}
        return self.model_copy(update={"units": {}, "signers": signers, "offices": offices})

    def _as(self, unit: Unit, code: str) -> Settings:
        signers = tuple(signer for signer in self.signers if signer.unit == code)
        keys = {unit.office, *(signer.office for signer in signers)}
        return self.model_copy(
            update={
                "authority": unit.name,
                "place": unit.place or self.place,
                "drafter": unit.drafter,
                "team": unit.team or self.team,
                "offices": {key: office for key, office in self.offices.items() if key in keys},
                "signers": signers,
                "units": {code: unit},
            }
        )
