"""What a mark says about the fields: names that exist, lists looped over, texts printed."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from isoaudit.papers.fields import Field, FieldKind
from isoaudit.papers.template_language import LOOP

_KINDS: dict[FieldKind, str] = {
    "flag": "là có hoặc không, chỉ dùng sau if",
    "texts": "là danh sách: dùng vòng lặp for, hoặc «|join('; ')»",
    "rows": "là danh sách nhiều cột: dùng vòng lặp for rồi in từng cột",
    "group": "là một nhóm: in từng trường của nhóm",
}
_LISTED = "Xem danh sách các trường trong docs/templates.md."
TEXT, FLAG, NUMBER = Field(""), Field("", "flag"), Field("số")
_LOOP = Field("", "group", fields={name: FLAG if name in ("first", "last") else NUMBER for name in LOOP})
_ORDERS = ("gt", "gteq", "lt", "lteq")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for."""

    field: Field
    path: str
    """The field of the paper it comes from: ``row`` of a loop over ``observations`` is ``observations``."""


ANYTHING = Meaning(Field("", "group"), "?")
"""The variable of a loop over what is wrong already: whatever is asked of it."""
Scope = Mapping[str, Meaning]
Report = Callable[..., None]
"""Called with the code of a message and its fields."""


def whole_scope(fields: Mapping[str, Field]) -> Scope:
    """The fields of a paper, outside any loop."""
    return {name: Meaning(field, name) for name, field in fields.items()}


def loop_scope(scope: Scope, variable: str, over: Meaning | None) -> Scope:
    """The scope within a loop; over what is wrong, the variable is whatever is asked of it."""
    inner = {**scope, "loop": Meaning(_LOOP, "loop")}
    if over is None:
        return {**inner, variable: ANYTHING}
    one = Field("", "group", fields=over.field.fields) if over.field.kind == "rows" else TEXT
    return {**inner, variable: Meaning(one, over.path)}


class Reader:
    """Reads the expressions of one mark; what is wrong goes to ``report``, what is printed into ``printed``."""

    def __init__(self, scope: Scope, report: Report, printed: set[str]) -> None:
        self._scope, self._report, self._printed = scope, report, printed
        self._printing = False

    def prints(self, node: nodes.Node) -> None:
        """An expression whose value is printed: it must be a text."""
        self._printing = True
        meaning = self.read(node)
        if meaning is not None and meaning.field.kind != "text":
            self._report("TEMPLATE_008", field=_spelt(node), reason=_KINDS[meaning.field.kind])

    def loops(self, node: nodes.For) -> Scope:
        """The scope within this loop."""
        over = self.read(node.iter)
        if over is not None and over.field.kind not in ("texts", "rows"):
            self._report(
                "TEMPLATE_008", field=_spelt(node.iter), reason="không phải danh sách, không dùng được sau for"
            )
            over = None
        return loop_scope(self._scope, str(getattr(node.target, "name", "")), over)

    def read(self, node: nodes.Node) -> Meaning | None:
        """What the expression stands for; None where that cannot be said any more."""
        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Getattr):
            return self._part(node)
        if isinstance(node, nodes.Filter):
            return self._filtered(node)
        if isinstance(node, nodes.Compare):
            self._compared(node)
            return Meaning(FLAG, "")
        if isinstance(node, nodes.CondExpr):
            return self._chosen(node)
        if isinstance(node, nodes.Const):
            of_flag, of_number = isinstance(node.value, bool), isinstance(node.value, (int, float))
            return Meaning(FLAG if of_flag else NUMBER if of_number else TEXT, "")
        if isinstance(node, (nodes.Add, nodes.Sub)):
            return self._reckoned(node)
        meanings = [self.read(child) for child in node.iter_child_nodes()]
        if isinstance(node, (nodes.And, nodes.Or)):
            return meanings[-1]
        return Meaning(FLAG if isinstance(node, (nodes.Not, nodes.Test)) else TEXT, "")

    def _name(self, node: nodes.Name) -> Meaning | None:
        meaning = self._scope.get(node.name)
        if meaning is None:
            self._report("TEMPLATE_004", field=node.name, hint=_nearest(node.name, self._scope))
            return None
        self._print(meaning.path)
        return None if meaning is ANYTHING else meaning

    def _part(self, node: nodes.Getattr) -> Meaning | None:
        before, self._printing = self._printing, False  # of a group it is the part that is printed
        above = self.read(node.node)
        self._printing = before
        if above is None:
            return None
        spelt = _spelt(node)
        if above.field.kind != "group":
            reason = _KINDS.get(above.field.kind, "là chữ") if above.field.kind != "text" else "là chữ"
            self._report("TEMPLATE_008", field=_spelt(node.node), reason=f"{reason}; không có «{spelt}»")
            return None
        if node.attr not in above.field.fields:
            near = _nearest(node.attr, above.field.fields, f"{_spelt(node.node)}.")
            self._report("TEMPLATE_004", field=spelt, hint=near)
            return None
        path = f"{above.path}.{node.attr}"
        self._print(path)
        return Meaning(above.field.fields[node.attr], path)

    def _filtered(self, node: nodes.Filter) -> Meaning | None:
        if node.node is None:
            return None
        meaning = self.read(node.node)
        for argument in node.args:
            self.read(argument)
        if meaning is None:
            return None
        kind, name = meaning.field.kind, node.name
        if name in ("length", "count"):
            return Meaning(NUMBER, "")
        if name == "default":
            return meaning
        if name in ("first", "last") and kind == "rows":
            return Meaning(Field("", "group", fields=meaning.field.fields), meaning.path)
        wanted = ("texts",) if name == "join" else ("text", "texts") if name in ("first", "last") else ("text",)
        if kind not in wanted:
            reason = f"không dùng được với «|{name}»: {_KINDS.get(kind, 'là chữ, không phải danh sách')}"
            self._report("TEMPLATE_008", field=_spelt(node.node), reason=reason)
            return None
        return Meaning(TEXT, meaning.path)

    def _compared(self, node: nodes.Compare) -> None:
        meaning = self.read(node.expr)
        for operand in node.ops:
            other = self.read(operand.expr)
            if meaning is not None and other is not None and not _comparable(operand.op, meaning.field, other.field):
                self._report(
                    "TEMPLATE_008", field=_spelt(node.expr), reason=f"{_said(meaning)}, không so sánh được như vậy"
                )
            if meaning is None or not meaning.field.values or not isinstance(operand.expr, nodes.Const):
                continue
            value = str(operand.expr.value)
            if value not in meaning.field.values:
                listed = ", ".join(meaning.field.values)
                self._report("TEMPLATE_009", field=_spelt(node.expr), value=value, expected=listed)

    def _reckoned(self, node: nodes.Add | nodes.Sub) -> Meaning | None:
        left, right = self.read(node.left), self.read(node.right)
        if left is None or right is None:
            return None
        same = _sort(left.field) == _sort(right.field)
        if not same or (isinstance(node, nodes.Sub) and _sort(left.field) != "number"):
            reason = f"{_said(left)}, không cộng trừ được với «{_spelt(node.right)}»"
            self._report("TEMPLATE_008", field=_spelt(node.left), reason=reason)
            return None
        return left

    def _chosen(self, node: nodes.CondExpr) -> Meaning | None:
        self.read(node.test)
        if node.expr2 is None:
            self._report("TEMPLATE_006", reason="«… if …» trong {{ }} thiếu else")
            return self.read(node.expr1)
        first, second = self.read(node.expr1), self.read(node.expr2)
        return first if first is not None and first.field.kind != "text" else second

    def _print(self, path: str) -> None:
        if self._printing:
            self._printed.add(path)


def _sort(field: Field) -> str:
    """What values are of one sort, so that they can be added and put in order."""
    return "number" if field is NUMBER or field.kind == "flag" else "list" if field.kind == "rows" else field.kind


def _comparable(operator: str, left: Field, right: Field) -> bool:
    if operator in _ORDERS:
        return _sort(left) == _sort(right) and _sort(left) in ("number", "text", "texts")
    if operator in ("in", "notin"):
        return _sort(right) in ("list", "texts") or (_sort(right) == "text" == _sort(left))
    return True


def _said(meaning: Meaning) -> str:
    return "là số" if meaning.field is NUMBER else _KINDS.get(meaning.field.kind, "là chữ").partition(":")[0]


def _spelt(node: nodes.Node) -> str:
    """An expression as a person would name it."""
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_spelt(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{_spelt(node.node)}|{node.name}"
    return "…"


def _nearest(value: str, names: Iterable[str], before: str = "") -> str:
    """``Có phải «agency»?``, or where the fields are listed."""
    near = difflib.get_close_matches(value.lower(), list(names), n=1, cutoff=0.6)
    return f"Có phải «{before}{near[0]}»?" if near else _LISTED
