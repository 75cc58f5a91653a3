"""The closed vocabularies, what an answer must carry, and the base of all nouns.

The Vietnamese labels of the codes are in ``wording/vi.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError, PydanticKnownError

from isoaudit.errors import excerpt

Level = Literal["trung_uong", "tinh", "huyen", "xa"]
"""``huyen``: until 30/6/2025."""
Kind = Literal[
    "ubnd_tinh", "co_quan_chuyen_mon", "chi_cuc", "don_vi_su_nghiep", "ubnd_cap_huyen", "ubnd_cap_xa", "khac"
]
Obligation = Literal["bat_buoc", "khuyen_khich"]
QmsStatus = Literal["da_cong_bo", "dang_xay_dung", "chua_xay_dung", "phai_cong_bo_lai"]
Mode = Literal["on_site", "by_record"]
Verdict = Literal["conforming", "nonconforming", "observation", "not_applicable", "not_examined"]
Grade = Literal["minor", "major", "good_practice"]
Ground = Literal["record", "interview", "observe"]
Role = Literal["truong_doan", "pho_truong_doan", "thanh_vien", "thu_ky"]
FindingKind = Literal["nonconformity", "observation", "good_practice"]
PointState = Literal["nonconforming", "conforming", "not_applicable", "not_examined", "incomplete"]
RefusalRule = Literal[
    "nonconforming_without_evidence",
    "nonconforming_without_gap",
    "observation_without_gap",
    "not_applicable_without_note",
    "not_examined_without_note",
    "blank_left",
    "unanswered",
    "conflict",
]
RemarkRule = Literal[
    "own_agency",
    "own_coordinator",
    "period_after_visit",
    "decided_late",
    "announced_outside",
    "agreed_outside",
    "signed_early",
    "signed_late",
    "member_of_agency",
    "renamed",
    "effects_unsaid",
    "not_concerned",
    "only_on_site",
    "not_a_requirement",
    "system_not_built",
    "outside_team",
    "outside_days",
    "thin_evidence",
    "pasted_evidence",
]

REQUIRED: dict[Verdict, tuple[Literal["evidence", "gap", "note"], ...]] = {
    "conforming": (),
    "nonconforming": ("evidence", "gap"),
    "observation": ("gap",),
    "not_applicable": ("note",),
    "not_examined": ("note",),
}
"""What an answer of each verdict must carry; form, tables, gate and rules all read this one table."""

POINTS: tuple[str, ...] = ("1.a", "1.b", "1.c", "1.d", "1.đ", "1.e", "1.g", "2.a", "2.b", "2.c", "2.d", "2.đ", "2.e")
"""The 13 points of Article 36 of Circular 26/2014/TT-BKHCN, in its order."""

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,30}\Z")
_WINDOWS_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])\Z", re.IGNORECASE)


def is_code(text: str) -> bool:
    """Whether ``text`` can name an agency: short, ASCII, safe as a folder on every system."""
    return bool(CODE.match(text)) and not _WINDOWS_DEVICES.match(text)


# Controls, lone surrogates, and what Unicode set aside for never being a character, such as U+FFFE.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def nfc(text: str) -> str:
    """``text`` in Unicode normal form C, the only form kept."""
    return unicodedata.normalize("NFC", text)


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in ``text``."""
    return any(map(str.isalnum, text))


def control_character(text: str) -> str | None:
    """The first character that no Word document, no page and no database can hold; a line break and a tab are none."""
    if text.isprintable():  # true of nearly all text, and ten times as fast as the search
        return None
    match = _NO_TEXT.search(text)
    return match[0] if match else None


def _printable(text: str) -> str:
    if character := control_character(text):
        raise PydanticCustomError("control_character", "U+{code}", {"code": f"{ord(character):04X}"})
    return nfc(text)


Text = Annotated[str, AfterValidator(_printable)]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_printable)]


@cache
def paper_files() -> Mapping[str, Traversable]:
    """The file of each kind of paper by its key, ``minutes``: ``100_minutes.toml``, in the order of the law."""
    folder = files("isoaudit").joinpath("papers", "kinds")
    by_name = {entry.name: entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return {name.partition("_")[2].removesuffix(".toml"): by_name[name] for name in sorted(by_name)}


def _paper_name(value: str) -> str:
    if value not in paper_files():
        *most, last = (f"'{name}'" for name in paper_files())
        raise PydanticKnownError("literal_error", {"expected": f"{', '.join(most)} or {last}"})
    return value


PaperName = Annotated[str, AfterValidator(_paper_name)]
"""The key of a kind of paper; the kinds are the files of ``isoaudit/papers/kinds``."""

_TAGS = ("=all", "=list")
Kinds = Annotated[
    Annotated[Literal["all"], Tag(_TAGS[0])] | Annotated[tuple[Kind, ...], Field(min_length=1), Tag(_TAGS[1])],
    Discriminator(lambda value: _TAGS[0] if isinstance(value, str) else _TAGS[1]),
]
"""All kinds of agency, or a list of some."""
Papers = Annotated[
    Annotated[Literal["all"], Tag(_TAGS[0])] | Annotated[tuple[PaperName, ...], Tag(_TAGS[1])],
    Discriminator(lambda value: _TAGS[0] if isinstance(value, str) else _TAGS[1]),
]
"""All kinds of paper, or a list of some."""


_LONGEST_VALUE = 80


LATER = "since format 1"
"""Marks a field that the first format did not have: ``Annotated[Text, LATER]``; see :meth:`Noun.not_said_later`."""


class Noun(BaseModel):
    """Base of all nouns: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def not_said_later(self) -> set[str]:
        """The :data:`LATER` fields that say nothing: no fingerprint covers them, so that one printed earlier holds."""
        return {n for n, field in type(self).model_fields.items() if LATER in field.metadata and not getattr(self, n)}


def faults(error: ValidationError) -> list[tuple[tuple[str | int, ...], str]]:
    """What pydantic found wrong: place and words, in Vietnamese, one fault for each cause.

    A list that is too short only because its entries are wrong is not named besides them.
    """
    errors = [(tuple(part for part in e["loc"] if part not in _TAGS), e) for e in error.errors()]
    places = [place for place, _ in errors]
    return [
        (place, _in_words(e))
        for place, e in errors
        if e["type"] != "too_short" or not any(p[: len(place)] == place and p != place for p in places)
    ]


def _in_words(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    sentences = {
        "control_character": f"có ký tự điều khiển (mã U+{context.get('code')})",
        "not_points": f"«{_repeated(error)}» không phải số điểm; ghi số, như 1,5 (trong isoaudit.toml ghi 1.5)",
        "greater_than": f"phải lớn hơn {context.get('gt')}",
        "decimal_max_places": "không quá 02 chữ số thập phân",
        "greater_than_equal": f"phải từ {context.get('ge')} trở lên",
        "less_than_equal": f"phải từ {context.get('le')} trở xuống",
        "missing": "thiếu mục này",
        "extra_forbidden": "không có mục tên như vậy",
        "literal_error": f"chỉ nhận {context.get('expected', '')}".replace(" or ", " hoặc "),
        "string_too_short": "để trống",
        "too_short": "cần ít nhất một mục",
        "string_pattern_mismatch": f"«{_repeated(error)}» sai dạng",
        "string_type": "phải là chữ",
        "string_unicode": "có ký tự không dùng được",
        "bool_type": "phải là true hoặc false",
        "bool_parsing": "phải là true hoặc false",
        "int_type": "phải là số",
        "int_parsing": "phải là số",
        "date_type": "phải là ngày, như 2014-12-01",
        "date_from_datetime_parsing": "phải là ngày, như 2014-12-01",
        "date_from_datetime_inexact": "phải là ngày, như 2014-12-01",
        "int_from_float": "phải là số nguyên",
        "finite_number": "phải là số nguyên",
        "tuple_type": "phải là danh sách",
        "dict_type": "phải là nhóm các mục",
        "model_type": "phải là nhóm các mục",
    }
    return sentences.get(error["type"], f"«{_repeated(error)}» không dùng được")


def _repeated(error: ErrorDetails) -> str:
    """What was written, cut so that the message still says what is wrong with it."""
    written = excerpt(error["input"])
    return written if len(written) <= _LONGEST_VALUE else f"{written[:_LONGEST_VALUE].rstrip()}…"
