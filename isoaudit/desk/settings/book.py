"""The settings as a workbook that a secretary fills in: what each sheet holds, and who signs what to whom in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import get_args

from isoaudit.desk.exports import write_new
from isoaudit.desk.settings.score import SCORE, score_form
from isoaudit.desk.settings.units import UNITS, unit_form
from isoaudit.errors import ProgrammeError
from isoaudit.journal.settings import read_settings
from isoaudit.model import DayOff, Noun, Plan, Settings, Signer
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import signer_of
from isoaudit.tables import Column, day, one_of, person, text
from isoaudit.tables.workbooks.forms import Form, FormColumn, Value, forms_workbook
from isoaudit.wording import date_short, in_sentence, label, labels, name_key, sentence, span

UNIT, OFFICES, SIGNERS, DAYS = "Đơn vị", "Cơ quan ban hành", "Người ký", "Ngày nghỉ"
"""The sheets."""
ALL_PAPERS, ALL_BODIES = "mọi văn bản", "mọi cơ quan"
NOT_IN_SHEET = frozenset({"database"})
"""Settings that no sheet shows: the address of a database may hold a password."""
_LISTED = {"offices": OFFICES, "units": UNITS, "signers": SIGNERS, "days_off": DAYS} | {
    "score": SCORE,
    "score_total": SCORE,
}
"""Settings that are lists, or of a list, each with its sheet."""

SETTING_COLUMNS = (
    Column("setting", one_of("setting"), required=True),
    Column("value", text, required=False),
    Column("use", text),
)
CHOSEN = {
    "by_arrival": "report_counted",
    "second_reader_letters": "second_reader",
    "second_reader_minutes": "second_reader",
}
"""Settings that are either so or not, each with the words of it."""
OFFICE_COLUMNS = (
    Column("office", text, required=True, title="signing_office"),
    Column("above", text),
    Column("symbol", text),
    Column("head", text),
    Column("charter", text),
    Column("proposer", text),
    Column("key", text),
)
OFFICE_FIELDS = {"above": "parent", "office": "name"}
"""Columns of the sheet of offices that are not named as the field they hold."""
SIGNER_COLUMNS = (
    Column("papers", text, required=True),
    Column("addressees", text, required=True),
    Column("office", text, required=True, title="signing_office"),
    Column("form", text),
    Column("position", text),
    Column("full_name", person),
    Column("signs_for", text),
)
DAY_COLUMNS = (
    Column("from", day, required=True),
    Column("to", day),
    Column("day_kind", one_of("day_kind", empty="off"), values="day_kind"),
    Column("reason", text),
)
FORMS = {"": "head", "KT.": "kt", "TL.": "tl", "TUQ.": "tuq", "TM.": "tm"}
"""Forms of signing, as settings hold them, by the code of their label."""


def export_settings(folder: Path, path: Path) -> int:
    """The settings of the programme in ``folder`` into a new workbook; how many rows it has.

    Raises ProgrammeError where the settings cannot be read, RunError (FILE_007, FILE_005).
    """
    forms = settings_forms(read_settings(folder))
    write_new(path, forms_workbook(_GUIDE, forms))
    return sum(len(form.rows) for form in forms)


_GUIDE = (
    "Thiết lập của năm kiểm tra",
    f"Tệp có các trang «{UNIT}», «{OFFICES}», «{SIGNERS}», «{DAYS}», «{UNITS}», «{SCORE}». Ô trắng để điền; ô xám chỉ "
    "để đọc.",
    f"1. Trang «{UNIT}»: mỗi dòng một thiết lập. Ô để trống thì dự thảo in dấu chấm để điền tay.",
    f"2. Trang «{OFFICES}»: cơ quan đứng tên trên văn bản. Thêm, sửa, xóa dòng tùy đơn vị.",
    f"3. Trang «{SIGNERS}»: ai ký văn bản nào, gửi ai. Chọn trong danh sách của ô. Nhiều loại văn bản hoặc nhiều loại "
    "cơ quan trong một ô thì ngăn cách bằng dấu chấm phẩy «;». Dòng trên được dùng trước.",
    f"4. Trang «{DAYS}»: ngày nghỉ, ngày làm việc bù theo thông báo hằng năm; ghi ngày như 02/9/2026.",
    f"5. Trang «{UNITS}»: chỉ khi nhiều đơn vị cùng kiểm tra theo một kế hoạch; để trống thì chỉ có đơn vị ở trang "
    f"«{UNIT}». Người ký của đơn vị nào ghi mã đơn vị ấy ở cột cuối của trang «{SIGNERS}».",
    f"6. Trang «{SCORE}»: chỉ khi đơn vị chấm điểm cho chỉ số cải cách hành chính của tỉnh.",
    "Trang bị xóa thì phần ấy giữ nguyên; dòng bị xóa khỏi 05 trang sau thì bỏ khỏi thiết lập.",
    "Điền xong, lưu tệp rồi thả vào trang bắt đầu (thẻ 3, mục «Thiết lập»): xem trước thay đổi, đúng thì bấm «Nhập». "
    "Bằng lệnh: isoaudit settings import TỆP --dry-run, rồi chạy lại không ghi --dry-run.",
    "Văn bản đã lập, đã in không thay đổi theo: phải lập lại.",
)


def settings_forms(settings: Settings) -> tuple[Form, ...]:
    """The sheets of the workbook, filled in."""
    offices = {key: office_said(settings, key) for key in settings.offices}
    listed = _unit(settings), _offices(settings), _signers(settings), _days(settings)
    return *listed, unit_form(settings, offices), score_form(settings, ALL_BODIES)


def scalars(settings: Settings) -> Iterator[tuple[str, object]]:
    """Each setting that has one value, by its name: of ``plan`` its parts, ``plan.number``."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Plan):
            yield from ((f"{name}.{part}", getattr(value, part)) for part in Plan.model_fields)
        elif name not in _LISTED and name not in NOT_IN_SHEET:
            yield name, value


def is_day(name: str) -> bool:
    """Whether a setting is a day."""
    noun, field = (Plan, name.partition(".")[2]) if "." in name else (Settings, name)
    return date in get_args(noun.model_fields[field].annotation)


def in_cell(name: str, value: object) -> str:
    """A setting as its cell says it: one that is chosen by its word."""
    return label(CHOSEN[name], "yes" if value else "no") if name in CHOSEN else str(value)


def _unit(settings: Settings) -> Form:
    rows: list[dict[str, Value]] = []
    for name, value in scalars(settings):
        shown = "" if value is None else value if is_day(name) else in_cell(name, value)
        rows.append({"setting": label("setting", name), "value": shown, "use": label("setting_use", name)})  # type: ignore[dict-item]
    setting, value_, use = SETTING_COLUMNS
    columns = (
        FormColumn(setting, 34, read_only=True),
        FormColumn(value_, 60),
        FormColumn(use, 64, read_only=True),
    )
    days = frozenset(number for number, (name, _) in enumerate(scalars(settings)) if is_day(name))
    return Form(UNIT, "Điền cột «Nội dung». Ngày ghi như 18/6/2026.", columns, rows, days=days)


def _offices(settings: Settings) -> Form:
    rows: list[dict[str, Value]] = []
    for key, office in settings.offices.items():
        texts = {c.name: getattr(office, OFFICE_FIELDS.get(c.name, c.name), "") for c in OFFICE_COLUMNS}
        rows.append({**texts, "key": key})
    widths = (40, 40, 16, 22, 44, 30, 10)
    columns = tuple(
        FormColumn(c, width, hidden=c.name == "key") for c, width in zip(OFFICE_COLUMNS, widths, strict=True)
    )
    purpose = (
        "Cơ quan đứng tên trên văn bản. «Viết tắt» do người đứng đầu cơ quan quy định (Nghị định số 30/2020/NĐ-CP, Phụ "
        "lục I, Mục II.3.b). Hai cột cuối chỉ cần cho cơ quan ra quyết định kiểm tra."
    )
    return Form(OFFICES, purpose, columns, rows, empty=5)


def _signers(settings: Settings) -> Form:
    rows: list[dict[str, Value]] = [
        {
            "papers": ";\n".join(papers_said(signer)),
            "addressees": ";\n".join(bodies_said(signer)),
            "office": office_said(settings, signer.office),
            "form": form_said(signer.form),
            "position": signer.position,
            "full_name": signer.name,
            "signs_for": signer.unit,
        }
        for signer in settings.signers
    ]
    papers, addressees, office, form, position, full_name, signs_for = SIGNER_COLUMNS
    several = "Chọn một, hoặc gõ nhiều loại, ngăn cách bằng dấu chấm phẩy «;»."
    columns = (
        FormColumn(papers, 46, (ALL_PAPERS, *(kind.name for kind in signed_kinds())), others=True, prompt=several),
        FormColumn(addressees, 30, (ALL_BODIES, *labels()["kind"].values()), others=True, prompt=several),
        FormColumn(office, 36, tuple(office_said(settings, key) for key in settings.offices), others=True),
        FormColumn(form, 24, tuple(labels()["signing_form"].values())),
        FormColumn(position, 24, prompt="Chức vụ của người ký khi ký thay, ký thừa lệnh, ký thừa ủy quyền."),
        FormColumn(full_name, 28, prompt="Họ và tên, không ghi học hàm, học vị."),
        FormColumn(signs_for, 20, tuple(settings.units), others=True, prompt=f"Mã ở trang «{UNITS}»; thường để trống."),
    )
    purpose = (
        "Ai ký văn bản nào, gửi ai: dòng đầu tiên phù hợp được dùng. Văn bản của Đoàn (chương trình, biên bản, báo "
        "cáo) do Trưởng đoàn ký, không ghi ở đây."
    )
    return Form(SIGNERS, purpose, columns, rows, empty=8)


def _days(settings: Settings) -> Form:
    rows: list[dict[str, Value]] = [
        {
            "from": one.day,
            "to": one.to or "",
            "day_kind": label("day_kind", "works" if one.works else "off"),
            "reason": one.reason,
        }
        for one in settings.days_off
    ]
    start, to, kind, reason = DAY_COLUMNS
    columns = (
        FormColumn(start, 16, day=True),
        FormColumn(to, 16, day=True, prompt="Chỉ ghi khi nghỉ liền nhiều ngày."),
        FormColumn(kind, 18, tuple(labels()["day_kind"].values())),
        FormColumn(reason, 50),
    )
    purpose = (
        "Theo thông báo hằng năm; thứ bảy, chủ nhật và ngày lễ, tết của pháp luật chương trình đã biết, ngày ghi ở đây "
        "được ưu tiên. Thời hạn có thể sang năm sau: ghi cả năm sau khi đã có thông báo."
    )
    return Form(DAYS, purpose, columns, rows, empty=20)


# --- in words


def signed_kinds() -> tuple[PaperKind, ...]:
    """The kinds of paper that an office signs."""
    return tuple(kind for kind in kinds().values() if kind.signed_by == "office")


def papers_said(signer: Signer) -> list[str]:
    """The papers that are signed, by their names."""
    return [ALL_PAPERS] if signer.papers == "all" else [kinds()[paper].name for paper in signer.papers]


def bodies_said(signer: Signer) -> list[str]:
    """The kinds of agency that papers go to."""
    return [ALL_BODIES] if signer.addressees == "all" else [label("kind", kind) for kind in signer.addressees]


def form_said(form: str) -> str:
    """A form of signing by its label; one that has none as it is."""
    return label("signing_form", FORMS[form]) if form in FORMS else form


def office_said(settings: Settings, key: str) -> str:
    """An office by its name; one that shares its name with another with its key."""
    if key not in settings.offices:
        return key
    name = settings.offices[key].name
    alike = sum(name_key(office.name) == name_key(name) for office in settings.offices.values())
    return name if alike == 1 else f"{name} ({key})"


def signer_said(settings: Settings, signer: Signer) -> str:
    """Who signs what to whom, in a line."""
    papers = "; ".join(map(in_sentence, papers_said(signer)))
    bodies = "; ".join(bodies_said(signer))
    office = settings.offices.get(signer.office)
    title = signer.position or (office.head if office and signer.form in ("", "TM.") else "")
    way = form_said(signer.form).partition("(")[2].rstrip(")")
    how = f"{way} ({signer.form})" if way else signer.form
    who = " ".join(filter(None, (title, signer.name or "(chưa ghi họ tên)", how)))
    of = f" (cho đơn vị {signer.unit})" if signer.unit else ""
    return f"{sentence(papers)}, gửi {bodies}: {who}, {office_said(settings, signer.office)}{of}"


def day_said(one: DayOff) -> str:
    """A day of the office's own list, in a line."""
    reason = f" ({one.reason})" if one.reason else ""
    return f"{span(one.day, one.to or one.day)}: {label('day_kind', 'works' if one.works else 'off')}{reason}"


def office_lines(settings: Settings) -> list[str]:
    """The offices, a line each."""
    return [_office_said(settings, key, noun) for key, noun in settings.offices.items()]


def _office_said(settings: Settings, key: str, noun: Noun) -> str:
    columns = (c for c in OFFICE_COLUMNS if c.name not in ("office", "key"))
    said = ((c.heading, getattr(noun, OFFICE_FIELDS.get(c.name, c.name))) for c in columns)
    parts = [f"{in_sentence(heading)}: {value}" for heading, value in said if value]
    return office_said(settings, key) + (f" ({'; '.join(parts)})" if parts else "")


def setting_said(name: str, value: object) -> str:
    """A setting that has one value, as a person reads it."""
    if value in (None, ""):
        return "chưa ghi"
    return date_short(value) if is_day(name) else in_cell(name, value)  # type: ignore[arg-type]


def not_signed(settings: Settings) -> Iterable[str]:
    """Papers that nobody signs to some kind of agency, by name; of a unit those of inspections, with its name."""
    for code in ("", *settings.units):
        own = settings.of_unit(code)
        for kind in signed_kinds():
            if code and kind.of_the_programme:
                continue
            try:
                for body in labels()["kind"]:
                    signer_of(own, kind, [body])  # type: ignore[list-item]
            except ProgrammeError:
                yield f"{kind.spoken} ({own.authority})" if code else kind.spoken
