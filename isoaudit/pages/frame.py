"""What all pages share: templates that escape, the sheet, the script a page may run, how a search compares."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from isoaudit.looks import colour, faces, tokens
from isoaudit.wording import label, sentence
from isoaudit.wording.searching import fold as fold


@cache
def environment() -> Environment:
    """Templates of ``html/``: every text is escaped, an unknown field is an error."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_text), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(fold=fold, sentence=sentence, href=lambda path: quote(path, safe="/"))
    environment.globals.update(label=label, colour=colour, faces=faces)
    return environment


def css() -> Markup:
    """The sheet of all pages, behind the tokens that it takes colours, type and spaces from."""
    return Markup(tokens() + _text("style.css"))


def script(name: str) -> dict[str, Markup | str]:
    """The script ``name`` for a template after what all pages share, with the hash by which the policy lets it run."""
    source = Markup("".join(map(_text, ("fold.js", "sort.js", "help.js", name))))
    digest = hashlib.sha256(source.encode()).digest()
    return {"script": source, "script_hash": base64.b64encode(digest).decode("ascii")}


def _text(name: str) -> str:
    return files(__package__).joinpath("html", name).read_text(encoding="utf-8")
