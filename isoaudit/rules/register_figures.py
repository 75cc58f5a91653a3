"""How far the systems of a province are built and declared, by block of agencies, on a reference day. Pure.

Decision 19/2014, Article 12.6, and Circular 26/2014, Article 42.4, ask for it every December. Systems are counted apart
from agencies: the provincial People's Committee and its office have one together (Circular 26/2014, Article 6.1), each
chi cục has its own (Article 6.2.b). What the register does not say is in no number: it is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from isoaudit.model import Agency, Kind, QmsStatus
from isoaudit.rules.figure import Figure, figure

Block = Literal["province", "departments", "branches", "districts", "communes", "service_units", "central", "others"]
"""UBND tỉnh and its office; sở; chi cục; huyện (to 30/6/2025); xã, phường, đặc khu; đơn vị sự nghiệp; ngành
dọc; what is none of these."""
BLOCKS: tuple[Block, ...] = get_args(Block)
DECLARED: tuple[QmsStatus, ...] = ("da_cong_bo", "phai_cong_bo_lai")
"""A system that must be declared again was declared once (Article 4.4.c)."""
_OF_KIND: dict[Kind, Block] = {
    "ubnd_tinh": "province",
    "co_quan_chuyen_mon": "departments",
    "chi_cuc": "branches",
    "ubnd_cap_huyen": "districts",
    "ubnd_cap_xa": "communes",
    "don_vi_su_nghiep": "service_units",
    "khac": "others",
}
_OFFICE = re.compile(r"\s*(văn phòng|vp)\s+(ubnd|ủy ban nhân dân|uỷ ban nhân dân)\b", re.IGNORECASE)
"""The office of the People's Committee, which shares the system of the latter."""
_SHARED = "UBND"
"""Stands for the one system of the People's Committee and its office."""


@dataclass(frozen=True, slots=True)
class BlockFigures:
    """One block of the register; the ids are codes of agencies, but for :attr:`systems`."""

    block: Block
    agencies: Figure
    systems: Figure
    """Declared systems of all systems: codes, with one that stands for the People's Committee and its office."""
    obliged: Figure
    encouraged: Figure
    declared: Figure
    """Of the obliged: those with a declared system, one that must be declared again among them."""
    to_declare_again: Figure
    """Of the declared."""
    building: Figure
    """Of the obliged: those that are building theirs."""
    not_built: Figure
    """Of the obliged: those that have not begun."""
    declared_unobliged: Figure
    """Of the encouraged: those with a declared system."""
    all_building: Figure
    """Of all: those that are building theirs."""
    all_not_built: Figure
    """Of all: those that have not begun."""
    silent: Figure
    """Of all: those of whose system the register says nothing."""


def block_of(agency: Agency) -> Block:
    """The block in which an agency is counted."""
    if agency.level == "trung_uong":
        return "central"
    if agency.level == "tinh" and _OFFICE.match(agency.name):
        return "province"
    return _OF_KIND[agency.kind]


def exists_on(agency: Agency, day: date) -> bool:
    """Whether a body is there on a day; its last day counts."""
    begun = agency.valid_from is None or agency.valid_from <= day
    return begun and (agency.last_day is None or day <= agency.last_day)


def register_figures(agencies: Iterable[Agency], day: date) -> tuple[BlockFigures, ...]:
    """The register on a day by block, in the order of the reports; a block without agencies is left out."""
    there = [agency.on(day) for agency in agencies if exists_on(agency, day) and not agency.removed]
    by_block: dict[Block, list[Agency]] = {block: [] for block in BLOCKS}
    for agency in there:
        by_block[block_of(agency)].append(agency)
    return tuple(_block(block, members) for block, members in by_block.items() if members)


def sharing(blocks: Iterable[BlockFigures]) -> tuple[str, ...]:
    """Codes of the agencies that have one system together (Circular 26/2014, Article 6.1)."""
    return tuple(code for one in blocks if one.block == "province" for code in one.agencies.ids)


def _block(block: Block, members: Sequence[Agency]) -> BlockFigures:
    everybody = [agency.code for agency in members]
    obliged = [agency for agency in members if agency.obligation == "bat_buoc"]
    encouraged = [agency for agency in members if agency.obligation == "khuyen_khich"]
    declared = _in_state(obliged, *DECLARED)
    return BlockFigures(
        block=block,
        agencies=figure(everybody),
        systems=_systems(members),
        obliged=figure((a.code for a in obliged), everybody),
        encouraged=figure((a.code for a in encouraged), everybody),
        declared=declared,
        to_declare_again=_again([a for a in members if a.qms_status in DECLARED]),
        building=_in_state(obliged, "dang_xay_dung"),
        not_built=_in_state(obliged, "chua_xay_dung"),
        declared_unobliged=_in_state(encouraged, *DECLARED),
        all_building=_in_state(members, "dang_xay_dung"),
        all_not_built=_in_state(members, "chua_xay_dung"),
        silent=figure((a.code for a in members if a.qms_status is None), everybody),
    )


def _again(declared: Sequence[Agency]) -> Figure:
    return _in_state(declared, "phai_cong_bo_lai")


def _in_state(agencies: Sequence[Agency], *states: QmsStatus) -> Figure:
    return figure(
        (a.code for a in agencies if a.qms_status in states),
        (a.code for a in agencies),
        (a.code for a in agencies if a.qms_status is None),
    )


def _systems(members: Sequence[Agency]) -> Figure:
    """One is declared when any agency that shares it says so, and unknown when none of them says anything."""
    sharing: dict[str, list[Agency]] = {}
    for agency in members:
        sharing.setdefault(_SHARED if block_of(agency) == "province" else agency.code, []).append(agency)
    return figure(
        (system for system, of in sharing.items() if any(a.qms_status in DECLARED for a in of)),
        sharing,
        (system for system, of in sharing.items() if all(a.qms_status is None for a in of)),
    )
