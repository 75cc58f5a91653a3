"""The marks of one part of a template, in order: which block each opens, goes on with, closes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes

from isoaudit.papers import template_language
from isoaudit.papers.template_check.expressions import ANYTHING, Reader, Scope
from isoaudit.papers.template_check.places import Broken, Mark

_ENDS = {"for": "endfor", "if": "endif"}
_STATEMENTS = (*_ENDS, *_ENDS.values(), "elif", "else")
_LEVELS = {"p": "đoạn", "tr": "hàng", "tc": "ô"}


@dataclass
class _Open:
    """A block that is not closed yet."""

    word: str
    mark: Mark
    outside: Scope
    otherwise: bool = False


class PartReader:
    """Reads the marks of one part in order: what each says, which block it opens, goes on with, closes."""

    def __init__(self, scope: Scope, say: Callable[..., None], printed: set[str]) -> None:
        """``say`` gets the code of a message, its place and its fields; ``printed`` every field that is printed."""
        self._scope, self._tell, self._printed = scope, say, printed
        self._open: list[_Open] = []

    def read(self, marks: list[Mark | Broken]) -> None:
        """Say everything that is wrong with the marks of the part."""
        for mark in marks:
            if isinstance(mark, Mark):
                self._mark(mark)
            elif not mark.field or mark.field.partition(".")[0] in self._scope:
                self._tell("TEMPLATE_005", mark.where, reason=mark.why)
        for block in self._open:
            end = _ENDS[block.word]
            self._tell("TEMPLATE_006", block.mark.where, reason=f"«{block.mark.text}» không có «{end}»")

    def _mark(self, mark: Mark) -> None:
        word = mark.code.split(maxsplit=1)[0] if mark.code else ""
        if "r" in (mark.level, word) or (mark.prints and mark.level):
            self._say("TEMPLATE_007", mark, reason=f"«{mark.text}»")
        elif mark.code.startswith(("-", "+")) or mark.code.endswith(("-", "+")):
            self._say("TEMPLATE_007", mark, reason=f"dấu «-» hoặc «+» sát ngoặc trong «{mark.text}»")
        elif mark.prints:
            tree = self._parsed(mark, f"{{{{ {mark.code} }}}}")
            if tree is not None:
                for node in tree.find_all(nodes.Output):
                    for expression in node.nodes:
                        self._reader(mark).prints(expression)
        elif word not in _STATEMENTS:
            hint = f"«{word}»" if word else f"«{mark.text}» trống"
            if word in _LEVELS:
                hint = f"«{mark.text}»: viết liền {{%{word}, rồi một dấu cách"
            self._say("TEMPLATE_007", mark, reason=hint)
        else:
            self._alone(mark)
            self._statement(word, mark)

    def _alone(self, mark: Mark) -> None:
        """A mark with a level takes the place of its paragraph, row or cell: what else stands there would be lost."""
        if mark.level and mark.holder is None:
            self._say("TEMPLATE_006", mark, reason=f"«{mark.text}» chỉ dùng được trong bảng")
        elif mark.level and mark.beside:
            self._say("TEMPLATE_013", mark, mark=mark.text, what=_LEVELS[mark.level], text=mark.beside)

    def _statement(self, word: str, mark: Mark) -> None:
        if word in _ENDS:
            tree = self._parsed(mark, f"{{% {mark.code} %}}{{% {_ENDS[word]} %}}")
            self._open.append(_Open(word, mark, self._scope))
            node = next(iter(tree.find_all((nodes.For, nodes.If))), None) if tree is not None else None
            if isinstance(node, nodes.For):
                self._scope = self._reader(mark).loops(node)
            elif isinstance(node, nodes.If):
                self._reader(mark).read(node.test)
            elif word == "for":  # what it loops over is not known: its variable may be anything
                self._scope = {**self._scope, **dict.fromkeys([*mark.code.split()[1:2], "loop"], ANYTHING)}
            return
        if not self._open or (word in _ENDS.values() and _ENDS[self._open[-1].word] != word):
            self._say("TEMPLATE_006", mark, reason=self._stray(word, mark))
            return
        block = self._open[-1]
        self._beside(block, mark)
        if word in _ENDS.values():
            self._open.pop()
            self._scope = block.outside
        elif block.otherwise or (word == "elif" and block.word == "for"):
            self._say("TEMPLATE_006", mark, reason=f"«{mark.text}» sai chỗ, sau «{block.mark.text}»")
        elif word == "elif":
            tree = self._parsed(mark, f"{{% {mark.code[2:]} %}}{{% endif %}}")
            node = next(iter(tree.find_all(nodes.If)), None) if tree is not None else None
            if node is not None:
                self._reader(mark).read(node.test)
        else:
            block.otherwise = True
            self._scope = block.outside

    def _stray(self, word: str, mark: Mark) -> str:
        """Why an end, ``else`` or ``elif`` fits nothing; a block it closes over is taken as closed."""
        if not self._open:
            return f"«{mark.text}» không có lệnh mở đi trước"
        last = self._open[-1].mark
        fitting = [i for i, block in enumerate(self._open) if _ENDS[block.word] == word]
        if fitting:
            self._scope = self._open[fitting[-1]].outside
            del self._open[fitting[-1] :]
        return f"«{mark.text}» đóng sai thứ tự: «{last.text}» ở {last.where} chưa đóng"

    def _beside(self, block: _Open, mark: Mark) -> None:
        """Whether two marks of a block stand where Word's paragraphs, cells and rows stay whole."""
        first = block.mark
        if first.level != mark.level:
            why = f"«{first.text}» ở {first.where} và «{mark.text}» phải cùng kiểu {{%, {{%p, {{%tr hoặc {{%tc"
        elif first.holder is not mark.holder:
            what = {"tr": "bảng", "tc": "hàng"}.get(first.level, "ô; để chọn cả hàng dùng {%tr … %}")
            why = f"«{mark.text}» đi với «{first.text}» ở {first.where} nhưng khác {what}"
        elif first.frame != mark.frame:
            why = f"«{mark.text}» và «{first.text}», chỉ một lệnh nằm trong liên kết hoặc phần được đánh dấu"
        else:
            return
        self._say("TEMPLATE_006", mark, reason=why)

    def _parsed(self, mark: Mark, source: str) -> nodes.Template | None:
        """What a mark says, if it can be read and is allowed."""
        try:
            tree = template_language.ENVIRONMENT.parse(source)
            forbidden = list(dict.fromkeys(str(found) for found in template_language.refused(tree)))
        except (TemplateSyntaxError, RecursionError, ValueError):
            self._say("TEMPLATE_005", mark, reason=f"«{mark.text}»")
            return None
        for what in forbidden:
            self._say("TEMPLATE_007", mark, reason=f"{what} trong «{mark.text}»")
        return None if forbidden else tree

    def _reader(self, mark: Mark) -> Reader:
        def report(code: str, **fields: object) -> None:
            self._say(code, mark, **fields)

        return Reader(self._scope, report, self._printed)

    def _say(self, code: str, mark: Mark, /, **fields: object) -> None:
        self._tell(code, mark.where, **fields)
