"""What the name of an office, or of the section of a list it stands in, tells for certain of its kind and level.

The words are in ``agency_kinds.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from isoaudit.wording.names import name_key, spelled_out

_WORD = re.compile(r"[\w\u0300-\u036f]+")


def kind_of_name(name: str) -> str:
    """The kind of a body by its name; empty where it is not certain."""
    key = _words(spelled_out(name))
    for kind, beginnings in _data()["begins"].items():
        if any(key.startswith(_words(words)) for words in beginnings):
            return "" if any(_words(words) in key for words in _data()["not"].get(kind, ())) else kind
    city = re.sub(f"^{_words('UBND').rstrip()}{_words('thành phố')}", " ", _short(key))
    is_city = city != _short(key) and any(city == _words(words) for words in _data()["cities"]["ubnd_tinh"])
    return "ubnd_tinh" if is_city else ""


def kind_otherwise(name: str) -> str:
    """The kind of a body that neither its name alone nor its section makes certain, such as a board of zones."""
    key = _words(spelled_out(name))
    begun = (kind for kind, several in _data()["otherwise"].items() if any(key.startswith(_words(w)) for w in several))
    return next(begun, "")


def is_central(name: str) -> bool:
    """Whether a body may belong to a ministry, such as a branch of the tax office."""
    return any(_words(words) in _words(name) for words in _data()["central"]["words"])


def level_of_section(section: str) -> str:
    """The level of the bodies in a section of a list by its name; empty where it tells none, or two."""
    return _one_level(section, "section")


def level_within_name(name: str) -> str:
    """The level that a body's name says, such as «Trung tâm Y tế tỉnh Lào Cai»; likewise."""
    return _one_level(name, "within")


def _one_level(text: str, which: str) -> str:
    key = _words(text).replace(_words("xã hội"), " ").replace(_words("thị xã"), _words("huyện"))
    found = [level for level, several in _data()[which].items() if any(_words(words) in key for words in several)]
    return found[0] if len(found) == 1 else ""


def _short(key: str) -> str:
    return key.replace(_words("Ủy ban nhân dân"), _words("UBND"))


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("agency_kinds.toml").read_text(encoding="utf-8"))


def _words(text: str) -> str:
    """The words of a text by their keys, a space before and behind each, so that no word is found within another."""
    return f" {' '.join(_WORD.findall(name_key(text)))} "
