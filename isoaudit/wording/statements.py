"""Statements that stand side by side, in words: what each says, who wrote it, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from isoaudit.model import Answer, Statement, joined
from isoaudit.wording import count, date_short, label

_LONGEST = 600  # characters of one text within a sentence


def who_and_when(statement: Statement) -> str:
    """Who examined on which day, and who recorded it when: ``Nông Thu Trang, ngày 15/6/2026; trang ghi lúc …``."""
    return "; ".join(part for part in (_examined(statement), _recorded(statement)) if part) or "chưa ghi ai kiểm tra"


def _examined(answer: Answer) -> str:
    day = f"ngày {date_short(answer.examined_on)}" if answer.examined_on else ""
    return ", ".join(part for part in (answer.inspector, day) if part)


def _recorded(statement: Statement) -> str:
    at = f"lúc {moment(statement.at)}" if statement.at else ""
    return " ".join(part for part in (statement.author, "ghi", at) if part) if statement.author or at else ""


def moment(at: str) -> str:
    """A time as it is written in a sentence, without seconds: ``15:45 ngày 18/6/2026``; anything else as it stands."""
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{time:%H:%M} ngày {date_short(time.date())}"


def parts(answer: Answer) -> Iterator[tuple[str, str]]:
    """What an answer says: heading and text of each field that says something, the verdict always."""
    yield label("column", "verdict"), label("verdict", answer.verdict) if answer.verdict else "chưa ghi kết quả"
    texts = {"evidence": joined(item.text for item in answer.evidence), "gap": answer.gap, "note": answer.note}
    texts["grade"] = label("grade", answer.grade) if answer.grade else ""
    yield from ((label("column", name), text) for name, text in texts.items() if text)
    if files := (*answer.files, *(file for item in answer.evidence for file in item.files)):
        yield "Tệp kèm theo", f"{count(len(files))} tệp"


def side_by_side(statements: Sequence[Statement]) -> str:
    """All statements within one sentence, numbered; of a very long text the beginning."""
    return "; ".join(f"({n}) {_in_sentence(one)}" for n, one in enumerate(statements, start=1))


def in_short(criterion: str, statements: Sequence[Statement]) -> list[str]:
    """The same where a message has little room: of each statement the result, who wrote it and when, a piece each."""
    head = f"Tiêu chí {criterion}: có {count(len(statements))} kết quả khác nhau, chưa kết quả nào được tính"
    results = (label("verdict", one.verdict) if one.verdict else "chưa ghi kết quả" for one in statements)
    told = [
        f"({n}) {result} [{who_and_when(one)}]"
        for n, (result, one) in enumerate(zip(results, statements, strict=True), start=1)
    ]
    return [f"{head}: {told[0]}", *told[1:], "thống nhất trong Đoàn, rồi chọn bằng «isoaudit answers settle MÃ»."]


def _in_sentence(statement: Statement) -> str:
    (_, verdict), *rest = parts(statement)
    said = "".join(f"; {heading[:1].lower()}{heading[1:]}: «{_short(text)}»" for heading, text in rest)
    return f"{verdict}{said} [{who_and_when(statement)}]"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"
